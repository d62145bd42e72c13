import t, { type Test } from "tap";
import { databaseForTest } from "../../support/database.ts";
import { expectDone } from "../../support/project.ts";
import { type ReceivedMail, smtpForTest } from "../../support/smtp.ts";
import { answerUrl, friday, headerOf, mailedOffice } from "../mailed-office.ts";

// The rules of municipal reminder practice, each by its number; where another file goes deeper, it is named.

const database = await databaseForTest(t);
const smtp = await smtpForTest(t);
const begin = (test: Test) => mailedOffice(test, { database, smtp });

const to = (email: string, mails: readonly ReceivedMail[]) =>
  mails.filter(({ envelopeTo }) => envelopeTo.includes(email));
const flat = (mail: ReceivedMail | undefined) => mail?.text?.replaceAll("\n", " ") ?? "";

// Also: tests/domain/reminders.test.ts, tests/worker/reminders.test.ts.
t.test(
  "1: steps that lie in the past when a deadline is made are skipped, and collapse to one mail",
  async (t) => {
    const { ask, office, lead, at } = await begin(t);
    const create = (on: string, kind = "proof-of-use") =>
      expectDone(
        ask("POST /v1/deadlines", {
          token: office.people.coordinator.token,
          body: { kind, title: `Bis ${on}`, rule: { kind: "fixed", on }, leadId: lead.id },
        }),
      );
    await create("2026-11-27");
    t.same(await at(friday), [], "42 days before is today: nothing on the day it was made");
    await create("2026-10-19");
    const mails = await at("2026-10-16T05:20:00.000Z");
    t.equal(
      mails.length,
      1,
      "of four steps behind only the last is made up for, as none is left before the end",
    );
    t.match(mails[0]?.subject, /^Frist in 3 Tagen \([\d.]{10}\): Verwendungsnachweis$/);
    t.same(await at("2026-10-16T06:20:00.000Z"), []);
  },
);

// Also: tests/worker/clocks.test.ts, tests/domain/reminders.test.ts.
t.test("2: mails go between seven and nine on working days, before a day off", async (t) => {
  const { insertDuty, at, owner, lead } = await begin(t);
  await insertDuty({ kind: "completion", nominalOn: "2026-10-24", title: "Samstag" });
  await insertDuty({ kind: "completion", nominalOn: "2026-11-07", title: "Nach Reformationstag" });
  t.same(await at("2026-10-16T04:59:59.999Z"), []);
  t.match(
    (await at("2026-10-16T05:00:00.000Z")).map(flat),
    [/Samstag/],
    "the seventh day before is a Saturday",
  );
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Zu spät" });
  await at("2026-10-16T07:00:00.001Z");
  const [waiting] = (await owner.listMails())
    .filter(({ email, state }) => email === lead.email && state === "sent")
    .slice(-1);
  t.equal(waiting?.forOn, "2026-10-19", "after nine it is for the next working morning");
  t.match(
    (await at("2026-10-30T06:00:00.000Z")).map(flat),
    [/Nach Reformationstag/],
    "Friday before the holiday",
  );
});

// Also: tests/worker/sweep.test.ts, tests/worker/moves.test.ts, tests/api/amendments.test.ts, tests/api/papers.test.ts.
t.test("3: what is met, withdrawn or moved is reminded of no more", async (t) => {
  const { insertDuty, at, owner, move, time } = await begin(t);
  const duty = { kind: "completion", nominalOn: "2026-10-23" } as const;
  const [met, withdrawn, moved] = [
    await insertDuty({ ...duty, title: "Erfüllt" }),
    await insertDuty({ ...duty, title: "Zurückgezogen" }),
    await insertDuty({ ...duty, title: "Verlegt" }),
  ];
  time.now = "2026-10-15T08:00:00.000Z";
  await owner.closeDeadline(met);
  await owner.closeDeadline(withdrawn, "cancelled");
  await move(moved, "completion", "2026-10-30");
  const [told, ...others] = await at(friday);
  t.same(others, []);
  t.match(
    told?.subject,
    /^Frist verschoben auf [\d.]{10}: Nachreichen von Unterlagen$/,
    "of the move, not of the old day",
  );
  t.match(
    (await at("2026-10-23T05:00:00.000Z")).map(flat),
    [/Verlegt/],
    "a new version counts to the new day",
  );
});

// Also: tests/worker/sweep.test.ts (workers at once), tests/e2e/faults.test.ts (a queue that loses everything).
t.test("4: a reminder is written once, and the sweep needs nothing but the database", async (t) => {
  const { insertDuty, at, owner } = await begin(t);
  const id = await insertDuty({ kind: "completion", nominalOn: "2026-10-23" });
  t.equal((await at(friday)).length, 1, "there is no queue in this test");
  await owner.query(
    "update deadlines set reminded_until = '2026-10-15', next_remind_at = '2026-10-16' where id = $1",
    [id],
  );
  t.same(
    await at("2026-10-16T05:11:00.000Z"),
    [],
    "a sweep that finds it due anew finds it in the ledger as well",
  );
  await t.rejects(
    owner.query(
      `insert into reminders (office_id, deadline_id, deadline_version, step, recipient_id, role, state, due_at)
       select office_id, deadline_id, deadline_version, step, recipient_id, role, 'bound', due_at from reminders where deadline_id = $1`,
      [id],
    ),
    { code: "23505" },
    "deadline, version, step and recipient are one key",
  );
});

// Also: tests/worker/mail-answers.test.ts (put off, stood in for and moved on one day), tests/worker/sweep.test.ts.
t.test("5: one digest per person and day", async (t) => {
  const { insertDuty, at, lead, owner } = await begin(t);
  for (const kind of ["completion", "drawdown-request", "paper-cut-off"] as const)
    await insertDuty({ kind, nominalOn: "2026-10-23" });
  t.equal(to(lead.email, await at(friday)).length, 1);
  await insertDuty({ kind: "proof-of-use", nominalOn: "2026-10-23" });
  await at("2026-10-16T05:12:00.000Z");
  const digests = (await owner.listMails()).filter(({ email }) => email === lead.email);
  t.same(
    digests.map(({ forOn }) => forOn),
    ["2026-10-16", "2026-10-19"],
    "what comes after it is for the next working day",
  );
});

// Also: tests/worker/sending.test.ts (every answer of a server), tests/api/mail-events.test.ts.
t.test("6: every mail is in the log, and a bounce is a task for the office", async (t) => {
  const { insertDuty, at, lead, ask, office, owner } = await begin(t);
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23" });
  await smtp.setBehaviour({ does: "refuse", at: "data", code: 451 });
  await at(friday);
  const token = office.people.coordinator.token;
  const read = (path: string) => expectDone(ask(`GET /v1/${path}`, { token }));
  t.match((await read("mails")).items, [{ state: "pending", attempts: [{ response: /^451/ }] }]);
  await smtp.setBehaviour({ does: "accept" });
  await at(friday);
  const { items } = await read("mails");
  t.match(items, [{ state: "sent", attempts: [{ response: /^451/ }, { response: /^250/ }] }]);
  t.match((await owner.listMails())[0], { email: lead.email, attempt: 2 });
  await expectDone(
    ask("POST /v1/mail-events", {
      token,
      body: { type: "bounce", mailId: items[0].id, status: "5.1.1", detail: "No such user" },
    }),
  );
  t.match((await read("mails")).items, [{ state: "bounced" }]);
  t.match((await read("tasks")).items, [{ kind: "bounce", state: "open", personId: lead.id }]);
});

t.test("7: each mail says that the notice prevails", async (t) => {
  const { insertDuty, insertPerson, move, at } = await begin(t);
  const english = await insertPerson({ language: "en" });
  for (const leadId of [undefined, english]) {
    const whose = leadId === undefined ? {} : { leadId };
    await insertDuty({ kind: "completion", nominalOn: "2026-10-23", ...whose });
    await insertDuty({ kind: "granting-period-end", nominalOn: "2026-10-19", ...whose });
    await move(
      await insertDuty({ kind: "objection", nominalOn: "2026-12-23", ...whose }),
      "objection",
      "2026-12-30",
    );
  }
  const mails = await at(friday);
  t.equal(mails.length, 6, "digest, urgent and moved, in two languages");
  for (const mail of mails)
    for (const part of [flat(mail), String(mail.html)])
      t.match(
        part,
        /Es gilt der Bescheid oder Aufruf, nicht diese Mail\. Die Frist läuft auch, wenn eine Mail ausbleibt\.|The grant notice \(Bescheid\) or the call prevails, not this email\. The deadline runs even if an email is lost\./,
      );
});

// Also: tests/worker/mails.test.ts (every kind of mail), tests/mail/reminder-mail.test.ts (whatever stands in a title).
t.test("8: nothing personal in the subject", async (t) => {
  const { insertDuty, at, owner, lead } = await begin(t);
  await owner.query("update people set name = 'Petra Geheim' where id = $1", [lead.id]);
  await insertDuty({
    kind: "granting-period-end",
    nominalOn: "2026-10-19",
    title: "Beratung für Geflüchtete",
  });
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Beratung für Geflüchtete" });
  const subjects = (await at(friday)).map(({ subject }) => subject);
  t.same(subjects.sort(), [
    "Frist in 3 Tagen (19.10.2026): Ende des Bewilligungszeitraums",
    "Frist in 7 Tagen (23.10.2026): Nachreichen von Unterlagen",
  ]);
});

// Also: tests/worker/mails.test.ts.
t.test("9: everybody reads their own language", async (t) => {
  const { insertDuty, insertPerson, at } = await begin(t);
  const english = await insertPerson({ language: "en", email: "e9@example.org" });
  const german = await insertPerson({ language: "de", email: "d9@example.org" });
  for (const leadId of [english, german])
    await insertDuty({ kind: "completion", nominalOn: "2026-10-23", leadId });
  const mails = await at(friday);
  t.match(to("e9@example.org", mails).map(flat), [/^Hello .*By Friday, 23 Oct 2026 \(in 7 days\)/]);
  t.match(to("d9@example.org", mails).map(flat), [/^Guten Tag .*Bis Freitag, 23\.10\.2026 \(in 7 Tagen\)/]);
});

// Also: tests/domain/reminder-plans.test.ts (chains that go round or end nowhere).
t.test("10: whoever is away is stood in for", async (t) => {
  const { insertDuty, insertPerson, wish, at, ask, office, owner } = await begin(t);
  const { token } = office.people.coordinator;
  const [anna, bert, cora] = [
    await insertPerson({ name: "Anna Äußerst", email: "anna10@example.org" }),
    await insertPerson({ name: "Bert Groß", email: "bert10@example.org", roles: ["auditor"] }),
    await insertPerson({ name: "Cora Zweite", email: "cora10@example.org", roles: ["auditor"] }),
  ];
  await wish(anna, { deputyId: bert, absentFrom: "2026-10-16", absentUntil: "2026-10-22" });
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23", leadId: anna, title: "Eins" });
  const [first, ...others] = await at(friday);
  t.same(others, []);
  t.same(first?.envelopeTo, ["bert10@example.org"], "away from this day on");
  t.match(
    flat(first),
    /Sie vertreten Anna Äußerst\. Warum: 7 Tage vorher, Rolle Vertretung\. Nächste Mail: 21\.10\.2026\./,
    "and the next one is named, which comes to the deputy too",
  );
  const { items } = await expectDone(ask(`GET /v1/reminders?recipientId=${bert}`, { token }));
  const reminder = await expectDone(ask(`GET /v1/reminders/${items[0].id}`, { token }));
  t.equal(Date.parse(reminder.why.nextAt), Date.parse("2026-10-21T05:00:00Z"), "as the API says");
  await wish(bert, { deputyId: cora, absentFrom: "2026-10-21" });
  const [chained] = await at("2026-10-21T05:00:00.000Z");
  t.same(chained?.envelopeTo, ["cora10@example.org"], "the deputy of the deputy");
  t.match(chained?.text, /Sie vertreten Anna Äußerst\./);
  await insertDuty({ kind: "completion", nominalOn: "2026-10-30", leadId: anna, title: "Zwei" });
  const [back] = await at("2026-10-23T05:00:00.000Z");
  t.same(back?.envelopeTo, ["anna10@example.org"], "back again: themselves");
  t.notMatch(back?.text, /vertreten/);

  await owner.query("update deadlines set state = 'cancelled', next_remind_at = null");
  await insertDuty({ kind: "spending-window", nominalOn: "2026-11-09", leadId: null, title: "Ohne Leitung" });
  const [toOffice, ...more] = await at("2026-10-26T06:00:00.000Z");
  t.same(more, []);
  t.same(toOffice?.envelopeTo, [office.people.coordinator.email], "without anybody who leads: the office");
  t.match(
    flat(toOffice),
    /Rolle Koordinierungsstelle\. Nächste Mail: 06\.11\.2026\./,
    "which the next step comes to as well",
  );
});

// Also: tests/worker/mail-answers.test.ts (one click), tests/api/preferences.test.ts.
t.test("11: duties cannot be unsubscribed from", async (t) => {
  const { insertDuty, at, wish, lead, ask } = await begin(t);
  const asked = await ask(`PATCH /v1/people/${lead.id}/preferences`, {
    token: lead.token,
    body: { mutedKinds: ["completion"] },
    headers: { "if-match": "*" },
  });
  t.same([asked.status, asked.body.code], [422, "statutory-kind"]);
  await wish(lead.id, { mutedKinds: ["completion", "drawdown-request"] });
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Pflicht" });
  await insertDuty({ kind: "drawdown-request", nominalOn: "2026-10-23", title: "Freiwillig" });
  const [mail] = to(lead.email, await at(friday));
  t.match(mail?.text, /Pflicht/, "not even by what stands in the database");
  t.notMatch(mail?.text, /Freiwillig/);
  t.equal(mail === undefined ? "" : headerOf(mail, "List-Unsubscribe"), null);
});

// Also: tests/worker/sending.test.ts (every failure and its back-off).
t.test(
  "12: a mail that failed is tried again, later and later, and tells what is true by then",
  async (t) => {
    const { insertDuty, at, owner, lead } = await begin(t);
    await insertDuty({ kind: "proof-of-use", nominalOn: "2026-10-23", title: "Nachweis" });
    await smtp.setBehaviour({ does: "refuse", at: "rcpt", code: 450 });
    const waits: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await at(friday);
      waits.push((await owner.listMails())[0]?.waitSeconds ?? 0);
    }
    t.ok((waits[0] ?? 0) < (waits[1] ?? 0) && (waits[1] ?? 0) < (waits[2] ?? 0), `waits ${waits.join(", ")}`);
    await smtp.setBehaviour({ does: "accept" });
    const [late] = to(lead.email, await at("2026-10-26T06:30:00.000Z")).filter(({ text = "" }) =>
      text.includes("7 Tage vorher"),
    );
    t.match(late?.subject, /^Überfällig \([\d.]{10}\): Verwendungsnachweis$/);
    t.match(flat(late), /Seit 3 Tagen überfällig, die Frist endete am Freitag, 23\.10\.2026/);
    t.notMatch(late?.text, /in 7 Tagen|später erinnern/);
    t.match(flat(late), "Warum: 7 Tage vorher (nachgeholt), Rolle Projektleitung.");
    t.match(late === undefined ? "" : answerUrl(late, "Nachweis"), /answers/);
  },
);

t.test("a last day on which nobody is there says when the last working day before it is", async (t) => {
  const { ask, office, at } = await begin(t);
  const { token, email } = office.people.coordinator;
  const body = { kind: "drawdown-request", title: "Abruf", rule: { kind: "fixed", on: "2026-10-31" } };
  await expectDone(ask("POST /v1/deadlines", { token, body }));
  await at(friday);
  const [mail] = to(email, await at("2026-10-23T06:30:00.000Z"));
  t.match(flat(mail), "Bis Samstag, 31.10.2026 (in 8 Tagen)");
  t.match(flat(mail), "sicher ist nur Freitag, 30.10.2026");
  t.match(flat(mail), "Warum: 7 Tage vorher (vorgezogen), Rolle Koordinierungsstelle.");
});
