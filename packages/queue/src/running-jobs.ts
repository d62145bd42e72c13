import { isJobName, type JobName, type JobPayload, parsePayload } from "./jobs.ts";
import type { Log } from "./outage.ts";
import type { Hint } from "./transport.ts";
import { within } from "./wait.ts";

/** One handler per job. The signal is aborted when the worker is closing and stops waiting for the job. */
export type Handlers = {
  [N in JobName]: (payload: JobPayload<N>, signal: AbortSignal) => Promise<void>;
};

/** Runs hints through their handlers, logs each failure once with the ids, and knows what is running. */
export function trackJobs(handlers: Handlers, log: Log) {
  const running = new Set<Hint>();
  let tellIdle = () => {};

  return {
    // BullMQ passes a signal only to a function of three parameters without defaults.
    async process(hint: Hint, _token: string | undefined, signal: AbortSignal | undefined) {
      running.add(hint);
      try {
        if (!isJobName(hint.name)) throw new TypeError("there is no such job");
        await handle(handlers, hint.name, hint.data, signal ?? new AbortController().signal);
      } catch (error) {
        log.error({ err: error, job: hint.name, ids: hint.data }, "a job failed");
        throw error;
      } finally {
        running.delete(hint);
        if (running.size === 0) tellIdle();
      }
    },
    /** The names of the jobs that are running. */
    names: () => [...running].map(({ name }) => name),
    /** Resolves when nothing runs any more, or after limitMs. */
    async untilIdle(limitMs: number) {
      const idle = new Promise<void>((resolve) => {
        tellIdle = resolve;
      });
      if (running.size > 0) await within(limitMs, idle).catch(() => undefined);
    },
  };
}

function handle<N extends JobName>(handlers: Handlers, name: N, ids: unknown, signal: AbortSignal) {
  return handlers[name](parsePayload(name, ids), signal);
}
