import { test } from "tap";
import { sweepAll } from "../../../services/worker/src/reminders/sweep.ts";
import { databaseForTest } from "../../support/database.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { friday, mailedOffice } from "../mailed-office.ts";

const week = { kind: "completion", nominalOn: "2026-10-23" } as const;

test("who has left gets no mail, and the office has to find somebody", async (t) => {
  const database = await databaseForTest(t);
  const smtp = await smtpForTest(t);
  const begun = await mailedOffice(t, { database, smtp });
  const { office, ask, insertPerson, insertDuty, wish, move, at } = begun;
  const { token, email } = office.people.coordinator;
  const gone = await insertPerson({ email: "gone@example.org", rolesUntil: "2026-10-15" });
  const last = await insertPerson({ email: "last@example.org", rolesUntil: "2026-10-16" });
  const blind = await insertPerson({ email: "blind@example.org" });
  const away = await insertPerson({ email: "away@example.org" });
  await wish(away, { deputyId: blind, absentFrom: "2026-10-12", absentUntil: "2026-10-30" });
  const duty = (title: string, leadId: string) => insertDuty({ ...week, title, leadId });
  const lost = await duty("Ohne Leitung", gone);
  await duty("Letzter Tag", last);
  await duty("Vertretung sieht nichts", away);
  const mails = await at(friday);
  const to = (address: string) => mails.filter(({ envelopeTo }) => envelopeTo.includes(address));
  t.same(
    mails.map(({ envelopeTo }) => envelopeTo.join()).sort(),
    [email, "last@example.org"].sort(),
    "nobody else is told",
  );
  const [toOffice] = to(email);
  t.match(toOffice?.text, /Ohne Leitung/);
  t.match(toOffice?.text, /Vertretung sieht nichts/);
  t.notMatch(toOffice?.text, /Letzter Tag/);
  const tasks = async () => (await ask("GET /v1/tasks?kind=assign-lead", { token })).body.items;
  t.match(await tasks(), [{ subjectType: "deadlines", subjectId: lost, personId: gone, state: "open" }]);
  t.equal((await tasks()).length, 1, "none for an absence");

  await move(lost, "completion", "2026-12-18");
  const news = await at("2026-10-16T05:20:00.000Z");
  t.same(
    news.map(({ envelopeTo }) => envelopeTo.join()),
    [email],
    "a moved day goes to the office, too",
  );
  t.equal((await tasks()).length, 1, "the same task");
});

test("what waits to be sent goes to who has taken over, and to nobody twice", async (t) => {
  const database = await databaseForTest(t);
  const smtp = await smtpForTest(t);
  const begun = await mailedOffice(t, { database, smtp });
  const { office, ask, insertPerson, insertDuty, at, time, tools, owner } = begun;
  const old = await insertPerson({ email: "old@example.org" });
  const next = await insertPerson({ email: "next@example.org" });
  const id = await insertDuty({ ...week, title: "Übergeben", leadId: old });
  time.now = friday;
  await sweepAll(tools);
  const waiting = await owner.listReminders(id);
  t.match(
    waiting.filter(({ role }) => role === "lead"),
    [{ email: "old@example.org", state: "bound" }],
  );
  const { status, text } = await ask(`POST /v1/people/${old}/hand-over`, {
    token: office.people.coordinator.token,
    body: { to: next, reason: "Geht" },
    headers: { "if-match": "*" },
  });
  t.equal(status, 200, text);
  const mails = await at("2026-10-16T05:11:00.000Z");
  t.same(
    mails.map(({ envelopeTo }) => envelopeTo.join()),
    ["next@example.org"],
  );
  t.match(mails[0]?.text, /Übergeben/);
  t.match(
    (await owner.listReminders(id)).filter(({ email }) => email === "old@example.org"),
    [{ state: "dropped", reason: "not-theirs" }],
  );
  t.same(await at("2026-10-16T05:30:00.000Z"), []);
});

test("who is deactivated gets no mail any more, and what waits goes to the office", async (t) => {
  const database = await databaseForTest(t);
  const smtp = await smtpForTest(t);
  const begun = await mailedOffice(t, { database, smtp });
  const { office, ask, insertPerson, insertDuty, at, time, tools, owner } = begun;
  const { token, email } = office.people.coordinator;
  const old = await insertPerson({ email: "old@example.org" });
  const id = await insertDuty({ ...week, title: "Liegt bereit", leadId: old });
  time.now = friday;
  await sweepAll(tools);
  const shut = await ask(`POST /v1/people/${old}/deactivation`, {
    ...{ token, body: { reason: "Postfach in fremder Hand" }, headers: { "if-match": "*" } },
  });
  t.equal(shut.status, 200, shut.text);
  await insertDuty({ ...week, title: "Kommt dazu", leadId: old });
  const mails = [...(await at("2026-10-16T05:11:00.000Z")), ...(await at("2026-10-16T05:12:00.000Z"))];
  t.same([...new Set(mails.map(({ envelopeTo }) => envelopeTo.join()))], [email]);
  const told = mails.map(({ text = "" }) => text).join();
  for (const title of ["Liegt bereit", "Kommt dazu"]) t.match(told, title);
  t.match(
    (await owner.listReminders(id)).filter((reminder) => reminder.email === "old@example.org"),
    [{ state: "dropped", reason: "not-theirs" }],
  );
  await ask(`DELETE /v1/people/${old}/deactivation`, { token });
  await insertDuty({ ...week, title: "Wieder da", leadId: old });
  const back = await at("2026-10-16T05:13:00.000Z");
  t.same(
    back.map(({ envelopeTo }) => envelopeTo.join()),
    ["old@example.org"],
  );
});

test("what was bound for somebody who leaves before it is sent goes to the office", async (t) => {
  const database = await databaseForTest(t);
  const smtp = await smtpForTest(t);
  const begun = await mailedOffice(t, { database, smtp });
  const { office, ask, insertPerson, insertDuty, at, time, tools, owner } = begun;
  const { token, email } = office.people.coordinator;
  const old = await insertPerson({ email: "old@example.org" });
  const id = await insertDuty({ ...week, title: "Liegt bereit", leadId: old });
  time.now = friday;
  await sweepAll(tools);
  const { status, text } = await ask(`PATCH /v1/people/${old}`, {
    token,
    body: { rolesUntil: "2026-10-15" },
    headers: { "if-match": "*" },
  });
  t.equal(status, 200, text);
  t.same(await at("2026-10-16T05:11:00.000Z"), [], "the mail has nothing left to say");
  const mails = await at("2026-10-16T05:12:00.000Z");
  t.same(
    mails.map(({ envelopeTo }) => envelopeTo.join()),
    [email],
  );
  t.match(mails[0]?.text, /Liegt bereit/);
  t.match(
    (await owner.listReminders(id)).filter((reminder) => reminder.email === "old@example.org"),
    [{ state: "dropped", reason: "not-theirs" }],
  );
});
