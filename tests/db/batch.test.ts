import { setTimeout as sleep } from "node:timers/promises";
import {
  keepConnection,
  openPool,
  type Query,
  runBatch,
  runOnce,
  type Transaction,
  transact,
} from "@zuwendo/db";
import { sql } from "kysely";
import type pg from "pg";
import t, { type Test } from "tap";
import { databaseForTest } from "../support/database.ts";

const query = (text: string, ...parameters: unknown[]): Query => ({ sql: text, parameters });
const one = query("select 1 as one");
const connections = 3;

const { ownerUrl } = await databaseForTest(t);
const losses: string[] = [];
const pool = openPool({
  url: ownerUrl,
  max: connections,
  name: "batch-test",
  onError: ({ message }) => losses.push(message),
});
t.teardown(() => pool.end());
await pool.query(`
  create table things (id int primary key, first_name text, at timestamptz);
  create table parents (id int primary key);
  create table children (id int primary key, parent_id int references parents deferrable initially deferred)`);

/** Runs the work on one physical connection, so that what it has prepared is still there for the next batch. */
async function onOneConnection(work: (run: (...queries: Query[]) => Promise<unknown[][]>) => Promise<void>) {
  const client = await pool.connect();
  try {
    await work((...queries) => runBatch(client, queries));
  } finally {
    client.release();
  }
}

/** Every connection that the pool has is idle, nobody waits, and as many as may be open at once still can be. */
async function isWhole(t: Test, of: pg.Pool = pool) {
  t.equal(of.waitingCount, 0, "nobody waits for a connection");
  t.equal(of.idleCount, of.totalCount, "no connection is kept");
  const clients = await Promise.all(Array.from({ length: connections }, () => of.connect()));
  const answers = await Promise.all(clients.map((client) => runBatch(client, [one])));
  for (const client of clients) client.release();
  t.same(
    answers,
    clients.map(() => [[{ one: 1 }]]),
    "every connection answers",
  );
}

t.test("many statements go in one batch and answer in their order", async (t) => {
  const queries = Array.from({ length: 400 }, (_, index) =>
    index % 3 === 0
      ? query("select $1::int as the_number", index)
      : index % 3 === 1
        ? query("update things set first_name = $1 where id = -1", String(index))
        : query("select generate_series(1, $1::int) as n_1", index % 5),
  );
  const expected = queries.map((_, index) =>
    index % 3 === 0
      ? [{ theNumber: index }]
      : index % 3 === 1
        ? []
        : Array.from({ length: index % 5 }, (_, at) => ({ n1: at + 1 })),
  );
  await onOneConnection(async (run) => {
    t.same(await run(...queries), expected, "parsed for the first time");
    t.same(await run(...queries), expected, "prepared before");
    t.same(await run(...queries.toReversed()), expected.toReversed(), "in another order");
    t.same(await run(), [], "none at all");
  });
});

t.test("values come back as they went in", async (t) => {
  const text = "Bürgerhaus 'Zur Möwe' \"\\\n\t ẞ 𝔘 👩‍👩‍👧 \u202e end";
  const value = async (type: string, given: unknown) => {
    const [rows] = await runOnce(pool, [query(`select $1::${type} as value`, given)]);
    return rows?.[0]?.value;
  };
  const same: [string, unknown][] = [
    ["text", text],
    ["text", ""],
    ["text", "x".repeat(1_000_000)],
    ["text", null],
    ["int", null],
    ["bool", false],
    ["int", -2147483648],
    ["float8", 0.1],
    ["bigint", Number.MAX_SAFE_INTEGER],
    ["bigint", -Number.MAX_SAFE_INTEGER],
    ["bytea", Buffer.from([0, 255, 10, 13, 92, 39])],
    ["bytea", Buffer.alloc(0)],
    ["text[]", ["a", text, null, "", "NULL", "{,}"]],
    ["int[]", []],
    ["int[]", [[1, 2] as unknown, [3, 4]]],
    ["uuid", "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10"],
    ["date", "2026-10-25"],
    ["date", "0001-01-01"],
    ["jsonb", { list: [1, null, { ü: "ß" }], empty: {} }],
  ];
  for (const [type, given] of same)
    t.same(await value(type, given), given, `${type} ${String(given).slice(0, 30)}`);
  t.same(await value("jsonb", JSON.stringify([1, [2], null])), [1, [2], null], "a list as JSON text");
  t.equal(await value("bigint", 42n), 42, "a BigInt becomes a number");
  t.equal(await value("timestamptz", "2026-10-25T02:30:00.123456+02:00"), "2026-10-25T00:30:00.123456Z");
  t.equal(await value("timestamptz", new Date("2026-03-29T01:00:00Z")), "2026-03-29T01:00:00Z");
  t.equal(await value("numeric", "12345678901234567890.5"), "12345678901234567890.5");
  t.equal(await value("text", undefined), null, "undefined is null");
});

t.test("an integer that JavaScript cannot hold is an error and not another number", async (t) => {
  const unsafe = "9007199254740993";
  await onOneConnection(async (run) => {
    await t.rejects(run(one, query("select $1::bigint as n", unsafe), one), RangeError);
    t.same(await run(query("select $1::bigint as n", "7"), one), [[{ n: 7 }], [{ one: 1 }]]);
  });
  await t.rejects(runOnce(pool, [query("select $1::bigint as n", unsafe)]), RangeError);
  await t.rejects(
    transact(pool, [], async (tx) => {
      await tx.run(query("insert into things (id) values (900)"));
      await tx.run(query("select $1::bigint as n", unsafe));
    }),
    RangeError,
  );
  t.same(
    (await pool.query("select from things where id = 900")).rowCount,
    0,
    "and the transaction is undone",
  );
  await isWhole(t);
});

t.test("a value that cannot be sent fails before anything is sent", async (t) => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  await onOneConnection(async (run) => {
    await t.rejects(run(query("select $1::jsonb as x", circle)), TypeError);
    await t.rejects(run(query("select $1::jsonb as x", { cents: 1n })), TypeError);
    t.same(await run(one), [[{ one: 1 }]]);
  });
});

t.test("an error leaves the connection and what it has prepared usable", async (t) => {
  const good = [
    query("select $1::int + 1 as next", 1),
    query("insert into things (id, first_name) values ($1, $2) on conflict do nothing", 1, "eins"),
    query("select id, first_name from things where id = $1", 1),
  ];
  const failures: [string, Query, string][] = [
    ["parse error", query("selec 1"), "42601"],
    ["unknown table", query("select * from nowhere"), "42P01"],
    ["unique violation", query("insert into things (id) values ($1)", 1), "23505"],
    ["value that does not fit", query("select $1::int as n", "one"), "22P02"],
    ["too few values", query("select $1::int + $2::int as sum", 1), "08P01"],
    ["division by zero", query("select 1 / $1::int as n", 0), "22012"],
    ["error after rows", query("select 10 / n as n from generate_series(3, 0, -1) n"), "22012"],
  ];
  await runOnce(pool, good);
  for (const [name, bad, code] of failures) {
    // Every text is new to the process here, so that each position meets an unparsed statement on both sides of it.
    const fresh = (text: string) => query(`select $1::int as fresh /* ${name}, ${text} */`, 7);
    await onOneConnection(async (run) => {
      for (const at of ["first", "middle", "runAndCommit"] as const) {
        const before = [...good, fresh(`${at}, before`)];
        const after = [...good, fresh(`${at}, after`), fresh(`${at}, after`)];
        const batch =
          at === "first"
            ? [bad, ...after]
            : at === "runAndCommit"
              ? [...before, bad]
              : [...before, bad, ...after];
        for (const again of ["", " again"])
          await t.rejects(run(...batch), { code }, `${name}, ${at}${again}`);
        const rest = batch.filter((each) => each !== bad);
        const expected = rest.map((each) =>
          each === good[0]
            ? [{ next: 2 }]
            : each === good[1]
              ? []
              : each === good[2]
                ? [{ id: 1, firstName: "eins" }]
                : [{ fresh: 7 }],
        );
        t.same(await run(...rest), expected, `the others after ${name}, ${at}`);
        t.same(await run(...rest.toReversed()), expected.toReversed(), `and once more after ${name}, ${at}`);
      }
    });
  }
  await isWhole(t);
});

t.test("outside of a transaction the first error undoes the whole batch", async (t) => {
  const insert = query("insert into things (id) values ($1)", 50);
  await t.rejects(runOnce(pool, [insert, query("select 1 / 0")]), { code: "22012" });
  await t.rejects(runOnce(pool, [insert, query("insert into children values (1, 1)")]), { code: "23503" });
  t.equal((await pool.query("select from things where id = 50")).rowCount, 0);
  await runOnce(pool, [insert, one]);
  t.equal((await pool.query("select from things where id = 50")).rowCount, 1);
});

t.test("a statement twice in a batch, without rows, empty, and with other columns next to it", async (t) => {
  const twice = query("select $1::text as same_text", "a");
  const none = query("select id, at from things where false");
  const empty = query("/* nothing */");
  const wide = query("select 1 as a, 2 as b, null::text as c");
  await onOneConnection(async (run) => {
    for (const round of ["unparsed", "prepared"]) {
      t.same(
        await run(twice, none, twice, wide, twice),
        [[{ sameText: "a" }], [], [{ sameText: "a" }], [{ a: 1, b: 2, c: null }], [{ sameText: "a" }]],
        round,
      );
      t.same(await run(empty, wide, empty, empty, twice), [
        [],
        [{ a: 1, b: 2, c: null }],
        [],
        [],
        [{ sameText: "a" }],
      ]);
    }
    t.same(await run(query("create temp table tmp (a int)"), query("insert into tmp values (1)")), [[], []]);
    t.same(await run(query("delete from tmp returning a"), query("delete from tmp returning a")), [
      [{ a: 1 }],
      [],
    ]);
  });
});

t.test("after a migration every connection fails at most once", async (t) => {
  const readWays: Record<string, (read: Query) => Promise<unknown>> = {
    "by itself": async (read) => (await runOnce(pool, [read]))[0],
    "in a transaction": (read) => transact(pool, [], (tx) => tx.run(read)),
  };
  for (const [name, readBy] of Object.entries(readWays)) {
    await pool.query(
      "drop table if exists changing; create table changing (a int); insert into changing values (1)",
    );
    const read = query(`select * from changing /* ${name} */`);
    await Promise.all(Array.from({ length: connections * 5 }, () => readBy(read)));
    await pool.query("alter table changing add column b text default 'new'");
    for (let failures = 0; failures < connections; failures++)
      await readBy(read).catch((error: unknown) => t.match(error, { code: "0A000" }, name));
    t.same(await readBy(read), [{ a: 1, b: "new" }], `${name}: with the new column`);
    await isWhole(t);
  }
});

t.test("batches at the same time on one pool do not mix", async (t) => {
  const batches = Array.from({ length: 120 }, (_, index) =>
    index % 7 === 0
      ? [query("select $1::int as n", index), query(`select 1 / 0 as n`)]
      : [
          query("select $1::int as n", index),
          query("select $1::text as word from generate_series(1, $2::int)", `w${index}`, index % 4),
        ],
  );
  const outcomes = await Promise.allSettled(batches.map((batch) => runOnce(pool, batch)));
  const expected = batches.map((_, index) =>
    index % 7 === 0
      ? { status: "rejected", reason: { code: "22012" } }
      : {
          status: "fulfilled",
          value: [[{ n: index }], Array.from({ length: index % 4 }, () => ({ word: `w${index}` }))],
        },
  );
  t.match(outcomes, expected);
  await isWhole(t);
});

const pidQuery = query("select pg_backend_pid() as pid");
const kill = (pid: unknown) => pool.query("select pg_terminate_backend($1)", [pid]);

/** Ends a connection as soon as it is busy sleeping. */
async function killAsleep(marker: string) {
  for (;;) {
    const { rows } = await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where query like $1 and state = 'active' and wait_event = 'PgSleep' and pid <> pg_backend_pid()`,
      [`%${marker}%`],
    );
    if (rows.length > 0) return;
    await sleep(5);
  }
}

t.test("a connection that breaks in the middle rejects, and the pool recovers", async (t) => {
  const suicide = query("select pg_terminate_backend(pg_backend_pid())");
  await t.rejects(runOnce(pool, [one, suicide, one]), { code: "57P01" }, "ends itself in a batch");
  await isWhole(t);
  const asleep = runOnce(pool, [one, query("select pg_sleep(60) /* once */"), one]);
  await Promise.all([
    t.rejects(asleep, { code: "57P01" }, "ended from outside in a batch"),
    killAsleep("once"),
  ]);
  await isWhole(t);

  const insert = query("insert into things (id) values (77)");
  await t.rejects(
    transact(pool, [], async (tx) => {
      await tx.run(insert);
      await tx.run(suicide);
    }),
    { code: "57P01" },
    "ends itself in a transaction",
  );
  await isWhole(t);
  const sleeping = transact(pool, [], (tx) => tx.run(query("select pg_sleep(60) /* in transaction */")));
  await Promise.all([
    t.rejects(sleeping, { code: "57P01" }, "ended from outside in a transaction"),
    killAsleep("in transaction"),
  ]);
  await isWhole(t);
  await t.rejects(
    transact(pool, [pidQuery], async (tx, [rows]) => {
      await tx.run(insert);
      await kill(rows?.[0]?.pid);
      await sleep(200);
    }),
    /terminat|connection error/i,
    "ended between two statements",
  );
  await isWhole(t);
  await t.rejects(
    transact(pool, [pidQuery], async (tx, [rows]) => {
      await tx.run(insert);
      await kill(rows?.[0]?.pid);
      throw new Error("the work's own");
    }),
    { message: "the work's own" },
    "ended, and the work fails as well",
  );
  await isWhole(t);
  t.equal((await pool.query("select from things where id = 77")).rowCount, 0, "nothing of it was written");
});

t.test("idle connections that break are replaced", async (t) => {
  await isWhole(t);
  losses.length = 0;
  const other = openPool({ url: ownerUrl, max: 1, name: "killer", onError: () => {} });
  await other.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'batch-test' and datname = current_database()",
  );
  while (losses.length < connections) await sleep(5);
  await other.end();
  await isWhole(t);
});

t.test("a connection that is kept stays the same until it breaks, and goes back", async (t) => {
  const kept = keepConnection(pool);
  const pid = async () => (await kept.run([pidQuery]))[0]?.[0]?.pid;
  const first = await pid();
  await Promise.all(Array.from({ length: 5 }, () => pool.query("select 1")));
  t.equal(await pid(), first, "nobody else gets it");
  await t.rejects(kept.run([query("select 1 / 0")]), { code: "22012" });
  t.equal(await pid(), first, "an error in a statement breaks nothing");
  t.ok(kept.isOpen());
  await kill(first);
  while (kept.isOpen()) await sleep(5);
  const [second, third] = await Promise.all([pid(), pid()]);
  t.not(second, first, "the next call has another one");
  t.equal(second, third, "and so has one at the same time");
  await t.rejects(kept.run([query("select pg_terminate_backend(pg_backend_pid())")]), { code: "57P01" });
  t.not(await pid(), second, "one that breaks in use is replaced as well");
  kept.release();
  kept.release();
  await isWhole(t);
});

t.test("a transaction is rolled back when the work throws", async (t) => {
  const failure = new Error("no");
  const attempt = transact(pool, [], async (tx) => {
    await tx.run(query("insert into things (id) values (100)"));
    tx.queue(query("insert into things (id) values (101)"));
    throw failure;
  });
  await t.rejects(attempt, failure);
  const broken = transact(pool, [query("select 1 / 0")], async () => t.fail("the work must not begin"));
  await t.rejects(broken, { code: "22012" });
  t.equal((await pool.query("select from things where id in (100, 101)")).rowCount, 0);
  await isWhole(t);
});

t.test("what was kept for later runs in the order of the calls, before what is read next", async (t) => {
  const append = (word: string) =>
    query("update things set first_name = first_name || $1 where id = 200", word);
  const read = (tx: Transaction) =>
    tx.run<{ firstName: string }>(sql`select first_name from things where id = 200`);
  const seen = await transact(pool, [query("insert into things values (200, '')")], async (tx, rows) => {
    t.same(rows, [[]], "the rows of the opening statements");
    tx.queue(append("a"));
    tx.queue(append("b"));
    const first = await read(tx);
    tx.queue(append("c"));
    const [second] = await Promise.all([read(tx), tx.run(append("d"))]);
    tx.queue(append("e"));
    tx.queue(append("f"));
    return [...first, ...second];
  });
  t.same(seen, [{ firstName: "ab" }, { firstName: "abc" }]);
  t.same((await pool.query("select first_name from things where id = 200")).rows, [{ first_name: "abcdef" }]);
});

t.test("a commit that fails rejects and writes nothing", async (t) => {
  const orphan = query("insert into children values (1, 1)");
  const rowsOf = async () => (await pool.query("select from things where id between 300 and 399")).rowCount;
  const insert = (id: number) => query("insert into things (id) values ($1)", id);
  const deferred = transact(pool, [orphan], (tx) => tx.run(insert(300)));
  await t.rejects(deferred, { code: "23503" }, "a deferred constraint");
  const late = transact(pool, [], async (tx) => {
    tx.queue(insert(301));
    tx.queue(insert(301));
    return "done";
  });
  await t.rejects(late, { code: "23505" }, "a statement kept for later");
  const ended = transact(pool, [], async (tx) => {
    tx.queue(insert(302));
    tx.queue(query("select pg_terminate_backend(pg_backend_pid())"));
    return "done";
  });
  await t.rejects(ended, { code: "57P01" }, "an end of the connection");
  t.equal(await rowsOf(), 0);
  await isWhole(t);
});

t.test("a transaction that the database has given up cannot be committed", async (t) => {
  const swallowed = transact(pool, [], async (tx) => {
    await tx.run(query("insert into things (id) values (400)"));
    await tx.run(query("select 1 / 0")).catch(() => undefined);
    return "done";
  });
  await t.rejects(swallowed, { code: "22012" }, "although the work went on");
  const alsoLater = transact(pool, [], async (tx) => {
    tx.queue(query("insert into things (id) values (401)"));
    await tx.run(query("select 1 / 0")).catch(() => undefined);
    tx.queue(query("insert into things (id) values (402)"));
  });
  await t.rejects(alsoLater, { code: "22012" });
  t.equal((await pool.query("select from things where id between 400 and 499")).rowCount, 0);
  await isWhole(t);
});

t.test("the last statement takes what was kept and the commit along", async (t) => {
  const insert = (id: number) => query("insert into things (id) values ($1) returning id", id);
  const written = async () =>
    (await pool.query("select id from things where id between 500 and 599 order by id")).rows;
  const rows = await transact(pool, [insert(500)], (tx) => {
    tx.queue(insert(501));
    return tx.runAndCommit(insert(502));
  });
  t.same(rows, [{ id: 502 }], "its own rows");
  t.same(await written(), [{ id: 500 }, { id: 501 }, { id: 502 }]);
  const failing: [string, Query, string][] = [
    ["the statement", insert(500), "23505"],
    ["the commit", query("insert into children values (500, 500)"), "23503"],
    ["the connection", query("select pg_terminate_backend(pg_backend_pid())"), "57P01"],
  ];
  for (const [name, bad, code] of failing) {
    const attempt = transact(pool, [insert(510)], (tx) => tx.runAndCommit(bad));
    await t.rejects(attempt, { code }, `${name} fails`);
  }
  const swallowed = transact(pool, [insert(511)], async (tx) => {
    await tx.runAndCommit(insert(500)).catch(() => undefined);
    return "done";
  });
  await t.rejects(swallowed, { code: "23505" }, "a failure that the work has caught");
  t.equal((await written()).length, 3, "nothing of these was written");
  for (const follow of ["run", "queue", "runAndCommit"] as const) {
    const attempt = transact(pool, [], async (tx) => {
      await tx.runAndCommit(one);
      await tx[follow](insert(520));
    });
    await t.rejects(attempt, /follows the last/, `${follow} after it`);
  }
  t.equal((await written()).length, 3);
  await isWhole(t);
});

// Last, because it uses up the names of this process.
t.test("more statements than a process names still answer", async (t) => {
  const many = Array.from({ length: 650 }, (_, index) =>
    query(`select ${index} as n_${index}, $1::text as v`, "x"),
  );
  const expected = many.map((_, index) => [{ [`n${index}`]: index, v: "x" }]);
  await onOneConnection(async (run) => {
    t.same(await run(...many), expected);
    t.same(await run(...many), expected);
    const unnamed = many.slice(-3);
    t.same(await run(...unnamed, ...unnamed), [...expected.slice(-3), ...expected.slice(-3)]);
    await t.rejects(run(...unnamed, query("selec unnamed"), ...unnamed), { code: "42601" });
    t.same(await run(...unnamed.toReversed(), one), [...expected.slice(-3).toReversed(), [{ one: 1 }]]);
  });
});
