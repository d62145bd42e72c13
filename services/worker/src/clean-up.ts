import type { Tools } from "./tools.ts";

/** A client repeats a request within minutes; a week also covers one that was switched off over the weekend. */
const idempotencyDays = 7;

/** Deletes what has served its purpose. */
export async function cleanUp(tools: Tools): Promise<void> {
  await tools.pool.query("delete from idempotency_keys where created_at < now() - $1 * interval '1 day'", [
    idempotencyDays,
  ]);
}
