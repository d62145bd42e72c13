import type { Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import type { Resource } from "../resource.ts";
import { Call } from "./schema.ts";

export const calls: Resource = {
  name: "calls",
  table: "calls",
  shape: Call,
  filters: ["programmeId", "fundId", "meetingId"],
  ranges: ["closesOn"],
  sorts: ["createdAt"],
  read: "calls.read",
};

/** What a call says about its cut-off. */
export interface CallRule {
  readonly deadlineRule: { readonly kind: string };
  readonly strictness: string;
  readonly programmeId: string;
  readonly meetingId: string | null;
  readonly meetingOn: string | null;
  /** Who brought in the idea that the application came from. */
  readonly ideaLeadId: string | null;
}

/** An application that is still being written, with the rule of its call and its open cut-off. */
interface Draft extends CallRule {
  readonly id: string;
  readonly title: string;
  readonly leadId: string;
  readonly startsOn: string;
  readonly deadlineId: string | null;
}

/** Locks the applications of these calls that are still being written. */
export async function listDrafts(tx: Transaction, callIds: readonly string[]): Promise<Draft[]> {
  return tx.run<Draft>(sql`
    select a.id, a.title, a.lead_id, a.starts_on, d.id as deadline_id,
      c.deadline_rule, c.strictness, c.programme_id, c.meeting_id, m.takes_place_on as meeting_on, i.lead_id as idea_lead_id
    from applications a
      join calls c on c.id = a.call_id
      join ideas i on i.id = a.idea_id
      left join meetings m on m.id = c.meeting_id
      left join deadlines d on d.application_id = a.id and d.kind = 'application-cut-off' and d.state = 'open'
    where a.call_id in (${sql.join([...callIds])}) and a.state in ('draft', 'returned')
    order by a.id for update of a`);
}

/** Locks the calls that a meeting decides on. */
export function lockCallsOf(
  tx: Transaction,
  meetingId: string,
): Promise<{ id: string; deadlineRule: { kind: string } }[]> {
  return tx.run(
    sql`select id, deadline_rule from calls where meeting_id = ${meetingId} order by id for update`,
  );
}

/** The day of a meeting; undefined when there is none with that id. */
export async function findMeetingDay(tx: Transaction, meetingId: string): Promise<string | undefined> {
  const [found] = await tx.run<{ takesPlaceOn: string }>(
    sql`select takes_place_on from meetings where id = ${meetingId}`,
  );
  return found?.takesPlaceOn;
}

/** Sets the close of calls, by id, and raises their versions. */
export function setClosings(
  tx: Transaction,
  closings: readonly { id: string; closesOn: string | null; closesAt: string | null }[],
): void {
  tx.later(sql`
    update calls c set closes_on = n."closesOn", closes_at = n."closesAt", version = c.version + 1, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(closings)}::jsonb) as n (id uuid, "closesOn" date, "closesAt" timestamptz)
    where c.id = n.id`);
}
