import type { Transaction } from "@zuwendo/db";
import { openApplicationStates, openIdeaStates, type TaskKind } from "@zuwendo/domain";
import { sql } from "kysely";

interface Moved {
  readonly id: string;
  readonly title: string;
  readonly version: number;
}

/** Keeps others from changing two people, in one order for everybody: crossing hand-overs wait, and do not block each other. */
export function lockBoth(tx: Transaction, from: string, to: string): void {
  tx.queue(sql`select 1 from people where id in (${from}, ${to}) order by id for update`);
}

/** Gives what somebody leads, and has not come to its end, to somebody else; returns it as it is then. */
export function moveLeads(
  tx: Transaction,
  table: "applications" | "ideas",
  from: string,
  to: string,
): Promise<Moved[]> {
  const states = table === "ideas" ? openIdeaStates : openApplicationStates;
  return tx.run<Moved>(sql`
    update ${sql.table(table)} set lead_id = ${to}, version = version + 1, updated_at = now()
    where lead_id = ${from} and state in (${sql.join([...states])}) returning id, title, version`);
}

/** Names somebody else as deputy; who would stand in for themselves has nobody. Returns how many people that is. */
export async function moveDeputies(tx: Transaction, from: string, to: string): Promise<number> {
  const moved = await tx.run(sql`
    update preferences set deputy_id = nullif(${to}::uuid, person_id), version = version + 1, updated_at = now()
    where deputy_id = ${from} returning person_id`);
  return moved.length;
}

/** Closes the tasks to find somebody for what a person led, now that there is somebody. */
export function closeSearches(
  tx: Transaction,
  personId: string,
  { reason, now }: { readonly reason: string; readonly now: string },
): void {
  const kind: TaskKind = "assign-lead";
  tx.queue(sql`
    update tasks set state = 'done', state_reason = ${reason}, closed_at = ${now},
      version = version + 1, updated_at = now()
    where kind = ${kind} and person_id = ${personId} and state = 'open'`);
}
