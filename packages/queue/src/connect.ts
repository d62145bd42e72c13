import { connectPostgres } from "./postgres-transport.ts";
import { connectRedis } from "./redis-transport.ts";
import type { Role, Transport, TransportOptions } from "./transport.ts";

/**
 * Redis when redisUrl is set, else BullMQ's PostgreSQL backend on the pool (see queuePoolOptions).
 * Throws a TypeError when there is neither.
 */
export function connect(role: Role, { redisUrl, pool, log, prefix }: TransportOptions): Transport {
  if (redisUrl !== undefined) return connectRedis({ redisUrl, role, log, prefix: prefix ?? "{zuwendo}" });
  if (pool === undefined) throw new TypeError("a queue needs a Redis URL or a PostgreSQL pool");
  return connectPostgres({ pool, log });
}
