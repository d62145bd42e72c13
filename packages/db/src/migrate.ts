import { createHash } from "node:crypto";
import { Kysely, type MigrationProvider, Migrator, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { sql as tenancy } from "./migrations/0001-tenancy.ts";
import { sql as ideasAndProgrammes } from "./migrations/0002-ideas-and-programmes.ts";
import { sql as applicationsAndMoney } from "./migrations/0003-applications-and-money.ts";
import { sql as deadlinesAndMail } from "./migrations/0004-deadlines-and-mail.ts";
import { sql as deadlinesAsData } from "./migrations/0005-deadlines-as-data.ts";
import { sql as movesForDeputies } from "./migrations/0006-moves-for-deputies.ts";
import { sql as endedDays } from "./migrations/0007-ended-days.ts";
import { sql as officeEmail } from "./migrations/0008-office-email.ts";
import { sql as whereThingsStand } from "./migrations/0009-where-things-stand.ts";
import { sql as decidedWithoutMeeting } from "./migrations/0010-decided-without-a-meeting.ts";
import { sql as judgedReceipts } from "./migrations/0011-judged-receipts.ts";
import { sql as contractsWithoutObjection } from "./migrations/0012-contracts-without-objection.ts";
import { sql as procedureActs } from "./migrations/0013-procedure-acts.ts";
import { sql as serviceOfNotices } from "./migrations/0014-service-of-notices.ts";
import { sql as daysDutiesArise } from "./migrations/0015-days-duties-arise.ts";
import { sql as drawdownsPaidOut } from "./migrations/0016-drawdowns-paid-out.ts";
import { sql as interimProofsByYear } from "./migrations/0017-interim-proofs-by-year.ts";
import { sql as holdings } from "./migrations/0018-holdings.ts";
import { sql as rolesFrom } from "./migrations/0019-roles-from.ts";
import { sql as accounts } from "./migrations/0020-accounts.ts";
import { sql as erasures } from "./migrations/0021-erasures.ts";
import { sql as toldDays } from "./migrations/0022-told-days.ts";
import { sql as answersTakenBack } from "./migrations/0023-answers-taken-back.ts";
import { sql as statusLinks } from "./migrations/0024-status-links.ts";
import { sql as pairsOfDays } from "./migrations/0025-pairs-of-days.ts";
import { sql as search } from "./migrations/0026-search.ts";
import { sql as linksOfAnAddress } from "./migrations/0027-links-of-an-address.ts";
import { sql as oneMailboxOnePerson } from "./migrations/0028-one-mailbox-one-person.ts";

const migrations: Readonly<Record<string, string>> = {
  "0001-tenancy": tenancy,
  "0002-ideas-and-programmes": ideasAndProgrammes,
  "0003-applications-and-money": applicationsAndMoney,
  "0004-deadlines-and-mail": deadlinesAndMail,
  "0005-deadlines-as-data": deadlinesAsData,
  "0006-moves-for-deputies": movesForDeputies,
  "0007-ended-days": endedDays,
  "0008-office-email": officeEmail,
  "0009-where-things-stand": whereThingsStand,
  "0010-decided-without-a-meeting": decidedWithoutMeeting,
  "0011-judged-receipts": judgedReceipts,
  "0012-contracts-without-objection": contractsWithoutObjection,
  "0013-procedure-acts": procedureActs,
  "0014-service-of-notices": serviceOfNotices,
  "0015-days-duties-arise": daysDutiesArise,
  "0016-drawdowns-paid-out": drawdownsPaidOut,
  "0017-interim-proofs-by-year": interimProofsByYear,
  "0018-holdings": holdings,
  "0019-roles-from": rolesFrom,
  "0020-accounts": accounts,
  "0021-erasures": erasures,
  "0022-told-days": toldDays,
  "0023-answers-taken-back": answersTakenBack,
  "0024-status-links": statusLinks,
  "0025-pairs-of-days": pairsOfDays,
  "0026-search": search,
  "0027-links-of-an-address": linksOfAnAddress,
  "0028-one-mailbox-one-person": oneMailboxOnePerson,
};

const provider: MigrationProvider = {
  getMigrations: async () =>
    Object.fromEntries(
      Object.entries(migrations).map(([name, text]) => [
        name,
        {
          up: (db: Kysely<unknown>) =>
            sql
              .raw(text)
              .execute(db)
              .then(() => undefined),
        },
      ]),
    ),
};

/** Names the state that the migrations lead to; tests keep one template database per fingerprint. */
export const schemaFingerprint = createHash("sha256")
  .update(JSON.stringify(migrations))
  .digest("hex")
  .slice(0, 12);

/** Brings the schema up to date as its owner; returns the names of the migrations that were applied. Forward only. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2, connectionTimeoutMillis: 5000 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
    if (error !== undefined) throw error;
    return (results ?? [])
      .filter((result) => result.status === "Success")
      .map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

/** Group roles that hold what a service may do; logins are members of one of them. */
export type ServiceRole = "zuwendo_api" | "zuwendo_worker";

/**
 * Creates the login named in `serviceUrl`, or sets its password, as a member of `role` and of nothing else.
 * Runs as the owner.
 */
export async function ensureLogin(ownerUrl: string, serviceUrl: string, role: ServiceRole): Promise<void> {
  const { username, password } = new URL(serviceUrl);
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const login = client.escapeIdentifier(decodeURIComponent(username));
    const secret = client.escapeLiteral(decodeURIComponent(password));
    const known = await client.query("select from pg_roles where rolname = $1", [
      decodeURIComponent(username),
    ]);
    await client.query(`${known.rowCount === 0 ? "create" : "alter"} role ${login} login password ${secret}`);
    await client.query(`grant ${role} to ${login}`);
  } finally {
    await client.end();
  }
}

/** Why the login must not be used by a service, or undefined when row security holds for it. */
export async function findUnsafeLogin(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ login: string; owns: boolean; bypasses: boolean }>(
    `select current_user as login, rolsuper or rolbypassrls as bypasses,
       exists (select from pg_tables where schemaname = 'public' and tableowner = current_user) as owns
     from pg_roles where rolname = current_user`,
  );
  const [row] = rows;
  return row !== undefined && (row.owns || row.bypasses) ? row.login : undefined;
}
