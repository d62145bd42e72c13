import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { addDays, localDay, nextWorkingDay, weekday } from "@zuwendo/domain";
import pg from "pg";
import { type Test, test } from "tap";
import { parse } from "yaml";
import { startPostgres } from "../../services/standalone/src/postgres/start-postgres.ts";
import { askAt, whenReady } from "../support/api.ts";
import { fastSettings } from "../support/fast-settings.ts";
import { insertOffice } from "../support/office.ts";
import { expectDone, insertApplication, insertProgramme } from "../support/project.ts";
import { redisForTest } from "../support/redis.ts";
import { smtpForTest } from "../support/smtp.ts";

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly profiles?: readonly string[];
  readonly container_name?: string;
  readonly user: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly stop_grace_period?: string;
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

type Environment = Readonly<Record<string, string>>;

const root = fileURLToPath(new URL("../../", import.meta.url));
const composeText = await readFile(join(root, "docker-compose.yml"), "utf8");
const exampleText = await readFile(join(root, ".env.example"), "utf8");
const dockerfile = await readFile(join(root, "Dockerfile"), "utf8");
const compose = parse(composeText, { merge: true }) as ComposeFile;
const services = Object.entries(compose.services);
const passwords = ["POSTGRES_PASSWORD", "API_DATABASE_PASSWORD", "WORKER_DATABASE_PASSWORD"];

function serviceNamed(name: string): Service {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service "${name}"`);
  return service;
}

test("every service is pinned, watched and confined", async (t) => {
  const exactVersion = /:v?\d+\.\d+(\.\d+)?(-\w+)*$/;
  for (const [name, service] of services) {
    if (service.build === undefined) t.match(service.image, exactVersion, `${name} is pinned`);
    else t.equal(service.build, ".", `${name} is built from here`);
    t.notOk(service.container_name, `${name} may run more than once`);
    t.notMatch(service.user, /^(root|0)\b/, `${name} is not root`);
    t.equal(service.read_only, true, `${name} cannot change its files`);
    t.strictSame(service.cap_drop, ["ALL"], `${name} has no capability`);
    t.strictSame(service.security_opt, ["no-new-privileges:true"], `${name} gains no privilege`);
    for (const port of service.ports ?? []) t.match(port, /^127\.0\.0\.1:/, `${name} stays on this machine`);
    if (name === "migrate") continue;
    t.ok(service.healthcheck?.test.length, `${name} has a health check`);
    t.equal(service.restart, "unless-stopped", `${name} comes back`);
  }
  for (const [from] of dockerfile.matchAll(/^FROM \S+/gm)) t.match(from, exactVersion, from);
});

test("the topology is the one of production", async (t) => {
  const [api, worker, postgres, redis, mailpit] = ["api", "worker", "postgres", "redis", "mailpit"].map(
    serviceNamed,
  );
  t.match(postgres?.image, /^postgres:18\./);
  t.strictSame(postgres?.volumes, ["postgres:/var/lib/postgresql"], "where PostgreSQL 18 keeps its data");
  t.match(redis?.image, /^(redis|valkey\/valkey):8\./);
  t.match(redis?.command?.join(" "), /--appendonly yes --maxmemory-policy noeviction/);
  t.strictSame(redis?.volumes, ["redis:/data"]);
  t.strictSame(Object.keys(compose.volumes), ["postgres", "redis"]);
  t.strictSame(mailpit?.profiles, ["development"]);
  t.strictSame(
    services.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name),
    ["postgres", "redis", "migrate", "api", "worker"],
  );
  t.strictSame(
    services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name),
    ["api", "mailpit"],
    "the others are reached by no one outside",
  );
  for (const service of [postgres, redis]) t.strictSame(service?.networks, ["data"]);
  for (const service of [api, worker]) {
    t.strictSame(service?.depends_on, {
      postgres: { condition: "service_healthy" },
      redis: { condition: "service_healthy" },
      migrate: { condition: "service_completed_successfully" },
    });
    t.ok(graceMs(service) > 10_000, "longer than a service takes to stop");
  }
  t.equal(serviceNamed("migrate").restart, "no", "runs once");
  t.strictSame(
    JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? "null"),
    api?.command,
    "the image's default",
  );
});

test("settings come from .env, and secrets from nowhere else", async (t) => {
  const used = [...composeText.matchAll(/\$\{(\w+)/g)].map(([, name]) => String(name));
  for (const name of new Set(used)) t.match(exampleText, new RegExp(`^#?${name}=`, "m"), name);
  t.notMatch(exampleText, /^#?\w*PASSWORD=./m, "the example holds no password");
  const values = services.flatMap(([, { environment = {} }]) => Object.values(environment));
  for (const value of values.filter((text) => /:\/\/.*@/.test(text))) {
    t.match(value, /^postgres:\/\/\w+:\$\{\w+PASSWORD:\?[^}]+\}@postgres:5432\/zuwendo$/);
  }
  for (const name of passwords) {
    t.throws(() => interpolate(composeText, { ...newPasswords(), [name]: "" }), {
      message: new RegExp(name),
    });
  }

  const config = (env: Environment) =>
    spawnSync(
      "docker-compose",
      ["--env-file", ".env.example", "--profile", "development", "config", "--quiet"],
      { cwd: root, env: { PATH: process.env.PATH, ...env }, encoding: "utf8" },
    );
  const { error, status, stderr } = config(newPasswords());
  if (error !== undefined && "code" in error && error.code === "ENOENT") {
    t.comment("docker-compose is not on the PATH: only this suite has read the file");
    return;
  }
  t.comment("docker-compose is on the PATH and has read the file");
  t.equal(status, 0, stderr || "docker-compose accepts the file");
  const refused = config({});
  t.not(refused.status, 0, "docker-compose refuses it without passwords");
  t.match(refused.stderr, /set it in \.env/);
});

test("the file's commands work together, and two workers send a mail once", async (t) => {
  const variables = { ...newPasswords(), SMTP_URL: "smtp://mailpit:1025" };
  const postgres = await startLikeTheImage(t, variables);
  const redisUrl = await redisForTest(t);
  t.comment(
    redisUrl === undefined ? "the queue is in PostgreSQL: no Redis here" : `the queue is at ${redisUrl}`,
  );
  const smtp = await smtpForTest(t);
  const port = String(await freePort());
  const local = (service: Service): Environment => {
    const text = interpolate(JSON.stringify(service.environment ?? {}), variables)
      .replaceAll("@postgres:5432", `@127.0.0.1:${postgres.port}`)
      .replaceAll("redis://redis:6379", redisUrl ?? "")
      .replaceAll("smtp://mailpit:1025", smtp.url);
    const environment: Record<string, string> = JSON.parse(text);
    return "PORT" in environment ? { ...environment, PORT: port } : environment;
  };
  const start = (name: string) => {
    const service = serviceNamed(name);
    return { ...startCommand(t, service.command ?? [], local(service)), name, service };
  };
  type Running = ReturnType<typeof start>;
  const untilHealthy = async ({ service, name, hasEnded, output }: Running) => {
    const check = service.healthcheck?.test.slice(1) ?? [];
    await until(async () => {
      if (hasEnded()) throw new Error(`${name} has ended: ${output()}`);
      return (await startCommand(t, check, local(service)).ended).code === 0;
    });
  };

  for (const time of ["first", "second"]) {
    const migrate = start("migrate");
    t.strictSame(await migrate.ended, { code: 0, signal: null }, `${time} migration: ${migrate.output()}`);
  }
  const api = start("api");
  const workers = [start("worker"), start("worker")];
  const all = [api, ...workers];
  await Promise.all(all.map(untilHealthy));
  await Promise.all(workers.map(({ output }) => until(async () => /"msg":"working"/.test(output()))));

  const office = await insertOffice(postgres.ownerUrl);
  const zone = await sendAtOnce(postgres.ownerUrl, office.id);
  const ask = askAt(`http://127.0.0.1:${port}`);
  t.match(await whenReady(ask), { status: "ok", database: "ok", queue: "ok" });
  // Closing on the next working day leaves one reminder before the end: at once.
  const today = localDay(new Date(), zone);
  const meetingOn = addDays(nextWorkingDay(addDays(today, 1), "SH"), 14);
  const { call } = await insertProgramme(ask, office, { year: Number(today.slice(0, 4)), meetingOn });
  const [startsOn, endsOn] = [addDays(meetingOn, 30), addDays(meetingOn, 60)];
  const lead = office.people["project-lead"];
  const titles = ["Begegnungscafé", "Nachbarschaftsfest"];
  const copies = (title: string) =>
    smtp.mails
      .filter(({ text, subject }) => `${subject} ${text}`.includes(title))
      .flatMap(({ envelopeTo }) => envelopeTo);
  // The second mail comes of later rounds of both workers, which might send the first again.
  for (const title of titles) {
    await insertApplication(ask, office, { callId: call.id, cost: 900, startsOn, endsOn, title });
    await until(async () => {
      for (const { name, hasEnded, output } of all)
        if (hasEnded()) throw new Error(`${name} has ended: ${output()}`);
      return copies(title).includes(lead.email);
    });
  }
  const listMails = async () => {
    const { items } = await expectDone(ask("GET /v1/mails", { token: office.people.coordinator.token }));
    return items as { state: string; attempt: number }[];
  };
  await until(async () => (await listMails()).every(({ state }) => state !== "pending"));
  for (const mail of await listMails()) t.match(mail, { state: "sent", attempt: 1 });

  const ends = await Promise.all(all.map((running) => stop(running)));
  t.strictSame(ends, Array(all.length).fill({ code: 0, signal: null }), "all stop in time, and well");
  await t.rejects(ask("GET /livez"), "nobody listens any more");
  for (const title of titles) {
    const recipients = copies(title);
    t.equal(recipients.filter((address) => address === lead.email).length, 1, `one mail about ${title}`);
    t.equal(new Set(recipients).size, recipients.length, "nobody gets it twice");
  }
});

/** What `docker compose` makes of the variables in a text: `${A}`, `${A:-default}` and `${A:?message}`. */
function interpolate(text: string, variables: Environment): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, kind = "-", rest = "") => {
    const value = variables[name] || (kind === "-" ? rest : undefined);
    if (value === undefined) throw new Error(`${name}: ${rest}`);
    return value;
  });
}

function newPasswords(): Environment {
  return Object.fromEntries(passwords.map((name) => [name, randomBytes(24).toString("hex")]));
}

/** Starts a PostgreSQL with the user and the database that the image creates from its environment. */
async function startLikeTheImage(t: Test, variables: Environment) {
  const dataDir = await mkdtemp(join(tmpdir(), "zuwendo-compose-"));
  // PostgreSQL does not run as root; the user it runs as must reach its folder.
  await chmod(dataDir, 0o755);
  const server = await startPostgres({ dataDir, settings: fastSettings });
  t.teardown(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const { environment = {} } = serviceNamed("postgres");
  const { POSTGRES_USER = "", POSTGRES_DB = "", POSTGRES_PASSWORD = "" } = environment;
  const password = interpolate(POSTGRES_PASSWORD, variables);
  await query(server.url("postgres"), `create role ${POSTGRES_USER} superuser login password '${password}'`);
  await query(server.url("postgres"), `create database ${POSTGRES_DB} owner ${POSTGRES_USER}`);
  const ownerUrl = `postgres://${POSTGRES_USER}:${password}@127.0.0.1:${server.port}/${POSTGRES_DB}`;
  return { port: server.port, ownerUrl };
}

/**
 * Where it is about noon now, and where mails go out on the weekday of yesterday only: what ends within the week is over before
 * the office sends again, so that its reminder goes at once on every day of the week. Returns the zone.
 */
async function sendAtOnce(ownerUrl: string, officeId: string): Promise<string> {
  const hoursAhead = 12 - new Date().getUTCHours();
  // The sign of these zones is west-positive.
  const zone = `Etc/GMT${hoursAhead > 0 ? "-" : "+"}${Math.abs(hoursAhead)}`;
  const yesterday = weekday(addDays(localDay(new Date(), zone), -1));
  await query(ownerUrl, "update offices set zone = $1, send_weekdays = array[$2::int] where id = $3", [
    zone,
    String(yesterday),
    officeId,
  ]);
  return zone;
}

async function query(url: string, sql: string, values: readonly string[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql, [...values]);
  } finally {
    await client.end();
  }
}

/** Runs a command of the file in this folder, with its environment and nothing of ours. */
function startCommand(t: Test, [program, ...words]: readonly string[], environment: Environment) {
  if (program !== "node") throw new Error(`cannot run "${program}" here`);
  // The image's Node erases types by itself; an older one has to be taught.
  const erasesTypes = "typescript" in process.features && process.features.typescript !== false;
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      ...(erasesTypes ? {} : { NODE_OPTIONS: "--import tsx" }),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const heard: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => heard.push(chunk));
  // "close" and not "exit": comes when also the last process that it started has let go of its output.
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
  const kill = (signal: NodeJS.Signals) => child.kill(signal);
  t.teardown(() => kill("SIGKILL"));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return { ended, hasEnded, kill, output: () => Buffer.concat(heard).toString() };
}

/** As `docker compose stop`: asks, waits for as long as the file says, then ends it by force. */
async function stop(running: ReturnType<typeof startCommand> & { readonly service: Service }) {
  running.kill("SIGTERM");
  const patience = new AbortController();
  const timer = sleep(graceMs(running.service), undefined, patience).then(
    () => running.kill("SIGKILL"),
    () => false,
  );
  const end = await running.ended;
  patience.abort();
  await timer;
  return end;
}

function graceMs(service: Service | undefined): number {
  return Number.parseInt(service?.stop_grace_period ?? "10s", 10) * 1000;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Resolves when it is so; how long that may take is the test's own limit. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}
