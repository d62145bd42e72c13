/** What the environment says to this service; read here and nowhere else. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** Address at which people reach the API; unset: the one it listens on. */
  readonly publicUrl?: string | undefined;
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
  const portText = setting("PORT") ?? "8080";
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    mistakes.push(`PORT must be a number from 0 to 65535, not "${portText}"`);
  }
  const databaseUrl = setting("DATABASE_URL") ?? "";
  if (!isUrl(databaseUrl, ["postgres:", "postgresql:"])) {
    mistakes.push("DATABASE_URL must be a postgres:// address");
  }
  const redisUrl = setting("REDIS_URL");
  if (redisUrl !== undefined && !isUrl(redisUrl, ["redis:", "rediss:"])) {
    mistakes.push("REDIS_URL must be a redis:// address");
  }
  const publicUrl = setting("PUBLIC_URL");
  if (publicUrl !== undefined && !isUrl(publicUrl, ["http:", "https:"])) {
    mistakes.push("PUBLIC_URL must be an address like https://…");
  }
  const logLevel = setting("LOG_LEVEL") ?? "info";
  if (!levels.includes(logLevel)) mistakes.push(`LOG_LEVEL must be one of ${levels.join(", ")}`);
  if (mistakes.length > 0) throw new Error(`Settings: ${mistakes.join("; ")}.`);
  return { host: setting("HOST") ?? "127.0.0.1", port, databaseUrl, redisUrl, publicUrl, logLevel };
}
