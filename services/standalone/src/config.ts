import { resolve } from "node:path";
import { parseArgs } from "node:util";

type Environment = Readonly<Record<string, string | undefined>>;

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

const levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
const postgresAddress = ["postgres:", "postgresql:"];

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
  LOG_LEVEL         info        ${levels.join(", ")}
`;

/** Reads the settings, or says that help is wanted; throws one error that names everything that is wrong. */
export function readConfig(args = process.argv.slice(2), env: Environment = process.env): Config | "help" {
  const { isEmpty, isHelp, mistakes } = readArguments(args);
  if (isHelp) return "help";
  const { setting, address } = settingsOf(env, mistakes);
  const port = setting("PORT") ?? "8080";
  if (!/^\d+$/.test(port) || Number(port) > 65535)
    mistakes.push(`PORT must be a number from 0 to 65535, not "${port}"`);
  const logLevel = setting("LOG_LEVEL") ?? "info";
  if (!levels.includes(logLevel))
    mistakes.push(`LOG_LEVEL must be one of ${levels.join(", ")}, not "${logLevel}"`);
  const returnPath = setting("MAIL_RETURN_PATH");
  // The worker looks closer; its rule would cost the start a third of a second of loading.
  if (returnPath !== undefined && !/^[^\s@]{1,31}@[^\s@]+$/.test(returnPath))
    mistakes.push(
      "MAIL_RETURN_PATH must be a mail address like bounces@example.org, at most 31 characters before the @",
    );
  const config: Config = {
    host: setting("HOST") ?? "127.0.0.1",
    port: Number(port),
    dataDir: resolve(setting("ZUWENDO_DATA") ?? "data"),
    databaseUrl: databaseAddress(address, mistakes, "DATABASE_URL"),
    redisUrl: address("REDIS_URL", ["redis:", "rediss:"], "redis://localhost:6379"),
    smtpUrl: address("SMTP_URL", ["smtp:", "smtps:"], "smtp://localhost:1025"),
    publicUrl: address("PUBLIC_URL", ["http:", "https:"], "https://zuwendo.example.org"),
    returnPath,
    logLevel,
    isEmpty,
    inherited: env,
  };
  refuse(mistakes);
  return config;
}

/** Reads what migrating and creating an office need; throws one error that names everything that is wrong. */
export function readDatabaseConfig(env: Environment = process.env): DatabaseConfig {
  const mistakes: string[] = [];
  const { setting, address } = settingsOf(env, mistakes);
  if (setting("DATABASE_URL") === undefined)
    mistakes.push("DATABASE_URL is missing: the address of the database, as its owner");
  const config = {
    databaseUrl: databaseAddress(address, mistakes, "DATABASE_URL") ?? "",
    apiDatabaseUrl: loginAddress(address, mistakes, "API_DATABASE_URL"),
    workerDatabaseUrl: loginAddress(address, mistakes, "WORKER_DATABASE_URL"),
  };
  refuse(mistakes);
  return config;
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

type Address = (name: string, protocols: readonly string[], example: string) => string | undefined;

function settingsOf(env: Environment, mistakes: string[]) {
  const setting = (name: string) => env[name]?.trim() || undefined;
  const address: Address = (name, protocols, example) => {
    const value = setting(name);
    if (value === undefined) return undefined;
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    mistakes.push(`${name} must be an address like ${example}`);
    return undefined;
  };
  return { setting, address };
}

function databaseAddress(address: Address, mistakes: string[], name: string): string | undefined {
  const value = address(name, postgresAddress, "postgres://owner:password@localhost:5432/zuwendo");
  if (value !== undefined && new URL(value).pathname.length < 2)
    mistakes.push(`${name} must name the database after the host, as in postgres://localhost:5432/zuwendo`);
  return value;
}

function loginAddress(address: Address, mistakes: string[], name: string): string | undefined {
  const value = databaseAddress(address, mistakes, name);
  if (value === undefined) return undefined;
  const { username, password } = new URL(value);
  if (username === "" || password === "") mistakes.push(`${name} must carry a user and a password`);
  return value;
}

function refuse(mistakes: readonly string[]): void {
  if (mistakes.length > 0) throw new Error(`Settings: ${mistakes.join("; ")}.`);
}
