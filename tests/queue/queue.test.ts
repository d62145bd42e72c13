import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Handlers,
  migrateQueue,
  openQueue,
  type ProducerQueue,
  queuePoolOptions,
  startWorker,
} from "@zuwendo/queue";
import pg from "pg";
import t, { type Test } from "tap";
import { databaseForTest } from "../support/database.ts";
import { forgetKeys, redisForTest } from "../support/redis.ts";
import { type Gate, gateForTest } from "./gate.ts";

/** A server below the queue, reached through a gate. */
type Server = {
  gate: Gate;
  /** Where one queue or worker connects to. */
  connection(role: "api" | "worker"): {
    redisUrl: string | undefined;
    pool: pg.Pool | undefined;
    prefix: string;
  };
  /** Makes the queue forget everything, as FLUSHALL does. */
  forget(): Promise<void>;
};

t.test("on PostgreSQL", async (t) => {
  const database = await databaseForTest(t);
  const owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  t.teardown(() => owner.end());
  await migrateQueue(owner, { grantTo: ["zuwendo_api", "zuwendo_worker"] });
  t.pass("migrating what is migrated changes nothing");

  const tables = await owner.query<{ tables: string }>(
    `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS tables FROM pg_tables
     WHERE schemaname = 'bullmq' AND tablename <> 'migration'`,
  );
  const forget = () => emptied(owner, tables.rows[0]?.tables ?? "");

  await behavesAsAQueue(t, async (t) => {
    const gate = await gateForTest(t, database.ownerUrl);
    await forget();
    return {
      gate,
      forget,
      connection: (role) => ({
        redisUrl: undefined,
        pool: new pg.Pool({ connectionString: gate.through(database[`${role}Url`]), ...queuePoolOptions }),
        prefix: "",
      }),
    };
  });
});

t.test("on Redis", async (t) => {
  const url = await redisForTest(t);
  if (url === undefined) {
    t.not(process.env.REQUIRE_REDIS, "1", "REQUIRE_REDIS=1 needs redis-server or REDIS_URL");
    t.comment("Redis is not covered: no redis-server, no valkey-server, no REDIS_URL");
    return;
  }
  await behavesAsAQueue(t, async (t) => {
    const gate = await gateForTest(t, url);
    const prefix = `{queue-test-${randomUUID()}}`;
    t.teardown(() => forgetKeys(url, prefix));
    return {
      gate,
      forget: () => forgetKeys(url, prefix),
      connection: () => ({ redisUrl: gate.through(url), pool: undefined, prefix }),
    };
  });
});

/** A worker at work locks the tables in an order of its own: where the two block each other, PostgreSQL ends one of them. */
async function emptied(owner: pg.Client, tables: string): Promise<void> {
  for (;;) {
    const blocked = await owner.query(`TRUNCATE ${tables}`).then(
      () => undefined,
      (error: Error & { code?: string }) => error,
    );
    if (blocked === undefined) return;
    if (blocked.code !== "40P01") throw blocked;
  }
}

async function behavesAsAQueue(t: Test, serverForTest: (t: Test) => Promise<Server>) {
  t.test("a nudge reaches its handler with its ids", async (t) => {
    const { queue, worker } = await opened(t, await serverForTest(t));
    const seen: unknown[] = [];
    worker({ "fold-rollups": async (ids) => void seen.push(ids) });
    const q = queue();
    q.nudge("fold-rollups", { officeId: "o:1", fundYearId: "f/1" });
    await until(() => seen.length > 0);
    t.strictSame(seen, [{ officeId: "o:1", fundYearId: "f/1" }]);
    t.equal(counted(q), 1, "counted once, as answered in time or not");
    t.equal(await q.ping(), "ok");
  });

  t.test("the same hint waits only once", async (t) => {
    const { queue, worker } = await opened(t, await serverForTest(t));
    const q = queue();
    for (let i = 0; i < 100; i++) q.nudge("fold-rollups", mail("a"));
    await until(() => counted(q) > 0);
    t.equal(counted(q), 1, "in one process it is not even sent twice");

    q.nudge("fold-rollups", mail("a"));
    q.nudge("fold-rollups", mail("last"));
    await until(() => counted(q) === 3);
    const seen: string[] = [];
    worker({ "fold-rollups": async ({ fundYearId }) => void seen.push(fundYearId) });
    await until(() => seen.includes("last"));
    t.strictSame(seen, ["a", "last"]);
  });

  t.test("a hint that comes during its run makes it run again, once", async (t) => {
    const { queue, worker } = await opened(t, await serverForTest(t));
    const seen: string[] = [];
    const running = latch();
    worker({
      "fold-rollups": async ({ fundYearId }) => {
        seen.push(fundYearId);
        if (seen.length === 1) await running.opened;
      },
    });
    const q = queue();
    q.nudge("fold-rollups", mail("a"));
    await until(() => seen.length === 1);
    for (const added of [2, 3]) {
      q.nudge("fold-rollups", mail("a"));
      await until(() => counted(q) === added);
    }
    t.strictSame(seen, ["a"]);
    running.open();
    await until(() => seen.length === 2);
    q.nudge("fold-rollups", mail("last"));
    await until(() => seen.includes("last"));
    t.strictSame(seen, ["a", "a", "last"]);
  });

  t.test("a failing handler is logged once with its ids and stops nothing", async (t) => {
    const { queue, worker, log } = await opened(t, await serverForTest(t));
    const seen: string[] = [];
    worker({
      "fold-rollups": async ({ fundYearId }) => {
        if (fundYearId === "bad") throw new Error("no such mail");
        seen.push(fundYearId);
      },
    });
    const q = queue();
    q.nudge("fold-rollups", mail("bad"));
    q.nudge("fold-rollups", mail("good"));
    await until(() => seen.length === 1);
    const errors = log.lines.filter(({ level }) => level === "error");
    t.match(errors, [
      { fields: { job: "fold-rollups", ids: mail("bad"), err: { message: "no such mail" } } },
    ]);
    t.equal(errors.length, 1);

    q.nudge("fold-rollups", mail("bad"));
    await until(() => log.lines.filter(({ level }) => level === "error").length === 2);
    t.pass("a hint that failed may come again");
  });

  t.test("schedulers that vanish come back", async (t) => {
    const server = await serverForTest(t);
    const { queue, worker } = await opened(t, server);
    let sweeps = 0;
    worker({ "sweep-reminders": async () => void sweeps++ }, { assertEveryMs: 50 });
    await until(() => sweeps > 0);
    for (let flush = 0; flush < 3; flush++) {
      const before = sweeps;
      await server.forget();
      await until(() => sweeps > before);
    }
    await queue().assertSchedulers();
    t.pass("swept again after each flush");
  });

  t.test("a job that is gone when it ends is told as that, not as an outage", async (t) => {
    const server = await serverForTest(t);
    const { queue, worker, log } = await opened(t, server);
    const seen: string[] = [];
    const running = latch();
    worker({
      "fold-rollups": async ({ fundYearId }) => {
        seen.push(fundYearId);
        if (fundYearId === "gone") await running.opened;
      },
    });
    const q = queue();
    q.nudge("fold-rollups", mail("gone"));
    await until(() => seen.length === 1);
    await server.forget();
    running.open();
    const isTold = ({ message }: { message: string }) => message === "a job was already done or taken over";
    await until(() => log.lines.some(isTold));
    q.nudge("fold-rollups", mail("next"));
    await until(() => seen.includes("next"));
    t.strictSame(
      log.lines.filter(({ level }) => level === "warn"),
      [],
    );
  });

  t.test("a server that is away at the start and later costs hints, nothing else", async (t) => {
    const server = await serverForTest(t);
    const { queue, worker, log } = await opened(t, server, { isShut: true });
    const seen = new Set<string>();
    worker({ "fold-rollups": async ({ fundYearId }) => void seen.add(fundYearId) });
    const q = queue();
    let hints = 0;
    const nudgeUntil = (condition: () => boolean) =>
      until(() => {
        q.nudge("fold-rollups", mail(`${++hints}`));
        return condition();
      });

    const outages = () => log.lines.filter(({ message }) => message === "the queue is failing").length;
    await nudgeUntil(() => q.counts().dropped > 2);
    t.ok(outages() <= 2, `one line for each connection, not ${outages()}`);
    t.equal(q.counts().added, 0);
    t.equal(await q.ping(), "down");
    await t.rejects(q.assertSchedulers());

    await server.gate.open();
    await nudgeUntil(() => seen.size > 0);
    await until(async () => (await q.ping()) === "ok");

    const told = outages();
    await server.gate.shut();
    t.equal(await q.ping(), "down");
    const { dropped } = q.counts();
    await nudgeUntil(() => q.counts().dropped > dropped + 2);
    t.ok(outages() <= told + 2, `one line for each connection, not ${outages() - told}`);
    await server.gate.open();
    const handled = seen.size;
    await nudgeUntil(() => seen.size > handled);
  });

  t.test("close waits for the running job and keeps what waits", async (t) => {
    const server = await serverForTest(t);
    const { queue, worker } = await opened(t, server);
    const order: string[] = [];
    const running = latch();
    const first = worker({
      "fold-rollups": async ({ fundYearId }, signal) => {
        order.push(`start ${fundYearId}`);
        await running.opened;
        order.push(`end ${fundYearId}, aborted: ${signal.aborted}`);
      },
    });
    const q = queue();
    q.nudge("fold-rollups", mail("a"));
    await until(() => order.length === 1);
    q.nudge("fold-rollups", mail("b"));
    await until(() => counted(q) === 2);
    const closed = first.close().then(() => order.push("closed"));
    await sleep(50);
    running.open();
    await closed;
    t.strictSame(order, ["start a", "end a, aborted: false", "closed"]);

    const seen: string[] = [];
    worker({ "fold-rollups": async ({ fundYearId }) => void seen.push(fundYearId) });
    await until(() => seen.length > 0);
    t.strictSame(seen, ["b"], "the finished job does not run again");
  });

  t.test("close gives up on a job that does not end", async (t) => {
    const { queue, worker, log } = await opened(t, await serverForTest(t));
    const seen: AbortSignal[] = [];
    const stuck = worker(
      {
        "fold-rollups": async (_ids, signal) => {
          seen.push(signal);
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
        },
      },
      { closeLimitMs: 50 },
    );
    queue().nudge("fold-rollups", mail("a"));
    await until(() => seen.length === 1);
    await stuck.close();
    t.ok(seen[0]?.aborted);
    t.match(log.lines.at(-1), { level: "warn", fields: { jobs: ["fold-rollups"] } });
  });

  t.test("close ends while the server is away, before and after it was there", async (t) => {
    const server = await serverForTest(t);
    const { queue, worker } = await opened(t, server, { isShut: true });
    await Promise.all([worker({}).close(), queue().close()]);

    await server.gate.open();
    let sweeps = 0;
    const late = worker({ "sweep-reminders": async () => void sweeps++ });
    const q = queue();
    await until(async () => sweeps > 0 && (await q.ping()) === "ok");
    await server.gate.shut();
    await Promise.all([late.close(), q.close()]);
    q.nudge("sweep-reminders", {});
    t.strictSame(q.counts(), { added: 0, dropped: 1 }, "a nudge after close is dropped");
  });

  t.test("no more than 10,000 hints are kept", async (t) => {
    const { queue } = await opened(t, await serverForTest(t));
    const q = queue();
    for (let i = 0; i < 10_050; i++) q.nudge("fold-rollups", mail(`${i}`));
    t.strictSame(q.counts(), { added: 0, dropped: 50 });
    await until(() => counted(q) > 50);
    await q.close();
    const { added, dropped } = q.counts();
    t.equal(added + dropped, 10_050, "every hint is counted");
  });
}

/** Hints that are done with: a batch that a busy server answers late counts as dropped, though it arrives. */
function counted(queue: ProducerQueue): number {
  const { added, dropped } = queue.counts();
  return added + dropped;
}

/** Queues and workers on the server that are closed after the test. */
async function opened(t: Test, server: Server, { isShut = false } = {}) {
  if (!isShut) await server.gate.open();
  const log = collectLog();
  const closers: (() => Promise<void>)[] = [];
  t.teardown(() => Promise.all(closers.map((close) => close())));
  return {
    log,
    queue() {
      const connection = server.connection("api");
      const queue = openQueue({ ...connection, log });
      closers.push(() => queue.close().then(() => connection.pool?.end()));
      return queue;
    },
    worker(some: Partial<Handlers>, settings: { assertEveryMs?: number; closeLimitMs?: number } = {}) {
      const handlers = { ...noHandlers, ...some };
      const connection = server.connection("worker");
      const worker = startWorker({ ...connection, log, concurrency: 1, handlers, ...settings });
      closers.push(() => worker.close().then(() => connection.pool?.end()));
      return worker;
    },
  };
}

const noHandlers: Handlers = {
  "sweep-reminders": async () => undefined,
  "send-mails": async () => undefined,
  "fold-rollups": async () => undefined,
  "check-drift": async () => undefined,
  "clean-up": async () => undefined,
};

function mail(fundYearId: string) {
  return { officeId: "office", fundYearId };
}

function collectLog() {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

/** A promise that a test resolves when it likes. */
function latch() {
  const doors: (() => void)[] = [];
  const opened = new Promise<void>((resolve) => doors.push(resolve));
  return { opened, open: () => doors.forEach((door) => void door()) };
}

/** Resolves when the condition holds; a generous limit only ends a test that would never pass. */
async function until(condition: () => boolean | Promise<boolean>) {
  for (let tries = 0; tries < 3_000; tries++) {
    if (await condition()) return;
    await sleep(20);
  }
  throw new Error("the awaited condition never came true");
}
