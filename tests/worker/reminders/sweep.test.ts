import t, { type Test } from "tap";
import { atNow } from "../../../services/worker/src/batches.ts";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { remindOfDue } from "../../../services/worker/src/reminders/due-reminders.ts";
import { dueReminder, writeReminders } from "../../../services/worker/src/reminders/write-reminders.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { type NewDeadline, ownerForTest, toolsForTest } from "./due.ts";

const database = await databaseForTest(t);
const smtp = await smtpForTest(t);
let offices = 0;

/** An office with one lead, and a worker whose clock stands still until it is moved. */
async function begin(test: Test, now: string) {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `S${offices}`);
  const owner = ownerForTest(test, database, office.id);
  // A worker serves every office: those of the tests before have nothing to remind of any more.
  await owner.query("update deadlines set state = 'cancelled', next_remind_at = null");
  const time = { now };
  const tools = toolsForTest(test, database, { smtpUrl: smtp.url, clock: () => time.now });
  const lead = office.people["project-lead"];
  const due = (deadline: Partial<NewDeadline> = {}): NewDeadline => ({
    kind: "completion",
    nominalOn: "2026-10-23",
    remindedUntil: "2026-10-01T00:00:00Z",
    leadId: lead.id,
    ...deadline,
  });
  const deliver = async () => {
    const before = smtp.mails.length;
    await owner.makeMailsDue();
    await sendMails(tools);
    return smtp.mails.slice(before).map(({ envelopeTo, subject, text }) => ({
      to: envelopeTo.join(),
      subject,
      text: text ?? "",
    }));
  };
  return { office, owner, time, tools, lead, due, deliver, sweep: () => remindOfDue(tools) };
}

const friday = "2026-10-16T05:10:00.000Z";

t.test("workers that sweep at the same time remind of every deadline once", async (t) => {
  const { owner, due, time, sweep, deliver } = await begin(t, friday);
  const others = Array.from({ length: 2 }, () => toolsForTest(t, database, { clock: () => time.now }));
  const count = 2200;
  const people = 300;
  const leads = await owner.insertPeople(Array.from({ length: people }, () => ({})));
  await owner.insertDeadlines(
    Array.from({ length: count }, (_, index) => due({ leadId: leads[index % people] ?? null })),
  );
  await owner.query("update deadlines set next_remind_at = next_remind_at - random() * interval '1 hour'");
  const handled = await Promise.all([
    sweep(),
    ...others.map(remindOfDue),
    sweep(),
    ...others.map(remindOfDue),
  ]);
  t.equal(
    handled.reduce((sum, each) => sum + each, 0),
    count,
    `together they took up every one: ${handled.join(" + ")}`,
  );
  t.same(await owner.countReminders(), [{ state: "bound", count }]);
  t.same(
    await owner.query(
      "select count(*), count(distinct deadline_id) as deadlines, count(mail_id) as bound from reminders where step = 'd-7'",
    ),
    [{ count, deadlines: count, bound: count }],
    "one each, all of them in a mail",
  );
  t.equal((await owner.listMails()).length, people, "and one mail per person");
  t.equal(await sweep(), 0, "nothing is left to do");
  const mails = await deliver();
  t.equal(mails.length, people);
  t.equal(new Set(mails.map(({ to }) => to)).size, people);
  t.same(await owner.countReminders(), [{ state: "sent", count }]);
});

t.test("days that no worker ran collapse into one reminder", async (t) => {
  const { owner, due, time, sweep, deliver, lead } = await begin(t, friday);
  const [id = ""] = await owner.insertDeadlines([
    due({ kind: "proof-of-use", nominalOn: "2026-10-23", remindedUntil: "2026-09-01T00:00:00Z" }),
  ]);
  time.now = "2026-10-22T05:10:00.000Z";
  t.equal(await sweep(), 1);
  t.match(await owner.listReminders(id), [
    { step: "d-1", email: lead.email, state: "bound", reason: null },
    { step: "d-14", email: lead.email, state: "skipped", reason: "superseded" },
    { step: "d-42", email: lead.email, state: "skipped", reason: "superseded" },
    { step: "d-7", email: lead.email, state: "skipped", reason: "superseded" },
  ]);
  t.same(
    await owner.query(`select due_at as "at" from reminders where deadline_id = $1 order by due_at`, [id]),
    [
      { at: "2026-09-11T05:00:00Z" },
      { at: "2026-10-09T05:00:00Z" },
      { at: "2026-10-16T05:00:00Z" },
      { at: "2026-10-22T05:10:00Z" },
    ],
    "each dated when it was due",
  );
  t.match(
    await deliver(),
    [{ to: lead.email, subject: /1 Tag|morgen/i }],
    "one mail, and it counts from today",
  );
  t.equal(await sweep(), 0);
  time.now = "2026-10-26T05:59:00.000Z";
  t.equal(await sweep(), 0, "before seven in winter time");
  time.now = "2026-10-26T06:00:00.000Z";
  t.equal(await sweep(), 1, "the first step after the end, on the working day after it");
  t.same(
    (await owner.listReminders(id))
      .filter(({ step }) => step === "d+1")
      .map(({ email, state }) => [email, state]),
    [
      ["coordinator", "bound"],
      ["project-lead", "bound"],
    ].map(([who, state]) => [`${who}@${lead.email.split("@")[1]}`, state]),
  );
});

t.test("what is met or cancelled between sweep and send is not mentioned", async (t) => {
  const { owner, due, sweep, deliver, lead } = await begin(t, friday);
  const [only = ""] = await owner.insertPeople([{ email: "only@example.org" }]);
  const [met = "", open = "", cancelled = "", alone = ""] = await owner.insertDeadlines([
    due({ title: "Erledigtes Fest" }),
    due({ title: "Offenes Fest" }),
    due({ title: "Abgesagtes Fest" }),
    due({ title: "Allein erledigt", leadId: only }),
  ]);
  t.equal(await sweep(), 4);
  await owner.closeDeadline(met);
  await owner.closeDeadline(cancelled, "cancelled");
  await owner.closeDeadline(alone);
  const [mail, ...others] = await deliver();
  t.same(others, [], "nothing goes to whom nothing concerns");
  t.equal(mail?.to, lead.email);
  t.match(mail?.text, /Offenes Fest/);
  t.notMatch(mail?.text, /Erledigtes|Abgesagtes/);
  const outcomes = await Promise.all([met, open, cancelled, alone].map(owner.listReminders));
  t.match(outcomes, [
    [{ state: "dropped", reason: "deadline-met" }],
    [{ state: "sent", reason: null }],
    [{ state: "dropped", reason: "deadline-cancelled" }],
    [{ state: "dropped", reason: "deadline-met" }],
  ]);
  t.match(await owner.listMails(), [
    { email: "only@example.org", state: "dropped", sentAt: null, text: null },
    { email: lead.email, state: "sent" },
  ]);
  t.same(await deliver(), [], "and it stays so");
});

t.test("a moved deadline drops its old reminders and is reminded of anew", async (t) => {
  const { owner, due, time, sweep, deliver, lead } = await begin(t, friday);
  const [id = ""] = await owner.insertDeadlines([due()]);
  await sweep();
  await owner.moveDeadline(id, { kind: "completion", nominalOn: "2026-10-30", remindedUntil: time.now });
  t.same(await deliver(), [], "the old day is not sent");
  time.now = "2026-10-23T05:00:00.000Z";
  t.equal(await sweep(), 1, "the same step of the new version");
  const mails = await deliver();
  t.match(mails, [{ to: lead.email, text: /30\.10\.2026/ }]);
  t.notMatch(mails[0]?.text, /23\.10\.2026 |Frist: 23/);
  t.match(await owner.listReminders(id), [
    { step: "d-7", version: 1, state: "dropped", reason: "deadline-moved" },
    { step: "d-7", version: 2, state: "sent", reason: null },
  ]);
});

t.test("one digest per person and day, urgent reminders single", async (t) => {
  const { owner, due, sweep, deliver, lead, tools } = await begin(t, friday);
  const titles = ["Fest A", "Fest B", "Fest C"];
  await owner.insertDeadlines(titles.map((title) => due({ title })));
  const urgent = { kind: "granting-period-end", nominalOn: "2026-10-19" } as const;
  await owner.insertDeadlines([due({ ...urgent, title: "Eilig A" }), due({ ...urgent, title: "Eilig B" })]);
  await sweep();
  await owner.insertDeadlines([due({ title: "Fest D" })]);
  await sweep();
  t.same(
    (await owner.listMails()).map(({ kind, forOn }) => `${kind} ${forOn}`),
    ["digest 2026-10-16", "urgent 2026-10-16", "urgent 2026-10-16"],
  );
  const mails = await deliver();
  t.same(
    mails
      .map(({ text }) => [...titles, "Fest D", "Eilig A", "Eilig B"].filter((title) => text.includes(title)))
      .sort(),
    [["Eilig A"], ["Eilig B"], [...titles, "Fest D"]],
  );
  t.ok(mails.every(({ to }) => to === lead.email));
  t.same(
    (await tools.pool.query("select from reminders where mail_id is null and state = 'bound'")).rowCount,
    0,
  );
});

t.test("what comes after the digest was taken up waits for the next working morning", async (t) => {
  const { owner, due, sweep, deliver, time } = await begin(t, friday);
  await owner.insertDeadlines([due({ title: "Früh" })]);
  await sweep();
  t.equal((await deliver()).length, 1);
  await owner.insertDeadlines([due({ title: "Spät" }), due({ title: "Später" })]);
  await sweep();
  const [, monday] = await owner.listMails();
  t.match(monday, { kind: "digest", forOn: "2026-10-19", state: "pending", attempt: 0 });
  const opensAt = Date.parse("2026-10-19T05:00:00Z");
  const sendAt = Date.parse(String(monday?.nextTryAt));
  t.ok(
    sendAt > opensAt && sendAt <= opensAt + 60_000,
    `Monday at seven, after that morning's sweep: ${monday?.nextTryAt}`,
  );
  await owner.insertDeadlines([due({ title: "Am späten Freitag" })]);
  await sweep();
  time.now = "2026-10-19T05:00:02.000Z";
  await owner.insertDeadlines([due({ title: "Am Montag", nominalOn: "2026-10-26" })]);
  await sweep();
  const mails = await deliver();
  t.equal(mails.length, 1, "Monday has one digest as well");
  for (const title of ["Spät", "Später", "Am späten Freitag", "Am Montag"]) t.match(mails[0]?.text, title);
  t.notMatch(mails[0]?.text, /Früh/);
  t.same(await owner.countReminders(), [{ state: "sent", count: 5 }]);
});

t.test("what ends before the next digest does not wait for it when today's is closed", async (t) => {
  const { office, owner, due, sweep, deliver, lead, tools } = await begin(t, friday);
  await owner.insertDeadlines([due({ title: "Früh" })]);
  await sweep();
  t.equal((await deliver()).length, 1);
  const [ends = "", stays = ""] = await owner.insertDeadlines([
    due({ title: "Endet am Sonntag", nominalOn: "2026-10-18" }),
    due({ title: "Endet am Montag", nominalOn: "2026-10-19" }),
  ]);
  const rule = { land: "SH", zone: "Europe/Berlin", sendFrom: "07:00", sendUntil: "09:00" } as const;
  const recipient = { id: lead.id, forId: null, role: "lead", mailAt: null, silence: null } as const;
  const reminderOf = (deadlineId: string, endsAt: string, now: string) =>
    dueReminder(
      { officeId: office.id, deadlineId, deadlineVersion: 1, endsAt, step: "d-7", isUrgent: false },
      recipient,
      { ...rule, sendWeekdays: [1, 2, 3, 4, 5] },
      now,
    );
  await atNow(tools, async (tx, now) => {
    const over = reminderOf(stays, "2026-10-15T22:00:00.000Z", now);
    t.equal(over.endsBeforeNext, false, "what is over has no last chance");
    writeReminders(tx, [
      reminderOf(ends, "2026-10-18T22:00:00.000Z", now),
      reminderOf(stays, "2026-10-19T22:00:00.000Z", now),
    ]);
  });
  t.same((await owner.listMails()).map(({ kind, forOn, state }) => [kind, forOn, state].join(" ")).sort(), [
    "digest 2026-10-16 sent",
    "digest 2026-10-19 pending",
    "urgent 2026-10-16 pending",
  ]);
  const mails = await deliver();
  t.same(mails.map(({ text }) => /Endet am \w+/.exec(text)?.[0]).sort(), [
    "Endet am Montag",
    "Endet am Sonntag",
  ]);
});

t.test("a digest that had nothing left to say is opened again on the same day", async (t) => {
  const { owner, due, sweep, deliver, time } = await begin(t, friday);
  const [met = ""] = await owner.insertDeadlines([due({ title: "Erledigt" })]);
  await sweep();
  await owner.closeDeadline(met);
  t.same(await deliver(), []);
  t.match(await owner.listMails(), [{ kind: "digest", state: "dropped" }]);
  time.now = "2026-10-16T06:00:00.000Z";
  await owner.insertDeadlines([due({ title: "Noch heute" })]);
  await sweep();
  t.match(await deliver(), [{ text: /Noch heute/ }]);
  t.match(await owner.listMails(), [{ kind: "digest", forOn: "2026-10-16", state: "sent" }]);
});

t.test("only who holds the role on the day is told", async (t) => {
  const { owner, due, sweep, office, lead } = await begin(t, friday);
  await owner.insertPeople([
    { email: "dropped@example.org", roles: ["partner"] },
    { email: "ended@example.org", roles: ["coordinator"], rolesUntil: "2026-10-15" },
    { email: "last-day@example.org", roles: ["coordinator"], rolesUntil: "2026-10-16" },
    { email: "both@example.org", roles: ["lead-office", "coordinator"] },
    { email: "former@example.org", roles: ["auditor"], rolesUntil: "2026-01-01" },
  ]);
  const [id = "", leaderless = ""] = await owner.insertDeadlines([
    due({ kind: "application-cut-off", nominalOn: "2026-10-30" }),
    due({ kind: "application-cut-off", nominalOn: "2026-10-30", leadId: null }),
  ]);
  await owner.query("update people set roles = '{}' where id = $1", [office.people.admin.id]);
  await sweep();
  const coordinators = ["both@example.org", office.people.coordinator.email, "last-day@example.org"];
  t.same(
    (await owner.listReminders(id)).map(({ email }) => email).sort(),
    [...coordinators, lead.email].sort(),
  );
  t.same((await owner.listReminders(leaderless)).map(({ email }) => email).sort(), coordinators.sort());
});

t.test("everybody reads their own language", async (t) => {
  const { owner, due, sweep, deliver } = await begin(t, friday);
  const [german = "", english = ""] = await owner.insertPeople([
    { email: "deutsch@example.org", language: "de" },
    { email: "english@example.org", language: "en" },
  ]);
  await owner.insertDeadlines([due({ leadId: german }), due({ leadId: english })]);
  await sweep();
  const mails = (await deliver()).sort((a, b) => a.to.localeCompare(b.to));
  t.match(mails, [
    { to: "deutsch@example.org", subject: /Frist in 7 Tagen/, text: /in 7 Tagen.*Rolle Projektleitung/s },
    { to: "english@example.org", subject: /Deadline in 7 days/, text: /in 7 days.*role project lead/s },
  ]);
});

t.test("a deadline that cannot be reckoned with keeps no other from its turn", async (t) => {
  const { owner, due, time, sweep, deliver, lead } = await begin(t, friday);
  const [odd = ""] = await owner.insertDeadlines([due({ title: "Seltsam" })]);
  await owner.query("update deadlines set kind = 'unheard-of', next_remind_at = '2026-10-01' where id = $1", [
    odd,
  ]);
  const [fine = ""] = await owner.insertDeadlines([due({ title: "Gewöhnlich" })]);
  await sweep();
  t.match(await owner.listReminders(fine), [{ state: "bound" }]);
  t.match(await deliver(), [{ to: lead.email, text: /Gewöhnlich/ }]);
  t.same(await owner.listReminders(odd), []);
  await owner.query("update deadlines set kind = 'completion' where id = $1", [odd]);
  time.now = "2026-10-16T06:30:00.000Z";
  t.equal(await sweep(), 1, "once mended, it is found again");
  t.match(await owner.listReminders(odd), [{ step: "d-7", state: "bound" }], "and nothing was lost");
});
