import { test } from "tap";
import { dutiesForTest } from "../../support/duties.ts";
import { advance, insertApplication, insertProgramme } from "../../support/project.ts";

interface Step {
  readonly to: string;
  readonly isOpen: boolean;
  readonly reasons: readonly { code: string }[];
}

test("who shares an application reads it with its idea; only the applicant and the office act", async (t) => {
  const setting = await dutiesForTest(t);
  const { ask, done, as, office } = setting;
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const application = await insertApplication(ask, office, { callId: call.id, cost: 2400, ...period });
  const partner = await done("coordinator", "POST /v1/organisations", {
    name: "Jugendring",
    kind: "association",
  });
  // A lead of the partner organisation: the same role as the applicant's, but not their application.
  for (const role of ["partner", "auditor"] as const) {
    await done("admin", `PATCH /v1/people/${office.people[role].id}`, {
      organisationId: partner.id,
      roles: [role === "partner" ? "partner" : "project-lead"],
    });
  }
  const path = `/v1/applications/${application.id}`;
  const readers = ["partner", "auditor"] as const;
  for (const role of readers) t.equal((await as(role, `GET ${path}`)).status, 404, `${role} before`);
  await done("project-lead", `PATCH ${path}`, { partnerOrganisationIds: [partner.id] });
  for (const role of readers) {
    const seen = await done(role, `GET ${path}`);
    t.match(seen, {
      organisationName: "Kulturverein",
      leadName: "Paula Projekt",
      partnerOrganisationNames: ["Jugendring"],
      costs: [{ label: "Material" }],
    });
    const idea = await done(role, `GET /v1/ideas/${seen.ideaId}`);
    t.equal(idea.title, "Begegnungscafé", `${role} reads the idea`);
    t.equal((await done(role, "GET /v1/ideas")).items.length, 1);
    t.same(
      seen.transitions.filter(({ isOpen }: Step) => isOpen),
      [],
      `no step is open to a ${role}`,
    );
  }
  const asLead = await done("auditor", `GET ${path}`);
  const submitting = asLead.transitions.find(({ to }: Step) => to === "submitted");
  t.match(submitting.reasons, [{ code: "applicant-only" }]);
  t.equal((await as("auditor", `POST ${path}/transitions`, { to: "submitted" })).status, 404);
  const reason = { to: "parked", reason: "Später" };
  t.equal((await as("auditor", `PATCH /v1/ideas/${asLead.ideaId}`, { title: "Meins" })).status, 404);
  t.equal((await as("auditor", `POST /v1/ideas/${asLead.ideaId}/transitions`, reason)).status, 404);
  const own = await done("project-lead", `GET ${path}`);
  t.equal(own.transitions.find(({ to }: Step) => to === "submitted").isOpen, true);
});

test("a committee member sees who applies, and with what, once it is on the agenda", async (t) => {
  const setting = await dutiesForTest(t);
  const { ask, done, as, office, turnTo } = setting;
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const application = await insertApplication(ask, office, { callId: call.id, cost: 2400, ...period });
  await advance(ask, office, application.id, "submitted");
  const idea = `GET /v1/ideas/${application.ideaId}`;
  t.equal((await as("committee-member", idea)).status, 404, "not yet");
  turnTo("2026-09-01T10:00:00.000Z");
  await advance(ask, office, application.id, "formally-checked", "on-agenda");
  t.match(await done("committee-member", idea), {
    title: "Begegnungscafé",
    organisationName: "Kulturverein",
  });
  const [listed] = (await done("committee-member", "GET /v1/applications")).items;
  t.match(listed, {
    organisationName: "Kulturverein",
    leadName: "Paula Projekt",
    costs: [{ label: "Material" }],
  });
  t.match(await done("committee-member", "GET /v1/overview"), {
    nextMeeting: { applications: { count: 1 } },
  });
});
