import { findUnsafeLogin, openPool, openStorage, type Storage } from "@zuwendo/db";
import { openTransport } from "@zuwendo/mail";
import { openQueue, queueSchema, startWorker } from "@zuwendo/queue";
import { domainOf } from "@zuwendo/settings";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { handlersFor } from "./handlers.ts";
import { sendMails } from "./mails/send.ts";
import { checkDrift, type Drift } from "./money/check-drift.ts";
import { foldAll } from "./money/fold-rollups.ts";
import { sweepAll } from "./reminders/sweep.ts";
import { startRounds } from "./rounds.ts";
import type { Tools } from "./tools.ts";

const connections = 6;
const queueConnections = 4;
const jobsAtOnce = 4;

export interface RunningWorker {
  /** Does now what the rounds do anyway: folds, sweeps and sends until nothing is due. */
  readonly sweep: () => Promise<void>;
  readonly checkDrift: () => Promise<Drift>;
  /** Finishes what is in hand, then closes everything; may be called more than once. */
  readonly close: () => Promise<void>;
}

/** Starts the worker. `clock` turns the database's time into the rules' time, as in the API. */
export async function startWorkerService(
  config: Config,
  logger: Logger,
  options: { clock?: (databaseNow: string) => string; storage?: Storage } = {},
): Promise<RunningWorker> {
  const onError = (error: Error) => logger.warn({ reason: error.message }, "database connection lost");
  const { databaseUrl: url, redisUrl } = config;
  const pool = openPool({ url, max: connections, name: "zuwendo-worker", onError });
  const queuePool =
    redisUrl === undefined
      ? openPool({
          url,
          max: queueConnections,
          name: "zuwendo-worker-queue",
          searchPath: queueSchema,
          onError,
        })
      : undefined;
  const closePools = () => Promise.all([pool.end(), queuePool?.end()]);
  const unsafe = await findUnsafeLogin(pool).catch(async (error: unknown) => {
    await closePools();
    throw error;
  });
  if (unsafe !== undefined) {
    await closePools();
    throw new Error(
      `DATABASE_URL signs in as "${unsafe}", who owns the tables. Use a login of the role zuwendo_worker; "npm run db:migrate" creates one.`,
    );
  }
  const stopping = new AbortController();
  const sender = `zuwendo@${domainOf(config.publicUrl)}`;
  const transport = openTransport(config.smtpUrl, {
    from: sender,
    returnPath: config.returnPath,
    log: logger,
  });
  const tools: Tools = {
    pool,
    clock: options.clock ?? ((databaseNow) => databaseNow),
    storage: options.storage ?? openStorage(),
    transport,
    publicUrl: config.publicUrl,
    sender,
    logger,
    stopping: stopping.signal,
  };
  const queueOptions = { redisUrl, pool: queuePool, log: logger };
  const queue = openQueue(queueOptions);
  const rounds = startRounds(tools, () => queue.nudge("send-mails", {}));
  const worker = startWorker({
    ...queueOptions,
    concurrency: jobsAtOnce,
    handlers: handlersFor(tools, rounds),
  });
  const closeAll = async () => {
    stopping.abort();
    await rounds.stop();
    await worker.close();
    await queue.close();
    await transport.close();
    await closePools();
  };
  let closing: Promise<void> | undefined;
  return {
    checkDrift: () => checkDrift(tools),
    sweep: async () => {
      await foldAll(tools);
      await sweepAll(tools);
      await untilSent(tools);
    },
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}

/** Sends until no mail is due within the next seconds. */
async function untilSent(tools: Tools): Promise<void> {
  for (;;) {
    await sendMails(tools);
    const { rows } = await tools.pool.query<{ wait_ms: number | null }>(`
      select (extract(epoch from min(next_try_at) - clock_timestamp()) * 1000)::float as wait_ms
      from mails where state = 'pending' and next_try_at < clock_timestamp() + interval '5 seconds'`);
    const waitMs = rows[0]?.wait_ms ?? null;
    if (waitMs === null) return;
    await new Promise((resolve) => setTimeout(resolve, Math.max(waitMs, 0) + 10));
  }
}
