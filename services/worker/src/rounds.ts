import { foldAll } from "./fold-rollups.ts";
import { measure } from "./measure.ts";
import { sendMails } from "./send-mails.ts";
import { sweepReminders } from "./sweep-reminders.ts";
import type { Tools } from "./tools.ts";

const roundMs = 4_000;
const jitterMs = 1_000;
/** A digest waits a second for the other reminders of its morning. */
const digestWaitMs = 1_100;
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
        await work();
        isFailing = false;
      } catch (error) {
        if (!isFailing) logger.warn({ err: error }, "a round failed; trying again");
        isFailing = true;
      }
    };
  };

  const send = onceAtATime(() => sendMails(tools).then(() => undefined));
  const sendDigests = tolerant(send);
  let digestTimer: NodeJS.Timeout | undefined;
  const sweep = async () => {
    if ((await sweepReminders(tools)) === 0 || stopping.aborted) return;
    wakeOthers();
    clearTimeout(digestTimer);
    digestTimer = setTimeout(() => void sendDigests(), digestWaitMs);
  };
  // What has been swept before goes out even if this sweep fails.
  const remind = onceAtATime(() => sweep().finally(send));

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
      clearTimeout(digestTimer);
      await round;
      await Promise.allSettled([remind(), send()]);
    },
  };
}
