import { type Test, test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { filledOfficeClock } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import {
  advance,
  expectDone,
  grantApplication,
  insertApplication,
  insertProgramme,
} from "../../support/project.ts";
import { sql } from "../../support/sql.ts";

const sixWeeks = { kind: "after-event", amount: 6, unit: "weeks", event: "project-end" };
const weeks = (amount: number) => ({ ...sixWeeks, amount });
const none = { kind: "none", reason: { de: "Kein Nachweis nötig", en: "No proof needed" } };

/** An office whose only project runs from 15.09. to 16.10.2026, granted on 10.09. */
async function start(t: Test) {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock, requestsPerMinute: 1_000_000 });
  const office = await insertOffice(database.ownerUrl);
  const token = office.people.coordinator.token;
  const post = (path: string, body: unknown) => ask(`POST /v1/${path}`, { token, body });
  const made = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const project = { callId: made.call.id, cost: 1200, startsOn: "2026-09-15", endsOn: "2026-10-16" };
  const application = await insertApplication(ask, office, project);
  await advance(ask, office, application.id, "submitted");
  turnTo("2026-09-10T18:00:00.000Z");
  const grant = await grantApplication(ask, office, application);
  const deadlines = async (kind: string, more = "") =>
    (await expectDone(ask(`GET /v1/deadlines?kind=${kind}&sort=createdAt${more}`, { token }))).items;
  const rule = (ownerType: string, ownerId: string, kind: string, body: object) =>
    post("deadline-rules", { ownerType, ownerId, kind, ...body });
  const change = (id: string, body: object, version = "*") =>
    ask(`PATCH /v1/deadline-rules/${id}`, { token, body, headers: { "if-match": version } });
  const remove = (id: string) => ask(`DELETE /v1/deadline-rules/${id}`, { token });
  const moves = async () =>
    (await sql(database.ownerUrl, "select * from deadline_moves where office_id = $1", [office.id])).rows;
  return {
    ...database,
    ...made,
    ask,
    office,
    token,
    post,
    application,
    grant,
    deadlines,
    rule,
    change,
    remove,
    moves,
    turnTo,
  };
}

test("the most particular owner's rule is in force, and each falls back to the next", async (t) => {
  const { rule, remove, change, deadlines, programme, fund, call, application, moves } = await start(t);
  const [proof] = await deadlines("proof-of-use");
  t.match(proof, { nominalOn: "2026-11-27", version: 1, isExtendable: true }, "the default: 6 weeks");
  const current = async () => (await deadlines("proof-of-use"))[0];

  const ofProgramme = await expectDone(
    rule("programmes", programme.id, "proof-of-use", { rule: weeks(8), isExtendable: false }),
  );
  t.match(await current(), { id: proof.id, nominalOn: "2026-12-11", version: 2, isExtendable: false });
  const [move] = await moves();
  t.match(move?.reason, { de: "Die Fristregel wurde geändert", en: "The deadline rule was changed" });

  const ofApplication = await expectDone(
    rule("applications", application.id, "proof-of-use", { rule: { kind: "fixed", on: "2027-02-12" } }),
  );
  t.match(await current(), { nominalOn: "2027-02-12", isExtendable: true }, "the application's own day");
  const ofFund = await expectDone(rule("funds", fund.id, "proof-of-use", { rule: weeks(10) }));
  t.match(await current(), { nominalOn: "2027-02-12" }, "a fund's rule stays behind it");
  const ofCall = await expectDone(rule("calls", call.id, "proof-of-use", { rule: weeks(12) }));
  t.match(await current(), { nominalOn: "2027-02-12" });

  await expectDone(remove(ofApplication.id));
  t.match(await current(), { nominalOn: "2027-01-08" }, "the call's");
  await expectDone(remove(ofCall.id));
  t.match(await current(), { nominalOn: "2026-12-25", effectiveOn: "2026-12-28" }, "the fund's");
  await expectDone(change(ofFund.id, { rollPolicy: "none" }));
  t.match(await current(), { nominalOn: "2026-12-25", effectiveOn: "2026-12-25" });
  await expectDone(change(ofFund.id, { rollPolicy: null, land: "BE" }));
  t.match(await current(), { calendar: /BE$/, land: "BE" });
  await expectDone(remove(ofFund.id));
  t.match(await current(), { nominalOn: "2026-12-11", land: null }, "the programme's");
  await expectDone(remove(ofProgramme.id));
  t.match(await current(), { id: proof.id, nominalOn: "2026-11-27" }, "the default again");
  t.equal((await moves()).length, 1, "and one note of the first old day, as nobody was told yet");
});

test("no deadline is a value with a reason, and taking it back brings the same one back", async (t) => {
  const { rule, change, remove, deadlines, programme, moves } = await start(t);
  const [{ id: proof }] = await deadlines("proof-of-use");
  const { id } = await expectDone(rule("programmes", programme.id, "proof-of-use", { rule: none }));
  t.match(await deadlines("proof-of-use"), [
    { state: "cancelled", stateReason: "Fristregel: Kein Nachweis nötig / No proof needed" },
  ]);
  const [told] = await moves();
  t.match(told, { is_end: true, reason: { de: "Kein Nachweis nötig", en: "No proof needed" } });
  await expectDone(change(id, { rule: weeks(8) }));
  t.match(await deadlines("proof-of-use"), [
    { id: proof, state: "open", stateReason: null, nominalOn: "2026-12-11", version: 3 },
  ]);
  t.match(await moves(), [{ is_end: false, reason: { de: "Die Fristregel wurde geändert" } }]);
  await expectDone(change(id, { rule: none }));
  await expectDone(remove(id));
  t.match(await deadlines("proof-of-use"), [{ id: proof, state: "open", nominalOn: "2026-11-27" }]);
  t.equal((await deadlines("proof-of-use")).length, 1);
  t.equal((await moves()).length, 1, "the worker will see that it is what people know");
});

test("other weeks of a programme move what counts by them, unless a rule decides", async (t) => {
  const { ask, token, rule, remove, deadlines, programme } = await start(t);
  const put = (body: object) =>
    expectDone(ask(`PATCH /v1/programmes/${programme.id}`, { token, body, headers: { "if-match": "*" } }));
  const [{ id }] = await deadlines("proof-of-use");
  await put({ proofWeeks: 8 });
  t.match(await deadlines("proof-of-use"), [{ id, nominalOn: "2026-12-11", version: 2 }]);
  await put({ name: "Partnerschaft für Demokratie, neu" });
  t.match(await deadlines("proof-of-use"), [{ version: 2 }]);
  const own = await expectDone(rule("programmes", programme.id, "proof-of-use", { rule: weeks(10) }));
  await put({ proofWeeks: 4 });
  t.match(await deadlines("proof-of-use"), [{ nominalOn: "2026-12-25" }]);
  await expectDone(remove(own.id));
  t.match(await deadlines("proof-of-use"), [{ id, nominalOn: "2026-11-13" }]);
});

test("what the office has cancelled by hand is not planned again", async (t) => {
  const { ask, token, rule, deadlines, programme } = await start(t);
  const [proof] = await deadlines("proof-of-use");
  await expectDone(
    ask(`POST /v1/deadlines/${proof.id}/transitions`, {
      token,
      headers: { "if-match": "*" },
      body: { to: "cancelled", reason: "Ausnahme" },
    }),
  );
  await expectDone(rule("programmes", programme.id, "proof-of-use", { rule: weeks(8) }));
  t.match(await deadlines("proof-of-use"), [{ state: "cancelled", stateReason: "Ausnahme" }]);
});

test("a new duty is planned for events that have happened, unless its day is over", async (t) => {
  const { rule, remove, deadlines, programme, grant } = await start(t);
  const past = await expectDone(
    rule("programmes", programme.id, "drawdown-request", { rule: { kind: "fixed", on: "2026-09-01" } }),
  );
  t.same(await deadlines("drawdown-request"), [], "nobody owed it then");
  await expectDone(remove(past.id));
  const { id } = await expectDone(
    rule("programmes", programme.id, "drawdown-request", { rule: { kind: "fixed", on: "2026-11-15" } }),
  );
  t.match(await deadlines("drawdown-request"), [
    { state: "open", subjectId: grant.id, nominalOn: "2026-11-15", effectiveOn: "2026-11-15" },
  ]);
  await expectDone(remove(id));
  t.match(await deadlines("drawdown-request"), [
    {
      state: "cancelled",
      stateReason: "Fristregel: Die Fristregel wurde gelöscht / The deadline rule was deleted",
    },
  ]);
});

test("a programme's own duty comes back every year", async (t) => {
  const { ask, token, rule, change, deadlines, programme, turnTo } = await start(t);
  const yearly = { kind: "yearly", monthDay: "06-30", yearOffset: 0 };
  const { id } = await expectDone(rule("programmes", programme.id, "upstream-proof", { rule: yearly }));
  const open = () => deadlines("upstream-proof", "&state=open");
  const [first] = await open();
  t.match(first, { subjectType: "programmes", nominalOn: "2027-06-30", leadId: null, applicationId: null });
  await expectDone(change(id, { rule: { ...yearly, monthDay: "10-31" } }));
  t.match(await open(), [{ id: first.id, nominalOn: "2026-10-31", effectiveOn: "2026-11-02" }]);
  turnTo("2026-12-01T09:00:00.000Z");
  await expectDone(change(id, { rule: { ...yearly, monthDay: "10-30" } }));
  t.match(
    await open(),
    [{ id: first.id, nominalOn: "2026-10-30" }],
    "an overdue one stays owed for its year",
  );
  await expectDone(
    ask(`POST /v1/deadlines/${first.id}/transitions`, {
      token,
      headers: { "if-match": "*" },
      body: { to: "met" },
    }),
  );
  t.match(await open(), [{ nominalOn: "2027-10-30" }], "met: the next year's");
  await expectDone(
    change(id, { rule: { kind: "after-event", amount: 6, unit: "months", event: "budget-year-end" } }),
  );
  t.match(await open(), [{ nominalOn: "2027-06-30" }], "six months after the budget year");
  await expectDone(change(id, { rule: none }));
  t.same(await open(), []);
});

test("a call without a rule takes the fund's or programme's, and its terms", async (t) => {
  const { post, rule, change, remove, ask, token, office, deadlines, programme, fund, ...made } =
    await start(t);
  const { meetingId } = made.call;
  const withoutRule = { programmeId: programme.id, fundId: fund.id, title: "Zweite Runde" };
  isProblem(t, await post("calls", withoutRule), 422, "call-rule-missing");
  const ofProgramme = await expectDone(
    rule("programmes", programme.id, "application-cut-off", {
      rule: { kind: "fixed", on: "2027-10-31" },
      strictness: "ordinary",
    }),
  );
  const call = await expectDone(post("calls", withoutRule));
  t.match(call, { deadlineRule: { kind: "fixed", on: "2027-10-31" }, strictness: "ordinary" });
  t.equal(call.closesOn, "2027-10-31");
  const project = { callId: call.id, cost: 500, startsOn: "2028-02-01", endsOn: "2028-03-01" };
  await insertApplication(ask, office, project);
  const cutOff = async () => (await deadlines("application-cut-off", "&state=open"))[0];
  t.match(await cutOff(), { nominalOn: "2027-10-31", isExtendable: false });
  await expectDone(change(ofProgramme.id, { isExtendable: true, rollPolicy: "previous-working-day" }));
  t.match(await cutOff(), { effectiveOn: "2027-10-29", isExtendable: true });
  const moved = await expectDone(ask(`GET /v1/calls/${call.id}`, { token }));
  t.equal(moved.closesOn, "2027-10-29", "and the call closes with them");
  await expectDone(remove(ofProgramme.id));
  t.match(await cutOff(), { effectiveOn: "2027-10-31" }, "the day stays the call's own");

  const openEnded = await expectDone(
    rule("funds", fund.id, "application-cut-off", {
      rule: { kind: "rolling", reason: { de: "Laufend", en: "At any time" } },
    }),
  );
  const rolling = await expectDone(post("calls", { ...withoutRule, title: "Laufend" }));
  t.match(rolling, { closesOn: null, deadlineRule: { reason: { en: "At any time" } } }, openEnded.id);
  const idea = await expectDone(ask("GET /v1/ideas", { token }));
  const matches = await expectDone(ask(`GET /v1/ideas/${idea.items[0].id}/matches`, { token }));
  t.ok(matches.items.some(({ callId }: { callId: string }) => callId === rolling.id));

  const days = (days: number) => ({ kind: "before-meeting", days });
  await expectDone(change(openEnded.id, { rule: { kind: "soft-and-hard", soft: days(28), hard: days(14) } }));
  const onMeeting = { ...withoutRule, title: "Zwei Tage vor der Sitzung" };
  isProblem(t, await post("calls", onMeeting), 422, "reference-unknown", "a pair needs its meeting");
  const { committeeId } = await expectDone(ask(`GET /v1/meetings/${meetingId}`, { token }));
  const meeting = await expectDone(post("meetings", { committeeId, takesPlaceOn: "2027-12-01" }));
  const paired = await expectDone(post("calls", { ...onMeeting, meetingId: meeting.id }));
  t.equal(paired.closesOn, null);
  const { id: pairedId } = await insertApplication(ask, office, { ...project, callId: paired.id });
  const ofPair = () => deadlines("application-cut-off", `&state=open&applicationId=${pairedId}`);
  t.match(await ofPair(), [{ softOn: "2027-11-03", nominalOn: "2027-11-17" }]);
  const moveTo = { token, body: { takesPlaceOn: "2027-12-08" }, headers: { "if-match": "*" } };
  await expectDone(ask(`PATCH /v1/meetings/${meeting.id}`, moveTo));
  t.match(await ofPair(), [{ softOn: "2027-11-10", nominalOn: "2027-11-24" }], "and moves with it");

  const yearly = await expectDone(
    post("calls", { ...withoutRule, deadlineRule: { kind: "yearly", monthDay: "11-15", yearOffset: -1 } }),
  );
  t.equal(yearly.closesOn, null, "no closing date in common");
  await insertApplication(ask, office, { ...project, callId: yearly.id });
  t.match(await deadlines("application-cut-off", `&state=open`), [{}, {}, { nominalOn: "2027-11-15" }]);
});

test("rules that could never take effect are refused with a hint", async (t) => {
  const { rule, programme, call, committee, fund, application } = await start(t);
  const refused = async (pattern: RegExp, ...given: Parameters<typeof rule>) => {
    const reply = await rule(...given);
    isProblem(t, reply, 422, "rule-without-effect", pattern.source);
    t.match(reply.body.detail, pattern);
  };
  const fixed = { rule: { kind: "fixed", on: "2027-01-31" } };
  await refused(/deadline rule of the call/, "calls", call.id, "application-cut-off", fixed);
  await refused(
    /belongs only to: applications, calls, funds and programmes/,
    "committees",
    committee.id,
    "proof-of-use",
    fixed,
  );
  await refused(/papers and committees/, "funds", fund.id, "paper-cut-off", fixed);
  await refused(/single deadline/, "programmes", programme.id, "follow-up", fixed);
  await refused(/“Payment”/, "programmes", programme.id, "spending-window", { rule: sixWeeks });
  await refused(/counts only from/, "programmes", programme.id, "proof-of-use", {
    rule: { kind: "after-event", amount: 1, unit: "weeks" },
  });
  await refused(/counts only from/, "funds", fund.id, "application-cut-off", { rule: sixWeeks });
  const zone = { kind: "at-time", on: "2027-01-31", time: "12:00", zone: "Not/A_Zone" };
  t.equal((await rule("applications", application.id, "proof-of-use", { rule: zone })).status, 422);
  const twice = { rule: weeks(7) };
  await expectDone(rule("funds", fund.id, "proof-of-use", twice));
  const again = await rule("funds", fund.id, "proof-of-use", twice);
  isProblem(t, again, 409, "already-exists");
  t.same(
    again.body.errors.map(({ pointer }: { pointer: string }) => pointer),
    ["/ownerType", "/ownerId", "/kind"],
  );
});

test("owners of other offices are unknown, and rules are the office's to set", async (t) => {
  const { ask, rule, programme, office, ownerUrl } = await start(t);
  const other = await insertOffice(ownerUrl, "OTH");
  const theirs = await insertProgramme(ask, other, { year: 2026, meetingOn: "2026-11-10" });
  for (const [type, id] of [
    ["programmes", theirs.programme.id],
    ["funds", theirs.fund.id],
    ["calls", theirs.call.id],
    ["committees", programme.id],
  ]) {
    const kind = type === "committees" ? "paper-cut-off" : "proof-of-use";
    const body = { rule: { kind: "fixed", on: "2027-01-31" } };
    const reply = await rule(type, id, kind, body);
    isProblem(t, reply, 422, "reference-unknown", type);
    t.match(reply.body.errors, [{ pointer: "/ownerId" }]);
  }
  const made = await expectDone(rule("programmes", programme.id, "proof-of-use", { rule: weeks(7) }));
  const path = `/v1/deadline-rules/${made.id}`;
  t.equal((await ask(`GET ${path}`, { token: other.people.coordinator.token })).status, 404);
  t.equal((await ask(`DELETE ${path}`, { token: other.people.coordinator.token })).status, 404);
  t.equal((await ask(`GET ${path}`, { token: office.people["project-lead"].token })).status, 200);
  t.equal((await ask(`DELETE ${path}`, { token: office.people["project-lead"].token })).status, 403);
  const found = await ask(`GET /v1/deadline-rules?ownerId=${programme.id}&kind=proof-of-use`, {
    token: office.people.auditor.token,
  });
  t.equal(found.body.items.length, 1);
});

test("changes at once end as if one had come after the other", async (t) => {
  const { rule, change, remove, deadlines, programme, fund, grant, ownerUrl } = await start(t);
  const day = (on: string) => ({ rule: { kind: "fixed", on } });
  const current = async () =>
    (await deadlines("drawdown-request", "&state=open")).map(
      ({ nominalOn }: { nominalOn: string }) => nominalOn,
    );
  for (let round = 0; round < 5; round += 1) {
    const [ofProgramme, ofFund] = await Promise.all([
      expectDone(rule("programmes", programme.id, "drawdown-request", day("2026-11-15"))),
      expectDone(rule("funds", fund.id, "drawdown-request", day("2026-11-20"))),
    ]);
    t.same(await current(), ["2026-11-20"], "one deadline, by the fund's rule");
    await Promise.all([expectDone(change(ofProgramme.id, day("2026-12-01"))), expectDone(remove(ofFund.id))]);
    t.same(await current(), ["2026-12-01"], "the programme's, as it was changed meanwhile");
    await expectDone(remove(ofProgramme.id));
    await sql(
      ownerUrl,
      "delete from deadline_moves where deadline_id in (select id from deadlines where subject_id = $1)",
      [grant.id],
    );
  }
  const { id } = await expectDone(rule("programmes", programme.id, "drawdown-request", day("2026-11-15")));
  const replies = await Promise.all(
    Array.from({ length: 6 }, (_, index) => change(id, day(`2026-11-1${index}`), '"v1"')),
  );
  t.same(replies.map(({ status }) => status).sort(), [200, 412, 412, 412, 412, 412]);
});

test("an event and a change of its rule at once agree", async (t) => {
  const { ask, office, rule, remove, deadlines, call, programme, turnTo } = await start(t);
  turnTo("2026-08-21T10:00:00.000Z");
  for (let round = 0; round < 6; round += 1) {
    const project = { callId: call.id, cost: 100, startsOn: "2026-09-15", endsOn: "2026-10-16" };
    const application = await insertApplication(ask, office, project);
    const [made] = await Promise.all([
      expectDone(
        rule("programmes", programme.id, "formal-check", { rule: { kind: "fixed", on: "2026-12-04" } }),
      ),
      advance(ask, office, application.id, "submitted"),
    ]);
    const open = await deadlines("formal-check", `&state=open&applicationId=${application.id}`);
    t.match(open, [{ nominalOn: "2026-12-04" }], "whichever came first");
    await expectDone(remove(made.id));
    t.same(await deadlines("formal-check", "&state=open"), []);
  }
});

test("a change of more than 5,000 deadlines is refused as a whole", async (t) => {
  const { rule, deadlines, programme, application, grant, office, ownerUrl } = await start(t);
  const pay = (payments: number) =>
    sql(
      ownerUrl,
      `insert into disbursements (office_id, grant_id, application_id, amount_cents, paid_on)
       select $1, $2, $3, 1, '2026-09-15' from generate_series(1, $4::int)`,
      [office.id, grant.id, application.id, payments],
    );
  const window = (amount: number) => ({ kind: "after-event", amount, unit: "weeks", event: "payment" });
  const count = async (nominalOn: string) =>
    (
      await sql(
        ownerUrl,
        "select count(*)::int from deadlines where application_id = $1 and kind = 'spending-window' and nominal_on = $2",
        [application.id, nominalOn],
      )
    ).rows[0].count;
  await pay(5000);
  const made = await rule("programmes", programme.id, "spending-window", { rule: window(8) });
  t.equal(made.status, 201, "5,000 are planned");
  t.equal(await count("2026-11-10"), 5000);
  const moved = await rule("funds", application.fundId, "spending-window", { rule: window(9) });
  t.equal(moved.status, 201, "5,000 move");
  t.equal(await count("2026-11-17"), 5000);
  await pay(1);
  isProblem(
    t,
    await rule("applications", application.id, "spending-window", { rule: window(10) }),
    409,
    "too-many-deadlines",
  );
  t.match(await deadlines("spending-window", "&limit=1"), [{ nominalOn: "2026-11-17" }], "nothing changed");
});
