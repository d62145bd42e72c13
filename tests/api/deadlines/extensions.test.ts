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

/** An office with a granted project whose proof of use is due on Friday, 27.11.2026. */
async function start(t: Test) {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock });
  const office = await insertOffice(database.ownerUrl);
  const { coordinator, "project-lead": lead } = office.people;
  const made = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const project = { callId: made.call.id, cost: 1200, startsOn: "2026-09-15", endsOn: "2026-10-16" };
  const application = await insertApplication(ask, office, project);
  await advance(ask, office, application.id, "submitted");
  turnTo("2026-09-10T18:00:00.000Z");
  await grantApplication(ask, office, application);
  const find = async (kind: string) =>
    (await expectDone(ask(`GET /v1/deadlines?kind=${kind}`, { token: coordinator.token }))).items[0];
  const read = (id: string) => expectDone(ask(`GET /v1/deadlines/${id}`, { token: coordinator.token }));
  const request = (body: object, token = lead.token) => ask("POST /v1/extensions", { token, body });
  const decide = (id: string, body: object, token = coordinator.token) =>
    ask(`POST /v1/extensions/${id}/transitions`, { token, body, headers: { "if-match": "*" } });
  const rule = (ownerType: string, ownerId: string, kind: string, body: object) =>
    ask("POST /v1/deadline-rules", { token: coordinator.token, body: { ownerType, ownerId, kind, ...body } });
  const moves = async (id: string) =>
    (
      await sql(database.ownerUrl, "select old_on::text, reason from deadline_moves where deadline_id = $1", [
        id,
      ])
    ).rows;
  const proof = await find("proof-of-use");
  return {
    ...database,
    ...made,
    ask,
    office,
    find,
    read,
    request,
    decide,
    rule,
    moves,
    proof,
    application,
    turnTo,
  };
}

test("a project lead asks, the office grants, and the deadline moves", async (t) => {
  const { ask, office, read, request, decide, moves, proof } = await start(t);
  const asked = await expectDone(
    request({ deadlineId: proof.id, newOn: "2026-12-18", reason: "Belege\n  der Honorarkraft fehlen" }),
  );
  const { coordinator, "project-lead": lead } = office.people;
  t.match(asked, {
    state: "requested",
    askedById: lead.id,
    askedOn: "2026-09-10",
    oldOn: "2026-11-27",
    newOn: "2026-12-18",
    decidedById: null,
    transitions: [
      { to: "granted", isOpen: false },
      { to: "refused", isOpen: false },
    ],
  });
  t.match(await read(proof.id), { effectiveOn: "2026-11-27", version: 1 }, "asking moves nothing");
  const again = await request({ deadlineId: proof.id, newOn: "2026-12-19", reason: "Nochmals" });
  isProblem(t, again, 409, "already-exists");
  t.match(again.body, { detail: /still waiting for a decision/, errors: [{ pointer: "/deadlineId" }] });
  t.equal((await decide(asked.id, { to: "granted" }, lead.token)).status, 403, "nobody grants their own");
  const granted = await expectDone(decide(asked.id, { to: "granted", newOn: "2026-12-12" }));
  t.match(granted, { state: "granted", newOn: "2026-12-12", decidedById: coordinator.id, transitions: [] });
  t.match(await read(proof.id), {
    extendedTo: "2026-12-12",
    nominalOn: "2026-12-12",
    effectiveOn: "2026-12-14",
    version: 2,
  });
  t.same(await moves(proof.id), [
    {
      old_on: "2026-11-27",
      reason: {
        de: "Fristverlängerung bewilligt: Belege der Honorarkraft fehlen",
        en: "Extension granted: Belege der Honorarkraft fehlen",
      },
    },
  ]);
  isProblem(t, await decide(asked.id, { to: "refused", reason: "Doch nicht" }), 409, "transition-not-open");
  const audit = await ask(`GET /v1/audit-log?subjectId=${asked.id}`, {
    token: office.people.auditor.token,
  });
  t.match(audit.body.items?.map(({ action }: { action: string }) => action) ?? [], ["to:granted", "create"]);
});

test("a refusal needs a reason and moves nothing", async (t) => {
  const { request, decide, read, proof } = await start(t);
  const { id } = await expectDone(request({ deadlineId: proof.id, newOn: "2026-12-18", reason: "Krank" }));
  isProblem(t, await decide(id, { to: "refused" }), 409, "transition-not-open");
  t.match(await expectDone(decide(id, { to: "refused", reason: "Zu spät" })), {
    state: "refused",
    decisionReason: "Zu spät",
  });
  t.match(await read(proof.id), { effectiveOn: "2026-11-27", extendedTo: null, version: 1 });
  await expectDone(request({ deadlineId: proof.id, newOn: "2026-12-01", reason: "Dann kürzer" }));
});

test("the office grants at once, also after the end, and names who asked", async (t) => {
  const { office, request, read, proof, turnTo } = await start(t);
  const { coordinator, "project-lead": lead } = office.people;
  turnTo("2026-12-05T10:00:00.000Z");
  const byOffice = (body: object) =>
    request({ deadlineId: proof.id, reason: "Telefonat", ...body }, coordinator.token);
  isProblem(t, await byOffice({ newOn: "2026-12-18", askedOn: "2026-12-06" }), 422, "day-in-future");
  isProblem(t, await byOffice({ newOn: "2026-11-27" }), 422, "extension-not-later");
  isProblem(t, await byOffice({ newOn: "2026-11-20" }), 422, "extension-not-later");
  const granted = await expectDone(
    byOffice({ newOn: "2026-12-18", askedOn: "2026-11-26", askedById: lead.id }),
  );
  t.match(granted, {
    state: "granted",
    askedById: lead.id,
    askedOn: "2026-11-26",
    decidedById: coordinator.id,
    decidedAt: "2026-12-05T10:00:00",
  });
  t.match(await read(proof.id), { effectiveOn: "2026-12-18", isLate: false });
  isProblem(t, await byOffice({ newOn: "2026-12-18" }), 422, "extension-not-later", "granted twice");
});

test("only what may be extended is, while it is open", async (t) => {
  const { ask, office, find, request, rule, programme, proof } = await start(t);
  const { coordinator } = office.people;
  const end = await find("granting-period-end");
  const body = { deadlineId: end.id, newOn: "2026-12-18", reason: "Länger" };
  isProblem(t, await request(body, coordinator.token), 409, "not-extendable");
  await expectDone(
    rule("programmes", programme.id, "granting-period-end", {
      rule: { kind: "after-event", amount: 0, unit: "days", event: "project-end" },
      isExtendable: true,
    }),
  );
  t.equal((await request(body, coordinator.token)).status, 201, "the programme allows it");
  await expectDone(
    ask(`POST /v1/deadlines/${proof.id}/transitions`, {
      token: coordinator.token,
      headers: { "if-match": "*" },
      body: { to: "met" },
    }),
  );
  const late = { ...body, deadlineId: proof.id };
  isProblem(t, await request(late, coordinator.token), 409, "state-forbids");
});

test("an extension that would roll back to the present end is none", async (t) => {
  const { ask, office, request } = await start(t);
  const { token } = office.people.coordinator;
  const deadline = await expectDone(
    ask("POST /v1/deadlines", {
      token,
      body: {
        kind: "follow-up",
        title: "Nachfragen",
        rule: { kind: "fixed", on: "2026-11-27" },
        rollPolicy: "previous-working-day",
      },
    }),
  );
  const extend = (newOn: string) => request({ deadlineId: deadline.id, newOn, reason: "Später" }, token);
  isProblem(t, await extend("2026-11-29"), 422, "extension-not-later");
  t.equal((await extend("2026-11-30")).status, 201);
});

test("an extension outlasts a move of the anchor, unless the rule's day is later", async (t) => {
  const { ask, office, request, read, committee, rule, programme, proof } = await start(t);
  const { token } = office.people.coordinator;
  const meeting = await expectDone(
    ask("POST /v1/meetings", { token, body: { committeeId: committee.id, takesPlaceOn: "2026-11-19" } }),
  );
  const move = (takesPlaceOn: string) =>
    expectDone(
      ask(`PATCH /v1/meetings/${meeting.id}`, {
        token,
        headers: { "if-match": "*" },
        body: { takesPlaceOn },
      }),
    );
  const { id } = await expectDone(
    ask("POST /v1/deadlines", {
      token,
      body: {
        kind: "paper-cut-off",
        title: "Vorlage",
        rule: { kind: "before-meeting", days: 14 },
        anchor: { meetingId: meeting.id },
      },
    }),
  );
  t.match(await read(id), { effectiveOn: "2026-11-05" });
  await expectDone(request({ deadlineId: id, newOn: "2026-11-10", reason: "Krank" }, token));
  t.match(await read(id), { effectiveOn: "2026-11-10", version: 2 });
  await move("2026-11-20");
  t.match(
    await read(id),
    { anchorOn: "2026-11-20", effectiveOn: "2026-11-10", version: 2 },
    "still the 10th",
  );
  await move("2026-12-03");
  t.match(await read(id), { effectiveOn: "2026-11-19", extendedTo: "2026-11-10" }, "the rule's day is later");
  await move("2026-11-12");
  t.match(await read(id), { effectiveOn: "2026-11-10" }, "and the extension holds when it is not");

  await expectDone(request({ deadlineId: proof.id, newOn: "2026-12-18", reason: "Krank" }, token));
  const changed = { kind: "after-event", amount: 8, unit: "weeks", event: "project-end" };
  const { id: ruleId } = await expectDone(
    rule("programmes", programme.id, "proof-of-use", { rule: changed }),
  );
  t.match(await read(proof.id), { effectiveOn: "2026-12-18" }, "nor does a rule take it back");
  await expectDone(
    ask(`PATCH /v1/deadline-rules/${ruleId}`, {
      token,
      headers: { "if-match": "*" },
      body: { rule: { ...changed, amount: 12 } },
    }),
  );
  t.match(await read(proof.id), { effectiveOn: "2027-01-08" });
});

test("who sees a deadline sees its extensions; nobody asks for others", async (t) => {
  const { ask, office, ownerUrl, request, proof, find } = await start(t);
  const { "project-lead": lead, partner, "committee-member": member, auditor, coordinator } = office.people;
  const { id } = await expectDone(request({ deadlineId: proof.id, newOn: "2026-12-18", reason: "Krank" }));
  const seen = async (token: string) => (await ask(`GET /v1/extensions/${id}`, { token })).status;
  t.equal(await seen(lead.token), 200);
  t.equal(await seen(auditor.token), 200);
  t.equal(await seen(member.token), 200, "it has reached the committee");
  t.equal(await seen(partner.token), 404);
  const foreign = { deadlineId: proof.id, newOn: "2026-12-20", reason: "Fremd" };
  t.equal((await request(foreign, partner.token)).status, 403);
  t.equal((await request(foreign, auditor.token)).status, 403);
  const inAnothersName = await request({ ...foreign, askedById: coordinator.id });
  isProblem(t, inAnothersName, 403, "forbidden");
  const other = await insertOffice(ownerUrl, "OTH");
  t.equal(await seen(other.people.coordinator.token), 404);
  const elsewhere = await request(foreign, other.people.coordinator.token);
  isProblem(t, elsewhere, 422, "reference-unknown");
  const unknown = await request(
    { ...foreign, deadlineId: (await find("proof-of-use")).id, askedById: other.people.coordinator.id },
    coordinator.token,
  );
  isProblem(t, unknown, 422, "reference-unknown");
  t.equal((await ask("GET /v1/extensions", { token: partner.token })).body.items.length, 0);
  t.equal((await ask("GET /v1/extensions?state=requested", { token: lead.token })).body.items.length, 1);
});

test("of two decisions at once one stands", async (t) => {
  const { request, decide, read, proof, moves } = await start(t);
  const { id } = await expectDone(request({ deadlineId: proof.id, newOn: "2026-12-18", reason: "Krank" }));
  const replies = await Promise.all([
    decide(id, { to: "granted" }),
    decide(id, { to: "refused", reason: "Nein" }),
    decide(id, { to: "granted", newOn: "2026-12-11" }),
  ]);
  t.same(replies.map(({ status }) => status).sort(), [200, 409, 409]);
  const { version } = await read(proof.id);
  const isGranted = replies.some(({ status, body }) => status === 200 && body.state === "granted");
  t.equal(version, isGranted ? 2 : 1);
  t.equal((await moves(proof.id)).length, isGranted ? 1 : 0);
});

test("a request is a task for the office until it is decided", async (t) => {
  const { ask, office, request, decide, proof } = await start(t);
  const { coordinator, "project-lead": lead } = office.people;
  const tasks = async () =>
    (await expectDone(ask("GET /v1/tasks?kind=extension-request", { token: coordinator.token }))).items;
  for (const step of [{ to: "refused", reason: "Zu spät" }, { to: "granted" }]) {
    const { id } = await expectDone(request({ deadlineId: proof.id, newOn: "2026-12-18", reason: "Krank" }));
    const [task] = (await tasks()).filter(({ state }: { state: string }) => state === "open");
    t.match(task, {
      subjectType: "extensions",
      subjectId: id,
      personId: lead.id,
      detail: { deadlineId: proof.id, newOn: "2026-12-18" },
      title: { de: "Über Fristverlängerung entscheiden", en: "Decide on an extension" },
    });
    await expectDone(decide(id, step));
    const closed = (await tasks()).find(({ subjectId }: { subjectId: string }) => subjectId === id);
    t.match(closed, { state: "done", stateReason: step.to });
  }
  const byOffice = { deadlineId: proof.id, newOn: "2027-01-15", reason: "Telefonat" };
  await expectDone(request(byOffice, coordinator.token));
  t.equal((await tasks()).length, 2, "what the office grants itself needs no task");
});

test("what leads up to a meeting is not extended beyond it, nor beyond an earlier day of it", async (t) => {
  const { ask, office, committee, request, rule, read } = await start(t);
  const { token } = office.people.coordinator;
  const post = (path: string, body: object) => expectDone(ask(`POST /v1/${path}`, { token, body }));
  const before = { rule: { kind: "before-meeting", days: 14 } };
  for (const kind of ["paper-cut-off", "meeting-invitation"]) {
    await expectDone(rule("committees", committee.id, kind, before));
  }
  const meeting = await post("meetings", { committeeId: committee.id, takesPlaceOn: "2027-04-15" });
  const paper = await post("papers", { title: "Vorlage", meetingId: meeting.id });
  const ofKind = async (kind: string, subjectId: string) =>
    (await expectDone(ask(`GET /v1/deadlines?kind=${kind}&subjectId=${subjectId}`, { token }))).items[0];
  const { id } = await ofKind("paper-cut-off", paper.id);
  const byOffice = (deadlineId: string, newOn: string) =>
    request({ deadlineId, newOn, reason: "Nachtrag" }, token);
  const beyond = await byOffice(id, "2027-04-16");
  isProblem(t, beyond, 422, "extension-beyond-meeting");
  t.match(beyond.body, { detail: /15 Apr 2027/, errors: [{ pointer: "/newOn" }] });
  await expectDone(byOffice(id, "2027-04-09"));
  const invitation = await ofKind("meeting-invitation", meeting.id);
  isProblem(t, await byOffice(invitation.id, "2027-04-09"), 409, "not-extendable");

  const move = (takesPlaceOn: string) =>
    expectDone(
      ask(`PATCH /v1/meetings/${meeting.id}`, {
        token,
        body: { takesPlaceOn },
        headers: { "if-match": "*" },
      }),
    );
  await move("2027-04-12");
  t.match(await read(id), { extendedTo: "2027-04-09", effectiveOn: "2027-04-09" }, "it is still before");
  await move("2027-04-08");
  t.match(await read(id), { extendedTo: null, effectiveOn: "2027-03-25" }, "by the rule again");
});
