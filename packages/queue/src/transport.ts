import type { Queue, Worker } from "bullmq";
import type { Log, Outage } from "./outage.ts";

/** What of BullMQ's Queue is used here, whichever backend is below. */
export type HintQueue = Pick<
  Queue,
  "addBulk" | "close" | "getJobSchedulers" | "removeJobScheduler" | "upsertJobScheduler" | "waitUntilReady"
> &
  Releasable;

/** What of BullMQ's Worker is used here; it fetches nothing before run. */
export type HintWorker = Pick<Worker, "cancelAllJobs" | "close" | "run" | "waitUntilReady"> & Releasable;

/** Gives the connections back at once, without waiting for jobs or replies. */
type Releasable = { release(): Promise<void> };

/** What a processor sees of a BullMQ job. */
export type Hint = { id?: string | undefined; name: string; data: unknown };

/** Runs one hint; the signal is aborted when the worker stops waiting for it. */
export type Processor = (
  hint: Hint,
  token: string | undefined,
  signal: AbortSignal | undefined,
) => Promise<void>;

/** Redis or PostgreSQL below BullMQ; everything that differs between the two is behind this type. */
export type Transport = {
  outage: Outage;
  /** connecting until the first attempt to reach the server has ended either way. */
  state(): "connecting" | "up" | "down";
  /** Resolves when the server answers; rejects when the signal is aborted. */
  untilUp(signal: AbortSignal): Promise<void>;
  /** Calls the listener each time the server is reached again. */
  onUp(listener: () => void): void;
  openQueue(): HintQueue;
  openWorker(processor: Processor, concurrency: number): HintWorker;
  ping(): Promise<void>;
  close(): void;
};

/** What is used of a pg.Pool. */
export type QueuePool = {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  connect(): Promise<{ release(destroy?: boolean): void }>;
  end(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
};

export type TransportOptions = {
  redisUrl: string | undefined;
  /** A pg.Pool made with queuePoolOptions, for the queue alone; stays the caller's. Not needed with Redis. */
  pool: QueuePool | undefined;
  log: Log;
  /** Redis key prefix; PostgreSQL has its own schema and ignores it. */
  prefix?: string;
};

/** Settings of the connection below a producer (gives up at once) or a worker (waits for ever). */
export type Role = "producer" | "worker";
