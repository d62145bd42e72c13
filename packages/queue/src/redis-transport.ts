import { once } from "node:events";
import { createRedisBackend, withBackend } from "bullmq";
import { Redis } from "ioredis";
import { queueName, slowToRefetch, workerSettings } from "./bullmq-settings.ts";
import { type Log, watchOutage } from "./outage.ts";
import type { Role, Transport } from "./transport.ts";
import { watchWorker } from "./watch-worker.ts";

const longestBackOffMs = 2_000;

const settings = {
  producer: { enableOfflineQueue: false, maxRetriesPerRequest: 1, socketTimeout: 5_000 },
  // Longer than the 10 s a worker blocks for the next job on a copy of this connection.
  worker: { maxRetriesPerRequest: null, socketTimeout: 30_000 },
} as const;

/** A Transport on one Redis connection of our own that reconnects for ever. */
export function connectRedis(options: { redisUrl: string; role: Role; log: Log; prefix: string }): Transport {
  const outage = watchOutage(options.log, "redis");
  const redis = new Redis(options.redisUrl, {
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), longestBackOffMs),
    ...settings[options.role],
  });
  let tried = false;
  redis.on("error", (error) => {
    tried = true;
    outage.begin(error);
  });
  redis.on("ready", () => {
    tried = true;
    outage.end();
  });
  const bullmq = withBackend(slowToRefetch(createRedisBackend));
  const connection = { connection: redis, prefix: options.prefix };

  return {
    outage,
    state: () => (redis.status === "ready" ? "up" : tried ? "down" : "connecting"),
    async untilUp(signal) {
      signal.throwIfAborted();
      while (redis.status !== "ready") {
        // Rejects with every failed attempt to connect.
        await once(redis, "ready", { signal }).catch(() => signal.throwIfAborted());
      }
    },
    onUp: (listener) => void redis.on("ready", listener),
    openQueue() {
      const queue = new bullmq.Queue(queueName, { ...connection, streams: { events: { maxLen: 1_000 } } });
      queue.on("error", outage.begin);
      return Object.assign(queue, { release: () => queue.getBackend().close(true) });
    },
    openWorker(processor, concurrency) {
      const worker = new bullmq.Worker(queueName, processor, {
        ...connection,
        ...workerSettings,
        concurrency,
      });
      watchWorker(worker, outage, options.log);
      return Object.assign(worker, { release: () => worker.getBackend().close(true) });
    },
    ping: async () => void (await redis.ping()),
    close: () => redis.disconnect(),
  };
}
