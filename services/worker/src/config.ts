import { isReturnPath } from "@zuwendo/domain";
import { type Environment, settingsOf } from "@zuwendo/settings";

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

/** Reads the settings; throws one error that names everything that is wrong with them. */
export function readConfig(env: Environment = process.env): Config {
  const { address, databaseUrl, returnPath, logLevel, refuse } = settingsOf(env);
  const config = {
    databaseUrl: databaseUrl(),
    redisUrl: address("REDIS_URL", "redis"),
    smtpUrl: address("SMTP_URL", "smtp"),
    publicUrl: address("PUBLIC_URL", "web") ?? "http://localhost:8080",
    returnPath: returnPath(isReturnPath),
    logLevel: logLevel(),
  };
  refuse();
  return config;
}
