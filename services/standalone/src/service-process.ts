import { type ChildProcess, fork } from "node:child_process";
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/** One process of a service. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  /** What it said first over its channel, undefined when it ends without a word. */
  readonly told: Promise<{ readonly address?: string } | undefined>;
  /** Resolves with how it ended: "SIGKILL", "exit code 1". */
  readonly ended: Promise<string>;
  /** The sentence in which it said why it could not start. */
  readonly excuse: () => string | undefined;
}

const logLimitBytes = 5_000_000;

/**
 * Starts a service in a process group of its own, so that Ctrl-C in the terminal reaches the launcher only. Its log is
 * a file and no pipe, so that it outlives the launcher; its channel closes with the launcher, which stops it.
 */
export function startProcess(entry: URL, environment: Environment, logFile: string): ServiceProcess {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  boundLog(logFile);
  const log = openSync(logFile, "a", 0o600);
  const logStart = statSync(logFile).size;
  const child = fork(entry, { env: { ...environment }, detached: true, stdio: ["ignore", log, log, "ipc"] });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const told = new Promise<{ address?: string } | undefined>((resolve) => {
    child.once("message", (message) => resolve(message as { address?: string }));
    ended.then(() => resolve(undefined));
  });
  const excuse = () => {
    const said = readFileSync(logFile).subarray(logStart).toString();
    return /^.* cannot start: .*$/m.exec(said)?.[0];
  };
  return { child, told, ended, excuse };
}

/** Keeps a log and one predecessor at about 5 MB each; the service appends, so it may run meanwhile. */
export function boundLog(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= logLimitBytes) return;
  copyFileSync(logFile, `${logFile}.1`);
  truncateSync(logFile);
}
