import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import pg from "pg";
import tap, { type Test, test } from "tap";
import { StartError } from "../../services/standalone/src/postgres/start-error.ts";
import {
  type EmbeddedPostgres,
  type PostgresOptions,
  startPostgres,
} from "../../services/standalone/src/postgres/start-postgres.ts";
import { ownModule } from "../support/programs.ts";

test("a cold start makes a database, a second start keeps it", async (t) => {
  const dataDir = newDataDir(t);
  mkdirSync(join(dataDir, "lost+found"), { recursive: true });
  const first = await start(t, { dataDir });
  t.equal(first.isAdopted, false);
  t.equal(new URL(first.url("postgres")).hostname, "127.0.0.1");
  await query(first, "create table notes (note text)");
  await query(first, "insert into notes values ('kept')");

  const [server] = await query(
    first,
    `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_encoding') as encoding,
       current_setting('TimeZone') as zone, current_setting('jit') as jit, current_setting('listen_addresses') as address,
       current_setting('unix_socket_directories') as sockets, current_setting('wal_compression') as compression,
       rolsuper as "isSuper" from pg_roles where rolname = current_user`,
  );
  t.strictSame(server, {
    major: 18,
    encoding: "UTF8",
    zone: "UTC",
    jit: "off",
    address: "127.0.0.1",
    sockets: "",
    compression: "pglz",
    isSuper: true,
  });
  const sorted = await query(
    first,
    `select string_agg(w, ' ' order by w collate "de-x-icu") as words from unnest(array['Zoo', 'Ähre', 'zart', 'Apfel', 'über', 'Uhr', 'Umzug']) w`,
  );
  t.equal(sorted[0]?.words, "Ähre Apfel über Uhr Umzug zart Zoo");

  await first.stop();
  const second = await start(t, { dataDir, port: first.port });
  t.equal(second.isAdopted, false);
  t.equal(second.port, first.port, "the port asked for is taken where it is free");
  t.strictSame(await query(second, "select note from notes"), [{ note: "kept" }]);
  await second.stop();
});

test("the password guards the server, is private, and no statement reaches the log", async (t) => {
  const dataDir = await usedDataDir(t);
  const server = await start(t, { dataDir, settings: { max_connections: "17" } });
  t.strictSame(await query(server, "show max_connections"), [{ max_connections: "17" }]);
  const passwordFile = join(homeOf(dataDir), "password");
  t.equal(statSync(passwordFile).mode & 0o777, 0o600);

  const wrong = new URL(server.url("postgres"));
  wrong.password = "wrong";
  await t.rejects(new pg.Client(wrong.href).connect(), { code: "28P01" });

  await query(server, "create table people (email text primary key)");
  await query(server, "insert into people values ('erika@example.org')");
  await t.rejects(query(server, "insert into people values ('erika@example.org')"), { code: "23505" });
  await t.rejects(query(server, "select 'Mustermann'::int"), { code: "22P02" });
  await server.stop();
  const log = readFileSync(join(homeOf(dataDir), "server.log"), "utf8");
  t.match(log, /ready to accept connections/);
  t.notMatch(log, /erika|Mustermann/);
});

test("stop leaves no process behind, not even with a query running", async (t) => {
  const dataDir = await usedDataDir(t);
  const server = await start(t, { dataDir });
  const client = new pg.Client(server.url("postgres"));
  client.on("error", () => {});
  await client.connect();
  const interrupted = t.rejects(client.query("select pg_sleep(60)"));
  const members = descendantsOf(server.pid);
  t.ok(members.length > 3, "the server has worker processes");
  server.onExit(() => t.fail("a stop that was asked for is no exit"));
  const begun = Date.now();
  await Promise.all([server.stop(), server.stop()]);
  t.ok(Date.now() - begun < 8000);
  await interrupted;
  await sleep(50);
  t.strictSame([server.pid, ...members].filter(isRunning), []);
  t.notOk(existsSync(join(homeOf(dataDir), "launcher.lock")));
});

test("a server whose launcher was killed is adopted with its data", async (t) => {
  const dataDir = await usedDataDir(t);
  const launcher = launchElsewhere(t, dataDir);
  const { pid, url } = await launcher.started;
  await queryUrl(url, "create table notes as select 'kept' as note");
  await end(launcher.child);
  t.ok(isRunning(pid), "the server outlives its launcher");

  const told: string[] = [];
  const server = await start(t, { dataDir, log: (sentence) => told.push(sentence) });
  t.equal(server.pid, pid);
  t.equal(server.isAdopted, true);
  t.equal(server.url("postgres"), url);
  t.match(told.join("\n"), /Adopted/);
  t.strictSame(await query(server, "select note from notes"), [{ note: "kept" }]);

  await server.stop();
  t.notOk(isRunning(pid));
});

test("an adopted server that dies is noticed, and the folder can be started again", async (t) => {
  const dataDir = await usedDataDir(t);
  const launcher = launchElsewhere(t, dataDir);
  const { pid } = await launcher.started;
  await end(launcher.child);
  const server = await start(t, { dataDir });
  t.equal(server.isAdopted, true);

  const told = new Promise<string>((resolve) => server.onExit(resolve));
  process.kill(pid, "SIGKILL");
  t.match(await told, /PostgreSQL \(process \d+\) ended by itself/);
  const next = await start(t, { dataDir });
  t.not(next.pid, pid);
  t.strictSame(await query(next, "select 1 as one"), [{ one: 1 }]);
  await next.stop();
});

test("a server of our own that is killed tells its listeners once and can be started again at once", async (t) => {
  const dataDir = await usedDataDir(t);
  const server = await start(t, { dataDir });
  await query(server, "create table notes as select 'kept' as note");
  const sentences: string[] = [];
  const told = new Promise<void>((resolve) =>
    server.onExit((sentence) => {
      sentences.push(sentence);
      resolve();
    }),
  );
  process.kill(server.pid, "SIGKILL");
  await told;
  const next = await start(t, { dataDir, port: server.port });
  t.strictSame(await query(next, "select note from notes"), [{ note: "kept" }]);
  await sleep(600);
  t.equal(sentences.length, 1);
  t.match(sentences[0], /SIGKILL/);
  await server.stop();
  t.ok(isRunning(next.pid), "a late stop of the dead one leaves the new one alone");
  await next.stop();
});

test("a stale postmaster.pid does not block the start", async (t) => {
  const dataDir = await usedDataDir(t);
  const first = await start(t, { dataDir });
  await first.stop();
  const cluster = join(homeOf(dataDir), "cluster");
  const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  t.teardown(() => bystander.kill("SIGKILL"));
  const rest = `${cluster}\n1700000000\n${first.port}\n\n127.0.0.1\n  1 1\nready   \n`;
  for (const [whose, line] of [
    ["dead", `${first.pid}\n${rest}`],
    ["another program's", `${bystander.pid}\n${rest}`],
    ["this very process's", `${process.pid}\n${rest}`],
    ["unreadable", ""],
  ] as const) {
    writeFileSync(join(cluster, "postmaster.pid"), line);
    const server = await start(t, { dataDir });
    t.equal(server.isAdopted, false, `pid ${whose}`);
    t.strictSame(await query(server, "select 1 as one"), [{ one: 1 }]);
    await server.stop();
  }
  t.ok(isRunning(bystander.pid ?? 0), "the other program was left alone");
});

test("a second launcher is refused, a lock left behind is taken over", async (t) => {
  const dataDir = await usedDataDir(t);
  const launcher = launchElsewhere(t, dataDir);
  const { pid } = await launcher.started;
  await refused(t, { dataDir }, `in use by another Zuwendo (process ${launcher.child.pid})`);
  t.ok(isRunning(pid), "the first one's server is left alone");
  await end(launcher.child);

  const server = await start(t, { dataDir });
  await refused(t, { dataDir }, `in use by another Zuwendo (process ${process.pid})`);
  await server.stop();

  const lock = join(homeOf(dataDir), "launcher.lock");
  for (const held of [`${process.pid} of an earlier boot\n`, "999999999 x\n", "", "nonsense"]) {
    writeFileSync(lock, held);
    const again = await start(t, { dataDir });
    await again.stop();
  }
});

test("of two first starts at the same moment one wins and one is told", async (t) => {
  const dataDir = newDataDir(t);
  const outcomes = await Promise.allSettled([start(t, { dataDir }), launchElsewhere(t, dataDir).started]);
  const lost = outcomes.filter((outcome) => outcome.status === "rejected");
  t.equal(lost.length, 1);
  t.match(String(lost[0]?.reason), /in use by another Zuwendo/);
});

test("a start killed while it made the cluster is made good by the next", async (t) => {
  const dataDir = newDataDir(t);
  const launcher = launchElsewhere(t, dataDir);
  launcher.started.catch(() => {});
  const home = join(dataDir, "postgres");
  while (!existsSync(home) || !readdirSync(home).some((name) => name.startsWith("new-cluster")))
    await sleep(5);
  await sleep(50);
  await end(launcher.child);
  const server = await start(t, { dataDir });
  t.strictSame(await query(server, "select 1 as one"), [{ one: 1 }]);
  await server.stop();
  t.strictSame(
    readdirSync(home).filter((name) => name.startsWith("new-")),
    [],
  );
});

test("a folder that cannot be used gives one sentence", async (t) => {
  await refused(t, { dataDir: "/dev/null/zuwendo" }, "cannot be used: a part of its path is a file");
  const file = join(newDataDir(t), "file");
  mkdirSync(dirname(file));
  writeFileSync(file, "");
  await refused(t, { dataDir: file }, "cannot be used: it is a file, not a folder");
});

test("a folder with something else in it is refused and left as it was", async (t) => {
  const dataDir = newDataDir(t);
  mkdirSync(join(dataDir, "photos"), { recursive: true });
  await refused(t, { dataDir }, "contains something else (photos); choose an empty folder");
  t.strictSame(readdirSync(dataDir), ["photos"]);

  const other = newDataDir(t);
  mkdirSync(other);
  writeFileSync(join(other, "PG_VERSION"), "15\n");
  await refused(t, { dataDir: other }, "is a database folder of another PostgreSQL 15 installation");
});

test("wrong settings, another major version, a lost password and a lost database are told apart", async (t) => {
  const dataDir = newDataDir(t);
  await refused(
    t,
    { dataDir, settings: { shared_buffers: "nonsense" } },
    'invalid value for parameter "shared_buffers"',
  );
  await (await start(t, { dataDir })).stop();
  const home = homeOf(dataDir);
  const versionFile = join(home, "cluster/PG_VERSION");
  writeFileSync(versionFile, "17\n");
  await refused(t, { dataDir }, "is of PostgreSQL 17, but this Zuwendo brings PostgreSQL 18");
  writeFileSync(versionFile, "18\n");

  const password = readFileSync(join(home, "password"));
  rmSync(join(home, "password"));
  await refused(t, { dataDir }, "password file");
  writeFileSync(join(home, "password"), password, { mode: 0o600 });

  rmSync(home, { recursive: true });
  await refused(t, { dataDir }, "is missing: it was in");
});

test("below a private folder root keeps the database where PostgreSQL can reach it", async (t) => {
  if (process.getuid?.() !== 0) return t.pass("only root needs another place");
  const locked = dirname(newDataDir(t));
  chmodSync(locked, 0o700);
  const dataDir = join(locked, "data");
  const told: string[] = [];
  const server = await start(t, { dataDir, log: (sentence) => told.push(sentence) });
  const home = homeOf(dataDir);
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  t.match(home, /^\/var\/lib\/zuwendo\/[0-9a-f]{12}$/);
  t.match(told.join("\n"), new RegExp(`The database lives in ${home}`));
  t.not(statSync(join(home, "cluster")).uid, 0);
  await query(server, "create table notes as select 'kept' as note");
  await server.stop();
  const again = await start(t, { dataDir });
  t.strictSame(await query(again, "select note from notes"), [{ note: "kept" }]);
  await again.stop();
});

let used: Promise<string> | undefined;

/** A data folder that was started and stopped before: a copy, as making a database takes a second. */
async function usedDataDir(t: Test): Promise<string> {
  used ??= (async () => {
    const dataDir = newDataDir(tap);
    await (await startPostgres({ dataDir })).stop();
    return dataDir;
  })();
  const dataDir = newDataDir(t);
  execFileSync("cp", ["-a", await used, dataDir]);
  return dataDir;
}

/** A data folder that does not exist yet, below a temporary folder every user can enter. */
function newDataDir(t: Pick<Test, "teardown">): string {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), "zuwendo-postgres-")));
  chmodSync(parent, 0o755);
  t.teardown(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, "data");
}

function homeOf(dataDir: string): string {
  const { database } = JSON.parse(readFileSync(join(dataDir, "zuwendo-data.json"), "utf8"));
  return database.startsWith("/") ? database : join(dataDir, database);
}

async function start(t: Test, options: PostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startPostgres(options);
  t.teardown(() => server.stop());
  return server;
}

async function refused(t: Test, options: PostgresOptions, words: string): Promise<void> {
  const error = await startPostgres(options).then(
    (server) => server.stop(),
    (reason: unknown) => reason,
  );
  t.ok(error instanceof StartError, `refused: ${words}`);
  const message = error instanceof Error ? error.message : String(error);
  t.ok(message.includes(words), message);
  t.notMatch(message, /\n/);
}

/** A launcher in a process of its own, with what it started or the error it gave. */
function launchElsewhere(t: Test, dataDir: string) {
  const { file, execArgv } = ownModule("services/standalone/src/postgres/start-postgres.ts");
  const script = `
    const { startPostgres } = await import(${JSON.stringify(pathToFileURL(file).href)});
    try {
      const { pid, url } = await startPostgres({ dataDir: process.argv[1] });
      console.log(JSON.stringify({ pid, url: url("postgres") }));
      setInterval(() => {}, 1000);
    } catch (error) {
      console.log(JSON.stringify({ error: error.message }));
    }`;
  const child = spawn(process.execPath, [...execArgv, "--input-type=module", "-e", script, dataDir], {
    cwd: new URL("../..", import.meta.url).pathname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const started = new Promise<{ pid: number; url: string }>((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (!output.includes("\n")) return;
      const said = JSON.parse(output);
      if (said.error) reject(new Error(said.error));
      else resolve(said);
    });
    child.once("exit", () => reject(new Error("the launcher ended without a word")));
  });
  t.teardown(async () => {
    await end(child);
    const server = await started.catch(() => undefined);
    if (server && isRunning(server.pid) && isPostgres(server.pid)) process.kill(server.pid, "SIGQUIT");
  });
  return { child, started };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

async function query(server: EmbeddedPostgres, sql: string) {
  return queryUrl(server.url("postgres"), sql);
}

async function queryUrl(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function isPostgres(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres");
}

function isRunning(pid: number): boolean {
  return statusOf(pid)?.state !== undefined && statusOf(pid)?.state !== "Z";
}

function descendantsOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && statusOf(pid)?.parent === parent);
}

function statusOf(pid: number): { state: string | undefined; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
