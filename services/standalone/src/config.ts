import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Environment, logLevels, settingsOf } from "@zuwendo/settings";

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

/** What the environment says to `npm run db:migrate` and `npm run db:office`. */
export interface DatabaseConfig {
  readonly databaseUrl: string;
  /** Addresses whose logins the migration creates. */
  readonly apiDatabaseUrl: string | undefined;
  readonly workerDatabaseUrl: string | undefined;
}

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
    dataDir: resolve(setting("ZUWENDO_DATA") ?? "data"),
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

/** Reads what migrating and creating an office need; throws one error that names everything that is wrong. */
export function readDatabaseConfig(env: Environment = process.env): DatabaseConfig {
  const mistakes: string[] = [];
  const { address, databaseUrl, refuse } = settingsOf(env);
  const login = (name: string) => {
    const value = named(name, address(name, "postgres"), mistakes);
    const { username, password } = new URL(value ?? "postgres://user:password@localhost");
    if (username === "" || password === "") mistakes.push(`${name} must carry a user and a password`);
    return value;
  };
  const config = {
    databaseUrl: named("DATABASE_URL", databaseUrl(), mistakes) ?? "",
    apiDatabaseUrl: login("API_DATABASE_URL"),
    workerDatabaseUrl: login("WORKER_DATABASE_URL"),
  };
  refuse(mistakes);
  return config;
}

/** The address that links in mails lead to; where an installation without settings runs, unless it is given. */
export function readPublicUrl(env: Environment = process.env): string {
  const { address, port, refuse } = settingsOf(env);
  const publicUrl = address("PUBLIC_URL", "web") ?? `http://127.0.0.1:${port()}`;
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
