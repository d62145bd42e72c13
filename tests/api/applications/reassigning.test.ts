import { test } from "tap";
import { dutiesForTest } from "../../support/duties.ts";
import {
  advance,
  euros,
  grantApplication,
  insertApplication,
  insertProgramme,
} from "../../support/project.ts";

test("the office names another lead or organisation, with a reason once it was submitted", async (t) => {
  const setting = await dutiesForTest(t);
  const { ask, done, as, office, turnTo } = setting;
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const application = await insertApplication(ask, office, { callId: call.id, cost: 1200, ...period });
  const path = `/v1/applications/${application.id}`;
  const club = await done("coordinator", "POST /v1/organisations", {
    ...{ name: "Jugendring", kind: "association" },
  });
  const successor = await done("coordinator", "POST /v1/people", {
    ...{ name: "Nora Neu", email: "nora@verein.example", roles: ["project-lead"], organisationId: club.id },
  });
  const { "project-lead": lead } = office.people;
  const reason = "Die bisherige Projektleitung hat den Verein verlassen";
  const draft = await done("coordinator", `PATCH ${path}`, { leadId: successor.id });
  t.equal(draft.leadName, "Nora Neu", "a draft needs no reason");
  await done("coordinator", `PATCH ${path}`, { leadId: lead.id });
  await advance(ask, office, application.id, "submitted");
  const without = await as("coordinator", `PATCH ${path}`, { leadId: successor.id });
  t.match(
    { status: without.status, ...without.body },
    { status: 422, code: "value-refused", errors: [{ pointer: "/reason" }] },
  );
  t.match(
    without.body.detail,
    /^(Das geht so nicht: Nach dem|This is not possible: Once)/,
    "a missing value contradicts nothing",
  );
  const same = await as("coordinator", `PATCH ${path}`, { leadId: lead.id });
  t.equal(same.status, 200, "nothing changes");
  const applicant = await as("project-lead", `PATCH ${path}`, { leadId: lead.id, reason });
  t.match({ status: applicant.status, ...applicant.body }, { status: 409, code: "state-forbids" });
  const title = await as("coordinator", `PATCH ${path}`, { title: "Anders", reason });
  t.match({ status: title.status, ...title.body }, { status: 409, code: "state-forbids" });

  turnTo("2026-09-10T18:00:00.000Z");
  const grant = await grantApplication(ask, office, application);
  await done("lead-office", "POST /v1/disbursements", {
    ...{ grantId: grant.id, amount: euros(600), paidOn: "2026-09-10" },
  });
  const changed = await done("coordinator", `PATCH ${path}`, {
    ...{ leadId: successor.id, organisationId: club.id, reason },
  });
  t.match(changed, { state: "granted", leadName: "Nora Neu", organisationName: "Jugendring" });
  const { items: open } = await done(
    "coordinator",
    `GET /v1/deadlines?applicationId=${application.id}&state=open`,
  );
  t.ok(open.length > 0);
  t.ok(
    open.every(({ leadId }: { leadId: string }) => leadId === successor.id),
    "its deadlines follow",
  );
  t.ok(
    open.every(({ ownerId }: { ownerId: string }) => ownerId === successor.id),
    "also where whoever brought in the idea was to answer for them",
  );
  const [entry] = (await done("coordinator", `GET ${path}/history?kind=changed`)).items;
  t.match(entry, {
    reason,
    changes: [
      { field: "leadId", before: { de: "Paula Projekt" }, after: { de: "Nora Neu" } },
      { field: "organisationId", before: { de: "Kulturverein" }, after: { de: "Jugendring" } },
    ],
  });
  t.equal((await as("project-lead", `GET ${path}`)).status, 404, "it is theirs no more");

  await done("lead-office", "POST /v1/disbursements", {
    ...{ grantId: grant.id, amount: euros(100), paidOn: "2026-09-10" },
  });
  const windows = await done(
    "coordinator",
    `GET /v1/deadlines?applicationId=${application.id}&kind=spending-window`,
  );
  t.same(
    windows.items.map(({ ownerId }: { ownerId: string }) => ownerId),
    [successor.id, successor.id],
    "and so does what comes later",
  );
  const { items: sums } = await done("lead-office", "GET /v1/rollups?dimension=organisation");
  const paidTo = (label: string) =>
    sums.find((row: { label: string }) => row.label === label)?.disbursed.amountCents;
  t.equal(paidTo("Kulturverein"), 70_000, "the ledger keeps what it was booked under");
  t.equal(paidTo("Jugendring"), undefined);
});
