import { resolve } from "node:path";
import { type Binaries, copyBinaries, linkLibraries, locateBinaries, removeOtherCopies } from "./binaries.ts";
import { connectionString, createCluster, readPassword, refuseOtherMajor } from "./cluster.ts";
import { takeLauncherLock } from "./launcher-lock.ts";
import { choosePlace, type Place, tellPlace } from "./place.ts";
import {
  adoptPostmaster,
  boundLog,
  launchPostmaster,
  type Postmaster,
  stopPostmaster,
} from "./postmaster.ts";
import { isStillRunning } from "./processes.ts";
import { canRun } from "./run-user.ts";
import { asStartError } from "./start-error.ts";

export type PostgresOptions = {
  dataDir: string;
  /** Gets one English sentence at a time. */
  log?: (sentence: string) => void;
  /** Server settings over the built-in ones; a server that is adopted keeps those it was started with. */
  settings?: Record<string, string>;
  /** Taken where it is free, else another. */
  port?: number;
  /** Called once the data folder is this process's own. */
  onTaken?: () => void;
};

export type EmbeddedPostgres = {
  /** The connection string of the superuser for one database. */
  url: (database: string) => string;
  port: number;
  pid: number;
  /** The folder that the database lives in. */
  home: string;
  /** True for a server that an earlier launcher, ended by force, had left running. */
  isAdopted: boolean;
  /** Resolves when the process is gone; may be called more than once. */
  stop: () => Promise<void>;
  /** Called once, with a sentence, when the server ends without `stop`; the folder may then be started again. */
  onExit: (listener: (sentence: string) => void) => void;
};

/**
 * The running PostgreSQL of a data folder: adopted, started, or created and started.
 * Throws StartError with one sentence for everything a person can mend.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => {}, settings = {}, port, onTaken = () => {} } = options;
  const dataDir = resolve(options.dataDir);
  let release = () => {};
  try {
    const binaries = locateBinaries();
    const place = choosePlace(dataDir);
    release = takeLauncherLock(place);
    onTaken();
    const told = tellPlace(place);
    if (told) log(told);
    refuseOtherMajor(place, binaries);
    const adopted = await adoptPostmaster(place);
    const postmaster = adopted ?? (await launch(place, binaries, { settings, port }));
    if (!postmaster.child) {
      log(`Adopted the PostgreSQL server that an earlier start left running (process ${postmaster.pid}).`);
    }
    return control(postmaster, place, release);
  } catch (error) {
    release();
    throw asStartError(dataDir, error);
  }
}

async function launch(
  place: Place,
  installed: Binaries,
  options: { settings: Record<string, string>; port: number | undefined },
): Promise<Postmaster> {
  const isUsable = linkLibraries(installed.nativeDir) && canRun(place.user, installed);
  const binaries = isUsable ? installed : copyBinaries(installed, place.home);
  await createCluster(place, binaries);
  readPassword(place);
  const postmaster = await launchPostmaster(place, binaries, options);
  removeOtherCopies(binaries, place.home);
  return postmaster;
}

function control(postmaster: Postmaster, place: Place, release: () => void): EmbeddedPostgres {
  const { pid, port } = postmaster;
  const password = readPassword(place);
  const listeners: ((sentence: string) => void)[] = [];
  let ended: string | undefined;
  let stopping: Promise<void> | undefined;

  const end = (how: string) => {
    if (stopping || ended !== undefined) return;
    ended = `PostgreSQL (process ${pid}) ended by itself${how}; its log is ${place.logFile}.`;
    finish();
    for (const listener of listeners) listener(ended);
  };
  const logWatch = setInterval(() => boundLog(place), 3_600_000).unref();
  const watch = postmaster.child ? undefined : setInterval(() => !isStillRunning(postmaster) && end(""), 500);
  postmaster.child?.once("exit", (code, signal) => end(` (${signal ?? `exit code ${code}`})`));
  const finish = () => {
    clearInterval(watch);
    clearInterval(logWatch);
    release();
  };

  return {
    url: (database) => connectionString({ password, port }, database),
    port,
    pid,
    home: place.home,
    isAdopted: postmaster.child === undefined,
    stop: () => {
      stopping ??= ended === undefined ? stopPostmaster(postmaster).finally(finish) : Promise.resolve();
      return stopping;
    },
    onExit: (listener) => {
      listeners.push(listener);
      if (ended !== undefined) listener(ended);
    },
  };
}
