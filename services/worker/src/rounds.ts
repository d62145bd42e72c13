import { isStorageFault } from "@zuwendo/db";
import { sendMails } from "./mails/send.ts";
import { measure } from "./measure.ts";
import { foldAll } from "./money/fold-rollups.ts";
import { sweepAll, untilDue } from "./reminders/sweep.ts";
import type { Tools } from "./tools.ts";

const roundMs = 4_000;
const jitterMs = 1_000;
/** Just after something has fallen due, not just before. */
const tickMs = 10;
/** What stays due although it was looked after, as another worker holds it, is looked at again no sooner. */
const retryMs = 500;
const measureMs = 60_000;

/** The worker's own rounds: what guarantees that nothing is missed, with or without a queue. */
export interface Rounds {
  /** Sweeps, then sends; a call during a run leads to one more run. */
  remind(): Promise<void>;
  send(): Promise<void>;
  stop(): Promise<void>;
}

/** Runs `work` at most once at a time; calls during a run share one further run. */
function onceAtATime(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return () => {
    if (waiting !== undefined) return waiting;
    waiting = last
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        return work();
      });
    last = waiting;
    return waiting;
  };
}

export function startRounds(tools: Tools, wakeOthers: () => void): Rounds {
  const { logger, stopping } = tools;
  /** The work; a failure is logged when it begins, and keeps nothing else from being done. */
  const tolerant = (work: () => Promise<unknown>) => {
    let isFailing = false;
    return async () => {
      try {
        if (!tools.storage.isFull()) await work();
        isFailing = false;
      } catch (error) {
        if (isStorageFault(error)) tools.storage.noteFull();
        if (!isFailing) logger.warn({ err: error }, "a round failed; trying again");
        isFailing = true;
      }
    };
  };

  const send = onceAtATime(() => sendMails(tools).then(() => undefined));
  let dueTimer: NodeJS.Timeout | undefined;
  const remindWhenDue = tolerant(() => remind());
  /** What falls due before the next round, such as a morning's reminders and their digests, does not wait for it. */
  const lookAhead = async () => {
    clearTimeout(dueTimer);
    if (stopping.aborted) return;
    const waitMs = await untilDue(tools);
    if (waitMs < roundMs)
      dueTimer = setTimeout(() => void remindWhenDue(), Math.max(waitMs + tickMs, retryMs));
  };
  const sweep = async () => {
    if ((await sweepAll(tools)) > 0 && !stopping.aborted) wakeOthers();
  };
  // What has been swept before goes out even if this sweep fails.
  const remind = onceAtATime(() => sweep().finally(send).finally(lookAhead));

  let measuredAt = 0;
  const measureNowAndThen = async () => {
    if (Date.now() - measuredAt < measureMs) return;
    measuredAt = Date.now();
    await measure(tools);
  };
  const steps = [() => foldAll(tools), remind, measureNowAndThen].map(tolerant);

  let roundTimer: NodeJS.Timeout | undefined;
  let round = Promise.resolve();
  const goRound = async () => {
    for (const step of steps) await step();
    next();
  };
  const next = () => {
    if (stopping.aborted) return;
    roundTimer = setTimeout(
      () => {
        round = goRound();
      },
      roundMs + Math.random() * jitterMs,
    );
  };
  next();

  return {
    remind,
    send,
    stop: async () => {
      clearTimeout(roundTimer);
      clearTimeout(dueTimer);
      await round;
      await Promise.allSettled([remind(), send()]);
    },
  };
}
