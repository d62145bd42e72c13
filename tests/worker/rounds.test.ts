import { setTimeout as sleep } from "node:timers/promises";
import { addDays, localDay } from "@zuwendo/domain";
import t, { type Test } from "tap";
import { startRounds } from "../../services/worker/src/rounds.ts";
import { gateForTest } from "../queue/gate.ts";
import { databaseForTest } from "../support/database.ts";
import { insertOffice } from "../support/office.ts";
import { smtpForTest } from "../support/smtp.ts";
import { workerForTest } from "../support/worker.ts";
import { ownerForTest, toolsForTest } from "./reminders/due.ts";

const database = await databaseForTest(t);
const today = localDay(new Date(), "Europe/Berlin");
/** Nobody listens there: the worker has nothing but its own rounds. */
const noRedis = "redis://127.0.0.1:1";
const limitMs = 60_000;
let offices = 0;

async function begin(t: Test) {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `R${offices}`);
  const owner = ownerForTest(t, database, office.id);
  const smtp = await smtpForTest(t);
  /** Somebody who is owed a reminder now. */
  const owe = async (): Promise<string> => {
    const [leadId = ""] = await owner.insertPeople([{}]);
    await owner.insertDeadlines([
      {
        kind: "completion",
        // Urgent, so that it goes at any hour of any day.
        nominalOn: addDays(today, 1),
        remindedUntil: `${addDays(today, -10)}T00:00:00Z`,
        leadId,
      },
    ]);
    const [person] = await owner.query<{ email: string }>("select email from people where id = $1", [leadId]);
    return String(person?.email);
  };
  const copiesTo = (email: string) =>
    smtp.mails.filter(({ envelopeTo }) => envelopeTo.includes(email)).length;
  const arrives = async (email: string) => {
    for (const startedAt = Date.now(); copiesTo(email) === 0; await sleep(50))
      if (Date.now() - startedAt > limitMs) throw new Error(`waited in vain for the mail to ${email}`);
  };
  return { office, owner, smtp, owe, copiesTo, arrives };
}

for (const [name, redisUrl] of [
  ["with no queue but its own rounds", noRedis],
  ["with the queue in the same database", undefined],
] as const) {
  t.test(`a worker outlives its database, ${name}`, async (t) => {
    const { owner, smtp, owe, arrives, copiesTo } = await begin(t);
    const gate = await gateForTest(t, database.workerUrl);
    await gate.open();
    const worker = await workerForTest(t, gate.through(database.workerUrl), {
      smtpUrl: smtp.url,
      ...(redisUrl === undefined ? {} : { redisUrl }),
    });
    const first = await owe();
    await arrives(first);
    await gate.shut();
    const second = await owe();
    await sleep(5_200);
    t.equal(copiesTo(second), 0, "while it is away nothing happens");
    await gate.open();
    await arrives(second);
    for (let cut = 0; cut < 4; cut++) {
      await gate.shut();
      await gate.open();
      await sleep(Math.random() * 300);
    }
    const third = await owe();
    await arrives(third);
    t.same([first, second, third].map(copiesTo), [1, 1, 1], "everybody is reminded once");
    while ((await owner.listMails()).some(({ state }) => state !== "sent")) await sleep(20);
    await gate.shut();
    await worker.close();
    t.pass("and it stops while its database is away");
  });
}

t.test("rollups that cannot be folded stop no reminder", async (t) => {
  const { office, owner, smtp, owe, arrives } = await begin(t);
  await owner.query(
    `with p as (insert into programmes (office_id, name, funder, level) values ($1, 'P', 'F', 'state') returning id),
       f as (insert into funds (office_id, programme_id, name) select $1, id, 'F' from p returning id)
     insert into fund_years (office_id, fund_id, year, last_seq) select $1, id, 2030, 7 from f`,
    [office.id],
  );
  await owner.query("revoke insert, update on fold_positions from zuwendo_worker");
  await workerForTest(t, database.workerUrl, { redisUrl: noRedis, smtpUrl: smtp.url });
  await arrives(await owe());
  await owner.query("grant insert, update on fold_positions to zuwendo_worker");
  for (let folded = 0; folded < 7; await sleep(50)) {
    const [row] = await owner.query<{ folded: number }>(
      "select folded_seq as folded from fold_positions where office_id = $1",
      [office.id],
    );
    folded = row?.folded ?? 0;
  }
  t.pass("a mail went out, and once it can the worker folds again");
});

t.test("a sweep that fails stops no mail that is waiting", async (t) => {
  const { owner, smtp, owe, arrives, copiesTo } = await begin(t);
  await smtp.setBehaviour({ does: "close" });
  const worker = await workerForTest(t, database.workerUrl, { redisUrl: noRedis, smtpUrl: smtp.url });
  const waiting = await owe();
  await worker.sweep().catch(() => undefined);
  for (let count = 0; count === 0; await sleep(50)) count = (await owner.listMails()).length;
  await owner.query("revoke insert on reminders from zuwendo_worker");
  const unswept = await owe();
  await smtp.setBehaviour({ does: "accept" });
  await owner.makeMailsDue();
  await arrives(waiting);
  t.equal(copiesTo(unswept), 0);
  await owner.query("grant insert on reminders to zuwendo_worker");
  await arrives(unswept);
  t.same([waiting, unswept].map(copiesTo), [1, 1]);
});

t.test("calls during a run share one further run, and a failure ends nothing", async (t) => {
  const { owner, smtp, owe, copiesTo } = await begin(t);
  let runs = 0;
  let isBroken = false;
  const tools = toolsForTest(t, database, {
    smtpUrl: smtp.url,
    clock: (now) => {
      runs += 1;
      if (isBroken) throw new Error("broken");
      return now;
    },
  });
  const rounds = startRounds(tools, () => {});
  t.teardown(rounds.stop);
  const calls = Array.from({ length: 40 }, () => rounds.send());
  await sleep(1);
  const more = Array.from({ length: 40 }, () => rounds.send());
  await Promise.all([...calls, ...more]);
  t.ok(runs <= 3, `80 calls led to ${runs} runs`);
  isBroken = true;
  const failed = await Promise.allSettled([rounds.send(), rounds.remind(), rounds.send()]);
  t.ok(
    failed.every(({ status }) => status === "rejected"),
    "whoever called is told",
  );
  isBroken = false;
  const email = await owe();
  await rounds.remind();
  await owner.makeMailsDue();
  await rounds.send();
  t.equal(copiesTo(email), 1);
});
