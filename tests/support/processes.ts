import { fork } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { ownModule } from "./programs.ts";

interface Teardown {
  teardown(after: () => unknown): unknown;
}

/** A service as a process of its own. */
export interface TestProcess {
  readonly pid: number;
  /** Where it listens; "" for a service that does not. */
  readonly address: string;
  /** Ends it as a crash does; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>;
  readonly isRunning: () => boolean;
}

/** Only what Node needs itself, so that a setting of the machine cannot reach a service. */
const inherited = ["PATH", "HOME", "TMPDIR"];

/**
 * Starts a service as its container does, with this environment and no other; resolves when it says that it is ready,
 * rejects with its last words when it ends before. It is gone when the test is.
 */
export async function startProcess(
  t: Teardown,
  service: "api" | "worker",
  environment: Readonly<Record<string, string | undefined>>,
  /** Loaded by the process before its own code. */
  preload?: "tests/support/wrong-clock.ts",
): Promise<TestProcess> {
  const { file, execArgv } = ownModule(`services/${service}/src/main.ts`);
  const preloaded = preload === undefined ? [] : ["--import", pathToFileURL(ownModule(preload).file).href];
  const base = Object.fromEntries(inherited.map((name) => [name, process.env[name]]));
  const child = fork(file, {
    env: { ...base, LOG_LEVEL: "error", ...environment },
    execArgv: [...execArgv, ...preloaded],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      said = (said + String(chunk)).slice(-4000);
      if (process.env.LOG_LEVEL !== undefined) process.stderr.write(chunk);
    });
  }
  const ended = once(child, "exit");
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    if (isRunning()) child.kill(signal);
    await ended;
  };
  t.teardown(() => end("SIGKILL"));
  const failed = ended.then(() => {
    throw new Error(`The ${service} ended before it was ready:\n${said}`);
  });
  failed.catch(() => undefined);
  const [message] = await Promise.race([once(child, "message"), failed]);
  const { address = "" } = message as { address?: string };
  return {
    pid: child.pid ?? 0,
    address,
    isRunning,
    kill: () => end("SIGKILL"),
    stop: async () => {
      await end("SIGTERM");
      return child.exitCode;
    },
  };
}
