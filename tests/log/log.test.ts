import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLog } from "@zuwendo/log";
import { pino } from "pino";
import { test } from "tap";

test("a log on a full disk loses lines and says how many when there is room", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "zuwendo-log-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "api.log");
  const fd = openSync("/dev/full", "w");
  const logger = pino({ base: null }, openLog(fd));
  logger.info("first");
  logger.fatal("second");
  closeSync(fd);
  // the next file opened gets the number that has become free
  t.equal(openSync(file, "a"), fd);
  logger.info("third");
  logger.info("fourth");
  closeSync(fd);
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  t.match(lines, [{ level: 40, lost: 2 }, { msg: "third" }, { msg: "fourth" }]);
  t.equal(lines.length, 3);
});

test("a log that nobody reads any more ends nothing", async (t) => {
  const fd = openSync("/dev/null", "r");
  const logger = pino(openLog(fd));
  logger.info("to where nothing can be written");
  closeSync(fd);
  t.doesNotThrow(() => logger.info("to what is closed"));
});

test("a burst of lines waits for its reader", async (t) => {
  const script = `import { openLog } from "@zuwendo/log";
    const log = openLog();
    for (let line = 0; line < 5000; line += 1) log.write("x".repeat(200) + "\\n");`;
  const read = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    encoding: "utf8",
    maxBuffer: 10_000_000,
  });
  t.equal(read.split("\n").length - 1, 5000);
});
