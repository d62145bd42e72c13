import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "./postgres/start-error.ts";
import { boundLog, type Environment, type ProcessOptions, startProcess } from "./service-process.ts";

export interface ServiceOptions extends ProcessOptions {
  /** For sentences: "API". */
  readonly name: string;
  /** Gets one English sentence at a time. */
  readonly log: (sentence: string) => void;
}

export interface Service {
  /** Lets the process begin with these settings, and each later one with those of its time. */
  readonly begin: (settings: () => Environment) => void;
  /** The address it listens on, or "" for none, once the first process is ready; StartError when that one ends before. */
  readonly ready: Promise<string>;
  /** Ends the process, so that the next one starts with the settings of now. */
  readonly restart: () => void;
  /** Resolves when the process is gone. */
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
}

const stopWithinMs = 5000;
const shortestPauseMs = 500;
const longestPauseMs = 30_000;
const provenAfterMs = 60_000;

/** Loads a service in a process, and starts it again, after a pause that grows, whenever it ends by itself. */
export function startService(options: ServiceOptions): Service {
  const { name, logFile, log } = options;
  const stopping = new AbortController();
  let current = startProcess(options);
  let settings: (() => Environment) | undefined;
  let isRestartWanted = false;
  const logWatch = setInterval(() => boundLog(logFile), 3_600_000).unref();

  const ready = current.told.then((told) => {
    if (told !== undefined) return told.address ?? "";
    throw new StartError(current.excuse() ?? `The ${name} ended before it was ready; its log is ${logFile}.`);
  });
  ready.catch(() => {});

  const keepUp = async () => {
    for (let failures = 0; ; ) {
      const startedAt = Date.now();
      const how = await current.ended;
      if (stopping.signal.aborted) return;
      if (!isRestartWanted) {
        failures = Date.now() - startedAt > provenAfterMs ? 0 : failures;
        const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** failures);
        failures += 1;
        log(
          `The ${name} ended by itself (${how}) and starts again in ${pauseMs / 1000} s; its log is ${logFile}.`,
        );
        await sleep(pauseMs, undefined, stopping).catch(() => {});
        if (stopping.signal.aborted) return;
      }
      isRestartWanted = false;
      current = startProcess(options);
      if (settings !== undefined) current.begin(settings());
    }
  };
  const over = ready.then(keepUp, () => {});

  return {
    begin: (given) => {
      settings = given;
      current.begin(given());
    },
    ready,
    restart: () => {
      isRestartWanted = true;
      current.child.kill("SIGTERM");
    },
    stop: async () => {
      stopping.abort();
      clearInterval(logWatch);
      current.child.kill("SIGTERM");
      const patience = setTimeout(() => current.child.kill("SIGKILL"), stopWithinMs);
      await current.ended;
      clearTimeout(patience);
      await over;
    },
    kill: () => {
      stopping.abort();
      current.child.kill("SIGKILL");
    },
  };
}
