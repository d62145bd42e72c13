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

/**
 * Handles batch after batch until one is not full or the worker stops; returns how much there was. With more than one at
 * once, for batches that know nothing of each other, one is reckoned with while another waits for the database.
 */
export async function handleAll(
  tools: Tools,
  batchSize: number,
  handleBatch: (tools: Tools) => Promise<number>,
  atOnce = 1,
): Promise<number> {
  let total = 0;
  let isMore = true;
  const handleNext = async () => {
    const handled = await handleBatch(tools);
    total += handled;
    if (handled < batchSize || tools.stopping.aborted) isMore = false;
  };
  const lane = async () => {
    while (isMore) await handleNext();
  };
  await handleNext();
  const lanes = Array.from({ length: atOnce }, lane);
  // None is left running when another fails.
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
  return total;
}
