import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Test } from "tap";

/** A connection of the owner that holds locks, one that looks on, and a wait until so many transactions wait for a lock. */
export async function locksForTest(t: Test, ownerUrl: string) {
  const open = async () => {
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    t.teardown(() => client.end());
    return client;
  };
  // Inside of a transaction the view of what goes on would stand still.
  const [other, observer] = [await open(), await open()];
  const waiting = async (count: number) => {
    for (;;) {
      const { rows } = await observer.query(
        `select count(*)::int as count from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows[0].count === count) return;
      await sleep(5);
    }
  };
  return { other, observer, waiting };
}
