import { assertSchemaCompatibility, createPostgresBackend, type PgPool, withBackend } from "bullmq";
import { queueName, slowToRefetch, workerSettings } from "./bullmq-settings.ts";
import { type Log, watchOutage } from "./outage.ts";
import type { QueuePool, Transport } from "./transport.ts";
import { pause } from "./wait.ts";
import { watchWorker } from "./watch-worker.ts";

/** The PostgreSQL schema BullMQ keeps its tables and functions in. */
export const queueSchema = "bullmq";

/**
 * What the pg.Pool given to the queue must be created with, beside its address: BullMQ names its tables
 * without a schema, and a worker keeps one connection for LISTEN. The pool must serve the queue alone.
 */
export const queuePoolOptions = {
  options: `-c search_path=${queueSchema}`,
  max: 4,
  keepAlive: true,
  connectionTimeoutMillis: 2_000,
  query_timeout: 5_000,
  statement_timeout: 5_000,
} as const;

const retryMs = 1_000;

/** A Transport on BullMQ's PostgreSQL backend. The pool stays the caller's: it is not ended here. */
export function connectPostgres(options: { pool: QueuePool; log: Log }): Transport {
  const { log } = options;
  // BullMQ's own type of a pg.Pool is one that the types of pg do not fit.
  const pool = options.pool as unknown as PgPool;
  const outage = watchOutage(log, "postgres");
  const bullmq = withBackend(slowToRefetch(createPostgresBackend));
  const closed = new AbortController();
  let state: ReturnType<Transport["state"]> = "connecting";
  // Also keeps an idle connection that breaks from ending the process.
  pool.on("error", (error) => {
    if (!closed.signal.aborted) outage.begin(error);
  });

  return {
    outage,
    state: () => state,
    async untilUp(signal) {
      for (;;) {
        signal.throwIfAborted();
        try {
          // BullMQ never recovers from a failed first query, so it is only started after this one.
          await assertSchemaCompatibility(pool, queueSchema);
          state = "up";
          outage.end();
          return;
        } catch (error) {
          state = "down";
          outage.begin(error);
        }
        await pause(retryMs, AbortSignal.any([signal, closed.signal]));
      }
    },
    onUp: () => undefined,
    openQueue() {
      const queue = new bullmq.Queue(queueName, {
        connection: pool,
        streams: { events: { maxLen: 1_000 } },
      });
      queue.on("error", outage.begin);
      return Object.assign(queue, { release: () => queue.getBackend().close(true) });
    },
    openWorker(processor, concurrency) {
      const worker = new bullmq.Worker(queueName, processor, {
        connection: pool,
        ...workerSettings,
        concurrency,
      });
      watchWorker(worker, outage, log);
      return Object.assign(worker, { release: () => worker.getBackend().close(true) });
    },
    ping: async () => void (await pool.query("SELECT 1")),
    close: () => closed.abort(),
  };
}
