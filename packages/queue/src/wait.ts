import { setTimeout as sleep } from "node:timers/promises";

/** The result of the work, or a rejection when it takes longer than limitMs. The work itself is not stopped. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const finished = new AbortController();
  const limit = sleep(limitMs, undefined, { signal: finished.signal }).then(() => {
    throw new Error(`no answer within ${limitMs} ms`);
  });
  limit.catch(() => undefined);
  try {
    return await Promise.race([work, limit]);
  } finally {
    finished.abort();
  }
}

/** Resolves after ms, or at once when the signal is aborted; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
