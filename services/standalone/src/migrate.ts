import { readDatabaseConfig } from "./config.ts";
import { ensureLogins, migrateDatabase } from "./database.ts";

const usage = `Usage: npm run db:migrate

Brings the database up to date and creates the logins of the two services. May run again.

Settings, from the environment:

  DATABASE_URL          the database, as its owner; unset: the one that npm start brings, while it runs
  ZUWENDO_DATA          the data folder of npm start; ./data unless set
  API_DATABASE_URL      the address the API will use; its user is created, or gets this password
  WORKER_DATABASE_URL   the same for the worker
`;

try {
  const [unknown] = process.argv.slice(2).filter((word) => word !== "--help" && word !== "-h");
  if (unknown !== undefined) throw new Error(`"${unknown}" is not known, see npm run db:migrate -- --help`);
  if (process.argv.length > 2) {
    process.stdout.write(usage);
  } else {
    const { databaseUrl, apiDatabaseUrl, workerDatabaseUrl } = readDatabaseConfig();
    const applied = await migrateDatabase(databaseUrl);
    await ensureLogins(databaseUrl, { api: apiDatabaseUrl, worker: workerDatabaseUrl });
    const what = applied.length === 0 ? "nothing to do" : `applied ${applied.join(", ")}`;
    process.stdout.write(`The database is up to date: ${what}.\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
