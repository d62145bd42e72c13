import { join } from "node:path";
import { addressAt } from "@zuwendo/settings";
import type { Config } from "./config.ts";
import { openDatabaseServer } from "./database-server.ts";
import { fillExample } from "./fill-example.ts";
import { tokensFile } from "./known-office.ts";
import { refuseTakenPort } from "./port.ts";
import { noteRunning } from "./running.ts";
import { describeLinks, describeMail, describeQueue } from "./servers.ts";
import { type Service, startService } from "./service.ts";
import type { Program } from "./service-process.ts";
import { welcome } from "./welcome.ts";

interface Stoppable {
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
}

export interface Launcher extends Stoppable {
  /** Settles when everything runs, or with the StartError that says why not. */
  readonly started: Promise<void>;
}

/** What Node runs as API and worker. */
export interface Programs {
  readonly api: Program;
  readonly worker: Program;
  readonly nodeOptions: readonly string[];
}

/** Keeps a part to be stopped later, before those that were kept earlier; a base after all others. */
type Keep = <Part extends Stoppable>(part: Part, isBase?: boolean) => Part;

/** Starts everything, in the order in which one needs the other; `say` gets what the person at the terminal should read. */
export function launch(config: Config, programs: Promise<Programs>, say: (text: string) => void): Launcher {
  const parts: Stoppable[] = [];
  const toStop: Stoppable[] = [];
  let isStopping = false;

  const keep: Keep = (part, isBase = false) => {
    parts.push(part);
    if (isBase) toStop.unshift(part);
    else toStop.push(part);
    if (isStopping) throw new Error("stopped while starting");
    return part;
  };
  const stopParts = async () => {
    for (let part = toStop.pop(); part !== undefined; part = toStop.pop()) await part.stop();
  };
  const started = start(config, programs, keep, (text) => isStopping || say(text));

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
  programs: Promise<Programs>,
  keep: Keep,
  say: (text: string) => void,
): Promise<void> {
  const { dataDir, host, port, redisUrl, smtpUrl, returnPath, logLevel, inherited } = config;
  await refuseTakenPort(host, port);
  const mail = describeMail(smtpUrl);
  // All modules load while the database starts.
  const preparing = import("./prepare.ts");
  let services: { api: Service; worker: Service } | undefined;
  const load = async () => {
    const { api, worker, nodeOptions } = await programs;
    const shared = { nodeOptions, inherited, log: say };
    const logFile = (name: string) => join(dataDir, "logs", `${name}.log`);
    services = {
      api: keep(startService({ ...shared, ...api, name: "API", logFile: logFile("api") })),
      worker: keep(startService({ ...shared, ...worker, name: "worker", logFile: logFile("worker") })),
    };
    return services;
  };
  let loading: ReturnType<typeof load> | undefined;
  const server = keep(
    await openDatabaseServer(config, {
      log: say,
      onTaken: () => {
        loading = load();
      },
      onFull: () => {
        services?.api.noteFull();
        services?.worker.noteFull();
      },
      onMoved: () => {
        services?.api.restart();
        services?.worker.restart();
      },
    }).finally(() => loading?.catch(() => {})),
    true,
  );
  const { prepare } = await preparing;
  const { urls, first } = await prepare(config, server);
  const { api, worker } = await (loading ?? load());

  let listening = port;
  // While the system still has to choose the port, the API takes the address that this gives for its port.
  const address = () => addressAt(host, listening);
  const publicUrl = () => config.publicUrl ?? (listening === 0 ? undefined : address());
  const settings = () => ({ REDIS_URL: redisUrl, LOG_LEVEL: logLevel, PUBLIC_URL: publicUrl() });
  api.begin(() => ({ ...settings(), DATABASE_URL: urls().api, HOST: host, PORT: String(listening) }));
  // a port that the system chooses stays the same from then on
  if (port === 0) listening = Number(new URL(await api.ready).port);
  worker.begin(() => ({
    ...settings(),
    DATABASE_URL: urls().worker,
    SMTP_URL: smtpUrl,
    MAIL_RETURN_PATH: returnPath,
  }));
  await Promise.all([api.ready, worker.ready]);
  const place = { dataDir, address: address() };
  keep(noteRunning(place));
  const [filled, queue] = await Promise.all([
    fillExample({ ...place, office: first.office, log: say }),
    describeQueue(redisUrl, place.address),
  ]);

  say(
    welcome({
      ...first,
      ...place,
      tokensFile: tokensFile(dataDir),
      logs: join(dataDir, "logs"),
      database: config.databaseUrl === undefined ? "PostgreSQL, embedded" : "PostgreSQL at DATABASE_URL",
      queue,
      mail: await mail,
      links: describeLinks(config),
    }),
  );
  if (filled.note !== undefined) say(filled.note);
}
