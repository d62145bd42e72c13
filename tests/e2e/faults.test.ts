import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  addDays,
  foldEntries,
  type LedgerEntry,
  localDay,
  measures,
  type RollupDimension,
  zeroMeasures,
} from "@zuwendo/domain";
import pg from "pg";
import t, { type Test } from "tap";
import { apiForTest, askAt, type Reply } from "../support/api.ts";
import { databaseForTest, type TestDatabase } from "../support/database.ts";
import { insertOffice } from "../support/office.ts";
import { startProcess, type TestProcess } from "../support/processes.ts";
import { advance, euros, insertApplication, insertProgramme } from "../support/project.ts";
import { forgetKeys, redisForTest } from "../support/redis.ts";
import { sized } from "../support/sized.ts";
import { smtpForTest } from "../support/smtp.ts";
import { workerForTest } from "../support/worker.ts";
import { slowLineForTest } from "../worker/mails/slow-line.ts";
import { ownerForTest } from "../worker/reminders/due.ts";

const ideaCount = 40;
const reminderCount = sized(80, 200);
const killCount = sized(3, 10);
const applicationCount = sized(4, 10);
const writerCount = 4;
/** How many mails may go out between two kills at most, and how long the next one waits for them. */
const mailsBetweenKills = 15;
const patienceMs = 8_000;
/** Mails that a worker has under way at once (send-mails.ts): so many may be between their 250 and their commit. */
const atOnce = 10;
const limitMs = 100_000;

const today = localDay(new Date(), "Europe/Berlin");
const startsOn = addDays(today, 1);
const host = "zuwendo.example";

async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = limitMs,
): Promise<void> {
  for (const startedAt = Date.now(); !(await holds()); await sleep(20)) {
    if (Date.now() - startedAt > withinMs) throw new Error(`waited in vain: ${what}`);
  }
}

/** A second database like the first, which nobody is connected to yet. */
async function twinOf(t: Test, database: TestDatabase): Promise<TestDatabase> {
  const name = new URL(database.ownerUrl).pathname.slice(1);
  const twin = `${name}_twin`;
  const at = (url: string, database: string) => {
    const address = new URL(url);
    address.pathname = `/${database}`;
    return address.href;
  };
  const asOwner = async (statement: string) => {
    const client = new pg.Client(at(database.ownerUrl, "postgres"));
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await asOwner(`create database ${twin} template ${name}`);
  t.teardown(() => asOwner(`drop database ${twin} with (force)`));
  return {
    ownerUrl: at(database.ownerUrl, twin),
    apiUrl: at(database.apiUrl, twin),
    workerUrl: at(database.workerUrl, twin),
  };
}

const database = await databaseForTest(t);
const twin = await twinOf(t, database);
const redisUrl = await redisForTest(t);
t.jobs = 2;

/** Two servers that start in one process at once keep each other from answering their databases in time. */
let turn: Promise<unknown> = Promise.resolve();

if (redisUrl === undefined) {
  t.not(process.env.REQUIRE_REDIS, "1", "REQUIRE_REDIS=1 needs redis-server or REDIS_URL");
  t.comment("Redis is not covered: no redis-server, no valkey-server, no REDIS_URL");
} else {
  t.test("nothing is lost on Redis", { buffered: true }, (t) =>
    survives(t, twin, { redisUrl, forget: () => forgetKeys(redisUrl, "{zuwendo}") }),
  );
}
t.test("nothing is lost on PostgreSQL", { buffered: true }, (t) =>
  survives(t, database, { redisUrl: undefined, forget: () => forgetJobs(database) }),
);

/** What a FLUSHALL is to Redis. */
async function forgetJobs({ ownerUrl }: TestDatabase): Promise<void> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  const { rows } = await client.query(
    `select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables from pg_tables
     where schemaname = 'bullmq' and tablename <> 'migration'`,
  );
  await client.query(`truncate ${rows[0].tables}`).finally(() => client.end());
}

async function survives(
  t: Test,
  database: TestDatabase,
  { redisUrl, forget }: { redisUrl: string | undefined; forget: () => Promise<void> },
): Promise<void> {
  const office = await insertOffice(database.ownerUrl);
  const owner = ownerForTest(t, database, office.id);
  const smtp = await smtpForTest(t);
  const prepared = turn.then(() => prepareMoney(t, database, office));
  turn = prepared.catch(() => undefined);
  const { fundYear, applications } = await prepared;

  const queue = { REDIS_URL: redisUrl };
  const startApi = (port: string) =>
    startProcess(t, "api", { ...queue, DATABASE_URL: database.apiUrl, PORT: port });
  const smtpUrl = await slowLineForTest(t, smtp.url, 80);
  const startWorker = () =>
    startProcess(t, "worker", {
      ...queue,
      DATABASE_URL: database.workerUrl,
      SMTP_URL: smtpUrl,
      PUBLIC_URL: `http://${host}`,
    });
  let api = await startApi("0");
  const workers = await Promise.all([startWorker(), startWorker()]);
  const ask = askAt(api.address);

  let repeats = 0;
  /** Asks with one key until there is an answer, as a client does whose connection breaks. */
  const insist = async (line: string, token: string, body: unknown): Promise<Reply> => {
    const headers = { "idempotency-key": randomUUID() };
    for (;;) {
      const reply = await ask(line, { token, body, headers }).catch(() => undefined);
      const isInFlight = reply?.status === 409 && reply.body.code === "request-in-flight";
      if (reply !== undefined && reply.status !== 503 && !isInFlight) return reply;
      repeats += 1;
      await sleep(50 + Math.random() * 100);
    }
  };

  const { coordinator, "lead-office": leadOffice, "project-lead": lead } = office.people;
  const answered: Reply[] = [];
  const postIdeas = () =>
    Promise.all(
      Array.from({ length: ideaCount }, async (_, index) => {
        const title = `Idee ${index}`;
        const reply = await insist("POST /v1/ideas", lead.token, { title });
        answered.push(reply);
        return { title, reply };
      }),
    );
  const killApi = async () => {
    await until("the first answers", () => answered.length >= 5);
    const answersBefore = answered.length;
    await api.kill();
    api = await startApi(new URL(api.address).port);
    return answersBefore;
  };

  let isUnderFire = true;
  const moneyReplies: Reply[] = [];
  const writeLedger = async () => {
    const change = async (writer: number) => {
      for (let index = 0; isUnderFire || index < 10; index++) {
        const amount = euros(index % 3 === 0 ? -index - writer - 1 : index + writer + 1);
        const body = { fundYearId: fundYear.id, kind: "allocation-change", amount };
        moneyReplies.push(await insist("POST /v1/ledger-entries", leadOffice.token, body));
        await sleep(Math.random() * 400);
      }
    };
    const grant = async () => {
      for (const applicationId of applications) {
        moneyReplies.push(
          await insist("POST /v1/votes", coordinator.token, { applicationId, outcome: "recommended" }),
          await insist("POST /v1/grants", leadOffice.token, { applicationId }),
        );
        await sleep(Math.random() * 400);
      }
    };
    const writers = Array.from({ length: writerCount }, (_, writer) => change(writer));
    await Promise.all([...writers, grant()]);
  };

  const people = await owner.insertPeople(
    Array.from(
      { length: reminderCount },
      (_, index) => ({ language: index % 2 === 0 ? "de" : "en" }) as const,
    ),
  );
  const deadlines = await owner.insertDeadlines(
    people.map((leadId) => ({
      kind: "completion",
      // Urgent, so that it goes at any hour of any day.
      nominalOn: addDays(today, 1),
      remindedUntil: new Date(Date.now() - 10 * 86_400_000).toISOString(),
      leadId,
    })),
  );

  /** Mails that were in some worker's hands when one was killed: only these may arrive twice. */
  const inHand = new Set<string>();
  let mailsAtKills: number[] = [];
  const killWorkers = async () => {
    const restarts: Promise<void>[] = [];
    await until("the first mail", () => smtp.mails.length > 0);
    for (let kill = 1; kill <= killCount; kill++) {
      const threshold = smtp.mails.length + Math.random() * mailsBetweenKills;
      await until("some mails", () => smtp.mails.length >= threshold, patienceMs).catch(() => undefined);
      await until("a worker to kill", () => workers.some((worker) => worker.isRunning()));
      const running = workers.flatMap((worker, place) => (worker.isRunning() ? [{ worker, place }] : []));
      const victim = running[Math.floor(Math.random() * running.length)];
      if (victim === undefined) throw new Error("nobody to kill");
      mailsAtKills = [...mailsAtKills, smtp.mails.length];
      await victim.worker.kill();
      const held = await owner.query<{ id: string }>(
        "select id from mails where state = 'pending' and attempt > 0",
      );
      for (const { id } of held) inHand.add(`<${id}@${host}>`);
      restarts.push(
        startWorker().then((worker: TestProcess) => {
          workers[victim.place] = worker;
        }),
      );
      if (kill === 2) await forget();
    }
    await Promise.all(restarts);
    isUnderFire = false;
  };

  const [ideas, answersBeforeKill] = await Promise.all([
    postIdeas(),
    killApi(),
    writeLedger(),
    killWorkers(),
  ]);
  t.comment(`API killed after ${answersBeforeKill} of ${ideaCount} ideas; ${repeats} requests were repeated`);
  t.comment(`workers killed after ${mailsAtKills.join(", ")} mails; ${inHand.size} mails were in hand then`);

  await t.test("ideas", async (t) => {
    t.ok(answersBeforeKill < ideaCount, "the API was killed in the middle");
    t.same(
      ideas.map(({ reply }) => reply.status),
      ideas.map(() => 201),
    );
    const stored = await owner.query<{ id: string; number: string; title: string }>(
      "select id, number, title from ideas where title like 'Idee %' order by title",
    );
    t.equal(stored.length, ideaCount, "as many as were posted");
    t.equal(new Set(stored.map(({ number }) => number)).size, ideaCount, "each with a number of its own");
    const told = ideas.map(({ title, reply }) => ({ id: reply.body.id, number: reply.body.number, title }));
    t.same(
      stored,
      told.sort((a, b) => (a.title < b.title ? -1 : 1)),
      "and those that the clients were told of",
    );
    const audited = await owner.query(
      "select count(*) from audit_log where action = 'create' and subject_type = 'ideas' and changes->>'title' like 'Idee %'",
    );
    t.same(audited, [{ count: ideaCount }], "written down once each");
  });

  await t.test("reminders", async (t) => {
    const open = async () =>
      (await owner.query("select from mails where state <> 'sent'")).length +
      (await owner.query("select from deadlines where next_remind_at <= now()")).length;
    await until(
      "every mail is sent",
      async () => (await open()) === 0 && (await owner.listMails()).length > 0,
    );
    const states = await owner.query(
      "select state, count(*) from reminders where deadline_id = any($1) and state <> 'skipped' group by state",
      [deadlines],
    );
    t.same(states, [{ state: "sent", count: reminderCount }], "every reminder is sent");
    const mails = await owner.listMails();
    t.ok(
      mails.every(({ state, sentAt }) => state === "sent" && sentAt !== null),
      "and so is every mail",
    );
    const recipients = await owner.query<{ email: string }>("select email from people where id = any($1)", [
      people,
    ]);
    const reached = new Map<string, Set<string>>();
    for (const { envelopeTo, messageId } of smtp.mails) {
      const to = envelopeTo.join();
      reached.set(to, (reached.get(to) ?? new Set()).add(String(messageId)));
    }
    t.same(
      recipients.filter(({ email }) => !reached.has(email)),
      [],
      "everybody got a mail",
    );
    t.same(
      recipients.filter(({ email }) => reached.get(email)?.size !== 1),
      [],
      "and only one, by its Message-ID",
    );
    const arrived = smtp.mails.map(({ messageId }) => String(messageId));
    const doubled = arrived.filter((id, index) => arrived.indexOf(id) !== index);
    t.comment(
      `${arrived.length} mails arrived for ${recipients.length} recipients; ${doubled.length} arrived twice`,
    );
    t.same(
      doubled.filter((id) => !inHand.has(id)),
      [],
      "what arrived twice was in hand when a worker was killed",
    );
    t.ok(
      doubled.length <= killCount * atOnce,
      "and there are no more of these than were under way at the kills",
    );
    const again = mails.filter(({ attempt }) => attempt > 1).length;
    t.comment(`${again} mails were taken up again after a lease`);
  });

  await t.test("money", async (t) => {
    t.same(
      moneyReplies.map(({ status, text }) => (status === 201 ? status : text)),
      moneyReplies.map(() => 201),
    );
    // A grant releases what the vote has reserved and commits it.
    const expected = 1 + moneyReplies.length + applicationCount;
    const entries = await owner.query<
      LedgerEntry & { seq: number; month: string; organisation: string | null }
    >(
      `select seq, kind, amount_cents as "amountCents", to_char(booked_on, 'YYYY-MM') as month,
         organisation_id as organisation from ledger_entries where fund_year_id = $1 order by seq`,
      [fundYear.id],
    );
    t.same(
      entries.map(({ seq }) => seq),
      Array.from({ length: expected }, (_, index) => index + 1),
      "as many entries as were asked for, numbered without a gap",
    );
    const checker = await workerForTest(t, database.workerUrl, {
      ...(redisUrl === undefined ? {} : { redisUrl }),
    });
    const compare = async (moment: string) => {
      const keys: [RollupDimension, (entry: (typeof entries)[number]) => string | null][] = [
        ["fund-year", () => fundYear.id],
        ["month", ({ month }) => month],
        ["organisation", ({ organisation }) => organisation],
        ["theme", () => null],
      ];
      for (const [dimension, keyOf] of keys) {
        const { body } = await ask(`GET /v1/rollups?dimension=${dimension}`, { token: coordinator.token });
        const read = Object.fromEntries(
          body.items.map((item: Record<string, { amountCents: number } & string>) => [
            item.value,
            Object.fromEntries(measures.map((measure) => [measure, item[measure]?.amountCents])),
          ]),
        );
        const summed = Object.fromEntries(
          [...new Set(entries.map(keyOf))].map((key) => [
            key,
            { ...zeroMeasures(), ...foldEntries(entries.filter((entry) => keyOf(entry) === key)) },
          ]),
        );
        t.same(read, summed, `${moment}: rollups by ${dimension} equal the ledger`);
      }
      t.same(await checker.checkDrift(), { rollups: 0, guards: 0 }, `${moment}: drift 0`);
    };
    await compare("at once");
    await until("everything is folded", async () => {
      const { body } = await ask("GET /v1/rollups", { token: coordinator.token });
      return body.unfoldedEntries === 0;
    });
    await compare("when folded");
    t.comment(`${expected} ledger entries, drift 0`);
  });

  const codes = await Promise.all([...workers, api].map((process) => process.stop()));
  t.same(codes, [0, 0, 0], "those that were not killed stop cleanly when asked to");
}

/** A fund with money, and applications that only wait for their vote: made by an API whose clock is weeks behind. */
async function prepareMoney(
  t: Test,
  database: TestDatabase,
  office: Awaited<ReturnType<typeof insertOffice>>,
) {
  const clock = () => `${addDays(today, -30)}T10:00:00.000Z`;
  const { ask } = await apiForTest(t, database.apiUrl, { clock });
  const { call, fundYear } = await insertProgramme(ask, office, {
    year: Number(startsOn.slice(0, 4)),
    meetingOn: addDays(today, -1),
  });
  const applications: string[] = [];
  for (let index = 0; index < applicationCount; index++) {
    const application = await insertApplication(ask, office, {
      callId: call.id,
      cost: 1000 + index,
      startsOn,
      endsOn: addDays(startsOn, 150),
      title: `Antrag ${index}`,
    });
    await advance(ask, office, application.id, "submitted", "formally-checked", "on-agenda");
    applications.push(application.id);
  }
  return { fundYear, applications };
}
