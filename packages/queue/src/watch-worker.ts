import type { WorkerListener } from "bullmq";
import type { Log, Outage } from "./outage.ts";

/** The events of a BullMQ worker, whichever backend is below. */
type Events = {
  on<E extends "active" | "error" | "stalled">(event: E, listener: WorkerListener[E]): unknown;
};

/** Tells the outage what a worker sees of its server, and the log which jobs changed hands. */
export function watchWorker(worker: Events, outage: Outage, log: Log): void {
  worker.on("error", (error: Error & { code?: unknown }) => {
    // BullMQ's own codes are numbers, and an answer: the server is there, but the job was already finished (its
    // first answer was lost with the connection, and ioredis asked again) or taken over.
    if (typeof error.code === "number")
      log.info({ reason: error.message }, "a job was already done or taken over");
    else outage.begin(error);
  });
  worker.on("active", outage.end);
  worker.on("stalled", (id) => log.warn({ id }, "took over a job from a worker that went away"));
}
