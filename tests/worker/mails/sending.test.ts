import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import t, { type Test } from "tap";
import { openOutcomes } from "../../../services/worker/src/mails/record-outcomes.ts";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { remindOfDue } from "../../../services/worker/src/reminders/due-reminders.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { type SmtpBehaviour, smtpForTest } from "../../support/smtp.ts";
import { ownerForTest, toolsForTest } from "../reminders/due.ts";
import { slowLineForTest } from "./slow-line.ts";

const database = await databaseForTest(t);
const clock = () => "2026-10-16T05:10:00.000Z";
const impatient = { connectMs: 1500, greetingMs: 1500, silenceMs: 1500, sendMs: 2500 };
let offices = 0;

/** An office in which so many people are owed one reminder each, swept and ready to be sent. */
async function begin(
  t: Test,
  options: { people?: number; behaviour?: SmtpBehaviour; slowestMs?: number } = {},
) {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `M${offices}`);
  const owner = ownerForTest(t, database, office.id);
  await owner.query("update mails set state = 'dropped' where state = 'pending'");
  const smtp = await smtpForTest(t, options.behaviour);
  const smtpUrl =
    options.slowestMs === undefined ? smtp.url : await slowLineForTest(t, smtp.url, options.slowestMs);
  const worker = () => toolsForTest(t, database, { smtpUrl, clock, timeouts: impatient });
  const tools = worker();
  const people = await owner.insertPeople(Array.from({ length: options.people ?? 1 }, () => ({})));
  await owner.insertDeadlines(
    people.map((leadId) => ({
      kind: "completion",
      nominalOn: "2026-10-23",
      remindedUntil: "2026-10-01T00:00:00Z",
      leadId,
    })),
  );
  await remindOfDue(tools);
  const send = async (by = tools) => {
    await owner.makeMailsDue();
    await sendMails(by);
    const [mail] = await owner.listMails();
    if (mail === undefined) throw new Error("the sweep has made no mail");
    return mail;
  };
  return { owner, smtp, smtpUrl, tools, worker, send };
}

/** Sends once while the server behaves so, and says what became of the mail and when it is tried again. */
async function meets(t: Test, behaviour: SmtpBehaviour) {
  const begun = await begin(t, { behaviour });
  const startedAt = Date.now();
  const mail = await begun.send();
  // The mail was settled between these two moments, so that the wait lies between these two figures.
  const elapsed = (Date.now() - startedAt) / 1000;
  const isAgainIn = (seconds: number) =>
    mail.waitSeconds <= seconds && mail.waitSeconds >= seconds - elapsed - 0.1;
  return { ...begun, mail, isAgainIn };
}

t.test(
  "a mail that cannot be written waits longer each time and keeps no other from going out",
  async (t) => {
    const { owner, smtp, tools } = await begin(t, { people: 3 });
    await owner.query(
      "update deadlines set effective_on = 'infinity' where id = (select deadline_id from reminders where state = 'bound' limit 1)",
    );
    for (const refusals of [1, 2]) {
      await owner.makeMailsDue();
      await sendMails(tools);
      const bad = (await owner.listMails()).filter(({ state }) => state === "pending");
      t.match(bad, [{ refusals, response: /^not sent: it could not be written/ }]);
      t.ok((bad[0]?.waitSeconds ?? 0) > 20 * refusals, `again in ${bad[0]?.waitSeconds} s`);
    }
    t.equal(smtp.mails.length, 2);
    await owner.query("update deadlines set effective_on = '2026-10-23' where effective_on = 'infinity'");
    await owner.makeMailsDue();
    await sendMails(tools);
    t.equal(smtp.mails.length, 3, "it goes out when it can be written");
  },
);

t.test("a mail that the server takes is sent, and so are its reminders", async (t) => {
  const { mail, owner, smtp, send } = await meets(t, { does: "accept" });
  t.match(mail, {
    state: "sent",
    attempt: 1,
    refusals: 0,
    subject: /Frist/,
    text: /Guten Tag/,
    response: /^250/,
  });
  t.same(await owner.countReminders(), [{ state: "sent", count: 1 }]);
  t.equal(smtp.mails[0]?.messageId, `<${mail.id}@zuwendo.example>`);
  t.match(await send(), { state: "sent", attempt: 1 }, "it is never taken up again");
  t.equal(smtp.mails.length, 1);
});

for (const [at, code] of [
  ["rcpt", 450],
  ["rcpt", 452],
  ["data", 451],
] as const) {
  t.test(`${code} at ${at} is tried again, later each time`, async (t) => {
    const { mail, isAgainIn, owner, smtp, send } = await meets(t, { does: "refuse", at, code });
    t.match(mail, {
      state: "pending",
      attempt: 1,
      refusals: 1,
      response: new RegExp(`^${code}`),
      sentAt: null,
    });
    t.ok(isAgainIn(30), `after half a minute: ${mail.waitSeconds}`);
    for (const seconds of [60, 120, 240]) {
      const before = Date.now();
      const again = await send();
      const elapsed = (Date.now() - before) / 1000;
      t.ok(
        again.waitSeconds <= seconds && again.waitSeconds >= seconds - elapsed - 0.1,
        `then after ${seconds} s`,
      );
    }
    await owner.query("update mails set refusals = 400 where state = 'pending'");
    const late = await send();
    t.ok(late.waitSeconds <= 3600 && late.waitSeconds > 3500, "and at last every hour");
    t.same(await owner.countReminders(), [{ state: "bound", count: 1 }]);
    await smtp.setBehaviour({ does: "accept" });
    t.match(await send(), { state: "sent", attempt: 6, refusals: 401 });
    t.equal(
      new Set(smtp.mails.map(({ messageId }) => messageId)).size,
      1,
      "always under the same Message-ID",
    );
    t.same(await owner.countReminders(), [{ state: "sent", count: 1 }]);
  });
}

for (const [at, code] of [
  ["rcpt", 550],
  ["data", 554],
] as const) {
  t.test(`${code} at ${at} is final`, async (t) => {
    const { mail, owner, smtp, send } = await meets(t, { does: "refuse", at, code });
    t.match(mail, { state: "rejected", attempt: 1, sentAt: null, response: new RegExp(`^${code}`) });
    t.same(await owner.countReminders(), [{ state: "dropped", count: 1 }]);
    await smtp.setBehaviour({ does: "accept" });
    const before = smtp.mails.length;
    t.match(await send(), { state: "rejected", attempt: 1 });
    t.equal(smtp.mails.length, before, "nothing more is sent");
  });
}

const outages: [string, SmtpBehaviour, number][] = [
  ["a connection that is refused", { does: "close" }, 0],
  ["a server that does not greet", { does: "mute" }, 0],
  ["421 at RCPT", { does: "refuse", at: "rcpt", code: 421 }, 0],
  ["421 at DATA", { does: "refuse", at: "data", code: 421 }, 1],
  ["a sender that is refused", { does: "refuse", at: "mail", code: 550 }, 0],
  ["a server that hangs inside DATA", { does: "hang" }, 1],
  ["a server that answers without an end", { does: "trickle" }, 1],
  ["a server that hangs up after DATA", { does: "drop" }, 1],
];
for (const [name, behaviour, copies] of outages) {
  t.test(`${name} uses up nothing`, async (t) => {
    const { mail, isAgainIn, owner, smtp, send } = await meets(t, behaviour);
    t.match(mail, { state: "pending", attempt: 1, refusals: 0, sentAt: null });
    t.ok(isAgainIn(15), `tried again after 15 s: ${mail.waitSeconds}`);
    await send();
    const third = await send();
    t.ok(third.waitSeconds <= 15 && third.waitSeconds > 0, "and no later the third time");
    t.equal(smtp.mails.length, copies * 3);
    await smtp.setBehaviour({ does: "refuse", at: "rcpt", code: 450 });
    const refused = await send();
    t.match(refused, { state: "pending", attempt: 4, refusals: 1 });
    t.ok(
      refused.waitSeconds <= 30 && refused.waitSeconds > 15,
      "a first refusal after an outage waits half a minute",
    );
    await smtp.setBehaviour({ does: "accept" });
    t.match(await send(), { state: "sent", attempt: 5 });
    t.same([...new Set(smtp.mails.map(({ messageId }) => messageId))], [`<${mail.id}@zuwendo.example>`]);
    t.same(await owner.countReminders(), [{ state: "sent", count: 1 }]);
  });
}

t.test("an outage ends a run at once and is over for all at once", async (t) => {
  const { owner, smtp, send } = await begin(t, { people: 90, behaviour: { does: "close" } });
  await send();
  const states = await owner.listMails();
  t.ok(states.every(({ state }) => state === "pending"));
  t.ok(
    states.some(({ attempt }) => attempt === 0),
    "what was not tried is not counted",
  );
  await smtp.setBehaviour({ does: "accept" });
  await send();
  t.equal(smtp.mails.length, 90);
  t.ok((await owner.listMails()).every(({ state }) => state === "sent"));
});

t.test("an address that is none and a mail that cannot be worded keep no other from going out", async (t) => {
  const { owner, smtp, send } = await begin(t, { people: 60 });
  await owner.query(
    "update people set email = 'nobody' where id in (select recipient_id from mails where state = 'pending' limit 1)",
  );
  await owner.query(
    `update deadlines set explanation = 'null', kind = 'unheard-of' where lead_id in
      (select recipient_id from mails join people p on p.id = recipient_id where p.email <> 'nobody' and mails.state = 'pending'
       order by next_try_at limit 12)`,
  );
  await send();
  const mails = await owner.listMails();
  t.match(
    mails.find(({ email }) => email === "nobody"),
    { state: "rejected" },
  );
  t.equal(mails.filter(({ state }) => state === "sent").length, smtp.mails.length);
  t.equal(smtp.mails.length, 47);
  t.equal(
    mails.filter(({ state }) => state === "pending").length,
    12,
    "those wait for somebody to mend them",
  );
  await owner.query("update deadlines set kind = 'completion' where kind = 'unheard-of'");
  await send();
  t.equal(smtp.mails.length, 59);
});

t.test("without an SMTP server a mail is captured", async (t) => {
  const { owner, tools } = await begin(t);
  const capturing = toolsForTest(t, database, { clock });
  await owner.makeMailsDue();
  t.equal(await sendMails(capturing), 1);
  const [mail] = await owner.listMails();
  t.match(mail, { state: "captured", subject: /Frist/, text: /Guten Tag/, response: /not delivered/ });
  t.equal(mail?.sentAt?.slice(0, 19), "2026-10-16T05:10:00");
  t.same(await owner.countReminders(), [{ state: "sent", count: 1 }]);
  await owner.makeMailsDue();
  t.equal(await sendMails(tools), 0, "and not sent when there is one again");
});

t.test("a worker that comes back after its lease does not overwrite what another has done", async (t) => {
  const { owner, smtp, tools, worker } = await begin(t, { behaviour: { does: "hang" } });
  const other = worker();
  await owner.makeMailsDue();
  const late = sendMails(tools);
  while (smtp.mails.length === 0) await sleep(5);
  t.match(await owner.listMails(), [{ state: "pending", attempt: 1 }]);
  t.equal(await sendMails(other), 0, "nobody takes it up while the lease lasts");
  await smtp.setBehaviour({ does: "accept" });
  await owner.makeMailsDue();
  t.equal(await sendMails(other), 1);
  const [sent] = await owner.listMails();
  t.match(sent, { state: "sent", attempt: 2, response: /^250/ });
  t.equal(await late, 1, "the first one has given up only now");
  const [after] = await owner.listMails();
  t.same({ ...after, waitSeconds: 0 }, { ...sent, waitSeconds: 0 });
  t.same(await owner.countReminders(), [{ state: "sent", count: 1 }]);
});

t.test("a late success does not close a mail that another has taken over", async (t) => {
  const { owner, smtp, smtpUrl } = await begin(t, { slowestMs: 250 });
  const patient = toolsForTest(t, database, { smtpUrl, clock });
  await owner.makeMailsDue();
  const late = sendMails(patient);
  while ((await owner.listMails())[0]?.attempt !== 1) await sleep(2);
  await owner.query("update mails set attempt = attempt + 1 where state = 'pending'");
  await late;
  t.equal(smtp.mails.length, 1, "it was sent");
  t.match(
    await owner.listMails(),
    [{ state: "pending", attempt: 2, sentAt: null }],
    "but that is the other's to say",
  );
  t.same(await owner.countReminders(), [{ state: "bound", count: 1 }]);
});

t.test("what the database could not be told at once is not sent twice", async (t) => {
  const count = 60;
  const { owner, smtp, tools } = await begin(t, { people: count, slowestMs: 15 });
  const intruder = new pg.Client(database.ownerUrl);
  await intruder.connect();
  t.teardown(() => intruder.end());
  await owner.makeMailsDue();
  const sending = sendMails(tools);
  while (smtp.mails.length < 8) await sleep(1);
  await intruder.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'zuwendo-worker' and datname = current_database()",
  );
  while (smtp.mails.length < 16) await sleep(1);
  await intruder.query("begin");
  await intruder.query("lock table mails in share row exclusive mode");
  await sleep(2500);
  await intruder.query("commit");
  // Taking up more was kept from it as well; the next round goes on.
  await sending.catch((error: unknown) => t.match(error, { message: /lock timeout/ }));
  await owner.makeMailsDue();
  await sendMails(tools);
  t.ok((await owner.listMails()).every(({ state }) => state === "sent"));
  t.equal(smtp.mails.length, count, "every mail once");
  t.equal(new Set(smtp.mails.map(({ messageId }) => messageId)).size, count);
});

t.test("nothing is handed over while the database is away", async (t) => {
  const tools = toolsForTest(t, database);
  const elsewhere = new URL(database.ownerUrl);
  const name = elsewhere.pathname.slice(1);
  elsewhere.pathname = "/postgres";
  const intruder = new pg.Client(elsewhere.href);
  await intruder.connect();
  t.teardown(() => intruder.end());
  const settler = openOutcomes(tools);
  t.teardown(settler.close);
  const isReady = (withinMs: number) => settler.isReady(performance.now() + withinMs);
  t.ok(await isReady(20_000), "ready when it is there");
  t.notOk(await isReady(-1), "not when the lease is over");
  await intruder.query(`alter database ${name} allow_connections false`);
  await intruder.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'zuwendo-worker' and datname = $1",
    [name],
  );
  while (await isReady(300)) await sleep(5);
  const waiting = isReady(20_000);
  t.notOk(await isReady(300), "not while it is away");
  await intruder.query(`alter database ${name} allow_connections true`);
  t.ok(await waiting, "ready when it is back");
});

t.test("a server that says what PostgreSQL cannot store is heard all the same", async (t) => {
  const { owner, tools, send } = await begin(t);
  const greeting = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write("220 here\r\n");
    socket.on("data", (chunk) => {
      const line = chunk.toString();
      if (/^(EHLO|HELO)/.test(line)) socket.write("250 here\r\n");
      else if (/^DATA/.test(line)) socket.write("354 go on\r\n");
      else if (/\r\n\.\r\n$/.test(line)) socket.write("250 taken \0 as \ud800 number 7\r\n");
      else if (/^(MAIL|RCPT)/.test(line)) socket.write("250 ok\r\n");
    });
  });
  greeting.listen(0, "127.0.0.1");
  await once(greeting, "listening");
  t.teardown(() => greeting.close());
  const address = greeting.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const odd = toolsForTest(t, database, { smtpUrl: `smtp://127.0.0.1:${port}`, clock, timeouts: impatient });
  t.match(await send(odd), { state: "sent", attempt: 1, response: /^250 taken/ });
  await owner.makeMailsDue();
  t.equal(await sendMails(tools), 0);
});

t.test("an outage of one office's mails does not delay another's", async (t) => {
  const first = await begin(t, { people: 70 });
  const office = await insertOffice(database.ownerUrl, "MZ");
  const second = ownerForTest(t, database, office.id);
  await second.insertDeadlines([
    {
      kind: "completion",
      nominalOn: "2026-10-23",
      remindedUntil: "2026-10-01T00:00:00Z",
      leadId: office.people["project-lead"].id,
    },
  ]);
  await remindOfDue(first.tools);
  await first.owner.makeMailsDue();
  await sleep(10);
  await second.makeMailsDue();
  await sendMails(first.tools);
  const place = first.smtp.mails.findIndex(({ envelopeTo }) =>
    envelopeTo.includes(office.people["project-lead"].email),
  );
  t.ok(
    place >= 0 && place < 40,
    `the last in the queue went out with the first batch, as number ${place + 1}`,
  );
  t.equal(first.smtp.mails.length, 71);
});
