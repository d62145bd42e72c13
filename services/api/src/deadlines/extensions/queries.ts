import type { Transaction } from "@zuwendo/db";
import { type RawBuilder, sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { deadlines } from "../deadlines/queries.ts";
import { Extension } from "./schema.ts";

export const extensions: Resource<typeof Extension, "extensions"> = {
  name: "extensions",
  one: "an extension",
  table: "extensions",
  shape: Extension,
  filters: ["deadlineId", "state", "askedById"],
  ranges: ["newOn"],
  sorts: ["createdAt"],
  read: "extensions.read",
  own: (caller) => ofDeadlines(deadlines.own?.(caller)),
  agenda: () => ofDeadlines(deadlines.agenda?.()),
};

/** Extensions are seen by whoever sees their deadline. */
function ofDeadlines(condition: RawBuilder<boolean> = sql<boolean>`false`): RawBuilder<boolean> {
  return sql<boolean>`deadline_id in (select id from deadlines where ${condition})`;
}

/** Whether somebody waits for an answer already. */
export async function hasOpenRequest(tx: Transaction, deadlineId: string): Promise<boolean> {
  const found = await tx.run(
    sql`select 1 from extensions where deadline_id = ${deadlineId} and state = 'requested' limit 1`,
  );
  return found.length > 0;
}
