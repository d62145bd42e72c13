import type { Transaction } from "@zuwendo/db";
import { assignableStates } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { Call } from "./schema.ts";

export const calls: Resource<typeof Call, "calls"> = {
  name: "calls",
  one: "a call",
  table: "calls",
  shape: Call,
  filters: ["programmeId", "fundId", "meetingId"],
  ranges: ["closesOn"],
  sorts: ["createdAt"],
  hasWords: true,
  read: "calls.read",
};

type Row = RowOf<typeof Call>;

/**
 * Gives the applications of a call that has changed its programme and fund until they are checked, and its meeting until they
 * are voted on, unless the office has assigned them another.
 */
export function takeAlong(tx: Transaction, before: Row, { id, programmeId, fundId, meetingId }: Row): void {
  const isUnchecked = sql`a.state = any(${[...assignableStates.callId]})`;
  tx.queue(sql`
    with taken as (
      update applications a set version = a.version + 1, updated_at = now(),
        programme_id = case when ${isUnchecked} then ${programmeId}::uuid else a.programme_id end,
        fund_id = case when ${isUnchecked} then ${fundId}::uuid else a.fund_id end,
        meeting_id = case when a.meeting_id is not distinct from ${before.meetingId}::uuid then ${meetingId}::uuid
          else a.meeting_id end
      where a.call_id = ${id} and a.state = any(${[...assignableStates.meetingId]})
      returning a.id, a.programme_id)
    update deadlines d set programme_id = taken.programme_id, updated_at = now()
    from taken where d.application_id = taken.id and d.subject_type <> 'deadlines' and d.state = 'open'`);
}
