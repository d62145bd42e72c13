import { listRestricted, restrict, transact } from "@zuwendo/db";
import { localDay, restrictionBy } from "@zuwendo/domain";
import type { Tools } from "./tools.ts";

/** A client repeats a request within minutes; a week also covers one that was switched off over the weekend. */
const idempotencyDays = 7;

/** Deletes what has served its purpose. */
export async function cleanUp(tools: Tools): Promise<void> {
  await tools.pool.query("delete from idempotency_keys where created_at < now() - $1 * interval '1 day'", [
    idempotencyDays,
  ]);
  await forgetNames(tools);
}

const clockQuery = { sql: "select now() as now", parameters: [] };

/**
 * Forgets name and address of those erased whose files need not name them any more. How long they do is looked at anew each
 * time: a file that was open then has been closed, a retention has moved.
 */
async function forgetNames(tools: Tools): Promise<void> {
  await transact(tools.pool, [clockQuery], async (tx, [clock]) => {
    const now = tools.clock(String(clock?.[0]?.now));
    for (const erasure of await listRestricted(tx)) {
      const restriction = restrictionBy(erasure.files, localDay(now, erasure.zone));
      const isSame = restriction.isRestricted && restriction.keptUntil === erasure.keptUntil;
      if (!isSame) restrict(tx, erasure, restriction, now);
    }
  });
}
