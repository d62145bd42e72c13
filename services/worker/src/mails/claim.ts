import { findPlans, type Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import { atNow } from "../batches.ts";
import { isNews, isWorthTelling } from "../reminders/changed-days.ts";
import { changeFor, findToldDays } from "../reminders/told-days.ts";
import type { Tools } from "../tools.ts";
import { readAccounts } from "./account.ts";
import type { BoundMove, BoundReminder, ClaimedMail } from "./render.ts";

/** Mails taken up at a time; offices take turns, so that one cannot delay the others. */
const batchSize = 40;
/** For how long nobody else takes a mail up; the transport gives up on a send after 20 s. */
const leaseMs = 30_000;

/** Mails that are this worker's for as long as the lease lasts. */
export interface Batch {
  /** The instant of the rules at which they were taken up. */
  readonly now: string;
  /** How far the rules' time is ahead of the database's; 0 but for demonstrations. */
  readonly aheadMs: number;
  /** Until when they are this worker's, by its own clock that only measures how much time goes by. */
  readonly leasedUntilMs: number;
  readonly mails: readonly ClaimedMail[];
}

type TakenRow = Omit<ClaimedMail, "reminders" | "moves" | "account" | "plans">;

/** A day in the mail, `m`, has changed again and may yet change back: it is told when that has been decided. */
const isInMotion = sql.raw(`exists (
  select from mail_moves l
    join deadline_moves told on told.office_id = l.office_id and told.id = l.move_id
    join deadline_moves untold on untold.office_id = told.office_id and untold.deadline_id = told.deadline_id
  where l.office_id = m.office_id and l.mail_id = m.id and untold.told_at is null)`);

/**
 * Every row is looked up by its key, to which "offset 0" holds the planner: right after a sweep it knows nothing of how
 * many wait, and a plan that reads them all would cost the more the longer the queue is.
 */
function claim(tx: Transaction): Promise<TakenRow[]> {
  return tx.run<TakenRow>(sql`
    with candidates as (
      select m.office_id, m.id, m.turn, m.next_try_at from offices o cross join lateral (
        select office_id, id, next_try_at, row_number() over (order by next_try_at) as turn from mails
        where office_id = o.id and state = 'pending' and next_try_at <= clock_timestamp()
        order by next_try_at limit ${batchSize * 4}) m
      order by m.turn, m.next_try_at limit ${batchSize * 4}),
    due as (
      select m.office_id, m.id from candidates c cross join lateral (
        select office_id, id, kind, state, next_try_at from mails
        where office_id = c.office_id and id = c.id offset 0 for update skip locked) m
      where m.state = 'pending' and m.next_try_at <= clock_timestamp() and not (m.kind = 'moved' and ${isInMotion})
      limit ${batchSize}),
    taken as (
      update mails m set attempt = m.attempt + 1, next_try_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      from due where m.office_id = due.office_id and m.id = due.id
      returning m.office_id, m.id, m.kind, m.attempt, m.refusals, m.recipient_id, m.to_email)
    select taken.office_id, taken.id, taken.kind, taken.attempt, taken.refusals, taken.recipient_id, p.name as recipient_name,
      a.email as recipient_email, lower(a.email) = lower(p.email) as is_own_address, p.language, o.name as office_name,
      o.email as office_email, o.mail_secret, o.zone, o.land, o.send_from, o.send_weekdays,
      exists (select from suppressions s
        where s.office_id = p.office_id and s.email = lower(a.email) and s.lifted_at is null) as is_suppressed
    from taken
      join people p on p.office_id = taken.office_id and p.id = taken.recipient_id
      join offices o on o.id = taken.office_id
      cross join lateral (select coalesce(taken.to_email, p.email) as email) a`);
}

const deadlineColumns =
  sql.raw(`d.id as deadline_id, d.version, d.kind, d.title, a.number, pa.number as paper_number, d.subject_type = 'deadlines' as is_by_hand, d.programme_id, d.nominal_on, d.soft_on,
  d.effective_on, d.ends_at, d.land, d.explanation, d.strictness, d.updated_at`);

/** Whether the recipient `p` of the office `o` still has a role. */
const hasRole = (now: string) =>
  sql`cardinality(roles_on(p, (${now}::timestamptz at time zone o.zone)::date)) > 0`;

/**
 * Drops what waits for people whose roles have ended since it was bound, and lets its step be looked at again: the sweep
 * finds who is told instead, and nobody is told twice.
 */
function dropForGone(tx: Transaction, taken: readonly TakenRow[], now: string): void {
  const [offices, ids] = [taken.map(({ officeId }) => officeId), taken.map(({ id }) => id)];
  tx.queue(sql`
    with dropped as (
      update reminders r set state = 'dropped', reason = 'not-theirs'
      from people p join offices o on o.id = p.office_id
      where r.mail_id = any(${ids}::uuid[]) and r.office_id = any(${offices}::uuid[]) and r.state = 'bound'
        and p.office_id = r.office_id and p.id = r.recipient_id and not ${hasRole(now)}
      returning r.office_id, r.deadline_id, r.due_at)
    update deadlines d set next_remind_at = ${now},
      -- A day covers the step that was due, whenever that day the worker found it.
      reminded_until = least(d.reminded_until, w.due_at - interval '1 day')
    from (select office_id, deadline_id, min(due_at) as due_at from dropped group by office_id, deadline_id) w
    where d.office_id = w.office_id and d.id = w.deadline_id and d.state = 'open'`);
}

/** What the mails have bound, without what was met, cancelled or moved since: that is dropped here. */
async function readReminders(tx: Transaction, taken: readonly TakenRow[]): Promise<BoundReminder[]> {
  const [offices, ids] = [taken.map(({ officeId }) => officeId), taken.map(({ id }) => id)];
  tx.queue(sql`
    update reminders r set state = 'dropped', reason = case when d.state = 'open' then 'deadline-moved' else 'deadline-' || d.state end
    from deadlines d
    where r.mail_id = any(${ids}::uuid[]) and r.office_id = any(${offices}::uuid[])
      and r.state = 'bound' and d.office_id = r.office_id and d.id = r.deadline_id
      and (d.state <> 'open' or d.version <> r.deadline_version)`);
  return tx.run<BoundReminder>(sql`
    select r.id, r.mail_id, r.step, r.role, r.for_id, f.name as stands_in_for, d.lead_id, d.owner_id, ${deadlineColumns}
    from reminders r
      join deadlines d on d.office_id = r.office_id and d.id = r.deadline_id
      left join applications a on a.office_id = d.office_id and a.id = d.application_id
      left join papers pa on d.subject_type = 'papers' and pa.office_id = d.office_id and pa.id = d.subject_id
      left join people f on f.office_id = r.office_id and f.id = r.for_id
    where r.mail_id = any(${ids}::uuid[]) and r.office_id = any(${offices}::uuid[]) and r.state = 'bound'
    order by d.effective_on, d.id, r.step`);
}

/**
 * What the mails have to tell of changed days, without what is no longer so. Where a mail has waited, later changes of the
 * same day have mails of their own by now: only the last one tells, from what the recipient was told last, also by a
 * reminder, or, where that is nothing, from what was so before the first change that went out to them.
 */
async function readMoves(tx: Transaction, taken: readonly TakenRow[], now: string): Promise<BoundMove[]> {
  const letters = taken.filter(({ kind }) => kind === "moved");
  if (letters.length === 0) return [];
  const others = sql`mail_moves l2
    join mails e2 on e2.office_id = l2.office_id and e2.id = l2.mail_id and e2.recipient_id = e.recipient_id
    join deadline_moves m2 on m2.office_id = l2.office_id and m2.id = l2.move_id
    where l2.office_id = l.office_id and m2.deadline_id = m.deadline_id`;
  const moves = await tx.run<BoundMove & { officeId: string; recipientId: string }>(sql`
    select l.office_id, l.mail_id, e.recipient_id, m.id as move_id, l.role, f.name as stands_in_for, d.state, m.is_end, m.reason,
      first.old_on, first.old_ends_at, ${isNews(sql`first`)} as was_new, ${deadlineColumns}
    from mail_moves l
      join mails e on e.office_id = l.office_id and e.id = l.mail_id
      join people p on p.office_id = e.office_id and p.id = e.recipient_id
      join offices o on o.id = e.office_id
      join deadline_moves m on m.office_id = l.office_id and m.id = l.move_id
      join deadlines d on d.office_id = m.office_id and d.id = m.deadline_id
      cross join lateral (
        select m2.old_on, m2.old_ends_at, m2.created_at from ${others} and m2.id <= m.id
          and m2.id > coalesce((select m2.id from ${others} and m2.id < m.id and e2.state in ('sent', 'captured')
            order by m2.id desc limit 1), '00000000-0000-0000-0000-000000000000')
        order by m2.id limit 1) first
      left join applications a on a.office_id = d.office_id and a.id = d.application_id
      left join papers pa on d.subject_type = 'papers' and pa.office_id = d.office_id and pa.id = d.subject_id
      left join people f on f.office_id = l.office_id and f.id = l.for_id
    where l.mail_id = any(${letters.map(({ id }) => id)}::uuid[])
      and l.office_id = any(${letters.map(({ officeId }) => officeId)}::uuid[])
      and not exists (select from ${others} and m2.id > m.id) and ${hasRole(now)}
    order by d.effective_on, d.id`);
  const told = await findToldDays(tx, moves);
  return moves.map((move) => changeFor(move, move, told)).filter(isWorthTelling);
}

function byMail<Row extends { readonly mailId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(row.mailId, [...(found.get(row.mailId) ?? []), row]);
  return found;
}

/**
 * Takes up due mails: moves them ahead by the lease, counts the attempt (the fence), drops what has been met, cancelled
 * or moved in the meantime, and reads what is left to say.
 */
export function claimMails(tools: Tools): Promise<Batch> {
  const leasedUntilMs = performance.now() + leaseMs;
  return atNow(tools, async (tx, now, databaseNow) => {
    const common = { now, aheadMs: Date.parse(now) - Date.parse(databaseNow), leasedUntilMs };
    const taken = await claim(tx);
    if (taken.length === 0) return { ...common, mails: [] };
    dropForGone(tx, taken, now);
    const reminders = byMail(await readReminders(tx, taken));
    const moves = byMail(await readMoves(tx, taken, now));
    const accounts = new Map(
      (await readAccounts(tx, taken, now)).map((account) => [account.mailId, account]),
    );
    const plans = await findPlans(tx, taken);
    const mails = taken.map((mail) => ({
      ...mail,
      reminders: reminders.get(mail.id) ?? [],
      moves: moves.get(mail.id) ?? [],
      account: accounts.get(mail.id) ?? null,
      plans: plans.filter(({ officeId }) => officeId === mail.officeId),
    }));
    return { ...common, mails };
  });
}
