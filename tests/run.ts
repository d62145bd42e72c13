import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type EmbeddedPostgres, startPostgres } from "../services/standalone/src/postgres/start-postgres.ts";
import { fastSettings } from "./support/database.ts";
import { browserPrograms, onPath } from "./support/programs.ts";
import { readTap } from "./tap-report.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const stopWithinMs = 10_000;

const redis = findRedis();
if (redis === undefined && process.env.REQUIRE_REDIS === "1") {
  process.stderr.write(
    "REQUIRE_REDIS=1 asks for Redis, but REDIS_URL is not set and neither redis-server nor valkey-server is on the PATH.\n",
  );
  process.exit(1);
}
const browser = findBrowser();
if (browser === undefined && process.env.REQUIRE_BROWSER === "1") {
  process.stderr.write("REQUIRE_BROWSER=1 asks for a browser, but there is no chromium on the PATH.\n");
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), "zuwendo-test-"));
// for PostgreSQL, which runs as another user when this is root
chmodSync(folder, 0o755);
let postgres: EmbeddedPostgres | undefined;
let tap: ChildProcess | undefined;
let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);

let code = 1;
try {
  postgres = await startPostgres({ dataDir: folder, settings: fastSettings });
  if (!isInterrupted) code = await runTap(postgres.url("postgres"));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await postgres?.stop();
  removeFolder();
}
process.exit(isInterrupted ? 130 : code);

async function runTap(databaseUrl: string): Promise<number> {
  const files = process.argv.length > 2 ? process.argv.slice(2) : ["tests/**/*.test.ts"];
  // a process group of its own, so that everything the tests have started can be ended together
  const child = spawn(
    process.execPath,
    [join(root, "node_modules/.bin/tap"), "--jobs=2", "--reporter=tap", ...files],
    {
      cwd: root,
      env: { ...process.env, TEST_DATABASE_URL: databaseUrl },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    },
  );
  tap = child;
  const { read, report } = readTap((line) => process.stdout.write(`${line}\n`));
  createInterface(child.stdout).on("line", read);
  const [exitCode] = await once(child, "close");
  if (isInterrupted) return 130;
  const coverage =
    redis === undefined
      ? "not covered: the queue was tested on PostgreSQL only. Install redis-server or valkey-server, or set REDIS_URL."
      : `covered, by ${redis}; the queue was tested on Redis and on PostgreSQL.`;
  const pages =
    browser === undefined
      ? "not covered: the pages behind mails were read, but not used in a browser. Install chromium."
      : `covered, by ${browser}.`;
  const skipped = report.skipped === 0 ? "" : `${report.skipped} skipped\n`;
  process.stdout.write(
    `\nRedis: ${coverage}\nBrowser: ${pages}\n${skipped}${report.passed} passed, ${report.failed} failed\n`,
  );
  return exitCode ?? 1;
}

function interrupt(): void {
  if (isInterrupted) return;
  isInterrupted = true;
  endGroup("SIGTERM");
  setTimeout(() => endGroup("SIGKILL"), stopWithinMs).unref();
}

function endGroup(signal: NodeJS.Signals): void {
  try {
    if (tap?.pid !== undefined) process.kill(-tap.pid, signal);
  } catch {
    // the group has ended
  }
}

/** As root below a folder that PostgreSQL's user cannot enter, the database lives elsewhere; the marker says where. */
function removeFolder(): void {
  const options = { recursive: true, force: true };
  try {
    const { database } = JSON.parse(readFileSync(join(folder, "zuwendo-data.json"), "utf8"));
    rmSync(resolve(folder, String(database)), options);
  } finally {
    rmSync(folder, options);
  }
}

function findRedis(): string | undefined {
  if (process.env.REDIS_URL) return "the server at REDIS_URL";
  return ["redis-server", "valkey-server"].find(onPath);
}

function findBrowser(): string | undefined {
  return browserPrograms.find(onPath);
}
