import { type Config, readConfig, usage } from "./config.ts";
import { launch, type Programs } from "./launcher.ts";
import { asStartError } from "./postgres/start-error.ts";

/** npm passes Ctrl-C on to this process, so that one press arrives twice. */
const samePressMs = 500;

// a terminal that was closed is no reason to leave the database running
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** Starts what `npm start` starts, or says why not, and stops it when it is told to. */
export async function main(programs: Promise<Programs>): Promise<void> {
  const config = readConfigOrExit();
  const launcher = launch(config, programs, (text) => process.stdout.write(`${text}\n`));
  let stoppingSince: number | undefined;
  const stop = async () => {
    if (stoppingSince === undefined) {
      stoppingSince = Date.now();
      process.stdout.write("\nZuwendo stops …\n");
      await launcher.stop();
      process.exit(0);
    }
    if (Date.now() - stoppingSince < samePressMs) return;
    launcher.kill();
    process.exit(1);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

  try {
    await launcher.started;
  } catch (error) {
    if (stoppingSince === undefined) {
      stoppingSince = Date.now();
      await launcher.stop();
      fail(asStartError(config.dataDir, error));
    }
  }
}

function readConfigOrExit(): Config {
  try {
    const read = readConfig();
    if (read !== "help") return read;
  } catch (error) {
    fail(error);
  }
  process.stdout.write(usage);
  process.exit(0);
}

function fail(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
