import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { startRedis } from "../support/redis.ts";
import type { Owner } from "./owner.ts";
import { quietPort } from "./ports.ts";
import type { Teardown } from "./teardown.ts";

export interface FaultyQueue {
  /** Undefined: the queue is in PostgreSQL. */
  readonly redisUrl: string | undefined;
  /** Forgets every hint, job and scheduler. */
  flush(): Promise<void>;
  /** Kills the server and starts it again, empty; nothing for a queue in PostgreSQL. */
  restart(downMs: number): Promise<void>;
}

/** The queue on a Redis of its own that may be flushed and killed; where there is no redis-server, the one in PostgreSQL. */
export async function queueForFaults(t: Teardown, owner: Owner): Promise<FaultyQueue> {
  const port = await quietPort();
  let redis = await startRedis(port);
  if (redis === undefined) {
    return { redisUrl: undefined, flush: () => forgetJobs(owner), restart: async () => undefined };
  }
  t.teardown(() => redis?.end());
  const { url } = redis;
  return {
    redisUrl: url,
    flush: async () => {
      const client = new Redis(url);
      await client.flushall().finally(() => client.disconnect());
    },
    restart: async (downMs) => {
      await redis?.end();
      await sleep(downMs);
      redis = await startRedis(port);
    },
  };
}

/** What a FLUSHALL is to a queue in PostgreSQL. */
async function forgetJobs(owner: Owner): Promise<void> {
  const [found] = await owner.insist<{ tables: string }>(
    `select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables from pg_tables
     where schemaname = 'bullmq' and tablename <> 'migration'`,
  );
  if (found !== undefined) await owner.insist(`truncate ${found.tables}`);
}
