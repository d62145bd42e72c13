import { type ChildProcess, fork } from "node:child_process";
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A service to run: its entry, and the module that takes long to load and that nothing has to be known for. */
export interface Program {
  readonly main: string;
  readonly server: string;
}

/** One process of a service. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  /** Hands over the settings, for which the process waits with everything but loading. */
  readonly begin: (settings: Environment) => void;
  /** What it said first over its channel, undefined when it ends without a word. */
  readonly told: Promise<{ readonly address?: string } | undefined>;
  /** Resolves with how it ended: "SIGKILL", "exit code 1". */
  readonly ended: Promise<string>;
  /** The sentence in which it said why it could not start. */
  readonly excuse: () => string | undefined;
}

export interface ProcessOptions extends Program {
  readonly nodeOptions: readonly string[];
  readonly inherited: Environment;
  readonly logFile: string;
}

const runner = fileURLToPath(new URL("./run-service.js", import.meta.url));
const logLimitBytes = 5_000_000;

/**
 * Starts a service in a process group of its own, so that Ctrl-C in the terminal reaches the launcher only. Its log is
 * a file and no pipe, so that it outlives the launcher; its channel closes with the launcher, which stops it.
 */
export function startProcess(options: ProcessOptions): ServiceProcess {
  const { server, main, nodeOptions, inherited, logFile } = options;
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  boundLog(logFile);
  const log = openSync(logFile, "a", 0o600);
  const logStart = statSync(logFile).size;
  const child = fork(runner, [server, main], {
    execArgv: [...process.execArgv, ...nodeOptions],
    env: { ...inherited },
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
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
  const begin = (settings: Environment) => {
    // one that has ended says so by its end
    child.send(settings, () => {});
  };
  return { child, begin, told, ended, excuse };
}

/** Keeps a log and one predecessor at about 5 MB each; the service appends, so it may run meanwhile. */
export function boundLog(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= logLimitBytes) return;
  copyFileSync(logFile, `${logFile}.1`);
  truncateSync(logFile);
}
