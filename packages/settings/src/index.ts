export { addressAt, domainOf, isEveryAddress } from "./public-address.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What LOG_LEVEL may be. */
export const logLevels: readonly string[] = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

const addresses = {
  postgres: {
    protocols: ["postgres:", "postgresql:"],
    example: "postgres://owner:password@localhost:5432/zuwendo",
  },
  redis: { protocols: ["redis:", "rediss:"], example: "redis://localhost:6379" },
  smtp: { protocols: ["smtp:", "smtps:"], example: "smtp://localhost:1025" },
  web: { protocols: ["http:", "https:"], example: "https://zuwendo.example.org" },
};

/**
 * Reads settings from an environment: trimmed, undefined where there is none. What is wrong with them is remembered;
 * `refuse` throws one error that names it all, the caller's own mistakes first.
 */
export function settingsOf(env: Environment) {
  const found: string[] = [];
  const setting = (name: string) => env[name]?.trim() || undefined;
  const checked = <Value>(value: Value, isRight: boolean, mistake: string): Value => {
    if (!isRight) found.push(mistake);
    return value;
  };
  const address = (name: string, kind: keyof typeof addresses) => {
    const value = setting(name);
    const { protocols, example } = addresses[kind];
    const url = value !== undefined && URL.canParse(value) ? new URL(value) : undefined;
    const isBase = kind !== "web" || url?.href.search(/[?#]/) === -1;
    const isRight = value === undefined || (url !== undefined && protocols.includes(url.protocol) && isBase);
    return checked(isRight ? value : undefined, isRight, `${name} must be an address like ${example}`);
  };
  return {
    setting,
    address,
    /** "" where it is missing, which is a mistake. */
    databaseUrl: () => {
      const isThere = setting("DATABASE_URL") !== undefined;
      return checked(address("DATABASE_URL", "postgres") ?? "", isThere, "DATABASE_URL is missing");
    },
    returnPath: (isRight: (text: string) => boolean) => {
      const value = setting("MAIL_RETURN_PATH");
      const rule = "must be a mail address like bounces@example.org, at most 31 characters before the @";
      return checked(value, value === undefined || isRight(value), `MAIL_RETURN_PATH ${rule}`);
    },
    port: () => {
      const text = setting("PORT") ?? "8080";
      const isRight = /^\d+$/.test(text) && Number(text) <= 65535;
      return checked(Number(text), isRight, `PORT must be a number from 0 to 65535, not "${text}"`);
    },
    logLevel: () => {
      const level = setting("LOG_LEVEL") ?? "info";
      const all = logLevels.join(", ");
      return checked(level, logLevels.includes(level), `LOG_LEVEL must be one of ${all}, not "${level}"`);
    },
    refuse: (mistakes: readonly string[] = []) => {
      const all = [...mistakes, ...found];
      if (all.length > 0) throw new Error(`Settings: ${all.join("; ")}.`);
    },
  };
}
