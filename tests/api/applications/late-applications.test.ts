import { type Test, test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { filledOfficeClock } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { expectDone, insertApplication, insertProgramme } from "../../support/project.ts";
import { sql } from "../../support/sql.ts";

/** A round that closes on 07.01.2027 24:00 in Berlin, 14 days before its meeting, and one draft in it. */
async function start(t: Test) {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock });
  const office = await insertOffice(database.ownerUrl);
  const { coordinator, "project-lead": lead } = office.people;
  turnTo("2026-12-01T10:00:00.000Z");
  const first = await insertProgramme(ask, office, { year: 2027, meetingOn: "2027-01-21" });
  const project = { callId: first.call.id, cost: 1200, startsOn: "2027-03-01", endsOn: "2027-06-30" };
  const application = await insertApplication(ask, office, project);
  const post = (path: string, body: unknown) =>
    expectDone(ask(`POST /v1/${path}`, { token: coordinator.token, body }));
  const step = (body: object, token = lead.token, id = application.id) =>
    ask(`POST /v1/applications/${id}/transitions`, { token, body, headers: { "if-match": "*" } });
  const move = (body: object, token = coordinator.token, id = application.id) =>
    ask(`PATCH /v1/applications/${id}`, { token, body, headers: { "if-match": "*" } });
  const deadlines = async (more: string) =>
    (await expectDone(ask(`GET /v1/deadlines?${more}`, { token: coordinator.token }))).items;
  const audit = async (action: string) => {
    const { rows } = await sql(
      database.ownerUrl,
      "select changes from audit_log where subject_id = $1 and action = $2",
      [application.id, action],
    );
    return rows.map(({ changes }) => changes);
  };
  return { ...database, ...first, ask, office, application, post, step, move, deadlines, audit, turnTo };
}

test("received three minutes after midnight: kept, stamped, flagged, and moved to the next round", async (t) => {
  const { ask, office, application, post, step, move, deadlines, audit, programme, committee, turnTo } =
    await start(t);
  const { coordinator } = office.people;
  turnTo("2027-01-07T23:03:00.000Z");
  const late = await expectDone(step({ to: "submitted" }));
  t.match(late, { state: "submitted", isLate: true, receivedAt: /^2027-01-07T23:03:00/ });
  t.match(late.snapshotSha256, /^[0-9a-f]{64}$/);
  const check = await step({ to: "formally-checked" }, coordinator.token);
  isProblem(t, check, 409, "transition-not-open");
  t.match(check.body.errors, [{ code: "inadmissible-late" }]);

  const youth = await post("programmes", { name: "Jugend", funder: "Land", level: "state" });
  const fund = await post("funds", { programmeId: youth.id, committeeId: committee.id, name: "Jugendfonds" });
  const meeting = await post("meetings", { committeeId: committee.id, takesPlaceOn: "2027-04-22" });
  const next = await post("calls", {
    programmeId: youth.id,
    fundId: fund.id,
    meetingId: meeting.id,
    title: "Zweite Runde",
    deadlineRule: { kind: "before-meeting", days: 14 },
  });
  const passed = await post("calls", {
    programmeId: programme.id,
    title: "Auch vorbei",
    deadlineRule: { kind: "fixed", on: "2027-01-05" },
  });
  isProblem(t, await move({ callId: next.id }, office.people["project-lead"].token), 409, "state-forbids");
  t.match(await expectDone(move({ callId: passed.id })), { isLate: true, fundId: null, meetingId: null });
  const moved = await expectDone(move({ callId: next.id }));
  t.match(moved, {
    callId: next.id,
    programmeId: youth.id,
    fundId: fund.id,
    meetingId: meeting.id,
    isLate: false,
    state: "submitted",
    receivedAt: late.receivedAt,
  });
  t.match(await audit("move-to-call"), [
    { to: passed.id, isLate: true },
    { from: passed.id, to: next.id, wasLate: true, isLate: false, receivedAt: late.receivedAt },
  ]);
  t.match(await expectDone(step({ to: "formally-checked" }, coordinator.token)), {
    state: "formally-checked",
  });
  isProblem(t, await move({ callId: passed.id }), 409, "state-forbids", "too far for another round");
  const [cutOff] = await deadlines(`kind=application-cut-off&applicationId=${application.id}`);
  t.match(
    cutOff,
    { state: "met", isLate: true, effectiveOn: "2027-01-07" },
    "what was missed stays on record",
  );
  const seen = await expectDone(ask(`GET /v1/applications/${application.id}`, { token: coordinator.token }));
  t.equal(seen.receivedAt, late.receivedAt);
});

test("an ordinary cut-off flags, and the check goes on", async (t) => {
  const { ask, office, application, call, step, turnTo } = await start(t);
  const { coordinator } = office.people;
  await expectDone(
    ask(`PATCH /v1/calls/${call.id}`, {
      token: coordinator.token,
      headers: { "if-match": "*" },
      body: { strictness: "ordinary" },
    }),
  );
  turnTo("2027-01-07T23:03:00.000Z");
  t.match(await expectDone(step({ to: "submitted" })), { id: application.id, isLate: true });
  t.equal((await step({ to: "formally-checked" }, coordinator.token)).status, 200);
});

test("a draft that is moved has the other round's cut-off", async (t) => {
  const { office, application, post, move, deadlines, programme, ownerUrl, ask } = await start(t);
  const cutOffs = (state: string) =>
    deadlines(`kind=application-cut-off&applicationId=${application.id}&state=${state}`);
  const later = await post("calls", {
    programmeId: programme.id,
    title: "Später",
    deadlineRule: { kind: "before-start", weeks: 4 },
  });
  const rolling = await post("calls", {
    programmeId: programme.id,
    title: "Laufend",
    deadlineRule: { kind: "rolling", reason: "rolling" },
  });
  const [before] = await cutOffs("open");
  await expectDone(move({ callId: later.id }));
  t.match(await cutOffs("open"), [{ id: before.id, effectiveOn: "2027-02-01", version: 2 }]);
  const { rows } = await sql(ownerUrl, "select reason from deadline_moves where deadline_id = $1", [
    before.id,
  ]);
  t.match(rows, [{ reason: { en: "The application was moved to another round" } }]);
  await expectDone(move({ callId: rolling.id }));
  t.same(await cutOffs("open"), []);
  await expectDone(move({ callId: later.id }));
  t.match(await cutOffs("open"), [{ effectiveOn: "2027-02-01" }]);
  isProblem(
    t,
    await move({ callId: later.id }, office.people["project-lead"].token),
    403,
    "forbidden",
    "the round is the office's to assign",
  );
  const other = await insertOffice(ownerUrl, "OTH");
  const theirs = await insertProgramme(ask, other, { year: 2027, meetingOn: "2027-05-20" });
  isProblem(t, await move({ callId: theirs.call.id }), 422, "reference-unknown");
});

test("the formal check follows the rules of the other round", async (t) => {
  const { post, step, move, deadlines, programme, turnTo } = await start(t);
  const youth = await post("programmes", { name: "Jugend", funder: "Land", level: "state" });
  const checked = (id: string, amount: number) =>
    post("deadline-rules", {
      ownerType: "programmes",
      ownerId: id,
      kind: "formal-check",
      rule: { kind: "after-event", amount, unit: "days", event: "submission" },
    });
  await checked(programme.id, 14);
  await checked(youth.id, 28);
  turnTo("2027-01-06T10:00:00.000Z");
  await expectDone(step({ to: "submitted" }));
  t.match(await deadlines("kind=formal-check"), [{ effectiveOn: "2027-01-20", programmeId: programme.id }]);
  const next = await post("calls", {
    programmeId: youth.id,
    title: "Jugend",
    deadlineRule: { kind: "fixed", on: "2027-02-28" },
  });
  await expectDone(move({ callId: next.id }));
  t.match(await deadlines("kind=formal-check"), [{ effectiveOn: "2027-02-03", programmeId: youth.id }]);
});

test("a cap of the other fund holds for what is in already", async (t) => {
  const { post, step, move, programme, committee, turnTo } = await start(t);
  const fund = await post("funds", {
    programmeId: programme.id,
    committeeId: committee.id,
    name: "Klein",
    perProjectMax: { amountCents: 50000, currency: "EUR" },
  });
  const small = await post("calls", {
    programmeId: programme.id,
    fundId: fund.id,
    title: "Klein",
    deadlineRule: { kind: "fixed", on: "2027-02-28" },
  });
  turnTo("2027-01-06T10:00:00.000Z");
  await expectDone(step({ to: "submitted" }));
  isProblem(t, await move({ callId: small.id }), 422, "amount-over-cap");
});

test("paper counts by the day of its stamp", async (t) => {
  const { office, step, audit, deadlines, ownerUrl, application, turnTo } = await start(t);
  const { coordinator, "project-lead": lead } = office.people;
  turnTo("2027-01-11T08:30:00.000Z");
  const paper = (receivedOn: string, token = coordinator.token) =>
    step({ to: "submitted", receivedOn }, token);
  isProblem(t, await paper("2027-01-07", lead.token), 403, "forbidden");
  isProblem(t, await paper("2027-01-12"), 422, "day-in-future");
  isProblem(
    t,
    await step({ to: "withdrawn", reason: "Doch nicht", receivedOn: "2027-01-07" }, coordinator.token),
    422,
    "value-refused",
  );
  t.match(await expectDone(paper("2027-01-07")), {
    state: "submitted",
    isLate: false,
    receivedAt: /^2027-01-07T11:00:00/,
  });
  t.match(await audit("paper-receipt"), [
    { receivedOn: "2027-01-07", scannedAt: "2027-01-11T08:30:00.000Z" },
  ]);
  t.match(await deadlines("kind=application-cut-off"), [{ state: "met", isLate: false }]);
  await expectDone(step({ to: "returned", reason: "Unterschrift fehlt" }, coordinator.token));
  isProblem(t, await paper("2027-01-06"), 409, "receipt-stands");
  t.match(await expectDone(step({ to: "submitted" })), { receivedAt: /^2027-01-07T11:00:00/, isLate: false });
  t.same(await deadlines("kind=application-cut-off&state=open"), [], "and no cut-off comes back");
  await t.rejects(
    sql(ownerUrl, "update applications set received_at = now() where id = $1", [application.id]),
    /receipt stamp of an application never changes/,
  );
});

test("paper a day late is late, whatever the hour", async (t) => {
  const { office, step, turnTo } = await start(t);
  turnTo("2027-01-08T07:00:00.000Z");
  const late = await expectDone(
    step({ to: "submitted", receivedOn: "2027-01-08" }, office.people.coordinator.token),
  );
  t.match(late, { isLate: true, receivedAt: /^2027-01-08T07:00:00/ }, "no stamp lies in the future");
});

test("a deadline ends at 24:00, also on the days of the clock change", async (t) => {
  const { ask, office, post, step, programme, turnTo } = await start(t);
  for (const [on, end] of [
    ["2027-03-28", "2027-03-28T22:00:00.000Z"],
    ["2027-10-31", "2027-10-31T23:00:00.000Z"],
    ["2027-03-27", "2027-03-27T23:00:00.000Z"],
    ["2027-10-30", "2027-10-30T22:00:00.000Z"],
  ] as const) {
    const call = await post("calls", {
      programmeId: programme.id,
      title: on,
      deadlineRule: { kind: "fixed", on },
    });
    t.equal(Date.parse(call.closesAt), Date.parse(end), `${on} ends at ${end}`);
    for (const [instant, isLate] of [
      [new Date(Date.parse(end) - 1).toISOString(), false],
      [end, true],
    ] as const) {
      turnTo("2027-01-02T10:00:00.000Z");
      const project = { callId: call.id, cost: 100, startsOn: "2027-12-01", endsOn: "2027-12-20" };
      const { id } = await insertApplication(ask, office, project);
      turnTo(instant);
      const done = await expectDone(step({ to: "submitted" }, undefined, id));
      t.match(done, { isLate }, `${on} at ${instant}`);
    }
  }
});

test("whether it came in time follows its cut-off until it is checked", async (t) => {
  const { ask, office, application, call, meeting, step, move, audit, turnTo } = await start(t);
  const { coordinator, "project-lead": lead } = office.people;
  const patch = (path: string, body: unknown) =>
    expectDone(ask(`PATCH /v1/${path}`, { token: coordinator.token, headers: { "if-match": "*" }, body }));
  const isLate = async () =>
    (await expectDone(ask(`GET /v1/applications/${application.id}`, { token: coordinator.token }))).isLate;
  const meet = (takesPlaceOn: string) => patch(`meetings/${meeting.id}`, { takesPlaceOn });
  turnTo("2027-01-07T23:03:00.000Z");
  const received = await expectDone(step({ to: "submitted" }));
  t.equal(received.isLate, true);

  await meet("2027-01-22");
  const judged = await expectDone(
    ask(`GET /v1/applications/${application.id}`, { token: coordinator.token }),
  );
  t.match(judged, { isLate: false, version: received.version + 1, receivedAt: received.receivedAt });
  t.match(await audit("judge-anew"), [{ wasLate: true, isLate: false }]);
  await meet("2027-01-21");
  t.equal(await isLate(), true, "moved back");
  await patch(`calls/${call.id}`, { deadlineRule: { kind: "before-meeting", days: 13 } });
  t.equal(await isLate(), false, "a later day of the call");
  await patch(`calls/${call.id}`, { deadlineRule: { kind: "rolling", reason: "rolling" } });
  t.equal(await isLate(), false, "no day at all");
  await patch(`calls/${call.id}`, { deadlineRule: { kind: "before-start", weeks: 8 } });
  t.equal(await isLate(), true, "8 weeks before 1 March");
  await expectDone(step({ to: "returned", reason: "Unterschrift fehlt" }, coordinator.token));
  const later = await expectDone(move({ startsOn: "2027-03-05" }, lead.token));
  t.equal(later.isLate, false, "8 weeks before 5 March");
  await expectDone(step({ to: "submitted" }));
  await expectDone(step({ to: "formally-checked" }, coordinator.token));
  await patch(`calls/${call.id}`, { deadlineRule: { kind: "fixed", on: "2027-01-05" } });
  t.equal(await isLate(), false, "the check has judged");
});

test("what came in time stays so when its cut-off is brought forward", async (t) => {
  const { ask, office, application, meeting, post, programme, step, move, turnTo } = await start(t);
  const { coordinator } = office.people;
  const isLate = async () =>
    (await expectDone(ask(`GET /v1/applications/${application.id}`, { token: coordinator.token }))).isLate;
  const patch = (path: string, body: unknown) =>
    expectDone(ask(`PATCH /v1/${path}`, { token: coordinator.token, headers: { "if-match": "*" }, body }));
  turnTo("2027-01-05T10:00:00.000Z");
  await expectDone(step({ to: "submitted" }));
  await patch(`meetings/${meeting.id}`, { takesPlaceOn: "2027-01-14" });
  t.equal(await isLate(), false);
  const closed = await post("calls", {
    programmeId: programme.id,
    title: "Vorbei",
    deadlineRule: { kind: "fixed", on: "2027-01-04" },
  });
  await expectDone(move({ callId: closed.id }));
  t.equal(await isLate(), true, "the round that it is moved to has an end of its own");
  await patch(`calls/${closed.id}`, { deadlineRule: { kind: "fixed", on: "2027-01-05" } });
  t.equal(await isLate(), false);
});

test("paper counts by its day also against a clock time of another round", async (t) => {
  const { office, programme, post, step, move, turnTo } = await start(t);
  turnTo("2027-01-11T08:30:00.000Z");
  const { coordinator } = office.people;
  await expectDone(step({ to: "submitted", receivedOn: "2027-01-07" }, coordinator.token));
  const morning = await post("calls", {
    programmeId: programme.id,
    title: "Bis 10 Uhr",
    deadlineRule: { kind: "at-time", on: "2027-01-07", time: "10:00", zone: "Europe/Berlin" },
  });
  t.match(await expectDone(move({ callId: morning.id })), { isLate: false });
});
