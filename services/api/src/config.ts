import { type Environment, settingsOf } from "@zuwendo/settings";

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

/** Reads the settings; throws one error that names everything that is wrong with them. */
export function readConfig(env: Environment = process.env): Config {
  const { setting, address, databaseUrl, port, logLevel, refuse } = settingsOf(env);
  const config = {
    host: setting("HOST") ?? "127.0.0.1",
    port: port(),
    databaseUrl: databaseUrl(),
    redisUrl: address("REDIS_URL", "redis"),
    publicUrl: address("PUBLIC_URL", "web"),
    logLevel: logLevel(),
  };
  refuse();
  return config;
}
