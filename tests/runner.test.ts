import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Test, test } from "tap";
import { isAlive } from "../services/standalone/src/postgres/processes.ts";
import { startTestFile } from "./test-process.ts";

/** What the runner makes of a file that says this. */
async function run(t: Test, lines: readonly string[], then = "") {
  const folder = mkdtempSync(join(tmpdir(), "zuwendo-runner-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "file.mjs");
  writeFileSync(file, `console.log(${JSON.stringify(lines.join("\n"))});\n${then}`);
  return startTestFile(file, { PATH: process.env.PATH }, 60).report;
}

const good = ["TAP version 14", "# Subtest: a", "    ok 1 - one", "    ok 2 - two", "    1..2", "ok 1 - a"];

test("a file passes when it ends well and all that it announces has passed", async (t) => {
  t.match(await run(t, [...good, "1..1"]), { passed: 2, failed: 0, skipped: 0, failures: [] });
  const skipping = await run(t, [...good, "ok 2 - b # SKIP no Redis", "1..2"]);
  t.match(skipping, { passed: 2, failed: 0, skipped: 1 });
});

test("a file fails with its assertions, its tests, its plan and its end", async (t) => {
  const bad = ["# Subtest: a", "    not ok 1 - one", "      ---", "      diff: x", "      ...", "    1..1"];
  const failed = await run(t, [...bad, "not ok 1 - a", "1..1"], "process.exitCode = 1;");
  t.match(failed, { passed: 0, failed: 1 });
  t.match(failed.failures, ["    not ok 1 - one", "      ---", "      diff: x"]);
  t.match(await run(t, ["# Subtest: a", "    1..0", "not ok 1 - a # timeout", "1..1"]), { failed: 1 });
  for (const [what, lines, then] of [
    ["nothing said", [], ""],
    ["no plan", good, ""],
    ["less than the plan", [...good, "1..2"], ""],
    ["an exit code", [...good, "1..1"], "process.exit(3);"],
    ["a crash", [...good, "1..1"], "process.kill(process.pid, 'SIGKILL');"],
  ] as const) {
    const { failed, failures } = await run(t, lines, then);
    t.equal(failed, 1, what);
    t.match(failures.at(-1), /^ended with /, what);
  }
});

test("what a file leaves running ends with it", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "zuwendo-runner-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const pidFile = join(folder, "pid");
  const leave = `import { spawn } from "node:child_process";
    import { writeFileSync } from "node:fs";
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
    process.exit(0);`;
  t.match(await run(t, [...good, "1..1"], leave), { passed: 2, failed: 0 });
  const pid = Number(readFileSync(pidFile, "utf8"));
  while (isAlive(pid)) await sleep(5);
  t.pass("its process is gone");
});
