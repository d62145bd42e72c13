import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import {
  advance,
  euros,
  expectDone,
  grantApplication,
  insertApplication,
  insertProgramme,
} from "../../support/project.ts";

test("what a role, a state or a day forbids", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  let now = "2026-08-20T10:00:00.000Z";
  const { ask } = await apiForTest(t, database.apiUrl, { clock: () => now });
  const { "project-lead": lead, coordinator, partner, "lead-office": leadOffice, admin } = office.people;
  const { call, fundYear, meeting } = await insertProgramme(ask, office, {
    year: 2026,
    meetingOn: "2026-09-10",
  });
  const project = { callId: call.id, cost: 3000, startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const free = async () => {
    const { items } = await expectDone(
      ask(`GET /v1/rollups?fundYearId=${fundYear.id}`, { token: coordinator.token }),
    );
    return items[0].free.amountCents;
  };
  const move = (id: string, version: number, token: string, body: object) =>
    ask(`POST /v1/applications/${id}/transitions`, { token, headers: { "if-match": `"v${version}"` }, body });

  await t.test("a withdrawn application gives its reservation back", async (t) => {
    const { id } = await insertApplication(ask, office, project);
    await advance(ask, office, id, "submitted", "formally-checked", "on-agenda");
    now = "2026-09-10T18:00:00.000Z";
    await expectDone(
      ask("POST /v1/votes", {
        token: coordinator.token,
        body: { applicationId: id, outcome: "recommended" },
      }),
    );
    t.equal(await free(), 5_700_000);
    const { version } = await expectDone(ask(`GET /v1/applications/${id}`, { token: lead.token }));
    t.equal((await move(id, version, lead.token, { to: "withdrawn", reason: "Keine Zeit" })).status, 200);
    t.equal(await free(), 6_000_000);
    now = "2026-08-20T10:00:00.000Z";
  });

  await t.test(
    "a closed application gives back what was not paid, at the theme it was reserved under",
    async (t) => {
      const application = await insertApplication(ask, office, project);
      await advance(ask, office, application.id, "submitted");
      now = "2026-09-10T18:00:00.000Z";
      const grant = await grantApplication(ask, office, application);
      const theme = await expectDone(
        ask("POST /v1/themes", { token: coordinator.token, body: { position: 1, title: "Begegnung" } }),
      );
      await expectDone(
        ask(`PATCH /v1/ideas/${application.ideaId}`, {
          token: coordinator.token,
          headers: { "if-match": "*" },
          body: { themeId: theme.id },
        }),
      );
      await expectDone(
        ask("POST /v1/disbursements", {
          token: leadOffice.token,
          body: { grantId: grant.id, amount: euros(1000), paidOn: "2026-09-10" },
        }),
      );
      now = "2027-01-05T10:00:00.000Z";
      await advance(ask, office, application.id, "running", "proof-submitted", "closed");
      t.equal(await free(), 5_900_000, "only what was paid stays committed");
      const { items } = await expectDone(
        ask("GET /v1/rollups?dimension=theme", { token: coordinator.token }),
      );
      t.equal(items.length, 1, "the idea's new theme has no part of the old entries");
      now = "2026-08-20T10:00:00.000Z";
    },
  );

  await t.test("a partner sees an application and changes nothing of it", async (t) => {
    const organisation = await expectDone(
      ask("POST /v1/organisations", {
        token: coordinator.token,
        body: { name: "Partner", kind: "association" },
      }),
    );
    await expectDone(
      ask(`PATCH /v1/people/${partner.id}`, {
        token: admin.token,
        headers: { "if-match": "*" },
        body: { organisationId: organisation.id, roles: ["project-lead"] },
      }),
    );
    const application = await insertApplication(ask, office, project);
    await expectDone(
      ask(`PATCH /v1/applications/${application.id}`, {
        token: lead.token,
        headers: { "if-match": "*" },
        body: { partnerOrganisationIds: [organisation.id] },
      }),
    );
    t.equal((await ask(`GET /v1/applications/${application.id}`, { token: partner.token })).status, 200);
    const taken = await ask(`PATCH /v1/applications/${application.id}`, {
      token: partner.token,
      headers: { "if-match": "*" },
      body: { organisationId: organisation.id, leadId: partner.id },
    });
    t.equal(taken.status, 404, taken.text);
    const foreign = { title: "Fremd", organisationId: office.organisationId };
    t.equal((await ask("POST /v1/ideas", { token: partner.token, body: foreign })).status, 403);
  });

  await t.test("a cut-off is not ticked off, a vote follows its meeting and a majority", async (t) => {
    const application = await insertApplication(ask, office, project);
    const { items } = await expectDone(
      ask(`GET /v1/deadlines?applicationId=${application.id}`, { token: coordinator.token }),
    );
    const ticked = await ask(`POST /v1/deadlines/${items[0].id}/transitions`, {
      token: coordinator.token,
      headers: { "if-match": "*" },
      body: { to: "met" },
    });
    t.match([ticked.status, ticked.body.errors], [409, [{ code: "closed-by-submission" }]]);
    await advance(ask, office, application.id, "submitted", "formally-checked", "on-agenda");
    const vote = (body: object) =>
      ask("POST /v1/votes", { token: coordinator.token, body: { applicationId: application.id, ...body } });
    now = "2026-09-10T18:00:00.000Z";
    const early = await vote({ outcome: "recommended", votedOn: "2026-08-21" });
    t.equal(early.body.code, "days-out-of-order", early.text);
    const lost = await vote({ outcome: "recommended", inFavour: 3, against: 5 });
    t.equal(lost.body.code, "vote-without-majority", lost.text);
    const change = (path: string, body: object) =>
      ask(`PATCH /v1/${path}`, { token: coordinator.token, headers: { "if-match": "*" }, body });
    const off = { state: "cancelled" };
    t.equal((await change(`meetings/${meeting.id}`, off)).status, 409, "a meeting that has voted stays");
    const { committeeId } = meeting;
    const next = await expectDone(
      ask("POST /v1/meetings", {
        token: coordinator.token,
        body: { committeeId, takesPlaceOn: "2026-09-10" },
      }),
    );
    await expectDone(change(`applications/${application.id}`, { meetingId: next.id }));
    await expectDone(change(`meetings/${next.id}`, off));
    t.not((await vote({ outcome: "recommended" })).status, 201, "a cancelled meeting decides nothing");
  });

  await t.test("tokens and bodies", async (t) => {
    const weak = await expectDone(
      ask("POST /v1/tokens", { token: lead.token, body: { name: "weak", scopes: ["write"] } }),
    );
    const stronger = await ask("POST /v1/tokens", {
      token: weak.token,
      body: { name: "x", scopes: ["read"] },
    });
    t.equal(stronger.status, 403);
    const leap = { name: "x", expiresAt: "2026-12-31T23:59:60Z" };
    t.equal((await ask("POST /v1/tokens", { token: lead.token, body: leap })).status, 422);
    const long = `${"a".repeat(500_000)}\u0001`;
    t.equal(
      (await ask("POST /v1/ideas", { body: { title: long } })).status,
      401,
      "a hostile line is refused at once",
    );
    t.equal((await ask("POST /v1/ideas", { token: lead.token, body: { title: "a\u0001b" } })).status, 400);
    const backwards = { title: "x", startsOn: "2027-05-01", endsOn: "2027-04-01" };
    t.equal((await ask("POST /v1/ideas", { token: lead.token, body: backwards })).status, 422);
    const ancient = { title: "x", startsOn: "0001-01-01" };
    t.equal((await ask("POST /v1/ideas", { token: lead.token, body: ancient })).status, 400);
  });
});
