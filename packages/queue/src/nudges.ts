import { hintId, type JobName } from "./jobs.ts";
import type { Outage } from "./outage.ts";
import { within } from "./wait.ts";

export type PendingHint = { id: string; name: JobName; payload: Readonly<Record<string, string>> };

/** How many hints were handed to the queue, and how many were not confirmed or had no room. */
export type NudgeCounts = { added: number; dropped: number };

const pauseMs = 100;
const limitMs = 250;
const closeLimitMs = 500;
const batchSize = 500;
const mostPending = 10_000;

/**
 * Collects hints, one of each kind and ids, and hands them over in batches at most every 100 ms. A batch that
 * fails or takes longer than 250 ms is counted as dropped; while it is under way no other one starts.
 */
export function collectNudges(options: {
  state(): "connecting" | "up" | "down";
  send(hints: PendingHint[]): Promise<unknown>;
  outage: Outage;
}) {
  const pending = new Map<string, PendingHint>();
  const counts: NudgeCounts = { added: 0, dropped: 0 };
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | undefined;
  // The batch that took too long; settles at some time, as every connection has its time-outs.
  let unanswered: Promise<unknown> | undefined;
  let flushedAt = 0;
  let isClosed = false;

  function schedule() {
    if (timer || flushing || isClosed || pending.size === 0) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        flushing = flush();
        void flushing
          .then(() => unanswered)
          .finally(() => {
            flushing = undefined;
            schedule();
          });
      },
      Math.max(0, flushedAt + pauseMs - Date.now()),
    );
  }

  async function flush() {
    flushedAt = Date.now();
    if (options.state() === "connecting") return;
    if (options.state() === "down") {
      counts.dropped += pending.size;
      pending.clear();
      return;
    }
    const batch = [...pending.values()].slice(0, batchSize);
    for (const { id } of batch) pending.delete(id);
    const sent = options.send(batch);
    try {
      await within(limitMs, sent);
      counts.added += batch.length;
      options.outage.end();
    } catch (error) {
      counts.dropped += batch.length;
      options.outage.begin(error);
      unanswered = sent.catch(() => undefined);
    }
  }

  return {
    counts: () => ({ ...counts }),
    nudge(name: JobName, payload: Readonly<Record<string, string>>) {
      const id = hintId(name, payload);
      if (pending.has(id)) return;
      if (isClosed || pending.size >= mostPending) {
        counts.dropped += 1;
        return;
      }
      pending.set(id, { id, name, payload });
      schedule();
    },
    /** Hands over what it can of the pending hints within half a second; the rest is dropped. */
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await flushing;
      const deadline = Date.now() + closeLimitMs;
      while (pending.size > 0 && options.state() === "up" && Date.now() < deadline) await flush();
      counts.dropped += pending.size;
      pending.clear();
    },
  };
}
