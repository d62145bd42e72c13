import { accessSync, constants, mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "./config.ts";
import { asStartError } from "./postgres/start-error.ts";
import { type EmbeddedPostgres, startPostgres } from "./postgres/start-postgres.ts";

/** The database, wherever it runs. */
export interface DatabaseServer {
  /** Address of the owner; changes when an embedded server had to move to another port. */
  readonly ownerUrl: () => string;
  /** Where ours is created if it is missing: another database of an embedded server. */
  readonly maintenanceUrl: string | undefined;
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
}

interface Told {
  /** Gets one English sentence at a time. */
  readonly log: (sentence: string) => void;
  /** Called once, when the data folder is this launcher's and the database is about to start. */
  readonly onTaken: () => void;
  readonly onMoved: () => void;
}

const database = "zuwendo";
const shortestPauseMs = 250;
const longestPauseMs = 30_000;

/** The database of DATABASE_URL, or the embedded PostgreSQL of the data folder, which is started again when it dies. */
export async function openDatabaseServer(
  { databaseUrl, dataDir }: Config,
  told: Told,
): Promise<DatabaseServer> {
  if (databaseUrl !== undefined) {
    openFolder(dataDir);
    told.onTaken();
    return { ownerUrl: () => databaseUrl, maintenanceUrl: undefined, stop: async () => {}, kill: () => {} };
  }
  return embedded(dataDir, told);
}

async function embedded(dataDir: string, { log, onTaken, onMoved }: Told): Promise<DatabaseServer> {
  const stopping = new AbortController();
  let server = await startPostgres({ dataDir, log, onTaken });
  let restarting: Promise<void> = Promise.resolve();

  const restart = async () => {
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      await sleep(pauseMs, undefined, stopping).catch(() => {});
      if (stopping.signal.aborted) return;
      const { port } = server;
      try {
        watch(await startPostgres({ dataDir, port, log }));
      } catch (error) {
        log(error instanceof Error ? error.message : String(error));
        continue;
      }
      log("PostgreSQL runs again.");
      if (server.port !== port) onMoved();
      return;
    }
  };
  const watch = (started: EmbeddedPostgres) => {
    server = started;
    started.onExit((sentence) => {
      log(`${sentence} It starts again.`);
      restarting = restart();
    });
  };
  watch(server);

  return {
    ownerUrl: () => server.url(database),
    maintenanceUrl: server.url("postgres"),
    stop: async () => {
      stopping.abort();
      await restarting;
      await server.stop();
    },
    kill: () => {
      stopping.abort();
      endAtOnce(server.pid);
    },
  };
}

/** PostgreSQL's immediate shutdown: takes its own processes with it, and recovers at the next start. */
function endAtOnce(pid: number): void {
  try {
    process.kill(pid, "SIGQUIT");
  } catch {
    // it has just ended by itself
  }
}

function openFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw asStartError(dataDir, error);
  }
}
