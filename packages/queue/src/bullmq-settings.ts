import { setTimeout as sleep } from "node:timers/promises";
import type { BackendFactory, IQueueBackend } from "bullmq";

/** The one queue all jobs share. */
export const queueName = "wake-ups";

/** Settings of a BullMQ worker that both backends share. */
export const workerSettings = {
  autorun: false,
  lockDuration: 20_000,
  stalledInterval: 10_000,
  // A job whose worker died is only a hint: run it again rather than fail it.
  maxStalledCount: 5,
  runRetryDelay: 1_000,
} as const;

/**
 * The same backend, but a second late with the error of a failed fetch: BullMQ fetches again at once after
 * errors it does not take for a lost connection (server starting up, read-only replica) and would spin.
 */
export function slowToRefetch<B extends IQueueBackend, C>(
  factory: BackendFactory<B, C>,
): BackendFactory<B, C> {
  return (...args) => {
    const backend = factory(...args);
    const fetch = backend.moveToActive.bind(backend);
    backend.moveToActive = async (token, name) => {
      try {
        return await fetch(token, name);
      } catch (error) {
        await sleep(1_000);
        throw error;
      }
    };
    return backend;
  };
}
