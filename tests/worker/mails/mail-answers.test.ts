import t from "tap";
import { databaseForTest } from "../../support/database.ts";
import { type ReceivedMail, smtpForTest } from "../../support/smtp.ts";
import { answerUrl, friday, headerOf, mailedOffice } from "../mailed-office.ts";

const database = await databaseForTest(t);
const smtp = await smtpForTest(t);

const to = (email: string, mails: readonly ReceivedMail[]) =>
  mails.filter(({ envelopeTo }) => envelopeTo.includes(email));
const titlesIn = (mails: readonly ReceivedMail[]) =>
  mails.flatMap(({ text = "" }) => [...text.matchAll(/Betreff: (.+)/g)].map(([, title]) => title)).sort();

t.test("one click in a mail program mutes what is voluntary, and duties still come", async (t) => {
  const { office, owner, lead, insertDuty, at, form } = await mailedOffice(t, { database, smtp });
  const { coordinator } = office.people;
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Unterlagen" });
  await insertDuty({ kind: "drawdown-request", nominalOn: "2026-10-23", title: "Abruf" });
  const [mail] = to(lead.email, await at(friday));
  if (mail === undefined) throw new Error("no digest");
  t.same(titlesIn([mail]), ["Abruf", "Unterlagen"]);
  const list = headerOf(mail, "List-Unsubscribe")?.slice(1, -1) ?? "";
  t.equal((await form(list, "List-Unsubscribe=One-Click")).status, 200);

  const muted = await insertDuty({
    kind: "drawdown-request",
    nominalOn: "2026-10-30",
    title: "Zweiter Abruf",
  });
  await insertDuty({ kind: "completion", nominalOn: "2026-10-30", title: "Mehr Unterlagen" });
  await insertDuty({ kind: "paper-cut-off", nominalOn: "2026-10-30", title: "Vorlage" });
  const weekLater = await at("2026-10-23T05:10:00.000Z");
  const [digest, ...urgent] = to(lead.email, weekLater).sort(
    (a, b) => titlesIn([b]).length - titlesIn([a]).length,
  );
  t.same(titlesIn(digest === undefined ? [] : [digest]), ["Mehr Unterlagen", "Vorlage"], "in one digest");
  t.same(titlesIn(urgent), ["Unterlagen"], "on its last day");
  t.ok(digest !== undefined && headerOf(digest, "List-Unsubscribe") !== null, "the paper is another kind");
  t.match(
    (await owner.listReminders(muted)).map(({ email, state, reason }) => [email, state, reason]).sort(),
    [
      [coordinator.email, "sent", null],
      [lead.email, "skipped", "muted"],
    ],
    "only for the one who clicked",
  );
  t.match(titlesIn(to(coordinator.email, weekLater)), ["Zweiter Abruf"]);
});

t.test("a digest of duties alone offers no way out, nor does its text", async (t) => {
  const { lead, insertDuty, at, wish } = await mailedOffice(t, { database, smtp });
  await wish(lead.id, { mutedKinds: ["drawdown-request"] });
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Unterlagen" });
  await insertDuty({ kind: "drawdown-request", nominalOn: "2026-10-23", title: "Abruf" });
  const [mail] = to(lead.email, await at(friday));
  t.same(titlesIn(mail === undefined ? [] : [mail]), ["Unterlagen"]);
  t.notMatch(mail?.raw, /unsubscribe/i);
});

t.test("later comes back although its kind was muted since", async (t) => {
  const { insertDuty, at, form, lead, wish } = await mailedOffice(t, { database, smtp });
  await insertDuty({ kind: "drawdown-request", nominalOn: "2026-10-23", title: "Abruf" });
  const [mail] = to(lead.email, await at(friday));
  if (mail === undefined) throw new Error("no mail");
  t.equal((await form(answerUrl(mail, "Abruf"), "answer=later&days=3")).status, 200);
  await wish(lead.id, { mutedKinds: ["drawdown-request"] });
  const [again] = to(lead.email, await at("2026-10-19T05:00:00.000Z"));
  t.match(again?.text, "auf Wunsch verschoben");
  t.same(to(lead.email, await at("2026-10-22T05:00:00.000Z")), [], "the plan's own steps are muted");
});

t.test("later comes back on the day, once", async (t) => {
  const { owner, lead, insertDuty, at, form } = await mailedOffice(t, { database, smtp });
  const duty = await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Unterlagen" });
  const [mail] = to(lead.email, await at(friday));
  if (mail === undefined) throw new Error("no mail");
  const url = answerUrl(mail, "Unterlagen");
  t.equal((await form(url, "answer=later&days=3")).status, 200);
  t.same(await at("2026-10-19T04:59:59.999Z"), [], "not the moment before");
  const [back, ...others] = await at("2026-10-19T05:00:00.000Z");
  t.same(others, []);
  t.match(
    back?.text?.replaceAll("\n", " "),
    "Warum: auf Wunsch verschoben, Rolle Projektleitung. Nächste Mail: 21.10.2026.",
  );
  t.equal(back?.subject, "Frist in 4 Tagen (23.10.2026): Nachreichen von Unterlagen");
  for (const now of ["2026-10-19T05:00:00.001Z", "2026-10-19T06:30:00.000Z", "2026-10-20T05:00:00.000Z"])
    t.same(await at(now), [], now);
  t.equal((await at("2026-10-21T05:00:00.000Z")).length, 1, "the next step as planned");
  const steps = (await owner.listReminders(duty)).map(({ step, state }) => `${step.slice(0, 6)} ${state}`);
  t.same(steps.sort(), ["again- sent", "d-2 sent", "d-7 sent"]);
});

t.test("not mine and done silence this person and nobody else", async (t) => {
  const { office, owner, lead, insertDuty, at, form } = await mailedOffice(t, { database, smtp });
  const { coordinator } = office.people;
  const cutOff = { kind: "application-cut-off", nominalOn: "2026-10-30" } as const;
  const notMine = await insertDuty({ ...cutOff, title: "Nicht meins" });
  const done = await insertDuty({ ...cutOff, title: "Schon fertig" });
  await insertDuty({ ...cutOff, title: "Unbeantwortet" });
  const [mail] = to(lead.email, await at(friday));
  if (mail === undefined) throw new Error("no mail");
  t.equal((await form(answerUrl(mail, "Nicht meins"), "answer=not-mine")).status, 200);
  t.equal((await form(answerUrl(mail, "Schon fertig"), "answer=done")).status, 200);
  t.same(titlesIn(await at("2026-10-23T05:00:00.000Z")), ["Unbeantwortet"]);
  const tuesday = await at("2026-10-27T06:00:00.000Z");
  t.same(titlesIn(to(lead.email, tuesday)), ["Unbeantwortet"]);
  t.same(titlesIn(to(coordinator.email, tuesday)), ["Nicht meins", "Schon fertig", "Unbeantwortet"]);
  for (const [id, reason] of [
    [notMine, "not-theirs"],
    [done, "answered-done"],
  ] as const) {
    const skipped = (await owner.listReminders(id)).filter(({ state }) => state === "skipped");
    t.same(
      [...new Set(skipped.map(({ email, reason }) => `${email} ${reason}`))],
      [`${lead.email} ${reason}`],
    );
  }
});

t.test("a deadline is named once on the day that a put-off reminder meets a step", async (t) => {
  const { owner, lead, insertDuty, at, form } = await mailedOffice(t, { database, smtp });
  const duty = await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Unterlagen" });
  const [mail] = to(lead.email, await at(friday));
  if (mail === undefined) throw new Error("no mail");
  t.equal((await form(answerUrl(mail, "Unterlagen"), "answer=later&days=5")).status, 200);
  const wednesday = await at("2026-10-21T05:00:00.000Z");
  t.same(titlesIn(wednesday), ["Unterlagen"], "although both are urgent and go single");
  const [again] = (await owner.listReminders(duty)).filter(({ step }) => step.startsWith("again-"));
  t.match(again, { state: "skipped", reason: "superseded" });
  t.same(await at("2026-10-21T05:30:00.000Z"), []);
});

t.test("two reminders that were put off to one day come back as one", async (t) => {
  const { lead, insertDuty, at, form, time } = await mailedOffice(t, { database, smtp });
  await insertDuty({ kind: "objection", nominalOn: "2026-10-30", title: "Widerspruch" });
  const first = to(lead.email, await at(friday));
  const second = to(lead.email, await at("2026-10-23T05:00:00.000Z"));
  time.now = "2026-10-23T08:00:00.000Z";
  for (const mail of [...first, ...second])
    t.equal((await form(answerUrl(mail, "Widerspruch"), "answer=later&days=5")).status, 200);
  t.same(titlesIn(await at("2026-10-28T06:00:00.000Z")), ["Widerspruch"]);
  t.same(await at("2026-10-28T06:30:00.000Z"), []);
});

t.test("whoever asked again on the day itself is told that day", async (t) => {
  const { lead, insertDuty, at, form, time } = await mailedOffice(t, { database, smtp });
  await insertDuty({ kind: "follow-up", nominalOn: "2026-10-19", title: "Wiedervorlage" });
  const [mail] = to(lead.email, await at("2026-10-19T03:00:00.000Z"));
  t.equal(mail, undefined);
  await insertDuty({ kind: "completion", nominalOn: "2026-10-19", title: "Eilig" });
  const [urgent] = to(lead.email, await at("2026-10-19T04:00:00.000Z"));
  if (urgent === undefined) throw new Error("no urgent mail before seven");
  time.now = "2026-10-19T04:30:00.000Z";
  t.equal((await form(answerUrl(urgent, "Eilig"), "answer=later&days=1")).status, 200);
  t.same(titlesIn(await at("2026-10-19T05:00:00.000Z")), ["Eilig", "Wiedervorlage"]);
});

t.test("put off, muted, stood in for and moved: one mail for the day, one for what moved", async (t) => {
  const { lead, owner, insertDuty, insertPerson, wish, move, at, form, time } = await mailedOffice(t, {
    database,
    smtp,
  });
  // Whoever stands in has to see the duty as well.
  await owner.query("update people set roles = '{project-lead,auditor}' where id = $1", [lead.id]);
  const absent = await insertPerson({ name: "Anna Äußerst" });
  await wish(lead.id, { mutedKinds: ["paper-cut-off"] });
  await insertDuty({ kind: "spending-window", nominalOn: "2026-10-30", title: "Verschoben" });
  await insertDuty({ kind: "upstream-proof", nominalOn: "2026-11-27", title: "Auch verschoben" });
  const movedOne = await insertDuty({ kind: "interim-proof", nominalOn: "2027-02-10", title: "Verlegt A" });
  const movedTwo = await insertDuty({ kind: "proof-of-use", nominalOn: "2027-02-11", title: "Verlegt B" });
  const [mail] = to(lead.email, await at(friday));
  if (mail === undefined) throw new Error("no mail");
  for (const title of ["Verschoben", "Auch verschoben"])
    t.equal((await form(answerUrl(mail, title), "answer=later&days=7")).status, 200);

  time.now = "2026-10-23T04:30:00.000Z";
  await wish(absent, { deputyId: lead.id, absentFrom: "2026-10-20" });
  await insertDuty({ kind: "completion", nominalOn: "2026-10-30", title: "Eigenes" });
  await insertDuty({ kind: "paper-cut-off", nominalOn: "2026-10-30", title: "Stumm" });
  await insertDuty({ kind: "completion", nominalOn: "2026-10-30", title: "Vertreten", leadId: absent });
  await insertDuty({ kind: "granting-period-end", nominalOn: "2026-10-26", title: "Eilig" });
  await move(movedOne, "interim-proof", "2027-03-10");
  await move(movedTwo, "proof-of-use", "2027-03-11");
  const mails = to(lead.email, await at("2026-10-23T05:00:00.000Z"));
  t.same(
    mails
      .map((one) => titlesIn([one]))
      .sort((a, b) => b.length - a.length || (String(a) < String(b) ? -1 : 1)),
    [["Auch verschoben", "Eigenes", "Verschoben", "Vertreten"], ["Verlegt A", "Verlegt B"], ["Eilig"]],
  );
  const digest = mails.find((one) => titlesIn([one]).length === 4)?.text ?? "";
  t.equal(digest.match(/Sie vertreten Anna Äußerst\./g)?.length, 1, "for one of the four");
  t.same(to(lead.email, await at("2026-10-23T05:30:00.000Z")), []);
});
