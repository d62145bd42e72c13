import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureLogin, migrate } from "@zuwendo/db";
import { migrateQueue } from "@zuwendo/queue";
import pg from "pg";
import { startPostgres } from "../../services/standalone/src/postgres/start-postgres.ts";

export interface BenchInstallation {
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly workerUrl: string;
  readonly owner: pg.Client;
  readonly stop: () => Promise<void>;
}

function as(url: string, login: string): string {
  const address = new URL(url);
  address.username = login;
  address.password = login;
  return address.href;
}

/** A PostgreSQL of its own with the settings of an installation: what is committed is on the disk. */
export async function installForBench(): Promise<BenchInstallation> {
  const dataDir = await mkdtemp(join(tmpdir(), "zuwendo-bench-"));
  // PostgreSQL does not run as root; the user it runs as must reach its folder.
  await chmod(dataDir, 0o755);
  const postgres = await startPostgres({ dataDir });
  const ownerUrl = postgres.url("postgres");
  await migrate(ownerUrl);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await migrateQueue(owner, { grantTo: ["zuwendo_api", "zuwendo_worker"] });
  const apiUrl = as(ownerUrl, "bench_api");
  const workerUrl = as(ownerUrl, "bench_worker");
  await ensureLogin(ownerUrl, apiUrl, "zuwendo_api");
  await ensureLogin(ownerUrl, workerUrl, "zuwendo_worker");
  return {
    ownerUrl,
    apiUrl,
    workerUrl,
    owner,
    stop: async () => {
      await owner.end();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
