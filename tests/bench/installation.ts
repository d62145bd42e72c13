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

/** Migrates an empty database and makes the logins of the services, named after who asks; returns their addresses. */
export async function prepareDatabase(
  owner: pg.Client,
  ownerUrl: string,
  name: string,
): Promise<{ apiUrl: string; workerUrl: string }> {
  await migrate(ownerUrl);
  await migrateQueue(owner, { grantTo: ["zuwendo_api", "zuwendo_worker"] });
  const [apiUrl, workerUrl] = [as(ownerUrl, `${name}_api`), as(ownerUrl, `${name}_worker`)];
  await ensureLogin(ownerUrl, apiUrl, "zuwendo_api");
  await ensureLogin(ownerUrl, workerUrl, "zuwendo_worker");
  return { apiUrl, workerUrl };
}

/** A PostgreSQL of its own with the settings of an installation: what is committed is on the disk. */
export async function installForBench(): Promise<BenchInstallation> {
  const dataDir = await mkdtemp(join(tmpdir(), "zuwendo-bench-"));
  // PostgreSQL does not run as root; the user it runs as must reach its folder.
  await chmod(dataDir, 0o755);
  const postgres = await startPostgres({ dataDir });
  const ownerUrl = postgres.url("postgres");
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const logins = await prepareDatabase(owner, ownerUrl, "bench");
  return {
    ownerUrl,
    ...logins,
    owner,
    stop: async () => {
      await owner.end();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
