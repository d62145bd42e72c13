import { type Transaction, transact } from "@zuwendo/db";
import type { Tools } from "./tools.ts";

const clockQuery = { sql: "select now() as now", parameters: [] };

/** Runs `work` in one transaction, with the instant of the rules and the database's own that it comes from. */
export function atNow<Result>(
  tools: Tools,
  work: (tx: Transaction, now: string, databaseNow: string) => Promise<Result>,
): Promise<Result> {
  return transact(tools.pool, [clockQuery], (tx, [clock]) => {
    const databaseNow = String(clock?.[0]?.now);
    return work(tx, tools.clock(databaseNow), databaseNow);
  });
}

/** Handles batch after batch until one is not full or the worker stops; returns how much there was. */
export async function handleAll(
  tools: Tools,
  batchSize: number,
  handleBatch: (tools: Tools) => Promise<number>,
): Promise<number> {
  let total = 0;
  for (;;) {
    const handled = await handleBatch(tools);
    total += handled;
    if (handled < batchSize || tools.stopping.aborted) return total;
  }
}
