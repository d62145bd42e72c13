import type { Owner } from "./owner.ts";

/** A deadline with what became of a reminder of it; one row for each mail that tells of it. */
export interface Told {
  readonly deadlineId: string;
  readonly email: string;
  readonly mailId: string | null;
  readonly mailState: string | null;
  readonly attempt: number | null;
  readonly reminderState: string | null;
  /** When the last change of the mail was committed, in milliseconds. */
  readonly committedAt: number | null;
  /** Whether the office was told that the address does not work, and it gets no more mail. */
  readonly hasTask: boolean;
  readonly isSuppressed: boolean;
}

/** A mail was taken up: in the same transaction, so that a claim that was rolled back is none. */
export interface Claim {
  readonly mailId: string;
  readonly at: number;
}

/** Writes down from now on when mails are taken up, which the attempt tells that rises then. */
export async function recordClaims(owner: Owner): Promise<void> {
  await owner.insist("create schema faults");
  await owner.insist("create table faults.claims (mail_id uuid, attempt int, claimed_at timestamptz)");
  await owner.insist(`
    create function faults.record_claim() returns trigger language plpgsql security definer as $$
    begin
      insert into faults.claims values (new.id, new.attempt, clock_timestamp());
      return null;
    end $$`);
  await owner.insist(`
    create trigger record_claim after update on mails
    for each row when (new.attempt > old.attempt) execute function faults.record_claim()`);
}

export async function readClaims(owner: Owner): Promise<Claim[]> {
  return owner.insist<Claim>(
    `select mail_id as "mailId", extract(epoch from claimed_at)::float8 * 1000 as at from faults.claims order by claimed_at`,
  );
}

/** Every deadline of the load with the mails that tell of it. */
export async function readTold(owner: Owner): Promise<Told[]> {
  return owner.insist<Told>(`
    select d.id as "deadlineId", p.email, m.id as "mailId", m.state as "mailState", m.attempt, r.state as "reminderState",
      extract(epoch from pg_xact_commit_timestamp(m.xmin))::float8 * 1000 as "committedAt",
      exists (select from tasks t where t.kind = 'bounce' and t.subject_id = p.id and t.state = 'open') as "hasTask",
      exists (select from suppressions s where s.email = lower(p.email) and s.lifted_at is null) as "isSuppressed"
    from deadlines d join people p on p.id = d.lead_id
      left join reminders r on r.deadline_id = d.id and r.state <> 'skipped'
      left join mails m on m.id = r.mail_id`);
}

/** How much is still to be done: due deadlines, reminders that wait, mails that are not final. */
export async function countOpen(owner: Owner): Promise<number> {
  const [found] = await owner.insist<{ open: number }>(`
    select (select count(*) from deadlines where state = 'open' and next_remind_at <= clock_timestamp())
      + (select count(*) from reminders where state = 'bound')
      + (select count(*) from mails where state = 'pending') as open`);
  return found?.open ?? Number.NaN;
}
