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

/** What a committee is called; '' when there is none with that id. */
export async function findCommitteeName(tx: Transaction, committeeId: string): Promise<string> {
  const [found] = await tx.run<{ name: string }>(sql`select name from committees where id = ${committeeId}`);
  return found?.name ?? "";
}
