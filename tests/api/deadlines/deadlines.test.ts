import { type Test, test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { filledOfficeClock } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { expectDone, insertApplication, insertProgramme } from "../../support/project.ts";
import { sql } from "../../support/sql.ts";

async function start(t: Test) {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock });
  const office = await insertOffice(database.ownerUrl);
  const { token } = office.people.coordinator;
  const made = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-11-19" });
  const create = (body: object, as = token) =>
    ask("POST /v1/deadlines", {
      token: as,
      body: { kind: "follow-up", title: "Nachfragen", rule: { kind: "fixed", on: "2026-10-01" }, ...body },
    });
  const change = (id: string, body: object, as = token, version = "*") =>
    ask(`PATCH /v1/deadlines/${id}`, { token: as, body, headers: { "if-match": version } });
  const read = (id: string) => expectDone(ask(`GET /v1/deadlines/${id}`, { token }));
  return { ...database, ...made, ask, office, token, create, change, read, turnTo };
}

test("the office keeps deadlines of its own", async (t) => {
  const { ask, office, create, committee, programme, call, read } = await start(t);
  const { "project-lead": lead } = office.people;
  const fixed = await create({ leadId: lead.id });
  t.equal(fixed.status, 201, fixed.text);
  t.match(fixed.body, {
    kind: "follow-up",
    state: "open",
    subjectType: "deadlines",
    subjectId: fixed.body.id,
    nominalOn: "2026-10-01",
    rule: { kind: "fixed", on: "2026-10-01" },
    transitions: [{ to: "met", isOpen: true }, { to: "cancelled" }],
  });
  t.equal(fixed.headers.get("location"), `/v1/deadlines/${fixed.body.id}`);
  t.equal(
    (await ask(`GET /v1/deadlines/${fixed.body.id}`, { token: lead.token })).status,
    200,
    "its lead sees it",
  );

  const repayment = await expectDone(
    create({
      kind: "repayment",
      title: "Rückforderung",
      rule: { kind: "after-event", amount: 1, unit: "months" },
      anchor: { label: { de: "Zustellung", en: "Delivery" }, on: "2026-09-30" },
      programmeId: programme.id,
      committeeId: committee.id,
      land: "BE",
    }),
  );
  t.match(repayment, {
    nominalOn: "2026-10-30",
    anchorType: "deadlines",
    anchorId: repayment.id,
    land: "BE",
  });
  t.match(repayment.explanation.de, "Zustellung am 30.09.2026 + 1 Monat");

  const project = { callId: call.id, cost: 100, startsOn: "2026-12-01", endsOn: "2026-12-20" };
  const application = await insertApplication(ask, office, project);
  const ofProject = await expectDone(create({ applicationId: application.id }));
  t.match(ofProject, { programmeId: programme.id, leadId: null }, "the application's programme");
  await expectDone(
    ask(`PATCH /v1/applications/${application.id}`, {
      token: lead.token,
      headers: { "if-match": "*" },
      body: { title: "Neuer Name" },
    }),
  );
  t.match(await read(ofProject.id), { title: "Nachfragen" }, "keeps its own title");
});

test("what makes no sense by hand is refused", async (t) => {
  const { create, office, ownerUrl } = await start(t);
  t.equal((await create({ kind: "application-cut-off" })).status, 400);
  isProblem(t, await create({ rule: { kind: "before-meeting", days: 3 } }), 422, "deadline-anchor-missing");
  const rolling = { kind: "rolling", reason: { de: "Laufend", en: "At any time" } };
  isProblem(t, await create({ rule: rolling }), 422, "rule-without-effect");
  const nowhere = { kind: "yearly", monthDay: "02-30", yearOffset: 0 };
  t.equal((await create({ rule: nowhere })).status, 422, "a day of no year");
  isProblem(t, await create({}, office.people["project-lead"].token), 403, "forbidden");
  const other = await insertOffice(ownerUrl, "OTH");
  isProblem(t, await create({ leadId: other.people.coordinator.id }), 422, "reference-unknown");
  const meeting = { anchor: { meetingId: other.id }, rule: { kind: "before-meeting", days: 1 } };
  isProblem(t, await create(meeting), 422, "reference-unknown");
  isProblem(t, await create({ applicationId: other.id }), 422, "reference-unknown");
});

test("a deadline by hand moves with its meeting and with its rule", async (t) => {
  const { ask, token, create, change, read, meeting, ownerUrl } = await start(t);
  const { id } = await expectDone(
    create({ rule: { kind: "before-meeting", days: 7 }, anchor: { meetingId: meeting.id } }),
  );
  t.match(await read(id), { effectiveOn: "2026-11-12", anchorType: "meetings", anchorOn: "2026-11-19" });
  await expectDone(
    ask(`PATCH /v1/meetings/${meeting.id}`, {
      token,
      headers: { "if-match": "*" },
      body: { takesPlaceOn: "2026-11-26" },
    }),
  );
  t.match(await read(id), { effectiveOn: "2026-11-19", version: 2 });
  const changed = await expectDone(change(id, { rule: { kind: "before-meeting", days: 8 } }));
  t.match(changed, { effectiveOn: "2026-11-18", version: 3, anchorOn: "2026-11-26" });
  const own = await expectDone(
    change(id, {
      rule: { kind: "after-event", amount: 2, unit: "weeks" },
      anchor: { label: { de: "Anruf", en: "Call" }, on: "2026-09-01" },
      strictness: "ordinary",
    }),
  );
  t.match(own, { effectiveOn: "2026-09-15", anchorType: "deadlines", strictness: "ordinary", version: 4 });
  const { rows } = await sql(
    ownerUrl,
    "select reason, old_on::text from deadline_moves where deadline_id = $1",
    [id],
  );
  t.same(rows, [
    {
      reason: {
        de: "Die Koordinierungsstelle hat die Frist geändert",
        en: "The coordination office has changed the deadline",
      },
      old_on: "2026-11-12",
    },
  ]);
});

test("another lead or title is a new version, and what waits to be sent stays good", async (t) => {
  const { office, create, change, read, ownerUrl } = await start(t);
  const { "project-lead": lead, coordinator } = office.people;
  const { id } = await expectDone(create({ leadId: lead.id }));
  await sql(
    ownerUrl,
    `insert into reminders (office_id, deadline_id, deadline_version, step, recipient_id, role, state, due_at)
     values ($1, $2, 1, 'd-1', $3, 'responsible', 'bound', now()), ($1, $2, 1, 'd-7', $3, 'responsible', 'sent', now())`,
    [office.id, id, lead.id],
  );
  const changed = await expectDone(
    change(id, { leadId: coordinator.id, title: "Anrufen" }, coordinator.token, '"v1"'),
  );
  t.match(changed, { leadId: coordinator.id, title: "Anrufen", version: 2 });
  isProblem(t, await change(id, { title: "Zu spät" }, coordinator.token, '"v1"'), 412, "precondition-failed");
  const { rows } = await sql(ownerUrl, "select former_lead_id from deadlines where id = $1", [id]);
  t.same(rows, [{ former_lead_id: lead.id }]);
  const waiting = await sql(
    ownerUrl,
    "select step, deadline_version from reminders where deadline_id = $1 order by step",
    [id],
  );
  t.same(waiting.rows, [
    { step: "d-1", deadline_version: 2 },
    { step: "d-7", deadline_version: 1 },
  ]);
  await expectDone(change(id, { ownerId: lead.id }));
  t.match(await read(id), { ownerId: lead.id, leadId: coordinator.id, version: 3 });
  isProblem(t, await change(id, { title: "Fremd" }, office.people.auditor.token), 403, "forbidden");
});

test("a deadline that follows a rule is only given to others", async (t) => {
  const { ask, office, token, call, change } = await start(t);
  const project = { callId: call.id, cost: 100, startsOn: "2026-12-01", endsOn: "2026-12-20" };
  await insertApplication(ask, office, project);
  const { items } = await expectDone(ask("GET /v1/deadlines?kind=application-cut-off", { token }));
  const [cutOff] = items;
  isProblem(
    t,
    await change(cutOff.id, { rule: { kind: "fixed", on: "2027-01-01" } }),
    409,
    "deadline-follows-rule",
  );
  t.equal((await change(cutOff.id, { leadId: office.people.coordinator.id })).status, 200);
});

test("only open deadlines change, and of two changes at once one wins", async (t) => {
  const { ask, token, create, change } = await start(t);
  const { id } = await expectDone(create({}));
  const replies = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      change(id, { rule: { kind: "fixed", on: `2026-11-0${index + 2}` } }, token, '"v1"'),
    ),
  );
  t.same(replies.map(({ status }) => status).sort(), [200, 412, 412, 412, 412, 412]);
  await expectDone(
    ask(`POST /v1/deadlines/${id}/transitions`, { token, headers: { "if-match": "*" }, body: { to: "met" } }),
  );
  isProblem(t, await change(id, { title: "Zu spät" }), 409, "state-forbids");
});

test("a slip in a rule is told once, and of the kind that was meant", async (t) => {
  const { create, ask, office, programme } = await start(t);
  const { token } = office.people.coordinator;
  const faults = async (rule: unknown) => {
    const reply = await create({ rule });
    isProblem(t, reply, 400, "invalid-input", JSON.stringify(rule));
    return (reply.body.errors as { code: string; pointer: string; detail: string }[]).map(
      ({ code, pointer, detail }) => `${pointer} ${code}: ${detail}`,
    );
  };
  t.same(await faults({ kind: "fixed", on: "2026-02-30" }), [
    "/rule/on format: This day does not exist; days are written YYYY-MM-DD.",
  ]);
  t.same(await faults({ kind: "after-event", amount: -1, unit: "weeks", from: "x" }), [
    "/rule/from additionalProperties: “from” is unknown here.",
    "/rule/amount minimum: At least 0.",
  ]);
  for (const rule of [{ kind: "fixt", on: "2026-10-01" }, { on: "2026-10-01" }]) {
    const [fault = "", ...others] = await faults(rule);
    t.match(fault, /^\/rule\/kind enum: .*: fixed, at-time, .*, soft-and-hard, rolling, none\.$/);
    t.same(others, []);
  }
  t.same(await faults("2026-10-01"), ["/rule type: Expected: object."]);
  const pair = {
    kind: "soft-and-hard",
    soft: { kind: "fixed", on: "2026-02-30" },
    hard: { kind: "rolling" },
  };
  const [soft = "", hard = "", ...others] = await faults(pair);
  t.match(soft, /^\/rule\/soft\/on format: /);
  t.match(hard, /^\/rule\/hard\/kind enum: [^:]*: fixed, [^:]*, after-event\.$/);
  t.same(others, []);

  const ofProgramme = { ownerType: "programmes", ownerId: programme.id, kind: "proof-of-use" };
  const german = await ask("POST /v1/deadline-rules", {
    token,
    body: { ...ofProgramme, rule: { kind: "fixed", on: "2026-02-30" } },
    headers: { "accept-language": "de" },
  });
  t.match(german.body.errors, [{ pointer: "/rule/on", detail: /^Diesen Tag gibt es nicht/ }]);
  t.equal(german.body.errors.length, 1);
});

test("what was closed by hand is opened again, as its meeting is today", async (t) => {
  const { ask, token, office, create, read, meeting, ownerUrl } = await start(t);
  const { id } = await expectDone(
    create({ rule: { kind: "before-meeting", days: 7 }, anchor: { meetingId: meeting.id } }),
  );
  const step = (body: object, of = id) =>
    ask(`POST /v1/deadlines/${of}/transitions`, { token, body, headers: { "if-match": "*" } });
  isProblem(t, await step({ to: "open" }), 409, "transition-not-open", "it is open");
  const { coordinator } = office.people;
  t.match(await expectDone(step({ to: "cancelled", reason: "Vertippt" })), {
    ...{ state: "cancelled", stateReason: "Vertippt", closedById: coordinator.id, version: 2 },
    transitions: [{ to: "open", isOpen: true }],
  });
  const takesPlaceOn = "2026-11-26";
  await expectDone(
    ask(`PATCH /v1/meetings/${meeting.id}`, { token, headers: { "if-match": "*" }, body: { takesPlaceOn } }),
  );
  t.match(await expectDone(step({ to: "open" })), {
    ...{ id, state: "open", stateReason: null, closedById: null, closedAt: null },
    ...{ effectiveOn: "2026-11-19", version: 3 },
  });
  t.match(await expectDone(step({ to: "met" })), { state: "met", closedById: coordinator.id });
  t.match(await expectDone(step({ to: "open" })), { state: "open", metAt: null, isLate: false, version: 5 });
  t.not((await read(id)).nextRemindAt, null, "and is reminded of");
  const { rows } = await sql(
    ownerUrl,
    "select is_end, old_on::text, reason->>'de' as reason from deadline_moves where deadline_id = $1",
    [id],
  );
  t.same(
    rows,
    [
      {
        is_end: false,
        old_on: "2026-11-12",
        reason: "Die Koordinierungsstelle hat die Frist wieder geöffnet",
      },
    ],
    "one note from the day that people know",
  );
});

test("what was closed with its cause comes back only with it, and a duty is never open twice", async (t) => {
  const { ask, token, office, call, meeting, committee } = await start(t);
  const post = (path: string, body: object) => expectDone(ask(`POST /v1/${path}`, { token, body }));
  const patch = (path: string, body: object) =>
    expectDone(ask(`PATCH /v1/${path}`, { token, body, headers: { "if-match": "*" } }));
  const step = (id: string, body: object) =>
    ask(`POST /v1/deadlines/${id}/transitions`, { token, body, headers: { "if-match": "*" } });
  const of = async (subjectId: string) =>
    (await expectDone(ask(`GET /v1/deadlines?subjectId=${subjectId}&sort=createdAt`, { token }))).items;
  const before = { kind: "before-meeting", days: 14 };
  const rule = { ownerType: "committees", ownerId: committee.id, kind: "paper-cut-off", rule: before };
  await post("deadline-rules", rule);
  const paper = await post("papers", { title: "Vorlage", meetingId: meeting.id });
  await patch(`meetings/${meeting.id}`, { state: "cancelled" });
  const [off] = await of(paper.id);
  t.match(off, { state: "cancelled", closedById: null });
  const refused = await step(off.id, { to: "open" });
  isProblem(t, refused, 409, "transition-not-open");
  t.match(refused.body.errors, [{ code: "closed-with-its-cause" }]);

  await patch(`meetings/${meeting.id}`, { state: "planned" });
  await expectDone(step(off.id, { to: "cancelled", reason: "meeting-cancelled" }));
  await patch(`meetings/${meeting.id}`, { state: "cancelled" });
  await patch(`meetings/${meeting.id}`, { state: "planned" });
  t.match(await of(paper.id), [{ id: off.id, state: "cancelled" }], "what somebody has cancelled stays so");
  await expectDone(step(off.id, { to: "open" }));
  t.match(await of(paper.id), [{ id: off.id, state: "open" }]);

  const { id } = await insertApplication(ask, office, {
    ...{ callId: call.id, cost: 100, startsOn: "2026-12-01", endsOn: "2026-12-31" },
  });
  const [cutOff] = await of(id);
  isProblem(t, await step(cutOff.id, { to: "met" }), 409, "transition-not-open");
});
