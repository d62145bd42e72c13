import { test } from "tap";
import { dutiesForTest, matchEach } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";
import { advance, insertApplication, insertProgramme } from "../../support/project.ts";

test("an exemption notice that runs out is a duty", async (t) => {
  const setting = await dutiesForTest(t, "2026-09-01T10:00:00.000Z");
  const { as, ask, done, turnTo, duties, bindReminder, moves, rows, office, other } = setting;
  const create = (body: object) =>
    done("coordinator", "POST /v1/organisations", { name: "Verein", kind: "association", ...body });
  const change = (id: string, body: object, version?: number) =>
    as("coordinator", `PATCH /v1/organisations/${id}`, body, version);
  const exemptions = (id: string) => duties("charitable-exemption", id);

  await t.test("planned with the organisation, or when its day becomes known", async (t) => {
    const organisation = await create({ charitableUntil: "2028-12-31" });
    matchEach(t, await exemptions(organisation.id), [
      {
        title: "Verein",
        subjectType: "organisations",
        applicationId: null,
        leadId: null,
        anchorEvent: "expiry",
        effectiveOn: "2028-12-31",
        state: "open",
      },
    ]);
    t.same(await exemptions((await create({ charitableUntil: "2026-09-01" })).id), [], "today");
    t.same(await exemptions((await create({ charitableUntil: "2020-12-31" })).id), [], "long ago");
    t.same(await exemptions((await create({})).id), [], "not known");

    await change(office.organisationId, { charitableUntil: "2027-06-30" });
    const lead = office.people["project-lead"].id;
    matchEach(t, await exemptions(office.organisationId), [{ leadId: lead, effectiveOn: "2027-06-30" }]);
    t.equal(
      (await as("project-lead", `GET /v1/deadlines/${(await exemptions(office.organisationId))[0].id}`))
        .status,
      200,
    );
  });

  await t.test("led by the first project lead who still is one", async (t) => {
    const organisation = await create({});
    const person = (body: object) =>
      done("admin", "POST /v1/people", { language: "de", organisationId: organisation.id, ...body });
    await person({ name: "Vorstand", email: "vorstand@verein.example", roles: [] });
    await person({
      name: "Früher",
      email: "frueher@verein.example",
      roles: ["project-lead"],
      rolesUntil: "2026-08-31",
    });
    const first = await person({ name: "Erste", email: "erste@verein.example", roles: ["project-lead"] });
    await person({ name: "Zweite", email: "zweite@verein.example", roles: ["project-lead"] });
    await change(organisation.id, { charitableUntil: "2027-12-31" });
    matchEach(t, await exemptions(organisation.id), [{ leadId: first.id }]);
  });

  await t.test("a new notice moves it, and back", async (t) => {
    const organisation = await create({ charitableUntil: "2026-12-31" });
    const [before] = await exemptions(organisation.id);
    const reminder = await bindReminder(before.id);
    t.equal((await change(organisation.id, { charitableUntil: "2029-12-31" }, 1)).status, 200);
    matchEach(t, await exemptions(organisation.id), [
      { id: before.id, effectiveOn: "2029-12-31", version: 2 },
    ]);
    const reason = { de: "Ablauf: 31.12.2026 → 31.12.2029", en: "Expiry: 31 Dec 2026 → 31 Dec 2029" };
    matchEach(t, await moves(before.id), [{ on: "2026-12-31", reason }]);
    t.same(await reminder(), ["bound", null], "of an old version, which the worker drops");
    await change(organisation.id, { charitableUntil: "2026-12-31" });
    matchEach(t, await exemptions(organisation.id), [{ effectiveOn: "2026-12-31", version: 3 }]);
    matchEach(t, await moves(before.id), [{ on: "2026-12-31" }]);

    await change(organisation.id, { name: "Verein Neu", email: "post@verein.example" });
    matchEach(t, await exemptions(organisation.id), [{ title: "Verein Neu", version: 3 }]);
  });

  await t.test("removed or past, it ends; met, the next one begins", async (t) => {
    const organisation = await create({ charitableUntil: "2026-12-31" });
    const reminder = await bindReminder((await exemptions(organisation.id))[0].id);
    await change(organisation.id, { charitableUntil: null });
    matchEach(t, await exemptions(organisation.id), [
      { state: "cancelled", stateReason: "exemption-removed", version: 2 },
    ]);
    t.same(await reminder(), ["dropped", "deadline-cancelled"]);
    await change(organisation.id, { charitableUntil: "2026-12-31" });
    await change(organisation.id, { charitableUntil: "2026-08-31" });
    t.match((await exemptions(organisation.id)).at(-1), {
      state: "cancelled",
      stateReason: "exemption-expired",
    });
    await change(organisation.id, { charitableUntil: "2026-12-31" });
    const open = (await exemptions(organisation.id)).at(-1);
    await done("coordinator", `POST /v1/deadlines/${open.id}/transitions`, { to: "met" });
    await change(organisation.id, { charitableUntil: "2029-12-31" });
    t.match((await exemptions(organisation.id)).at(-1), { state: "open", effectiveOn: "2029-12-31" });
    turnTo("2026-09-01T10:00:00.000Z");
  });

  await t.test("once it has run out, it proves nothing to a match or to a check", async (t) => {
    turnTo("2026-09-01T10:00:00.000Z");
    const { programme, call } = await insertProgramme(ask, office, { year: 2027, meetingOn: "2027-01-21" });
    await done("coordinator", `PATCH /v1/programmes/${programme.id}`, { isCharitableRequired: true });
    await change(office.organisationId, { charitableUntil: "2026-09-30" });
    const project = { callId: call.id, cost: 100, startsOn: "2027-03-01", endsOn: "2027-06-30" };
    const application = await insertApplication(ask, office, project);
    const verdict = async () => {
      const { items } = await done("coordinator", `GET /v1/ideas/${application.ideaId}/matches`);
      return items[0].verdicts.find(({ criterion }: { criterion: string }) => criterion === "charitable");
    };
    await advance(ask, office, application.id, "submitted");
    const check = () =>
      as("coordinator", `POST /v1/applications/${application.id}/transitions`, { to: "formally-checked" });
    turnTo("2026-09-30T10:00:00.000Z");
    t.match(await verdict(), { verdict: "pass" });
    turnTo("2026-10-01T10:00:00.000Z");
    t.match(await verdict(), { verdict: "unknown", reason: { de: /galt bis 30\.09\.2026/ } });
    const refused = await check();
    isProblem(t, refused, 409, "transition-not-open");
    t.match(refused.body.errors, [{ code: "charitable-status-missing" }]);
    await change(office.organisationId, { charitableUntil: "2029-09-30" });
    t.match(await verdict(), { verdict: "pass" });
    t.equal((await check()).status, 200);
    turnTo("2026-09-01T10:00:00.000Z");
  });

  await t.test("of two changes of one version only one goes through", async (t) => {
    const organisation = await create({});
    const replies = await Promise.all(
      ["2027-12-31", "2028-12-31"].map((charitableUntil) => change(organisation.id, { charitableUntil }, 1)),
    );
    t.same(replies.map(({ status }) => status).sort(), [200, 412]);
    const { charitableUntil } = await done("auditor", `GET /v1/organisations/${organisation.id}`);
    matchEach(t, await exemptions(organisation.id), [{ effectiveOn: charitableUntil }]);
    const anyhow = await Promise.all(
      ["2029-12-31", "2030-12-31"].map((until) => change(organisation.id, { charitableUntil: until })),
    );
    t.same(
      anyhow.map(({ status }) => status),
      [200, 200],
    );
    const [row] = await rows("select charitable_until::text as until from organisations where id = $1", [
      organisation.id,
    ]);
    matchEach(t, await exemptions(organisation.id), [{ effectiveOn: row?.until, version: 3 }]);
  });

  await t.test("only the directory's keepers, of the same office", async (t) => {
    const organisation = await create({ charitableUntil: "2027-12-31" });
    for (const role of ["project-lead", "lead-office", "committee-member", "partner", "auditor"] as const) {
      const reply = await as(role, `PATCH /v1/organisations/${organisation.id}`, { charitableUntil: null });
      isProblem(t, reply, 403, "forbidden", role);
    }
    const stranger = { token: other.people.coordinator.token, headers: { "if-match": "*" } };
    const foreign = await ask(`PATCH /v1/organisations/${organisation.id}`, {
      ...stranger,
      body: { charitableUntil: null },
    });
    isProblem(t, foreign, 404, "not-found");
    matchEach(t, await exemptions(organisation.id), [{ state: "open", version: 1 }]);
  });
});
