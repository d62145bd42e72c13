import { connect } from "./connect.ts";
import { type JobName, type JobPayload, jobNamed } from "./jobs.ts";
import { collectNudges, type NudgeCounts, type PendingHint } from "./nudges.ts";
import { openWhenUp } from "./open.ts";
import { upsertSchedulers } from "./schedulers.ts";
import type { HintQueue, TransportOptions } from "./transport.ts";
import { within } from "./wait.ts";

const pingLimitMs = 250;
const schedulerLimitMs = 2_000;

/** The producer's end of the queue. */
export type ProducerQueue = {
  /** Hints that there is work. Returns at once, never throws, may be lost; the same hint waits only once. */
  nudge<N extends JobName>(name: N, payload: JobPayload<N>): void;
  ping(): Promise<"ok" | "down">;
  counts(): NudgeCounts;
  /** Rejects when the queue cannot be reached within 2 s. */
  assertSchedulers(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens the queue for adding hints, on Redis or PostgreSQL (see connect). Returns at once and connects in the
 * background; while the server is down, hints are dropped and counted.
 */
export function openQueue(options: TransportOptions): ProducerQueue {
  const transport = connect("producer", options);
  const closing = new AbortController();
  let queue: HintQueue | undefined;
  const opening = openWhenUp(transport, closing.signal, transport.openQueue).then((opened) => {
    queue = opened;
  });

  const nudges = collectNudges({
    state: () => (transport.state() === "up" && !queue ? "connecting" : transport.state()),
    send: async (hints) => queue?.addBulk(hints.map(toBullmq)),
    outage: transport.outage,
  });

  return {
    nudge: nudges.nudge,
    counts: nudges.counts,
    ping: () =>
      within(pingLimitMs, transport.ping()).then(
        () => "ok",
        () => "down",
      ),
    async assertSchedulers() {
      const upsert = async () => {
        await opening;
        if (queue) await upsertSchedulers(queue, Date.now());
      };
      await within(schedulerLimitMs, upsert());
    },
    async close() {
      await nudges.close();
      closing.abort();
      await within(pingLimitMs, opening).catch(() => undefined);
      await within(pingLimitMs, Promise.resolve(queue?.close())).catch(() => undefined);
      transport.close();
    },
  };
}

function toBullmq({ id, name, payload }: PendingHint) {
  const { attempts, removeOnComplete, removeOnFail } = jobNamed(name);
  return {
    name,
    data: payload,
    opts: {
      attempts,
      removeOnComplete,
      removeOnFail,
      // Waiting: the hint is already there. Running: BullMQ adds it again when the run ends.
      deduplication: { id, keepLastIfActive: true },
    },
  };
}
