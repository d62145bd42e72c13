import { ensureLogin, migrate, openPool, type ServiceRole } from "@zuwendo/db";
import { migrateQueue } from "@zuwendo/queue";
import type { PoolClient } from "pg";
import { StartError } from "./postgres/start-error.ts";

export type Client = PoolClient;

const oldestVersion = 15;

/** Runs work on one connection of a login, with the time that migrations need. */
export async function asLogin<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const pool = openPool({ url, max: 1, name: "zuwendo-launcher", statementTimeoutMs: 0, onError: () => {} });
  try {
    const client = await pool.connect();
    try {
      await client.query("set lock_timeout = 0; set idle_in_transaction_session_timeout = 0");
      return await work(client);
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}

/** Creates the database of `url` unless it is there; `maintenanceUrl` is another one of the same server. */
export async function createDatabase(maintenanceUrl: string, url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  await asLogin(maintenanceUrl, async (client) => {
    const known = await client.query("select from pg_database where datname = $1", [name]);
    if (known.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

/** Brings database and queue up to date; returns the applied migrations. Throws StartError where the server will not. */
export async function migrateDatabase(ownerUrl: string): Promise<string[]> {
  try {
    await asLogin(ownerUrl, async (client) => {
      const { rows } = await client.query(
        "select current_setting('server_version_num')::int / 10000 as major",
      );
      if (rows[0].major >= oldestVersion) return;
      throw new StartError(
        `The database server at ${placeOf(ownerUrl)} is PostgreSQL ${rows[0].major}; Zuwendo needs ${oldestVersion} or later.`,
      );
    });
    const applied = await migrate(ownerUrl);
    await asLogin(ownerUrl, (client) => migrateQueue(client, { grantTo: ["zuwendo_api", "zuwendo_worker"] }));
    return applied;
  } catch (error) {
    throw explainDatabaseError(ownerUrl, error);
  }
}

/** Creates the logins that the two services use, or sets their passwords. */
export async function ensureLogins(
  ownerUrl: string,
  logins: { api: string | undefined; worker: string | undefined },
): Promise<void> {
  const wanted = [
    [logins.api, "zuwendo_api"],
    [logins.worker, "zuwendo_worker"],
  ] as const;
  try {
    for (const [url, role] of wanted) {
      if (url !== undefined && !(await isMember(url, role))) await ensureLogin(ownerUrl, url, role);
    }
  } catch (error) {
    throw explainDatabaseError(ownerUrl, error);
  }
}

/** Whether the login works already; an owner who is no superuser may create logins, but not change every one. */
async function isMember(url: string, role: ServiceRole): Promise<boolean> {
  try {
    return await asLogin(url, async (client) => {
      const { rows } = await client.query("select pg_has_role($1, 'member') as is_member", [role]);
      return rows[0].is_member === true;
    });
  } catch {
    return false;
  }
}

/** One sentence for what a person can mend about a database, without its password. */
export function explainDatabaseError(url: string, error: unknown): Error {
  if (error instanceof StartError) return error;
  const place = placeOf(url);
  const { message = String(error), code } = error as { message?: string; code?: string };
  const user = decodeURIComponent(new URL(url).username);
  const unmigrated = "The database has no tables yet; run npm run db:migrate first.";
  const sentence = {
    "42P01": unmigrated,
    "42704": unmigrated,
    ECONNREFUSED: `The database at ${place} cannot be reached: nothing listens there.`,
    ENOTFOUND: `The database at ${place} cannot be reached: no such host is known.`,
    EAI_AGAIN: `The database at ${place} cannot be reached: the host's name cannot be looked up.`,
    ETIMEDOUT: `The database at ${place} cannot be reached: it does not answer.`,
    "28P01": `The database at ${place} refuses the password of the user "${user}".`,
    "28000": `The database at ${place} does not let the user "${user}" in.`,
    "3D000": `The database at ${place} does not exist; create it first (createdb).`,
    "42501": `The user "${user}" in DATABASE_URL may not do what Zuwendo needs at ${place}: ${message}.`,
  }[code ?? ""];
  if (sentence !== undefined) return new StartError(sentence, { cause: error });
  const reason = /timeout/.test(message) ? "it does not answer" : message.replace(/\.+$/, "");
  return new StartError(`The database at ${place} cannot be used: ${reason}.`, { cause: error });
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host || "localhost"}${pathname}`;
}
