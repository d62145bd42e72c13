import type { Transaction } from "@zuwendo/db";
import type { DeadlineKind, HistoryKind } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import { selectNames } from "../../resources/names.ts";

/** What has a history of its own. */
export type Told = "ideas" | "applications" | "funds" | "meetings";

export interface Event {
  readonly source: "audit" | "ledger" | "mail";
  readonly id: string;
  readonly at: string;
  readonly kind: HistoryKind;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly amountCents: number | null;
  /** The application that money is for, by title and number. */
  readonly applicationName: string | null;
  /** The deadline that an act is about. */
  readonly deadlineKind: DeadlineKind | null;
  readonly deadlineTitle: string | null;
  readonly isByHand: boolean | null;
}

export interface Page {
  readonly id: string;
  readonly limit: number;
  readonly after: { readonly at: string; readonly id: string } | undefined;
  readonly kinds: readonly HistoryKind[];
  /** Null: mails to everybody; otherwise only those to this person. */
  readonly recipientId: string | null;
}

/** The ids of the things whose acts belong to the history of another. */
const related: Readonly<Record<Told, (id: string) => RawBuilder<unknown>>> = {
  ideas: (id) => sql`select ${id}::uuid union all select a.id from applications a where a.idea_id = ${id}`,
  applications: (id) => sql`
    select ${id}::uuid
    union all select v.id from votes v where v.application_id = ${id}
    union all select g.id from grants g where g.application_id = ${id}
    union all select b.id from disbursements b where b.application_id = ${id}
    union all select r.id from payment_requests r where r.application_id = ${id}
    union all select s.id from status_links s where s.application_id = ${id}
    union all select d.id from deadlines d where d.application_id = ${id}
    union all select x.id from extensions x join deadlines d on d.id = x.deadline_id where d.application_id = ${id}`,
  funds: (id) => sql`select ${id}::uuid union all select y.id from fund_years y where y.fund_id = ${id}`,
  meetings: (id) => sql`
    select ${id}::uuid
    union all select v.id from votes v join applications a on a.id = v.application_id where v.meeting_id = ${id}
    union all select p.id from papers p where p.meeting_id = ${id}`,
};

/** The money that belongs to the history; ideas and meetings have none of their own. */
const ledgerOf: Readonly<Partial<Record<Told, (id: string) => RawBuilder<boolean>>>> = {
  applications: (id) => sql`e.application_id = ${id}`,
  // By the fund years, as the ledger is kept by them.
  funds: (id) => sql`e.fund_year_id in (select y.id from fund_years y where y.fund_id = ${id})`,
};

/** Mails are about deadlines, and deadlines about an application. */
const mailsOf: Readonly<Partial<Record<Told, (id: string) => RawBuilder<unknown>>>> = {
  applications: (id) => sql`
    select r.mail_id from reminders r join deadlines d on d.id = r.deadline_id
    where d.application_id = ${id} and r.mail_id is not null`,
};

/** What became of a thing, newest first: acts, money and mails, each from where it is kept. */
export async function listEvents(tx: Transaction, told: Told, page: Page): Promise<Event[]> {
  const { id, limit, after, kinds, recipientId } = page;
  const older = (at: string, key: string) =>
    after === undefined
      ? sql<boolean>`true`
      : sql<boolean>`(${sql.raw(at)}, ${sql.raw(key)}) < (${after.at}::timestamptz, ${after.id}::uuid)`;
  const wants = (kind: HistoryKind) => kinds.includes(kind);
  const parts: RawBuilder<unknown>[] = [];
  if (wants("created") || wants("changed") || wants("step")) {
    const kind = sql`case when l.action = 'create' then 'created' when l.action like 'to:%' then 'step' else 'changed' end`;
    parts.push(sql`(
      select 'audit' as source, l.id, l.at, ${kind} as kind, l.person_id, l.action, l.subject_type, l.subject_id,
        l.changes, l.before, null::bigint as amount_cents, null::uuid as application_id
      from audit_log l where l.subject_id in (${related[told](id)})
        and ${kind} in (${sql.join([...kinds])}) and ${older("l.at", "l.id")}
      order by l.at desc, l.id desc limit ${limit})`);
  }
  const entries = ledgerOf[told]?.(id);
  if (wants("money") && entries !== undefined) {
    parts.push(sql`(
      select 'ledger' as source, e.id, e.created_at as at, 'money' as kind, e.person_id, e.kind as action,
        'ledger-entries' as subject_type, e.id as subject_id, '{}'::jsonb as changes, null::jsonb as before, e.amount_cents, e.application_id
      from ledger_entries e where ${entries} and ${older("e.created_at", "e.id")}
      order by e.created_at desc, e.id desc limit ${limit})`);
  }
  const mails = mailsOf[told]?.(id);
  if (wants("mail") && mails !== undefined) {
    parts.push(sql`(
      select 'mail' as source, m.id, m.sent_at as at, 'mail' as kind, m.recipient_id as person_id, m.kind as action,
        'mails' as subject_type, m.id as subject_id, '{}'::jsonb as changes, null::jsonb as before, null::bigint as amount_cents, null::uuid as application_id
      from mails m where m.id in (${mails}) and m.state = 'sent' and m.sent_at is not null
        and ${recipientId === null ? sql`true` : sql`m.recipient_id = ${recipientId}`} and ${older("m.sent_at", "m.id")}
      order by m.sent_at desc, m.id desc limit ${limit})`);
  }
  if (parts.length === 0) return [];
  return tx.run<Event>(sql`
    select events.*, p.name as person_name, a.title || ' (' || a.number || ')' as application_name,
      d.kind as deadline_kind, d.title as deadline_title, d.subject_type = 'deadlines' as is_by_hand
    from (select * from (${sql.join(parts, sql` union all `)}) found order by at desc, id desc limit ${limit}) events
      left join people p on p.id = events.person_id
      left join applications a on a.id = events.application_id
      left join extensions x on events.subject_type = 'extensions' and x.id = events.subject_id
      left join deadlines d on d.id = case events.subject_type when 'deadlines' then events.subject_id else x.deadline_id end
    order by at desc, id desc limit ${limit}`);
}

/** The names of things by their ids. */
export async function findNames(
  tx: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.run<{ id: string; name: string }>(selectNames(ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
