import { test } from "tap";
import { dutiesForTest, grantedProject, matchEach } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";
import { advance, insertApplication, insertProgramme } from "../../support/project.ts";

test("a meeting brings the duty to invite", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, ask, done, turnTo, duties, bindReminder, moves, insertRule, office, other } = setting;
  const committee = await done("coordinator", "POST /v1/committees", {
    name: "Begleitausschuss",
    kind: "steering",
  });
  await insertRule("committees", committee.id, "meeting-invitation", { kind: "before-meeting", days: 14 });
  const create = (takesPlaceOn: string, committeeId = committee.id) =>
    done("coordinator", "POST /v1/meetings", { committeeId, takesPlaceOn });
  const change = (id: string, body: object, version?: number) =>
    as("coordinator", `PATCH /v1/meetings/${id}`, body, version);
  const invitations = (id: string) => duties("meeting-invitation", id);

  await t.test("by the rule of its committee, two weeks before", async (t) => {
    const meeting = await create("2027-01-21");
    const [invitation, ...more] = await invitations(meeting.id);
    t.same(more, []);
    t.match(invitation, {
      title: "Begleitausschuss: Sitzung",
      subjectType: "meetings",
      committeeId: committee.id,
      applicationId: null,
      leadId: null,
      anchorEvent: "meeting",
      anchorId: meeting.id,
      effectiveOn: "2027-01-07",
      state: "open",
    });
    t.match((await as("committee-member", `GET /v1/deadlines/${invitation.id}`)).status, 200);

    const youth = await done("coordinator", "POST /v1/committees", { name: "Jugendforum", kind: "youth" });
    t.same(await invitations((await create("2027-01-21", youth.id)).id), [], "no rule, no duty");
    t.same(await invitations((await create("2026-08-19")).id), [], "nobody is invited to the past");
    t.equal((await invitations((await create("2026-08-20")).id)).length, 1, "today is not over");
  });

  await t.test("moving the meeting moves it, and back", async (t) => {
    const meeting = await create("2027-01-21");
    const [before] = await invitations(meeting.id);
    const reminder = await bindReminder(before.id);
    t.equal((await change(meeting.id, { takesPlaceOn: "2027-01-28" }, 1)).status, 200);
    matchEach(t, await invitations(meeting.id), [{ id: before.id, effectiveOn: "2027-01-14", version: 2 }]);
    const reason = { de: "Sitzung: 21.01.2027 → 28.01.2027", en: "Meeting: 21 Jan 2027 → 28 Jan 2027" };
    matchEach(t, await moves(before.id), [{ on: "2027-01-07", reason }]);
    t.same(await reminder(), ["bound", null], "of an old version, which the worker drops");
    await change(meeting.id, { takesPlaceOn: "2027-01-21" });
    matchEach(t, await invitations(meeting.id), [{ effectiveOn: "2027-01-07", version: 3 }]);
    matchEach(t, await moves(before.id), [{ on: "2027-01-07" }]);
  });

  await t.test("a cancelled meeting needs no invitation, unless it takes place after all", async (t) => {
    const meeting = await create("2027-02-18");
    const [before] = await invitations(meeting.id);
    const reminder = await bindReminder(before.id);
    t.equal((await change(meeting.id, { state: "cancelled" })).status, 200);
    matchEach(t, await invitations(meeting.id), [
      { state: "cancelled", stateReason: "meeting-cancelled", version: 2 },
    ]);
    t.same(await reminder(), ["dropped", "deadline-cancelled"]);
    await change(meeting.id, { state: "planned", takesPlaceOn: "2027-02-25" });
    matchEach(t, await invitations(meeting.id), [
      { id: before.id, state: "open", effectiveOn: "2027-02-11" },
    ]);

    const [again] = await invitations(meeting.id);
    await done("coordinator", `POST /v1/deadlines/${again.id}/transitions`, { to: "met" });
    await change(meeting.id, { state: "cancelled" });
    await change(meeting.id, { state: "planned" });
    t.equal((await invitations(meeting.id)).length, 1, "nobody is invited twice");
  });

  await t.test("a meeting that was held had been invited to, and stays where it was", async (t) => {
    turnTo("2026-08-20T10:00:00.000Z");
    const meeting = await create("2026-09-24");
    const [before] = await invitations(meeting.id);
    const reminder = await bindReminder(before.id);
    turnTo("2026-09-25T10:00:00.000Z");
    t.equal((await change(meeting.id, { state: "held" })).status, 200);
    matchEach(t, await invitations(meeting.id), [{ state: "met", isLate: false, version: 2 }]);
    t.same(await reminder(), ["dropped", "deadline-met"]);
    isProblem(t, await change(meeting.id, { takesPlaceOn: "2026-09-26" }), 409, "state-forbids");
    isProblem(
      t,
      await change(meeting.id, { takesPlaceOn: "2026-09-26", state: "planned" }),
      409,
      "state-forbids",
    );
    t.equal((await change(meeting.id, { takesPlaceOn: "2026-09-24", place: "Ratssaal" })).status, 200);
    turnTo("2026-08-20T10:00:00.000Z");
  });

  await t.test("cancelling leaves the cut-offs of applications as they are", async (t) => {
    const { meeting, call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
    const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
    const { id } = await insertApplication(ask, office, { callId: call.id, cost: 100, ...period });
    await change(meeting.id, { state: "cancelled" });
    matchEach(t, await duties("application-cut-off", id), [
      { state: "open", effectiveOn: "2026-08-27", version: 1 },
    ]);
    await change(meeting.id, { takesPlaceOn: "2026-09-17" });
    matchEach(
      t,
      await duties("application-cut-off", id),
      [{ effectiveOn: "2026-08-27", version: 1 }],
      "where one that is off would have been moves nothing",
    );
    const closesOn = async () => (await done("coordinator", `GET /v1/calls/${call.id}`)).closesOn;
    t.equal(await closesOn(), "2026-08-27");
    await change(meeting.id, { state: "planned" });
    const [cutOff] = await duties("application-cut-off", id);
    t.match(cutOff, { state: "open", effectiveOn: "2026-09-03", version: 2 });
    t.equal(await closesOn(), "2026-09-03");
    matchEach(t, await moves(cutOff.id), [
      { on: "2026-08-27", reason: { de: "Sitzung findet am 17.09.2026 statt" } },
    ]);
  });

  await t.test("of two moves of one version only one goes through", async (t) => {
    const meeting = await create("2027-03-18");
    const replies = await Promise.all(
      ["2027-03-25", "2027-04-01"].map((takesPlaceOn) => change(meeting.id, { takesPlaceOn }, 1)),
    );
    t.same(replies.map(({ status }) => status).sort(), [200, 412]);
    const { takesPlaceOn } = await done("auditor", `GET /v1/meetings/${meeting.id}`);
    matchEach(t, await invitations(meeting.id), [{ anchorOn: takesPlaceOn, version: 2 }]);
  });

  await t.test("a meeting is moved while an application is handed in", async (t) => {
    const { meeting, call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
    const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
    const { id } = await insertApplication(ask, office, { callId: call.id, cost: 100, ...period });
    const [moved] = await Promise.all([
      change(meeting.id, { takesPlaceOn: "2026-09-17" }),
      advance(ask, office, id, "submitted"),
    ]);
    t.equal(moved.status, 200, moved.text);
    matchEach(t, await duties("application-cut-off", id), [{ state: "met", isLate: false }]);
  });

  await t.test("only who plans meetings, of the same office", async (t) => {
    const meeting = await create("2027-05-20");
    for (const role of ["project-lead", "lead-office", "committee-member", "partner", "auditor"] as const) {
      const reply = await as(role, `PATCH /v1/meetings/${meeting.id}`, { state: "cancelled" });
      isProblem(t, reply, 403, "forbidden", role);
    }
    const stranger = { token: other.people.coordinator.token, headers: { "if-match": "*" } };
    const foreign = await ask(`PATCH /v1/meetings/${meeting.id}`, {
      ...stranger,
      body: { state: "cancelled" },
    });
    isProblem(t, foreign, 404, "not-found");
    matchEach(t, await invitations(meeting.id), [{ state: "open", version: 1 }]);
  });

  await t.test("a project that was granted is not concerned by its meeting any more", async (t) => {
    const { meeting, grant } = await grantedProject(setting);
    const before = await duties("proof-of-use", grant.id);
    await change(meeting.id, { state: "held" });
    t.same(await duties("proof-of-use", grant.id), before);
  });
});
