import { join } from "node:path";
import type { Config } from "./config.ts";
import { openDatabaseServer } from "./database-server.ts";
import { fillExample } from "./fill-example.ts";
import { tokensFile } from "./known-office.ts";
import { refuseTakenPort } from "./port.ts";
import { type Service, startService } from "./service.ts";
import { welcome } from "./welcome.ts";

interface Stoppable {
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
}

export interface Launcher extends Stoppable {
  /** Settles when everything runs, or with the StartError that says why not. */
  readonly started: Promise<void>;
}

/** Starts everything, in the order in which one needs the other; `say` gets what the person at the terminal should read. */
export function launch(config: Config, say: (text: string) => void): Launcher {
  const parts: Stoppable[] = [];
  const toStop: Stoppable[] = [];
  let isStopping = false;

  const keep = <Part extends Stoppable>(part: Part): Part => {
    parts.push(part);
    toStop.push(part);
    if (isStopping) throw new Error("stopped while starting");
    return part;
  };
  const stopParts = async () => {
    for (let part = toStop.pop(); part !== undefined; part = toStop.pop()) await part.stop();
  };
  const started = start(config, keep, (text) => isStopping || say(text));

  return {
    started,
    stop: async () => {
      isStopping = true;
      await stopParts();
      await started.catch(() => {});
      await stopParts();
    },
    kill: () => {
      for (const part of parts) part.kill();
    },
  };
}

async function start(
  config: Config,
  keep: <Part extends Stoppable>(part: Part) => Part,
  say: (text: string) => void,
): Promise<void> {
  const { dataDir, host, port, redisUrl, smtpUrl, returnPath, logLevel, inherited } = config;
  await refuseTakenPort(host, port);
  // these modules take a second to load, about as long as a new database takes
  const preparing = import("./prepare.ts");
  const services: Service[] = [];
  const onMoved = () => services.map((service) => service.restart());
  const server = keep(await openDatabaseServer(config, { log: say, onMoved }));
  const { prepare } = await preparing;
  const { urls, first } = await prepare(config, server);

  let listening = port;
  const run = (name: "API" | "worker", settings: () => Record<string, string | undefined>) => {
    const folder = name.toLowerCase();
    const service = keep(
      startService({
        name,
        entry: new URL(`../../${folder}/src/main.ts`, import.meta.url),
        logFile: join(dataDir, "logs", `${folder}.log`),
        environment: () => ({ ...inherited, REDIS_URL: redisUrl, LOG_LEVEL: logLevel, ...settings() }),
        log: say,
      }),
    );
    services.push(service);
    return service;
  };
  // While the system still has to choose the port, the API names the address it gets.
  const publicUrl = () =>
    config.publicUrl ??
    (listening === 0 ? undefined : `http://${isHere(host) ? "localhost" : host}:${listening}`);
  const api = run("API", () => ({
    DATABASE_URL: urls().api,
    HOST: host,
    PORT: String(listening),
    PUBLIC_URL: publicUrl(),
  }));
  // a port that the system chooses stays the same from then on
  if (port === 0) listening = Number(new URL(await api.ready).port);
  const worker = run("worker", () => ({
    DATABASE_URL: urls().worker,
    SMTP_URL: smtpUrl,
    MAIL_RETURN_PATH: returnPath,
    PUBLIC_URL: publicUrl(),
  }));
  const [address] = await Promise.all([api.ready, worker.ready]);
  const filled = await fillExample({ dataDir, address, office: first.office, log: say });

  say(
    welcome({
      ...first,
      address,
      dataDir,
      tokensFile: tokensFile(dataDir),
      logs: join(dataDir, "logs"),
      database: config.databaseUrl === undefined ? "PostgreSQL, embedded" : "PostgreSQL at DATABASE_URL",
      queue: redisUrl === undefined ? "in PostgreSQL (REDIS_URL is not set)" : "in Redis",
      mail:
        smtpUrl === undefined
          ? "kept in the mail log, not delivered (SMTP_URL is not set)"
          : "delivered through SMTP_URL",
    }),
  );
  if (filled.note !== undefined) say(filled.note);
}

function isHere(host: string): boolean {
  return ["127.0.0.1", "0.0.0.0", "::", "::1"].includes(host);
}
