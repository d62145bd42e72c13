import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  constants,
  copyFileSync,
  fchownSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { cleanEnvironment, lastWords } from "./cluster.ts";
import type { Place } from "./place.ts";
import { endsWithin, isAlive, isPostmasterOf, isStillRunning, startMark } from "./processes.ts";
import { StartError } from "./start-error.ts";

/** The server process of a cluster; `child` is undefined for one that an earlier launcher left behind. */
export type Postmaster = { pid: number; mark: string; port: number; child?: ChildProcess };

/** For a small machine; without DETAIL lines and failed statements, which carry what people typed. */
const smallMachine = {
  shared_buffers: "128MB",
  max_connections: "100",
  jit: "off",
  synchronous_commit: "on",
  wal_compression: "on",
  random_page_cost: "1.1",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_parameter_max_length_on_error: "0",
  log_checkpoints: "off",
};

const logLimitBytes = 5_000_000;
const patienceMs = 300_000;
const passing =
  /lock file ".*" already exists|pre-existing shared memory block|could not bind|Address already in use/;

/** The living server of this cluster once it is ready, or undefined; a stale postmaster.pid is cleared away. */
export async function adoptPostmaster({ cluster }: Place): Promise<Postmaster | undefined> {
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    const found = readPidFile(cluster);
    if (found === undefined || !isPostmasterOf(found.pid, cluster)) {
      // postgres itself clears away a file whose process is dead, but not one whose pid is another program by now
      if (found === undefined || isAlive(found.pid)) rmSync(join(cluster, "postmaster.pid"), { force: true });
      return undefined;
    }
    const { pid, port } = found;
    if (found.status === "ready") return { pid, port, mark: startMark(pid) };
    await sleep(10);
  }
  throw new StartError(
    `A PostgreSQL server left behind in ${cluster} does not become ready; end it and start again.`,
  );
}

/** Starts the server and waits until it accepts connections; a taken port or a predecessor's last seconds are waited out. */
export async function launchPostmaster(
  place: Place,
  binaries: Binaries,
  options: { settings: Record<string, string>; port: number | undefined },
): Promise<Postmaster> {
  const settings = { ...smallMachine, ...options.settings };
  const end = Date.now() + 10_000;
  while (true) {
    const port = await freePort(options.port ?? 0);
    boundLog(place);
    const before = statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0;
    const child = spawnPostgres(place, binaries, port, settings);
    const failure = await readyOrFailure(child, place);
    if (failure === undefined && child.pid !== undefined) {
      return { pid: child.pid, mark: startMark(child.pid), port, child };
    }
    const said = readFileSync(place.logFile).subarray(before).toString();
    if (!passing.test(said) || Date.now() > end) {
      const why = /shared memory block/.test(said)
        ? "a query of an earlier server that was killed still runs on it; wait for it or end it."
        : (lastWords(said) ?? `${failure}.`);
      throw new StartError(`The database in ${place.cluster} did not start: ${why}`);
    }
    await sleep(200);
    const survivor = await adoptPostmaster(place);
    if (survivor) return survivor;
  }
}

/** Ends the server: fast shutdown, after 8 s an immediate one, in the end by force. Resolves when it is gone. */
export async function stopPostmaster(postmaster: { pid: number; mark: string }): Promise<void> {
  const isRunning = () => isStillRunning(postmaster);
  const steps = [
    ["SIGINT", 8000],
    ["SIGQUIT", 6000],
    ["SIGKILL", 5000],
  ] as const;
  for (const [signal, ms] of steps) {
    if (!isRunning() || !isSent(postmaster.pid, signal)) return;
    if (await endsWithin(ms, isRunning)) return;
  }
}

function isSent(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

/** Keeps the log and one predecessor at about 5 MB each; the server appends, so it may run meanwhile. */
export function boundLog({ logFile }: Place): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= logLimitBytes) return;
  try {
    copyFileSync(logFile, `${logFile}.1`);
  } catch {
    // on a full disk the predecessor is worth less than the space
  }
  truncateSync(logFile);
}

function spawnPostgres(
  place: Place,
  binaries: Binaries,
  port: number,
  settings: Record<string, string>,
): ChildProcess {
  const { home, cluster, logFile, user } = place;
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants;
  const log = openSync(logFile, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  try {
    const owner = statSync(home);
    if (user) fchownSync(log, owner.uid, owner.gid);
    const reach = { port: String(port), listen_addresses: "127.0.0.1", unix_socket_directories: "" };
    const words = Object.entries({ ...settings, ...reach }).flatMap(([name, value]) => [
      "-c",
      `${name}=${value}`,
    ]);
    // a process group of its own, so that Ctrl-C in the terminal reaches the launcher only
    return spawn(binaries.postgres, ["-D", cluster, ...words], {
      cwd: home,
      env: cleanEnvironment,
      detached: true,
      stdio: ["ignore", log, log],
      ...(user && { uid: user.uid, gid: user.gid }),
    });
  } finally {
    closeSync(log);
  }
}

async function readyOrFailure(child: ChildProcess, place: Place): Promise<string | undefined> {
  let failure: string | undefined;
  child.once("error", (error) => {
    failure = error.message;
  });
  child.once("exit", (code, signal) => {
    failure = signal ?? `exit code ${code}`;
  });
  const end = Date.now() + patienceMs;
  while (failure === undefined) {
    const found = readPidFile(place.cluster);
    if (found?.pid === child.pid && found?.status === "ready") return undefined;
    if (Date.now() > end) {
      if (child.pid !== undefined) await stopPostmaster({ pid: child.pid, mark: startMark(child.pid) });
      return `not ready after ${patienceMs / 1000} s`;
    }
    await sleep(10);
  }
  return failure;
}

/** Lines 1, 4 and 8 of postmaster.pid, as pg_ctl reads them; undefined where it is missing or half written. */
export function readPidFile(cluster: string): { pid: number; port: number; status: string } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? "" };
}

async function freePort(preferred: number): Promise<number> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ port: preferred, host: "127.0.0.1" }, () => resolve(true));
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (isListening && address !== null && typeof address === "object") return address.port;
  if (preferred !== 0) return freePort(0);
  throw new StartError("No free port was found on 127.0.0.1.");
}
