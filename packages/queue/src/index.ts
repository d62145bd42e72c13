export { isJobName, type Job, type JobName, type JobPayload, jobNames, jobs, type Schedule } from "./jobs.ts";
export { migrateQueue } from "./migrate.ts";
export type { NudgeCounts } from "./nudges.ts";
export { openQueue, type ProducerQueue } from "./open-queue.ts";
export type { Log } from "./outage.ts";
export { queuePoolOptions, queueSchema } from "./postgres-transport.ts";
export type { Handlers } from "./running-jobs.ts";
export { startWorker, type WorkerOptions } from "./start-worker.ts";
export type { QueuePool, TransportOptions } from "./transport.ts";
