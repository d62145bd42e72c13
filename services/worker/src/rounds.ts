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
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = () => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}

export function startRounds(tools: Tools, wakeOthers: () => void): Rounds {
  const { logger, stopping } = tools;
  const send = onceAtATime(() => sendMails(tools).then(() => undefined));
  let digestTimer: NodeJS.Timeout | undefined;
  const remind = onceAtATime(async () => {
    const handled = await sweepReminders(tools);
    await send();
    if (handled === 0 || stopping.aborted) return;
    wakeOthers();
    clearTimeout(digestTimer);
    digestTimer = setTimeout(() => void attempt(send), digestWaitMs);
  });

  let isFailing = false;
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      isFailing = false;
    } catch (error) {
      if (!isFailing) logger.warn({ err: error }, "a round failed; trying again");
      isFailing = true;
    }
  };

  let roundTimer: NodeJS.Timeout | undefined;
  let measuredAt = 0;
  let round = Promise.resolve();
  const next = () => {
    if (stopping.aborted) return;
    roundTimer = setTimeout(
      () => {
        round = attempt(async () => {
          await foldAll(tools);
          await remind();
          if (Date.now() - measuredAt < measureMs) return;
          measuredAt = Date.now();
          await measure(tools);
        }).then(next);
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
