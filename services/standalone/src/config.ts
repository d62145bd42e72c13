import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Environment, logLevels, settingsOf } from "@zuwendo/settings";
import { findRunningPostgres } from "./postgres/running-postgres.ts";
import { findRunning } from "./running.ts";

/** What the environment and the command line say to the launcher; read here and nowhere else. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** The owner's address; unset: the embedded PostgreSQL of the data folder. */
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly publicUrl: string | undefined;
  readonly returnPath: string | undefined;
  readonly logLevel: string;
  /** An office of one's own on the first start instead of the example. */
  readonly isEmpty: boolean;
  /** What else the environment holds, for the services that are started from here. */
  readonly inherited: Environment;
}

/** What the environment says to the commands that work on a database: `npm run db:migrate` and `npm run db:office`. */
export interface DatabaseConfig {
  /** DATABASE_URL, or else the embedded PostgreSQL that runs on the data folder. */
  readonly databaseUrl: string;
  /** Addresses whose logins the migration creates. */
  readonly apiDatabaseUrl: string | undefined;
  readonly workerDatabaseUrl: string | undefined;
}

/** Where `npm run catalogue` loads the catalogue, and with whose token. */
export interface CatalogueConfig {
  /** Undefined: the Zuwendo that runs on the data folder, with the token of its first start. */
  readonly address: string | undefined;
  readonly token: string | undefined;
  readonly dataDir: string;
}

/** What Zuwendo calls its database in the PostgreSQL that it brings. */
export const embeddedDatabase = "zuwendo";

export const usage = `Usage: npm start -- [--empty]

Starts Zuwendo: database, API and worker. Ctrl-C stops everything, the data stays.

  --empty   on the first start an office of your own instead of the example office
  --help    this text

Settings, from the environment:

  PORT              8080        where it listens
  HOST              127.0.0.1
  ZUWENDO_DATA      ./data      the data folder
  DATABASE_URL                  a PostgreSQL of your own, as its owner; unset: the one Zuwendo brings
  REDIS_URL                     the queue in Redis; unset: the queue in PostgreSQL
  SMTP_URL                      where mails go; unset: kept in the mail log, not delivered
  MAIL_RETURN_PATH              where bounces come back, such as bounces@example.org; unset: to the sender
  PUBLIC_URL                    the address that links in mails and calendars lead to
  LOG_LEVEL         info        ${logLevels.join(", ")}
`;

/** Reads the settings, or says that help is wanted; throws one error that names everything that is wrong. */
export function readConfig(args = process.argv.slice(2), env: Environment = process.env): Config | "help" {
  const { isEmpty, isHelp, mistakes } = readArguments(args);
  if (isHelp) return "help";
  const { setting, address, returnPath, port, logLevel, refuse } = settingsOf(env);
  const config: Config = {
    host: setting("HOST") ?? "127.0.0.1",
    port: port(),
    dataDir: dataDirOf(env),
    databaseUrl: named("DATABASE_URL", address("DATABASE_URL", "postgres"), mistakes),
    redisUrl: address("REDIS_URL", "redis"),
    smtpUrl: address("SMTP_URL", "smtp"),
    publicUrl: address("PUBLIC_URL", "web"),
    // The worker looks closer; its rule would cost the start a third of a second of loading.
    returnPath: returnPath((text) => /^[^\s@]{1,31}@[^\s@]+$/.test(text)),
    logLevel: logLevel(),
    isEmpty,
    inherited: env,
  };
  refuse(mistakes);
  return config;
}

/** Reads what a command needs that works on a database; throws one error that names everything that is wrong. */
export function readDatabaseConfig(env: Environment = process.env): DatabaseConfig {
  const mistakes: string[] = [];
  const { setting, address, refuse } = settingsOf(env);
  const login = (name: string) => {
    const value = named(name, address(name, "postgres"), mistakes);
    const { username, password } = new URL(value ?? "postgres://user:password@localhost");
    if (username === "" || password === "") mistakes.push(`${name} must carry a user and a password`);
    return value;
  };
  const config = {
    databaseUrl:
      (setting("DATABASE_URL") === undefined
        ? embeddedUrl(dataDirOf(env), mistakes)
        : named("DATABASE_URL", address("DATABASE_URL", "postgres"), mistakes)) ?? "",
    apiDatabaseUrl: login("API_DATABASE_URL"),
    workerDatabaseUrl: login("WORKER_DATABASE_URL"),
  };
  refuse(mistakes);
  return config;
}

/** Reads what loading the catalogue needs, options before the environment; throws one error that names everything that is wrong. */
export function readCatalogueConfig(
  options: { readonly address: string | undefined; readonly token: string | undefined },
  env: Environment = process.env,
): CatalogueConfig {
  const { setting, refuse } = settingsOf(env);
  const { address, token = setting("ZUWENDO_TOKEN") } = options;
  const isWeb =
    address === undefined || (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol));
  refuse(isWeb ? [] : [`--address must be an address like http://127.0.0.1:8080, not "${address}"`]);
  return { address: address?.replace(/\/+$/, ""), token, dataDir: dataDirOf(env) };
}

/** A command uses the database that runs; it starts none, so that it never competes with a launcher for the data folder. */
function embeddedUrl(dataDir: string, mistakes: string[]): string | undefined {
  const url = findRunningPostgres(dataDir, embeddedDatabase);
  if (url === undefined)
    mistakes.push(
      `DATABASE_URL is not set, and no Zuwendo runs on the data folder ${dataDir}; start it with npm start, or set DATABASE_URL to a database of your own`,
    );
  return url;
}

function dataDirOf(env: Environment): string {
  return resolve(settingsOf(env).setting("ZUWENDO_DATA") ?? "data");
}

/** The address that links in mails lead to: the one that is set or, without it, that of the Zuwendo that runs on the data folder. */
export function readPublicUrl(env: Environment = process.env): string {
  const { address, port, refuse } = settingsOf(env);
  const publicUrl =
    address("PUBLIC_URL", "web") ?? findRunning(dataDirOf(env)) ?? `http://127.0.0.1:${port()}`;
  refuse();
  return publicUrl;
}

function readArguments(args: readonly string[]) {
  const { tokens } = parseArgs({ args: [...args], strict: false, tokens: true });
  const words = tokens.flatMap((token) =>
    token.kind === "option" ? [token.rawName] : token.kind === "positional" ? [token.value] : [],
  );
  const isHelp = words.includes("--help") || words.includes("-h");
  const unknown = words.filter((word) => word !== "--empty");
  const mistakes = unknown.map((word) => `"${word}" is not known, see npm start -- --help`);
  return { isEmpty: words.includes("--empty"), isHelp, mistakes };
}

/** An address of a server alone names no database, which is a mistake. */
function named(name: string, address: string | undefined, mistakes: string[]): string | undefined {
  if (address && new URL(address).pathname.length < 2)
    mistakes.push(`${name} must name the database after the host, as in postgres://localhost:5432/zuwendo`);
  return address;
}
