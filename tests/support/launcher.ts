import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Test } from "tap";
import { endsWithin, isAlive } from "../../services/standalone/src/postgres/processes.ts";

export interface LauncherForTest {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it has printed once a line says `until`; throws with everything it said when it ends before. */
  readonly printed: (until: string | RegExp) => Promise<string>;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

const start = fileURLToPath(new URL("../../services/standalone/src/start.js", import.meta.url));

/** `npm start` as a process of its own, without the settings of the test run; it ends with the test. */
export function launcherForTest(
  t: Test,
  settings: Record<string, string>,
  args: string[] = ["--empty"],
): LauncherForTest {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [start, ...args], {
    env: { PATH, HOME, TMPDIR, PORT: "0", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr }));
  t.teardown(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const printed = (until: string | RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => (stdout.search(until) === -1 ? undefined : resolve(stdout));
      child.stdout.on("data", look);
      look();
      ended.then(({ code }) => reject(new Error(`ended with ${code}: ${stdout}${stderr}`)));
    });
  return { child, pid: child.pid ?? -1, printed, ended };
}

/** The last line of what a launcher prints when everything runs. */
export const running = "Ctrl-C stops everything";

export function addressIn(printed: string): string {
  return /runs at (http\S+)/.exec(printed)?.[1] ?? "";
}

/** A new data folder that PostgreSQL's user can reach; when it goes, a server that a killed launcher left goes first. */
export function dataFolderForTest(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), "zuwendo-launcher-"));
  chmodSync(folder, 0o755);
  const dataDir = join(folder, "data");
  t.teardown(async () => {
    const postgres = postgresOf(dataDir);
    if (postgres !== undefined) {
      process.kill(postgres, "SIGQUIT");
      await endsWithin(5000, () => isAlive(postgres));
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return dataDir;
}

/** The pid of the living PostgreSQL of a data folder. */
export function postgresOf(dataDir: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(dataDir, "postgres/cluster/postmaster.pid"), "utf8"), 10);
    return isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Everything a process has started, and what that has started. */
export function descendantsOf(pid: number): { pid: number; command: string }[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const all = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const below = (parent: number): { pid: number; command: string }[] =>
    all.flatMap((found) => {
      const [, child = "", ppid = "", command = ""] = found ?? [];
      return Number(ppid) === parent ? [{ pid: Number(child), command }, ...below(Number(child))] : [];
    });
  return below(pid).filter(({ command }) => !command.startsWith("ps "));
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
