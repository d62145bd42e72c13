import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureLogin, migrate, schemaFingerprint } from "@zuwendo/db";
import { migrateQueue } from "@zuwendo/queue";
import pg from "pg";
import type { Test } from "tap";
import { startPostgres } from "../../services/standalone/src/postgres/start-postgres.ts";
import { fastSettings } from "./fast-settings.ts";

export interface TestDatabase {
  /** As the owner of the tables, whom row security binds as well unless a superuser. */
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly workerUrl: string;
}

let server: Promise<{ url: string; stop: () => Promise<void> }> | undefined;
/** Databases on it that are still in use. */
let inUse = 0;

/** The server that `npm test` has started or, for a file run by hand, one of this process. */
async function testServer() {
  const shared = process.env.TEST_DATABASE_URL;
  if (shared !== undefined) return { url: shared, stop: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), "zuwendo-test-"));
  // PostgreSQL does not run as root; the user it runs as must reach its folder.
  await chmod(dataDir, 0o755);
  const postgres = await startPostgres({ dataDir, settings: fastSettings });
  return {
    url: postgres.url("postgres"),
    stop: async () => {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function withName(url: string, database: string, login?: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  if (login !== undefined) {
    address.username = login;
    address.password = login;
  }
  return address.href;
}

async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const template = `zuwendo_template_${schemaFingerprint}`;
const apiLogin = "zuwendo_test_api";
const workerLogin = "zuwendo_test_worker";

/** Makes the migrated template once per state of the migrations, whoever of the parallel test files comes first. */
async function ensureTemplate(url: string): Promise<void> {
  await asOwner(url, async (client) => {
    await client.query("select pg_advisory_lock(hashtext('zuwendo-test-template'))");
    const { rowCount } = await client.query("select from pg_database where datname = $1", [template]);
    if (rowCount !== 0) return;
    const draft = `${template}_draft`;
    await client.query(`drop database if exists ${draft}`);
    await client.query(`create database ${draft}`);
    const draftUrl = withName(url, draft);
    await migrate(draftUrl);
    await asOwner(draftUrl, (owner) => migrateQueue(owner, { grantTo: ["zuwendo_api", "zuwendo_worker"] }));
    await ensureLogin(draftUrl, withName(draftUrl, draft, apiLogin), "zuwendo_api");
    await ensureLogin(draftUrl, withName(draftUrl, draft, workerLogin), "zuwendo_worker");
    await client.query(`alter database ${draft} rename to ${template}`);
  });
}

/** A migrated database of the test's own, cloned from the template and dropped at the end. */
export async function databaseForTest(t: Test): Promise<TestDatabase> {
  inUse += 1;
  server ??= testServer();
  const { url, stop } = await server;
  await ensureTemplate(url);
  const name = `zuwendo_test_${randomBytes(6).toString("hex")}`;
  // copying files takes a quarter of the time of copying through the log
  await asOwner(url, (client) =>
    client.query(`create database ${name} template ${template} strategy file_copy`),
  );
  t.teardown(async () => {
    await asOwner(url, (client) => client.query(`drop database ${name} with (force)`));
    inUse -= 1;
    if (inUse === 0) {
      server = undefined;
      await stop();
    }
  });
  return {
    ownerUrl: withName(url, name),
    apiUrl: withName(url, name, apiLogin),
    workerUrl: withName(url, name, workerLogin),
  };
}
