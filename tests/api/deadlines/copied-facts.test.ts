import { test } from "tap";
import { dutiesForTest, grantedProject, matchEach } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";
import { euros, insertApplication, insertProgramme } from "../../support/project.ts";

test("deadlines name whom and what is known today", async (t) => {
  const setting = await dutiesForTest(t, "2026-12-01T10:00:00.000Z");
  const { ask, done, duties, office, insertRule } = setting;
  const { people } = office;
  const { programme, committee, call } = await insertProgramme(ask, office, {
    year: 2027,
    meetingOn: "2027-01-21",
  });

  await t.test("another lead of the idea owns its deadlines", async (t) => {
    const project = { callId: call.id, cost: 100, startsOn: "2027-03-01", endsOn: "2027-06-30" };
    const { id, ideaId } = await insertApplication(ask, office, project);
    const owner = async () => (await duties("application-cut-off", id))[0].ownerId;
    t.equal(await owner(), people["project-lead"].id);
    await done("coordinator", `PATCH /v1/ideas/${ideaId}`, { leadId: people.coordinator.id });
    t.equal(await owner(), people.coordinator.id);
    const [cutOff] = await duties("application-cut-off", id);
    await done("coordinator", `PATCH /v1/deadlines/${cutOff.id}`, { ownerId: people["lead-office"].id });
    await done("coordinator", `PATCH /v1/ideas/${ideaId}`, { leadId: people["project-lead"].id });
    t.equal(await owner(), people["lead-office"].id, "whom the office has named stays");
  });

  await t.test("another name of a programme and of a committee", async (t) => {
    await done("coordinator", "POST /v1/deadline-rules", {
      ownerType: "programmes",
      ownerId: programme.id,
      kind: "upstream-proof",
      rule: { kind: "yearly", monthDay: "03-31", yearOffset: 1, event: "budget-year-end" },
    });
    await insertRule("committees", committee.id, "meeting-invitation", { kind: "before-meeting", days: 14 });
    const { id } = await done("coordinator", "POST /v1/meetings", {
      committeeId: committee.id,
      takesPlaceOn: "2027-03-18",
    });
    await done("coordinator", `PATCH /v1/programmes/${programme.id}`, { name: "Demokratie leben" });
    await done("coordinator", `PATCH /v1/committees/${committee.id}`, { name: "Bündnis" });
    matchEach(t, await duties("upstream-proof", programme.id), [{ title: "Demokratie leben" }]);
    matchEach(t, await duties("meeting-invitation", id), [{ title: "Bündnis: Sitzung" }]);
  });

  await t.test("an exemption is led by the first who leads projects of the organisation today", async (t) => {
    const organisation = await done("coordinator", "POST /v1/organisations", {
      name: "Verein",
      kind: "association",
      charitableUntil: "2028-12-31",
    });
    const lead = async () => (await duties("charitable-exemption", organisation.id))[0].leadId;
    t.equal(await lead(), null);
    const person = (email: string) =>
      done("admin", "POST /v1/people", {
        ...{ name: email, email, language: "de", organisationId: organisation.id, roles: ["project-lead"] },
      });
    const first = await person("erste@verein.example");
    t.equal(await lead(), first.id);
    const second = await person("zweite@verein.example");
    t.equal(await lead(), first.id);
    await done("admin", `PATCH /v1/people/${first.id}`, { rolesUntil: "2026-11-30" });
    t.equal(await lead(), second.id);
    await done("admin", `PATCH /v1/people/${second.id}`, { organisationId: null });
    t.equal(await lead(), null);
  });

  await t.test("an application that is not checked goes with its call", async (t) => {
    const project = { callId: call.id, cost: 200, startsOn: "2027-03-01", endsOn: "2027-06-30" };
    const [going, own] = [
      await insertApplication(ask, office, project),
      await insertApplication(ask, office, project),
    ];
    const other = await done("coordinator", "POST /v1/meetings", {
      committeeId: committee.id,
      takesPlaceOn: "2027-02-18",
    });
    await done("coordinator", `PATCH /v1/applications/${own.id}`, { meetingId: other.id });
    const youth = await done("coordinator", "POST /v1/programmes", {
      name: "Jugend",
      funder: "Land",
      level: "state",
    });
    const fund = await done("coordinator", "POST /v1/funds", {
      programmeId: youth.id,
      name: "Jugendfonds",
      perProjectMax: euros(500),
    });
    const next = await done("coordinator", "POST /v1/meetings", {
      committeeId: committee.id,
      takesPlaceOn: "2027-03-25",
    });
    await done("coordinator", `PATCH /v1/calls/${call.id}`, {
      ...{ programmeId: youth.id, fundId: fund.id, meetingId: next.id },
    });
    const read = (id: string) => done("auditor", `GET /v1/applications/${id}`);
    const taken = { programmeId: youth.id, fundId: fund.id };
    t.match(await read(going.id), { ...taken, meetingId: next.id, version: going.version + 1 });
    t.match(
      await read(own.id),
      { ...taken, meetingId: other.id },
      "the meeting that the office assigned stays",
    );
    matchEach(t, await duties("application-cut-off", going.id), [
      { programmeId: youth.id, effectiveOn: "2027-03-11" },
    ]);
  });
});

test("a meeting that has voted stays on its day", async (t) => {
  const setting = await dutiesForTest(t);
  const { meeting } = await grantedProject(setting);
  const change = (body: object) => setting.as("coordinator", `PATCH /v1/meetings/${meeting.id}`, body);
  isProblem(t, await change({ takesPlaceOn: "2026-09-24" }), 409, "state-forbids");
  isProblem(t, await change({ state: "cancelled" }), 409, "state-forbids");
  t.match(await change({ place: "Ratssaal", takesPlaceOn: "2026-09-10" }), { status: 200 });
  t.match(await change({ state: "held" }), { status: 200, body: { state: "held" } });
});

test("a task that has become void is done", async (t) => {
  const setting = await dutiesForTest(t, "2026-12-01T10:00:00.000Z");
  const { done, rows, office } = setting;
  const create = () =>
    done("coordinator", "POST /v1/deadlines", {
      kind: "follow-up",
      title: "Mietvertrag nachfragen",
      rule: { kind: "fixed", on: "2027-02-01" },
    });
  const open = (kind: string, subjectId: string, subjectType = "deadlines") =>
    rows("insert into tasks (kind, subject_type, subject_id) values ($1, $2, $3)", [
      ...[kind, subjectType, subjectId],
    ]);
  const tasks = async (subjectId: string) =>
    (await done("coordinator", `GET /v1/tasks?subjectId=${subjectId}&sort=createdAt`)).items;
  const [met, named] = [await create(), await create()];
  for (const { id } of [met, named]) {
    await open("check-done", id);
    await open("assign-lead", id);
  }
  await done("coordinator", `POST /v1/deadlines/${met.id}/transitions`, { to: "met" });
  matchEach(t, await tasks(met.id), [
    { kind: "check-done", state: "done", stateReason: "deadline-met", version: 2 },
    { kind: "assign-lead", state: "done", stateReason: "deadline-met" },
  ]);
  await done("coordinator", `PATCH /v1/deadlines/${named.id}`, { leadId: office.people.coordinator.id });
  matchEach(t, await tasks(named.id), [
    { kind: "check-done", state: "open" },
    { kind: "assign-lead", state: "done", stateReason: "lead-named" },
  ]);
  const person = office.people.partner.id;
  await open("bounce", person, "people");
  await open("complaint", person, "people");
  await done("admin", `PATCH /v1/people/${person}`, { email: "neu@amt.example" });
  matchEach(t, await tasks(person), [
    { kind: "bounce", state: "done", stateReason: "address-changed" },
    { kind: "complaint", state: "open" },
  ]);
});
