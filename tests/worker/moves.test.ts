import ICAL from "ical.js";
import t, { type Test } from "tap";
import { sendMails } from "../../services/worker/src/send-mails.ts";
import { sweepAll } from "../../services/worker/src/sweep.ts";
import { apiForTest } from "../support/api.ts";
import { databaseForTest } from "../support/database.ts";
import { insertOffice } from "../support/office.ts";
import { expectDone, insertApplication, insertProgramme } from "../support/project.ts";
import { smtpForTest } from "../support/smtp.ts";
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
  return { office, owner, ask, token, meeting, drafts, moveTo, later };
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
  const { "project-lead": lead, "committee-member": deputy } = office.people;
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
