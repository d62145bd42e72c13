import t, { type Test } from "tap";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { sweepAll } from "../../../services/worker/src/reminders/sweep.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { expectDone } from "../../support/project.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { ownerForTest, toolsForTest } from "./due.ts";

const database = await databaseForTest(t);
const smtp = await smtpForTest(t);
let offices = 0;

/** An office at eleven on a Tuesday, with what it does to a deadline that its lead and, once it is over, the office are reminded of. */
async function begin(test: Test) {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `G${offices}`);
  const owner = ownerForTest(test, database, office.id);
  await owner.query("update deadlines set state = 'cancelled', next_remind_at = null");
  const time = { now: "2026-11-24T10:00:00.000Z" };
  const clock = () => time.now;
  const { ask } = await apiForTest(test, database.apiUrl, { clock });
  const tools = toolsForTest(test, database, { smtpUrl: smtp.url, clock });
  const { coordinator, "project-lead": lead } = office.people;
  const { token } = coordinator;
  const headers = { "if-match": "*" };
  const make = async (on: string, kind = "repayment"): Promise<string> => {
    const body = {
      ...{ kind, title: "Rückzahlung", leadId: lead.id },
      rule: { kind: "fixed", on },
    };
    return (await expectDone(ask("POST /v1/deadlines", { token, body }))).id;
  };
  const moveTo = (id: string, on: string) =>
    expectDone(ask(`PATCH /v1/deadlines/${id}`, { token, headers, body: { rule: { kind: "fixed", on } } }));
  const cancel = (id: string) =>
    expectDone(
      ask(`POST /v1/deadlines/${id}/transitions`, {
        ...{ token, headers, body: { to: "cancelled", reason: "Doch nicht nötig." } },
      }),
    );
  /** What has arrived so many seconds later: to whom, and the line that says the day. */
  const later = async (seconds: number) => {
    time.now = new Date(Date.parse(time.now) + seconds * 1000).toISOString();
    await sweepAll(tools);
    const before = smtp.mails.length;
    await owner.makeMailsDue();
    await sendMails(tools);
    return smtp.mails.slice(before).map(({ envelopeTo, text = "" }) => ({
      to: envelopeTo.join(),
      says: /^.* → .*$/m.exec(text)?.[0],
    }));
  };
  const shut = (method: "POST" | "DELETE", id: string) =>
    expectDone(
      ask(`${method} /v1/people/${id}/deactivation`, {
        ...{ token, headers },
        ...(method === "POST" ? { body: { reason: "Nicht mehr dabei." } } : {}),
      }),
    );
  return { owner, coordinator, lead, make, shut, moveTo, cancel, later };
}

t.test(
  "a reminder has left seconds after the deadline was made: its reader is told the change",
  async (t) => {
    const { owner, lead, make, moveTo, later } = await begin(t);
    const id = await make("2026-11-25");
    const [reminder, ...others] = await later(10);
    t.equal(reminder?.to, lead.email);
    t.same(others, []);
    const kept = await owner.query<{ on: string }>(
      "select told_on::text as on from reminders where deadline_id = $1 and state = 'sent'",
      [id],
    );
    t.same(kept, [{ on: "2026-11-25" }], "what the mail said is kept");
    t.same(await later(20), []);
    await moveTo(id, "2027-01-29");
    t.same(await later(30), [], "not within the minute");
    t.match(
      await later(31),
      [{ to: lead.email, says: "25.11.2026 → Freitag, 29.01.2027" }],
      "and nobody else: nobody else can have known it",
    );
    t.same(await later(600), []);
  },
);

t.test("a reminder has left seconds after the deadline was made: its reader is told the end", async (t) => {
  const { lead, make, cancel, later } = await begin(t);
  const id = await make("2026-11-25");
  t.equal((await later(10)).length, 1);
  await cancel(id);
  t.match(await later(61), [{ to: lead.email, says: "25.11.2026 → entfällt" }]);
});

t.test("there and back: whoever was reminded in between is told, and the others nothing", async (t) => {
  const { lead, make, moveTo, later } = await begin(t);
  const id = await make("2027-02-01");
  t.same(await later(120), []);
  await moveTo(id, "2026-11-25");
  const reminders = await later(10);
  t.match(reminders, [{ to: lead.email }], "the reminder of the day in between");
  await moveTo(id, "2027-02-01");
  t.same(await later(50), []);
  t.match(await later(11), [{ to: lead.email, says: "25.11.2026 → Montag, 01.02.2027" }]);
  t.same(await later(600), []);
});

t.test("whoever was reminded of the new day already learns nothing else from a mail", async (t) => {
  const { coordinator, make, moveTo, later } = await begin(t);
  const id = await make("2027-02-01");
  t.same(await later(120), []);
  await moveTo(id, "2026-11-25");
  t.equal((await later(10)).length, 1, "the reminder");
  t.match(await later(51), [{ to: coordinator.email, says: "01.02.2027 → Mittwoch, 25.11.2026" }]);
});

t.test("a change starts from the day that a person was told last", async (t) => {
  const { coordinator, lead, make, moveTo, later } = await begin(t);
  const id = await make("2027-02-01");
  t.same(await later(120), []);
  await moveTo(id, "2026-11-25");
  t.equal((await later(10)).length, 1, "the reminder");
  await moveTo(id, "2027-03-01");
  const told = await later(61);
  const says = (email: string) => told.find(({ to }) => to === email)?.says;
  t.equal(told.length, 2);
  t.match(says(lead.email), "25.11.2026 → Montag, 01.03.2027");
  t.match(says(coordinator.email), "01.02.2027 → Montag, 01.03.2027");
});

t.test(
  "the office that was told in a lead's place is told the change, though the lead is back",
  async (t) => {
    const { coordinator, lead, make, moveTo, shut, later } = await begin(t);
    const id = await make("2026-11-25", "follow-up");
    await shut("POST", lead.id);
    t.match(await later(120), []);
    t.match(await later(86_400), [{ to: coordinator.email }], "nobody else is left to remind");
    await shut("DELETE", lead.id);
    await moveTo(id, "2026-12-09");
    const told = await later(61);
    t.match(
      told.find(({ to }) => to === coordinator.email),
      { says: "25.11.2026 → Mittwoch, 09.12.2026" },
    );
    t.match(
      told.find(({ to }) => to === lead.email),
      { says: "25.11.2026 → Mittwoch, 09.12.2026" },
    );
    t.equal(told.length, 2);
    await moveTo(id, "2026-12-16");
    t.equal((await later(61)).length, 2, "and of the next one");
  },
);

t.test("an office that knows nothing of a lead's deadline is not told its change", async (t) => {
  const { lead, make, moveTo, later } = await begin(t);
  const id = await make("2026-12-09", "follow-up");
  t.same(await later(120), []);
  await moveTo(id, "2026-12-16");
  t.match(await later(61), [{ to: lead.email }]);
});
