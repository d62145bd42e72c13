import { connect } from "./connect.ts";
import { openWhenUp } from "./open.ts";
import { type Handlers, trackJobs } from "./running-jobs.ts";
import { upsertSchedulers } from "./schedulers.ts";
import type { HintQueue, HintWorker, TransportOptions } from "./transport.ts";
import { pause, within } from "./wait.ts";

export type WorkerOptions = TransportOptions & {
  concurrency: number;
  handlers: Handlers;
  /** How often missing schedulers are looked for; a minute when not given. */
  assertEveryMs?: number;
  /** How long close waits for running jobs; 8 s when not given. */
  closeLimitMs?: number;
};

// What BullMQ needs after the last handler has returned, to write that down and let go.
const bookkeepingMs = 1_000;

/**
 * Runs the handlers for the hints in the queue, on Redis or PostgreSQL (see connect). Returns at once and keeps
 * trying while the server is down. close() waits for running jobs, at most closeLimitMs.
 */
export function startWorker(options: WorkerOptions): { close(): Promise<void> } {
  const { log, closeLimitMs = 8_000, assertEveryMs = 60_000 } = options;
  const transport = connect("worker", options);
  const closing = new AbortController();
  const running = trackJobs(options.handlers, log);
  const working = work();
  const scheduling = keepSchedulers();

  async function work() {
    const worker = await openWhenUp(transport, closing.signal, () =>
      transport.openWorker(running.process, options.concurrency),
    );
    worker?.run().catch(transport.outage.begin);
    return worker;
  }

  async function keepSchedulers() {
    const queue = await openWhenUp(transport, closing.signal, transport.openQueue);
    if (!queue) return;
    transport.onUp(() => void assertOnce(queue));
    while (!closing.signal.aborted) {
      await assertOnce(queue);
      await pause(assertEveryMs, closing.signal);
    }
    await queue.release();
  }

  async function assertOnce(queue: HintQueue) {
    if (transport.state() !== "up" || closing.signal.aborted) return;
    await upsertSchedulers(queue, Date.now()).catch((error: unknown) => {
      if (!closing.signal.aborted) log.warn({ err: error }, "could not look after the schedulers");
    });
  }

  async function finish(worker: HintWorker) {
    const deadline = Date.now() + closeLimitMs;
    const closed = worker.close().then(() => true);
    do {
      await running.untilIdle(deadline - Date.now());
      if (await within(bookkeepingMs, closed).catch(() => false)) return;
    } while (running.names().length > 0 && Date.now() < deadline);
    if (running.names().length > 0) {
      log.warn({ jobs: running.names() }, "closing before these jobs have finished");
      worker.cancelAllJobs("the worker is closing");
    }
    await worker.release();
  }

  async function close() {
    closing.abort();
    const worker = await within(bookkeepingMs, working).catch(() => undefined);
    if (worker) await finish(worker);
    await within(bookkeepingMs, scheduling).catch(() => undefined);
    transport.close();
  }

  let closed: Promise<void> | undefined;
  return {
    close() {
      closed ??= close();
      return closed;
    },
  };
}
