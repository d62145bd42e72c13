import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startPostgres } from "../../services/standalone/src/postgres/start-postgres.ts";
import { prepareDatabase } from "../bench/installation.ts";
import { quietPort } from "./ports.ts";
import type { Teardown } from "./teardown.ts";

/** So that a row tells when it was committed; nothing else differs from an installation. */
const settings = { track_commit_timestamp: "on" };

export interface FaultyPostgres {
  readonly ownerUrl: string;
  readonly workerUrl: string;
  /** Ends it without a checkpoint and a farewell, and starts it again at the same place. */
  restart(): Promise<void>;
}

/** A migrated PostgreSQL of its own with the settings of an installation: what is committed is on the disk. */
export async function postgresForFaults(t: Teardown): Promise<FaultyPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), "zuwendo-faults-"));
  t.teardown(() => rm(dataDir, { recursive: true, force: true }));
  // PostgreSQL does not run as root; the user it runs as must reach its folder.
  await chmod(dataDir, 0o755);
  const port = await quietPort();
  let postgres = await startPostgres({ dataDir, port, settings });
  let restarting = Promise.resolve();
  t.teardown(async () => {
    await restarting;
    await postgres.stop();
  });
  const ownerUrl = postgres.url("postgres");
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const { workerUrl } = await prepareDatabase(owner, ownerUrl, "faults").finally(() => owner.end());

  const crash = async () => {
    const gone = new Promise<void>((resolve) => postgres.onExit(() => resolve()));
    process.kill(postgres.pid, "SIGQUIT");
    await gone;
    postgres = await startPostgres({ dataDir, port, settings });
    if (postgres.port !== port) throw new Error(`PostgreSQL came back on another port than ${port}`);
  };
  return {
    ownerUrl,
    workerUrl,
    restart: () => {
      restarting = crash();
      return restarting;
    },
  };
}
