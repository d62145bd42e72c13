import ICAL from "ical.js";
import t, { type Test } from "tap";
import { v7 as newId } from "uuid";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { sweepAll } from "../../../services/worker/src/reminders/sweep.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { expectDone, insertApplication, insertProgramme } from "../../support/project.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { ownerForTest, toolsForTest } from "./due.ts";

const database = await databaseForTest(t);
const smtp = await smtpForTest(t);
let offices = 0;

/** An office with two drafts for a meeting on 21 January 2027, whose cut-off is the 7th. */
async function begin(test: Test) {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `V${offices}`);
  const owner = ownerForTest(test, database, office.id);
  await owner.query("update deadlines set state = 'cancelled', next_remind_at = null");
  const time = { now: "2026-11-24T10:00:00.000Z" };
  const clock = () => time.now;
  const { ask } = await apiForTest(test, database.apiUrl, { clock });
  const tools = toolsForTest(test, database, { smtpUrl: smtp.url, clock });
  const { meeting, call } = await insertProgramme(ask, office, { year: 2027, meetingOn: "2027-01-21" });
  const project = { callId: call.id, cost: 1000, startsOn: "2027-02-01", endsOn: "2027-06-30" };
  const drafts = [
    await insertApplication(ask, office, { ...project, title: "Erstes Fest" }),
    await insertApplication(ask, office, { ...project, title: "Zweites Fest" }),
  ];
  /** After a minute everybody may know of what has been made. */
  const getKnown = () => {
    time.now = new Date(Date.parse(time.now) + 61_000).toISOString();
  };
  getKnown();
  const token = office.people.coordinator.token;
  const moveTo = (takesPlaceOn: string) =>
    expectDone(
      ask(`PATCH /v1/meetings/${meeting.id}`, {
        token,
        body: { takesPlaceOn },
        headers: { "if-match": "*" },
      }),
    );
  const later = async (seconds: number) => {
    time.now = new Date(Date.parse(time.now) + seconds * 1000).toISOString();
    await sweepAll(tools);
    const before = smtp.mails.length;
    await owner.makeMailsDue();
    await sendMails(tools);
    return smtp.mails.slice(before);
  };
  return { office, owner, ask, token, meeting, drafts, getKnown, moveTo, later };
}

t.test("a moved meeting moves what counts from it, and each person concerned is told once", async (t) => {
  const { office, owner, moveTo, later, drafts } = await begin(t);
  const lead = office.people["project-lead"];
  await moveTo("2027-01-28");
  t.same(await later(30), [], "not within the minute in which it may move back");
  const mails = await later(31);
  t.same(
    mails.map(({ envelopeTo }) => envelopeTo.join()).sort(),
    [office.people.coordinator.email, lead.email].sort(),
    "whoever leads and whoever is reminded of it",
  );
  for (const mail of mails) {
    t.equal(mail.subject, "2 Fristen verschoben");
    t.match(mail.text, "07.01.2027 → Donnerstag, 14.01.2027");
    t.match(mail.text, "Grund: Sitzung: 21.01.2027 → 28.01.2027");
    t.notMatch(mail.subject ?? "", /Fest/, "nothing personal in the subject");
  }
  t.match(
    mails.map(({ headers }) => headers.has("list-unsubscribe")),
    [false, false],
    "a moved day is no reminder to unsubscribe from",
  );
  const [calendar] = mails[0]?.attachments ?? [];
  t.match(calendar?.contentType, "text/calendar");
  const component = new ICAL.Component(ICAL.parse(String(calendar?.content)));
  const events = component.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  t.same(
    events.map(({ startDate }) => startDate.toString()),
    ["2027-01-14", "2027-01-14"],
  );
  const stored = await owner.query<{ uid: string; sequence: number }>(
    `select 'deadline-' || id || '@zuwendo.example' as uid, version - 1 as sequence from deadlines
     where application_id = any($1)`,
    [drafts.map(({ id }) => id)],
  );
  t.same(
    events.map(({ uid, sequence }) => ({ uid, sequence })).sort((a, b) => (a.uid < b.uid ? -1 : 1)),
    stored.sort((a, b) => (a.uid < b.uid ? -1 : 1)),
    "under the UID and with the SEQUENCE of the feeds",
  );
  t.ok(stored.every(({ sequence }) => sequence === 1));
  t.same(await later(600), [], "and only once");
});

t.test("while the lead is away the deputy is told, and for whom", async (t) => {
  const { office, owner, moveTo, later } = await begin(t);
  const { "project-lead": lead, auditor: deputy } = office.people;
  await owner.query(
    `insert into preferences (office_id, person_id, deputy_id, absent_from, absent_until)
     values ($1, $2, $3, '2026-11-20', '2026-12-20')`,
    [office.id, lead.id, deputy.id],
  );
  await moveTo("2027-01-28");
  const mails = await later(61);
  const told = mails.map(({ envelopeTo, text = "" }) => [
    envelopeTo.join(),
    /Sie vertreten .*/.exec(text)?.[0],
  ]);
  const [{ name } = { name: "" }] = await owner.query<{ name: string }>(
    "select name from people where id = $1",
    [lead.id],
  );
  t.same(
    told.sort(),
    [
      [office.people.coordinator.email, undefined],
      [deputy.email, `Sie vertreten ${name}.`],
    ].sort(),
  );
});

t.test("moving back and forth within a minute tells nobody", async (t) => {
  const { owner, moveTo, later } = await begin(t);
  await moveTo("2027-02-04");
  t.same(await later(50), []);
  await moveTo("2027-01-21");
  t.same(await later(61), []);
  t.same(await later(600), []);
  const [{ open } = { open: 0 }] = await owner.query<{ open: number }>(
    "select count(*) as open from deadline_moves where told_at is null",
  );
  t.equal(open, 0, "it has been decided that there is nothing to tell");
  await moveTo("2027-01-28");
  const mails = await later(61);
  t.equal(mails.length, 2, "a later move is told again");
  t.match(mails[0]?.text, "07.01.2027 → Donnerstag, 14.01.2027", "from the day that was known");
});

t.test("several moves within the minute are one, from the first day to the last", async (t) => {
  const { moveTo, later } = await begin(t);
  for (const day of ["2027-01-22", "2027-01-25", "2027-01-26", "2027-01-29"]) {
    await moveTo(day);
    t.same(await later(40), [], `${day}: each waits anew`);
  }
  const mails = await later(61);
  t.equal(mails.length, 2);
  t.match(mails[0]?.text, "07.01.2027 → Freitag, 15.01.2027");
});

t.test("a trial without an end is told after ten minutes", async (t) => {
  const { moveTo, later } = await begin(t);
  let told = 0;
  for (let minute = 0; minute < 13; minute += 1) {
    await moveTo(minute % 2 === 0 ? "2027-01-28" : "2027-01-27");
    told += (await later(55)).length;
  }
  t.equal(told, 2, "to each of the two once");
});

t.test("what is over by then concerns nobody", async (t) => {
  const { ask, office, moveTo, later, drafts } = await begin(t);
  await moveTo("2027-01-28");
  for (const { id } of drafts) {
    await expectDone(
      ask(`POST /v1/applications/${id}/transitions`, {
        token: office.people["project-lead"].token,
        body: { to: "submitted" },
        headers: { "if-match": "*" },
      }),
    );
  }
  t.same(await later(61), []);
});

/** The calendar part of a mail: its method and the entries. */
function calendarOf(mail: { readonly attachments: readonly { readonly content: Buffer }[] } | undefined) {
  const component = new ICAL.Component(ICAL.parse(String(mail?.attachments[0]?.content)));
  const events = component.getAllSubcomponents("vevent").map((event) => ({
    uid: event.getFirstPropertyValue("uid"),
    sequence: event.getFirstPropertyValue("sequence"),
    status: event.getFirstPropertyValue("status"),
  }));
  return { method: component.getFirstPropertyValue("method"), events };
}

const off = { state: "cancelled" };
const on = (takesPlaceOn: string) => ({ state: "planned", takesPlaceOn });

/** The same office with a paper that must be in fourteen days before the meeting. */
async function beginPaper(test: Test) {
  const setting = await begin(test);
  const { office, owner, ask, token, meeting } = setting;
  const [committee] = await owner.query<{ id: string }>(
    "select committee_id as id from meetings where id = $1",
    [meeting.id],
  );
  const post = (path: string, body: object) => expectDone(ask(`POST /v1/${path}`, { token, body }));
  const rule = { kind: "before-meeting", days: 14 };
  await post("deadline-rules", {
    ownerType: "committees",
    ownerId: committee?.id,
    kind: "paper-cut-off",
    rule,
  });
  const author = office.people["lead-office"];
  const paper = await post("papers", { title: "Haushalt", meetingId: meeting.id, authorId: author.id });
  setting.getKnown();
  const put = (body: object) =>
    expectDone(ask(`PATCH /v1/meetings/${meeting.id}`, { token, body, headers: { "if-match": "*" } }));
  const [deadline] = await owner.query<{ id: string }>("select id from deadlines where subject_id = $1", [
    paper.id,
  ]);
  const uid = `deadline-${deadline?.id}@zuwendo.example`;
  return { ...setting, author, paper, put, uid, number: paper.number };
}

t.test(
  "a meeting that is cancelled tells whoever writes for it, and tells again if it is held after all",
  async (t) => {
    const { author, put, later, uid, number } = await beginPaper(t);
    const toAuthor = async () =>
      (await later(61)).filter(({ envelopeTo }) => envelopeTo.includes(author.email));
    await put({ state: "cancelled" });
    const [off, ...more] = await toAuthor();
    t.same(more, []);
    t.equal(off?.subject, `Deadline cancelled (7 Jan 2027): Cut-off for papers ${number}`);
    t.match(off?.text, "7 Jan 2027 → cancelled\nReason: Meeting on 21 Jan 2027 is cancelled");
    t.same(calendarOf(off), { method: "CANCEL", events: [{ uid, sequence: 1, status: "CANCELLED" }] });

    await put({ state: "planned", takesPlaceOn: "2027-01-28" });
    const [back, ...rest] = await toAuthor();
    t.same(rest, []);
    t.equal(back?.subject, `Deadline applies again (14 Jan 2027): Cut-off for papers ${number}`);
    t.match(back?.text, "applies again: Thursday, 14 Jan 2027 (in 51 days)");
    t.match(back?.text, "Reason: Meeting takes place on 28 Jan 2027");
    t.same(calendarOf(back), { method: "REQUEST", events: [{ uid, sequence: 2, status: "CONFIRMED" }] });
    t.same(await toAuthor(), []);
  },
);

t.test("a meeting that is cancelled and planned again within a minute tells nobody", async (t) => {
  const { put, later } = await beginPaper(t);
  await put({ state: "cancelled" });
  t.same(await later(50), []);
  await put({ state: "planned" });
  t.same(await later(61), []);
  await put({ state: "cancelled" });
  await later(61);
  await put({ state: "planned" });
  t.same(await later(50), []);
  await put({ state: "cancelled" });
  t.same(await later(61), [], "nor the other way round: they know that it is off");
});

t.test("what somebody has cancelled for another reason is not told as off with the meeting", async (t) => {
  const { ask, token, paper, put, later, author } = await beginPaper(t);
  await put({ takesPlaceOn: "2027-01-28" });
  const withdrawn = { token, body: { to: "withdrawn", reason: "Erledigt" }, headers: { "if-match": "*" } };
  await expectDone(ask(`POST /v1/papers/${paper.id}/transitions`, withdrawn));
  const mails = await later(61);
  t.ok(mails.length > 0, "the drafts' cut-offs have moved");
  t.notOk(mails.some(({ envelopeTo }) => envelopeTo.includes(author.email)));
  t.notOk(mails.some(({ subject }) => /entf|cancelled/.test(subject ?? "")));
});

t.test(
  "a deadline that the office cancels is told in the office's words, in the reader's language",
  async (t) => {
    const { office, owner, ask, token, getKnown, later } = await begin(t);
    const lead = office.people["project-lead"];
    await owner.query("update people set language = 'en' where id = $1", [lead.id]);
    await expectDone(
      ask("PATCH /v1/office", { token, body: { email: "fragen@amt.example" }, headers: { "if-match": "*" } }),
    );
    const body = {
      kind: "follow-up",
      title: "Mietvertrag",
      leadId: lead.id,
      rule: { kind: "fixed", on: "2027-02-01" },
    };
    const deadline = await expectDone(ask("POST /v1/deadlines", { token, body }));
    getKnown();
    await expectDone(
      ask(`POST /v1/deadlines/${deadline.id}/transitions`, {
        token,
        body: { to: "cancelled", reason: "Der Raum ist frei." },
        headers: { "if-match": "*" },
      }),
    );
    const mails = (await later(61)).filter(({ envelopeTo }) => envelopeTo.includes(lead.email));
    t.equal(mails.length, 1);
    t.match(mails[0]?.subject, /^Deadline cancelled \(1 Feb 2027\): /);
    t.match(mails[0]?.text, "1 Feb 2027 → cancelled\nReason: Der Raum ist frei.");
    t.match(mails[0]?.text, "Attached: the cancellation for your calendar.");
    t.equal(calendarOf(mails[0]).method, "CANCEL");
    t.match(mails[0]?.replyTo?.text, "fragen@amt.example");
  },
);

t.test("what is made and put right within a minute is no news", async (t) => {
  const { office, ask, token, owner, getKnown, later } = await begin(t);
  const lead = office.people["project-lead"];
  const make = () =>
    expectDone(
      ask("POST /v1/deadlines", {
        token,
        body: {
          kind: "follow-up",
          title: "Anruf",
          leadId: lead.id,
          rule: { kind: "fixed", on: "2027-02-01" },
        },
      }),
    );
  const change = (id: string, on: string) =>
    expectDone(
      ask(`PATCH /v1/deadlines/${id}`, {
        token,
        body: { rule: { kind: "fixed", on } },
        headers: { "if-match": "*" },
      }),
    );
  const cancel = (id: string) =>
    expectDone(
      ask(`POST /v1/deadlines/${id}/transitions`, {
        token,
        body: { to: "cancelled", reason: "vertippt" },
        headers: { "if-match": "*" },
      }),
    );
  const [typo, mistake] = [await make(), await make()];
  await change(typo.id, "2027-03-01");
  await cancel(mistake.id);
  t.same(await later(61), []);
  getKnown();
  await change(typo.id, "2027-04-01");
  const mails = await later(61);
  t.match(
    mails.find(({ envelopeTo }) => envelopeTo.includes(lead.email))?.text,
    "01.03.2027 → Donnerstag, 01.04.2027",
  );
  const [{ left } = { left: -1 }] = await owner.query<{ left: number }>(
    "select count(*)::int as left from deadline_moves where told_at is null and deadline_id = any($1)",
    [[typo.id, mistake.id]],
  );
  t.equal(left, 0);
});

t.test("a day that has changed is told also to those who want no reminders of its kind", async (t) => {
  const { office, owner, ask, token, getKnown, later } = await begin(t);
  const lead = office.people["project-lead"];
  const body = {
    kind: "follow-up",
    title: "Anruf",
    leadId: lead.id,
    rule: { kind: "fixed", on: "2027-02-01" },
  };
  const { id } = await expectDone(ask("POST /v1/deadlines", { token, body }));
  getKnown();
  await owner.query(
    "insert into preferences (office_id, person_id, muted_kinds) values ($1, $2, array['follow-up'])",
    [office.id, lead.id],
  );
  const rule = { kind: "fixed", on: "2027-02-02" };
  await expectDone(ask(`PATCH /v1/deadlines/${id}`, { token, body: { rule }, headers: { "if-match": "*" } }));
  const mails = (await later(61)).filter(({ envelopeTo }) => envelopeTo.includes(lead.email));
  t.equal(mails.length, 1);
});

t.test("while the mail server is away, one mail in the end tells what people do not know yet", async (t) => {
  const cases: readonly [string, readonly object[], string | undefined][] = [
    ["off, and on again another day", [off, on("2027-01-28")], "7 Jan 2027 → Thursday, 14 Jan 2027"],
    ["off, and on again the same day", [off, on("2027-01-21")], undefined],
    ["off, on and off", [off, on("2027-01-21"), off], "7 Jan 2027 → cancelled"],
    ["moved, and back", [{ takesPlaceOn: "2027-01-28" }, { takesPlaceOn: "2027-01-21" }], undefined],
    [
      "moved twice",
      [{ takesPlaceOn: "2027-01-28" }, { takesPlaceOn: "2027-02-04" }],
      "7 Jan 2027 → Thursday, 21 Jan 2027",
    ],
  ];
  for (const [name, changes, told] of cases) {
    const { author, put, later } = await beginPaper(t);
    const toAuthor = async (seconds: number) =>
      (await later(seconds)).filter(({ envelopeTo }) => envelopeTo.includes(author.email));
    await smtp.setBehaviour({ does: "refuse", at: "rcpt", code: 450 });
    for (const change of changes) {
      await put(change);
      t.same(await toAuthor(61), [], name);
    }
    await smtp.setBehaviour({ does: "accept" });
    const mails = await toAuthor(61);
    t.equal(mails.length, told === undefined ? 0 : 1, `${name}: ${mails.map(({ subject }) => subject)}`);
    if (told !== undefined) t.match(mails[0]?.text, told, name);
    t.same(await toAuthor(600), [], `${name}: and no more`);
  }
});

t.test("a mail that has waited tells the last day, and that is not told again", async (t) => {
  const { author, put, later } = await beginPaper(t);
  const toAuthor = async (seconds: number) =>
    (await later(seconds)).filter(({ envelopeTo }) => envelopeTo.includes(author.email));
  await smtp.setBehaviour({ does: "refuse", at: "rcpt", code: 450 });
  await put({ takesPlaceOn: "2027-01-28" });
  t.same(await toAuthor(61), []);
  await smtp.setBehaviour({ does: "accept" });
  await put({ takesPlaceOn: "2027-02-04" });
  t.same(await toAuthor(1), [], "the day may yet move back");
  const [mail, ...others] = await toAuthor(61);
  t.match(mail?.text, "7 Jan 2027 → Thursday, 21 Jan 2027");
  t.same(others, []);
  await put({ takesPlaceOn: "2027-02-11" });
  const [next] = await toAuthor(61);
  t.match(next?.text, "21 Jan 2027 → Thursday, 28 Jan 2027", "from the day that they were told");

  await smtp.setBehaviour({ does: "refuse", at: "rcpt", code: 450 });
  await put({ takesPlaceOn: "2027-02-18" });
  t.same(await toAuthor(61), []);
  await put({ takesPlaceOn: "2027-02-25" });
  await smtp.setBehaviour({ does: "accept" });
  t.same(await toAuthor(30), []);
  await put({ takesPlaceOn: "2027-02-18" });
  const [last, ...more] = await toAuthor(61);
  t.match(last?.text, "28 Jan 2027 → Thursday, 4 Feb 2027", "not the day of a trial in between");
  t.same(more, []);
});

t.test("a reminder that waits in a mail stays good where the day is again as it was", async (t) => {
  const changes: readonly (readonly object[])[] = [
    [off, on("2027-01-21")],
    [{ takesPlaceOn: "2027-01-28" }, { takesPlaceOn: "2027-01-21" }],
  ];
  for (const [there, back] of changes) {
    const { owner, author, put, later, uid } = await beginPaper(t);
    const id = uid.slice("deadline-".length, uid.indexOf("@"));
    const mailId = newId();
    await owner.query(
      `insert into mails (office_id, id, recipient_id, kind, for_on, state, next_try_at)
       select office_id, $2, $3, 'urgent', '2026-11-24', 'pending', 'infinity' from deadlines where id = $1`,
      [id, mailId, author.id],
    );
    await owner.query(
      `insert into reminders (office_id, deadline_id, deadline_version, step, recipient_id, role, state, due_at, mail_id)
       select office_id, id, version, 'd-28', $2, 'lead', 'bound', now(), $3 from deadlines where id = $1`,
      [id, author.id, mailId],
    );
    await put(there ?? {});
    await put(back ?? {});
    const mails = (await later(61)).filter(({ envelopeTo }) => envelopeTo.includes(author.email));
    t.match(mails[0]?.text, "28 days before");
    t.equal(mails.length, 1, "the reminder, and nothing of a change");
  }
});

t.test("what is marked as done and opened again is no news, what was cancelled is", async (t) => {
  const { office, ask, token, getKnown, later } = await begin(t);
  const lead = office.people["project-lead"];
  const rule = { kind: "fixed", on: "2027-02-01" };
  const body = { kind: "follow-up", title: "Anruf", leadId: lead.id, rule };
  const { id } = await expectDone(ask("POST /v1/deadlines", { token, body }));
  getKnown();
  const step = (to: string, reason?: string) =>
    expectDone(
      ask(`POST /v1/deadlines/${id}/transitions`, {
        token,
        body: reason === undefined ? { to } : { to, reason },
        headers: { "if-match": "*" },
      }),
    );
  const toLead = async () => (await later(61)).filter(({ envelopeTo }) => envelopeTo.includes(lead.email));
  await step("met");
  t.same(await toLead(), []);
  await step("open");
  t.same(await toLead(), []);
  await step("cancelled", "Erledigt");
  t.match((await toLead())[0]?.subject, /^Frist entfällt/);
  await step("open");
  t.match((await toLead())[0]?.text, "Grund: Die Koordinierungsstelle hat die Frist wieder geöffnet");
  await step("cancelled", "Vertippt");
  await step("open");
  t.same(await toLead(), [], "taken back within the minute");
});
