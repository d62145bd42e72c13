import type { Transaction } from "@zuwendo/db";
import {
  type ForeseenDeadline,
  type ReminderAudience,
  referenceUnknown,
  type SendRule,
  type Text,
} from "@zuwendo/domain";
import { sql } from "kysely";
import type { Session } from "../../request/session.ts";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { Reminder } from "./schema.ts";

export const reminders: Resource<typeof Reminder, "reminders"> = {
  name: "reminders",
  one: "a reminder",
  table: "reminders",
  shape: Reminder,
  filters: ["deadlineId", "recipientId", "mailId", "state"],
  sorts: ["createdAt"],
  read: "reminders.read",
  own: ownedThrough({ person: "recipientId" }),
};

/** How the caller's office sends. */
export async function getSendRule(tx: Transaction): Promise<SendRule> {
  const [office] = await tx.run<SendRule>(
    sql`select land, zone, send_from, send_until, send_weekdays from offices where id = current_office()`,
  );
  if (office === undefined) throw new Error("a request without an office");
  return office;
}

/** What to look for: open deadlines of a kind, in all programmes or one, that count to or end on certain days. */
export interface Search {
  readonly kind: string;
  readonly programmeId: string | null;
  readonly countedDays: readonly string[];
  readonly endDays: readonly string[];
}

interface FoundDeadline extends Omit<ForeseenDeadline, keyof SendRule> {
  readonly title: string;
  readonly effectiveOn: string;
}

/**
 * Whose deadlines can lead to mails to a person: theirs and those of whom they stand in for; null for people of the
 * office, who are reminded of others' duties as well.
 */
export async function findReachOf(tx: Transaction, personId: string): Promise<readonly string[] | null> {
  const [person] = await tx.run<{ isOffice: boolean; leads: string[] }>(sql`
    select p.roles && array['coordinator', 'lead-office'] as is_office,
      array(select person_id from preferences where deputy_id = p.id limit 1000) || p.id as leads
    from people p where p.id = ${personId}`);
  if (person === undefined) throw referenceUnknown("personId");
  return person.isOffice ? null : person.leads;
}

/**
 * The deadlines that a search finds, at most `limit` of them, by id; by the days alone, without looking at any other:
 * "offset 0" holds the planner, who takes the few days for thousands, to looking each up in its index.
 */
export function findForeseen(
  tx: Transaction,
  searches: readonly Search[],
  { limit, leadIds }: { readonly limit: number; readonly leadIds: readonly string[] | null },
): Promise<FoundDeadline[]> {
  const isReached =
    leadIds === null
      ? sql`true`
      : sql`(d.lead_id = any(${[...leadIds]}::uuid[]) or d.owner_id = any(${[...leadIds]}::uuid[]))`;
  return tx.run<FoundDeadline>(sql`
    with wanted as (
      select * from jsonb_to_recordset(${JSON.stringify(searches)}::jsonb) as w (
        kind text, "programmeId" uuid, "countedDays" jsonb, "endDays" jsonb)),
    counted as (
      select distinct kind, "programmeId", day::date from wanted, jsonb_array_elements_text("countedDays") as day),
    ending as (
      select distinct kind, "programmeId", day::date from wanted, jsonb_array_elements_text("endDays") as day),
    found as (
      select d.id from counted w cross join lateral (
        select id, programme_id, lead_id, owner_id from deadlines where state = 'open' and kind = w.kind and nominal_on = w.day offset 0) d
      where (w."programmeId" is null or d.programme_id = w."programmeId") and ${isReached}
      union
      select d.id from counted w cross join lateral (
        select id, programme_id, lead_id, owner_id from deadlines
        where state = 'open' and soft_on is not null and kind = w.kind and soft_on = w.day offset 0) d
      where (w."programmeId" is null or d.programme_id = w."programmeId") and ${isReached}
      union
      select d.id from counted w cross join lateral (
        select id, programme_id, lead_id, owner_id, kind from deadlines
        where state = 'open' and effective_on = w.day and effective_on < nominal_on offset 0) d
      where d.kind = w.kind and (w."programmeId" is null or d.programme_id = w."programmeId") and ${isReached}
      union
      select d.id from ending w cross join lateral (
        select id, programme_id, lead_id, owner_id, kind from deadlines where state = 'open' and effective_on = w.day offset 0) d
      where d.kind = w.kind and (w."programmeId" is null or d.programme_id = w."programmeId") and ${isReached}
      limit ${limit})
    select d.id, d.office_id, d.kind, d.programme_id, d.nominal_on, d.soft_on, d.effective_on, d.ends_at, d.lead_id, d.owner_id,
      d.application_id, d.committee_id, d.reminded_until, d.title
    from found join deadlines d on d.id = found.id order by d.id`);
}

/** Reminders that people have put off and that come again after an instant and up to another. */
export function listPutOff(
  tx: Transaction,
  { after, until }: { readonly after: string; readonly until: string },
): Promise<
  { deadlineId: string; personId: string; remindAt: string; role: ReminderAudience; title: string }[]
> {
  return tx.run(sql`
    select a.deadline_id, a.person_id, a.remind_at, r.role, d.title
    from reminder_answers a
      join reminders r on r.id = a.reminder_id
      join deadlines d on d.id = a.deadline_id
    where a.remind_at > ${after} and a.remind_at <= ${until} and d.state = 'open'
    order by a.remind_at, a.reminder_id limit 1000`);
}

/** A reminder in a mail that waits for the office's hours or for another attempt. */
interface WaitingItem {
  readonly mailId: string;
  readonly kind: "digest" | "urgent";
  readonly sendAt: string;
  readonly recipientId: string;
  readonly deadlineId: string;
  readonly step: string;
  readonly role: ReminderAudience;
  readonly title: string;
}

/** The reminders in mails that are written and go out after an instant and up to another. */
export function listWaiting(
  tx: Transaction,
  { after, until }: { readonly after: string; readonly until: string },
): Promise<WaitingItem[]> {
  return tx.run<WaitingItem>(sql`
    select m.id as mail_id, m.kind, m.next_try_at as send_at, m.recipient_id, r.deadline_id, r.step, r.role, d.title
    from (
      select id, kind, next_try_at, recipient_id from mails
      where state = 'pending' and kind in ('digest', 'urgent') and next_try_at > ${after} and next_try_at <= ${until}
      order by next_try_at, id limit 1000) m
      join reminders r on r.mail_id = m.id and r.state = 'bound'
      join deadlines d on d.id = r.deadline_id and d.state = 'open' and d.version = r.deadline_version
    order by m.next_try_at, m.id, d.effective_on, d.id`);
}

/** What a reminder is about, for saying why it came. */
export interface RemindedOf {
  readonly kind: string;
  readonly title: string;
  readonly number: string | null;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly programmeId: string | null;
  readonly nominalOn: string;
  readonly softOn: string | null;
  readonly effectiveOn: string;
  readonly endsAt: string;
  readonly state: string;
  readonly explanation: Text;
  readonly leadId: string | null;
  readonly ownerId: string | null;
  readonly standsInFor: string | null;
}

export async function getRemindedOf(
  session: Session,
  reminder: Pick<RowOf<typeof Reminder>, "deadlineId" | "forId">,
): Promise<RemindedOf> {
  const [found] = await session.run<RemindedOf>(sql`
    select d.kind, d.title, a.number, d.subject_type, d.subject_id, d.programme_id, d.nominal_on, d.soft_on, d.effective_on,
      d.ends_at, d.state, d.explanation, d.lead_id, d.owner_id, f.name as stands_in_for
    from deadlines d
      left join applications a on a.id = d.application_id
      left join people f on f.id = ${reminder.forId}
    where d.id = ${reminder.deadlineId}`);
  if (found === undefined) throw new Error("a reminder without its deadline");
  return found;
}
