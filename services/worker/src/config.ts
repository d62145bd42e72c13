import { isReturnPath } from "@zuwendo/domain";

/** What the environment says to this service; read here and nowhere else. */
export interface Config {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** Unset: mails are captured in the mail log and not delivered. */
  readonly smtpUrl: string | undefined;
  /** Address that links in mails lead to; its host is the sender's domain. */
  readonly publicUrl: string;
  /** Where bounces come back, with the mail's id in the address; unset: to the sender. */
  readonly returnPath?: string | undefined;
  readonly logLevel: string;
}

const levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

function isUrl(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

/** Reads the settings; throws one error that names everything that is wrong with them. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const mistakes: string[] = [];
  const setting = (name: string) => env[name]?.trim() || undefined;
  const address = (name: string, protocols: readonly string[], example: string) => {
    const value = setting(name);
    if (value !== undefined && !isUrl(value, protocols))
      mistakes.push(`${name} must be an address like ${example}`);
    return value;
  };
  const databaseUrl = address("DATABASE_URL", ["postgres:", "postgresql:"], "postgres://…");
  if (databaseUrl === undefined) mistakes.push("DATABASE_URL is missing");
  const redisUrl = address("REDIS_URL", ["redis:", "rediss:"], "redis://…");
  const smtpUrl = address("SMTP_URL", ["smtp:", "smtps:"], "smtp://…");
  const publicUrl = address("PUBLIC_URL", ["http:", "https:"], "https://…") ?? "http://localhost:8080";
  const returnPath = setting("MAIL_RETURN_PATH");
  if (returnPath !== undefined && !isReturnPath(returnPath))
    mistakes.push(
      "MAIL_RETURN_PATH must be a mail address like bounces@example.org, at most 31 characters before the @",
    );
  const logLevel = setting("LOG_LEVEL") ?? "info";
  if (!levels.includes(logLevel)) mistakes.push(`LOG_LEVEL must be one of ${levels.join(", ")}`);
  if (mistakes.length > 0) throw new Error(`Settings: ${mistakes.join("; ")}.`);
  return { databaseUrl: databaseUrl ?? "", redisUrl, smtpUrl, publicUrl, returnPath, logLevel };
}
