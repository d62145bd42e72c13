import { selectRetentionEnd, type Transaction } from "@zuwendo/db";
import type { ErasureRemain, KeptFile } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Session } from "../../request/session.ts";
import { type Resource, type RowOf, selection } from "../../resources/resource.ts";
import { Erasure } from "./schema.ts";

export const erasures: Resource<typeof Erasure, "erasures"> = {
  name: "erasures",
  one: "an erasure",
  table: "erasures",
  shape: Erasure,
  derived: ({ blankedAt }) => ({ isRestricted: blankedAt === null }),
  filters: ["personId", "pseudonym", "erasedById"],
  sorts: ["createdAt"],
  read: "erasures.read",
};

/** Lets what follows in this transaction read through a long audit log and all mails. */
export function takeTime(tx: Transaction): void {
  tx.queue(sql`set local statement_timeout = '60s'`);
}

/** The names and addresses by which texts can name somebody. */
export async function wordsNaming(tx: Transaction, personId: string): Promise<readonly string[]> {
  const [found] = await tx.run<{ words: string[] }>(sql`select words_naming(${personId}) as words`);
  return found?.words ?? [];
}

/** Whether a text names somebody by one of the words. */
export async function names(tx: Transaction, text: string, words: readonly string[]): Promise<boolean> {
  const [found] = await tx.run<{ names: boolean }>(
    sql`select ${text}::text ~ naming_pattern(${[...words]}::text[]) as names`,
  );
  return found?.names === true;
}

/** How many rows an erasure would change, by place. */
export async function countPlaces(
  tx: Transaction,
  personId: string,
): Promise<Readonly<Record<string, number>>> {
  const rows = await tx.run<{ place: string; count: number }>(
    sql`select place, count(*)::int as count from rows_to_erase(${personId}) group by place`,
  );
  return Object.fromEntries(rows.map(({ place, count }) => [place, count]));
}

/** The applications that somebody has led or brought in, as far as their files are kept. */
export function filesOf(tx: Transaction, personId: string): Promise<(KeptFile & { id: string })[]> {
  return tx.run(sql`
    select a.id, a.state, (${selectRetentionEnd("a")}) as retention_ends_on from applications a
    where a.lead_id = ${personId}
      or a.id in (select application_id from deadlines where lead_id = ${personId} or former_lead_id = ${personId})
      or a.id in (select subject_id from audit_log where person_id = ${personId} and subject_type = 'applications'
        and action in ('create', 'to:submitted'))
    order by a.id`);
}

/** How much stays of what somebody had to do with. */
export async function countRemains(
  tx: Transaction,
  personId: string,
  applicationIds: readonly string[],
): Promise<Readonly<Record<ErasureRemain, number>>> {
  const files = sql`any(${[...applicationIds]}::uuid[])`;
  const [counts] = await tx.run<Record<string, number>>(sql`
    select ${applicationIds.length}::int as "applications",
      (select count(*)::int from votes where application_id = ${files}) as "votes",
      (select count(*)::int from grants where application_id = ${files}) as "grants",
      (select count(*)::int from disbursements where application_id = ${files}) as "disbursements",
      (select count(*)::int from ledger_entries where person_id = ${personId} or application_id = ${files}) as "ledgerEntries",
      (select count(*)::int from extensions where asked_by_id = ${personId} or decided_by_id = ${personId}) as "extensions",
      (select count(*)::int from papers where author_id = ${personId}) as "papers",
      (select count(*)::int from audit_log where person_id = ${personId}) as "auditEntries"`);
  const {
    applications = 0,
    votes = 0,
    grants = 0,
    disbursements = 0,
    extensions = 0,
    papers = 0,
    ...rest
  } = counts ?? {};
  return {
    ...{ applications, votes, grants, disbursements, extensions, papers },
    "ledger-entries": rest.ledgerEntries ?? 0,
    "audit-entries": rest.auditEntries ?? 0,
  };
}

/**
 * How many mails that name somebody as the one stood in for a worker is sending now: it would write the name down when it is
 * done. With `lock` no worker takes up another before this transaction ends.
 */
export async function countMailsOnTheirWay(
  tx: Transaction,
  personId: string,
  options: { readonly lock: boolean },
): Promise<number> {
  const found = await tx.run<{ isLeased: boolean }>(sql`
    select m.attempt > 0 and m.next_try_at > now() as is_leased from mails m
    where m.state = 'pending' and m.recipient_id <> ${personId} and (
      exists (select from reminders r where r.mail_id = m.id and r.for_id = ${personId})
      or exists (select from mail_moves l where l.mail_id = m.id and l.for_id = ${personId}))
    ${options.lock ? sql`for update of m` : sql``}`);
  return found.filter(({ isLeased }) => isLeased).length;
}

interface NewErasure {
  readonly personId: string;
  readonly pseudonym: string;
  readonly reason: string;
  readonly applicationIds: readonly string[];
  readonly keptUntil: string | null;
  readonly isRestricted: boolean;
}

/**
 * Begins the protocol of an erasure, with name and address where they must be kept; returns its id, undefined where somebody
 * bears the pseudonym already.
 */
export async function insertErasure(session: Session, erasure: NewErasure): Promise<string | undefined> {
  const { personId, pseudonym, reason, applicationIds, keptUntil, isRestricted } = erasure;
  const [row] = await session.run<{ id: string }>(sql`
    insert into erasures (person_id, pseudonym, reason, erased_by_id, application_ids, kept_until,
      kept_name, kept_email, blanked_at)
    select p.id, ${pseudonym}, ${reason}, ${session.caller.personId}, ${[...applicationIds]}::uuid[], ${keptUntil}::date,
      case when ${isRestricted} then p.name end, case when ${isRestricted} then p.email end,
      case when not ${isRestricted} then ${session.now}::timestamptz end
    from people p where p.id = ${personId} and not exists (select from people where name = ${pseudonym})
    on conflict (office_id, pseudonym) do nothing returning id`);
  return row?.id;
}

/** Erases the person of a protocol that has begun, in every place at once; returns how many rows were changed, by place. */
export async function erasePerson(
  tx: Transaction,
  personId: string,
): Promise<Readonly<Record<string, number>>> {
  const [done] = await tx.run<{ counts: Record<string, number> }>(
    sql`select erase_person(${personId}) as counts`,
  );
  return done?.counts ?? {};
}

/** The protocol of somebody's erasure. */
export async function findErasure(
  tx: Transaction,
  personId: string,
): Promise<RowOf<typeof Erasure> | undefined> {
  const [row] = await tx.run<RowOf<typeof Erasure>>(
    sql`select ${selection(erasures)} from erasures where person_id = ${personId}`,
  );
  return row;
}

interface Kept {
  readonly keptName: string;
  readonly keptEmail: string;
}

/** The name and address of somebody erased, while they are kept. */
export async function findKept(tx: Transaction, personId: string): Promise<Kept | undefined> {
  const [kept] = await tx.run<Kept>(sql`
    select kept_name, kept_email from erasures where person_id = ${personId} and kept_name is not null`);
  return kept;
}
