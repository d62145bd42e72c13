import type { AddressInfo, Socket } from "node:net";
import { findUnsafeLogin, openPool, openStorage, type Storage } from "@zuwendo/db";
import { openQueue, queueSchema } from "@zuwendo/queue";
import { addressAt } from "@zuwendo/settings";
import type { FastifyBaseLogger } from "fastify";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { buildApp } from "./app.ts";
import type { Config } from "./config.ts";

const apiConnections = 10;
const queueConnections = 4;

export interface RunningApi {
  /** http://host:port */
  readonly address: string;
  /** Stops accepting, finishes what runs, closes everything. */
  readonly close: () => Promise<void>;
}

/**
 * Starts the API. `clock` turns the database's time into the rules' time: the same, unless a demonstration plays
 * with the calendar.
 */
export async function startApi(
  config: Config,
  logger: Logger,
  options: { clock?: (databaseNow: string) => string; requestsPerMinute?: number; storage?: Storage } = {},
): Promise<RunningApi> {
  const onError = (error: Error) => logger.warn({ reason: error.message }, "database connection lost");
  const pool = openPool({ url: config.databaseUrl, max: apiConnections, name: "zuwendo-api", onError });
  const queuePool =
    config.redisUrl === undefined
      ? openPool({
          url: config.databaseUrl,
          max: queueConnections,
          name: "zuwendo-api-queue",
          searchPath: queueSchema,
          onError,
        })
      : undefined;
  const pools = [pool, ...(queuePool === undefined ? [] : [queuePool])];
  let queue: ReturnType<typeof openQueue> | undefined;
  const closeAll = async () => {
    await queue?.close();
    await Promise.all(pools.map((one) => one.end()));
  };
  try {
    await refuseUnsafeLogin(pool);
    const nudges = openQueue({ redisUrl: config.redisUrl, pool: queuePool, log: logger });
    queue = nudges;
    let isStopping = false;
    let publicUrl = config.publicUrl?.replace(/\/+$/, "");
    const app = await buildApp({
      pool,
      clock: options.clock ?? ((databaseNow) => databaseNow),
      storage: options.storage ?? openStorage(),
      nudge: (job, payload) => nudges.nudge(job, payload as never),
      get publicUrl() {
        return publicUrl ?? "";
      },
      logger: logger as unknown as FastifyBaseLogger,
      ...(options.requestsPerMinute === undefined ? {} : { requestsPerMinute: options.requestsPerMinute }),
      health: {
        checkDatabase: () =>
          pool.query("select 1").then(
            () => true,
            () => false,
          ),
        checkQueue: async () => (await nudges.ping()) === "ok",
        isStopping: () => isStopping,
        countNudges: () => nudges.counts(),
        readGauges: async () => (await pool.query("select name, value from gauges")).rows,
      },
    });
    // Browsers open connections ahead of requests that may never come; Node takes those for busy ones.
    const unused = new Set<Socket>();
    app.server.on("connection", (socket: Socket) => {
      unused.add(socket);
      socket.once("close", () => unused.delete(socket));
    });
    app.server.on("request", ({ socket }) => unused.delete(socket));
    await app.listen({ host: config.host, port: config.port });
    const address = addressAt(config.host, (app.server.address() as AddressInfo).port);
    publicUrl ??= address;
    return {
      address,
      close: async () => {
        isStopping = true;
        for (const socket of unused) socket.destroy();
        // A connection kept alive by a request that was running when the stop began goes idle only now.
        const idle = setInterval(() => app.server.closeIdleConnections(), 100);
        await app.close();
        clearInterval(idle);
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Row security binds neither the owner of the tables nor a superuser. */
async function refuseUnsafeLogin(pool: Pool): Promise<void> {
  const unsafe = await findUnsafeLogin(pool);
  if (unsafe === undefined) return;
  throw new Error(
    `DATABASE_URL signs in as "${unsafe}", for whom row security does not hold. Use a login of the role zuwendo_api; "npm run db:migrate" creates one.`,
  );
}
