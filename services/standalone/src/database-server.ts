import { accessSync, constants, mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Config, embeddedDatabase } from "./config.ts";
import { asStartError } from "./postgres/start-error.ts";
import { type EmbeddedPostgres, startPostgres } from "./postgres/start-postgres.ts";
import { watchStorage } from "./storage-watch.ts";

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
  /** Called every second while nothing can be stored. */
  readonly onFull: () => void;
}

const shortestPauseMs = 250;
const longestPauseMs = 30_000;
const storageAgainMs = 500;

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

async function embedded(dataDir: string, { log, onTaken, onMoved, onFull }: Told): Promise<DatabaseServer> {
  const stopping = new AbortController();
  let server = await startPostgres({ dataDir, log, onTaken });
  let restarting: Promise<void> = Promise.resolve();
  const storage = watchStorage(server.home, { say: log, onFull });

  const restart = async () => {
    let told: string | undefined;
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      await sleep(pauseMs, undefined, stopping).catch(() => {});
      // without room it could not even recover
      while (storage.fault() !== undefined && !stopping.signal.aborted)
        await sleep(storageAgainMs, undefined, stopping).catch(() => {});
      if (stopping.signal.aborted) return;
      const { port } = server;
      try {
        watch(await startPostgres({ dataDir, port, log }));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== told) log(reason);
        told = reason;
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
      log(`${sentence} It starts again${storage.fault() === undefined ? "" : " once there is room"}.`);
      restarting = restart();
    });
  };
  watch(server);

  return {
    ownerUrl: () => server.url(embeddedDatabase),
    maintenanceUrl: server.url("postgres"),
    stop: async () => {
      stopping.abort();
      storage.stop();
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
