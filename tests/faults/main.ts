import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { linesOf } from "./lines.ts";
import { toTable } from "./report.ts";
import { runFaults } from "./run.ts";
import { collectTeardown } from "./teardown.ts";

const limitMs = 480_000;
const help = `npm run faults [-- --seed 7]

Sends 2,000 reminders with four workers while these are killed, the queue is flushed, Redis and PostgreSQL are restarted
and the mail server misbehaves, and while deadlines are met, moved and cancelled. Everything runs on 127.0.0.1 in
processes of its own and takes about five minutes, at most eight. Prints a table of what happened and exits with 1
when a promise was broken.

  --seed <number>  what happens when, again; random when not given
  --quiet          without a line for every fault
  --help           this text
`;

function readArguments(): { seed: number; isQuiet: boolean } | string {
  try {
    const { values } = parseArgs({
      options: { seed: { type: "string" }, quiet: { type: "boolean" }, help: { type: "boolean" } },
    });
    if (values.help === true) return help;
    const seed = Number(values.seed ?? randomInt(1_000_000));
    if (!Number.isSafeInteger(seed) || seed < 0) throw new Error("--seed must be a whole number from 0 on");
    return { seed, isQuiet: values.quiet === true };
  } catch (error) {
    process.exitCode = 1;
    return `${error instanceof Error ? error.message : String(error)}\n\n${help}`;
  }
}

const options = readArguments();
if (typeof options === "string") {
  process.stdout.write(options);
} else {
  const { seed, isQuiet } = options;
  const started = collectTeardown();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // npm may pass a signal on a second time, which must not end the run in the middle of its cleanup.
    process.on(signal, () => void started.end().then(() => process.exit(130)));
  }
  console.error(`seed ${seed}`);
  const limit = new Promise<never>((_, reject) => {
    const tooLong = () => reject(new Error(`not done after ${limitMs / 60_000} minutes`));
    setTimeout(tooLong, limitMs).unref();
  });
  let code = 1;
  try {
    const say = isQuiet ? () => undefined : (line: string) => console.error(line);
    const outcome = await Promise.race([runFaults(started, seed, say), limit]);
    const lines = linesOf(outcome, seed);
    console.log(toTable(lines));
    code = lines.some(({ isKept }) => isKept === false) ? 1 : 0;
  } catch (error) {
    console.error(error);
  } finally {
    await started.end();
  }
  process.exit(code);
}
