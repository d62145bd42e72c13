import type { Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { Meeting } from "./schema.ts";

export type MeetingRow = RowOf<typeof Meeting>;

export const meetings: Resource<typeof Meeting, "meetings"> = {
  name: "meetings",
  one: "a meeting",
  table: "meetings",
  shape: Meeting,
  filters: ["committeeId", "state"],
  ranges: ["takesPlaceOn"],
  sorts: ["takesPlaceOn", "createdAt"],
  read: "meetings.read",
};

/** Whether a vote was taken in a meeting. */
export async function hasVoted(tx: Transaction, meetingId: string): Promise<boolean> {
  return (await tx.run(sql`select 1 from votes where meeting_id = ${meetingId} limit 1`)).length > 0;
}
