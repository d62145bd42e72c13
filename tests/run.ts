import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundle } from "../scripts/bundle.js";
import { type EmbeddedPostgres, startPostgres } from "../services/standalone/src/postgres/start-postgres.ts";
import { fastSettings } from "./support/fast-settings.ts";
import { browserPrograms, onPath, ownModules } from "./support/programs.ts";
import { startTestFile, type TestProcess } from "./test-process.ts";

/** Started first, so that no processor is left with a long file at the end. */
const longest: readonly string[] = [
  "tests/e2e/faults.test.ts",
  "tests/standalone/launcher.test.ts",
  "tests/standalone/postgres.test.ts",
  "tests/standalone/own-database.test.ts",
  "tests/worker/reminders/wrong-clock.test.ts",
  "tests/e2e/compose.test.ts",
];

const root = fileURLToPath(new URL("..", import.meta.url));
const stopWithinMs = 10_000;
// one more than there are processors: a third of the time a file waits
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: "string", default: String(availableParallelism() + 1) } },
});
/** Random sequences, repeated kills and the like at their full length. */
const isLong = process.env.LONG === "1";
const limitSeconds = isLong ? 3600 : 300;

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
const files = filesToTest(positionals);

const folder = mkdtempSync(join(tmpdir(), "zuwendo-test-"));
// for PostgreSQL, which runs as another user when this is root
chmodSync(folder, 0o755);
let postgres: EmbeddedPostgres | undefined;
const running = new Set<TestProcess>();
let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);

let code = 1;
try {
  const entries = [...files, ...ownModules];
  const bundling = bundle({ entries, sources: ["packages", "services", "scripts", "tests"] });
  bundling.catch(() => {});
  postgres = await startPostgres({ dataDir: folder, settings: fastSettings });
  code = await runFiles(await bundling, postgres.url("postgres"));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await postgres?.stop();
  removeFolder();
}
process.exit(isInterrupted ? 130 : code);

async function runFiles(programs: readonly string[], databaseUrl: string): Promise<number> {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const bundled = programs[0]?.slice(0, -(files[0] ?? "").length);
  const environment = { ...process.env, TEST_DATABASE_URL: databaseUrl, TEST_BUNDLE: bundled };
  const waiting = files.map((file, index) => ({ file, program: programs[index] ?? "" }));
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined && !isInterrupted; next = waiting.shift()) {
      const test = startTestFile(next.program, environment, limitSeconds);
      running.add(test);
      const { passed, failed, skipped, failures, seconds } = await test.report;
      running.delete(test);
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
      const verdict = failed === 0 ? "ok" : "not ok";
      const lines = failed === 0 ? [] : failures;
      process.stdout.write([...lines, `${verdict} ${next.file} ${seconds.toFixed(1)} s`, ""].join("\n"));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(given.jobs)) }, work));
  const coverage =
    redis === undefined
      ? "not covered: the queue was tested on PostgreSQL only. Install redis-server or valkey-server, or set REDIS_URL."
      : `covered, by ${redis}; the queue was tested on Redis and on PostgreSQL.`;
  const pages =
    browser === undefined
      ? "not covered: the pages behind mails were read, but not used in a browser. Install chromium."
      : `covered, by ${browser}.`;
  const skipped = total.skipped === 0 ? "" : `${total.skipped} skipped\n`;
  process.stdout.write(
    `\nRedis: ${coverage}\nBrowser: ${pages}\n${skipped}${total.passed} passed, ${total.failed} failed\n`,
  );
  return total.failed === 0 ? 0 : 1;
}

/** The files named, those in a folder named, or all; exits with a sentence where there is nothing of a name. */
function filesToTest(names: readonly string[]): string[] {
  const found = (names.length === 0 ? ["tests"] : names).flatMap((name) => {
    const path = resolve(name);
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
    if (isFolder === undefined) {
      process.stderr.write(`There is no ${name}.\n`);
      process.exit(1);
    }
    const inside = isFolder ? readdirSync(path, { recursive: true, encoding: "utf8" }).sort() : [""];
    return inside
      .filter((inner) => !isFolder || inner.endsWith(".test.ts"))
      .map((inner) => relative(root, join(path, inner)));
  });
  const isLongest = (file: string) => longest.includes(file);
  return [...longest.filter((file) => found.includes(file)), ...found.filter((file) => !isLongest(file))];
}

function interrupt(): void {
  if (isInterrupted) return;
  isInterrupted = true;
  endTests("SIGTERM");
  setTimeout(() => endTests("SIGKILL"), stopWithinMs).unref();
}

function endTests(signal: NodeJS.Signals): void {
  for (const test of running) test.end(signal);
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
