import { test } from "tap";
import { dutiesForTest } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";
import {
  advance,
  euros,
  expectDone,
  grantApplication,
  insertApplication,
  insertProgramme,
} from "../../support/project.ts";

const pathOf = (url: string) => new URL(url).pathname;

test("a page without an account tells where an application stands", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, ask, done, turnTo, office, other } = setting;
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const application = await insertApplication(ask, office, { callId: call.id, cost: 1200, ...period });
  const link = await done("project-lead", "POST /v1/status-links", { applicationId: application.id });
  const page = pathOf(link.url);

  t.match(link, { applicationNumber: application.number, isRevoked: false });
  t.equal((await done("project-lead", `GET /v1/status-links/${link.id}`)).url, undefined, "shown once");

  await t.test("it reads as the applicant's own status and names nobody", async (t) => {
    const draft = await ask(`GET ${page}`);
    t.equal(draft.status, 200);
    t.match(draft.text, /Ihr Antrag ist noch nicht eingereicht\./);
    t.match(draft.text, /Noch nichts: Der Antrag ist angelegt\./);
    await advance(ask, office, application.id, "submitted");
    turnTo("2026-09-10T18:00:00.000Z");
    const grant = await grantApplication(ask, office, application);
    await done("lead-office", "POST /v1/disbursements", {
      ...{ grantId: grant.id, amount: euros(600), paidOn: "2026-09-10" },
    });
    const { text } = await ask(`GET ${page}`);
    const { status } = await done("project-lead", `GET /v1/applications/${application.id}`);
    t.match(text, status.applicantText.de, "the sentence that the lead reads elsewhere");
    const lines = [...text.matchAll(/<li>(.*?)<\/li>/g)].map(([, line = ""]) =>
      line.replaceAll("\u00a0", " "),
    );
    // Steps are written down by the database's clock, which is ahead of the calendar of this test.
    const undated = lines.map((line) =>
      line.replace(/^\d{2}\.\d{2}\.\d{4}(?=: (?:Auf|Formal|Eingereicht|Bewilligung))/, "…"),
    );
    t.same(undated, [
      "Beantragt: 1.200,00 €",
      "Bewilligt: 1.200,00 €",
      "Ausgezahlt: 600,00 €",
      "…: Bewilligung eingetragen: 1.200,00 €",
      "…: Auf der Tagesordnung",
      "…: Formal geprüft",
      "…: Eingereicht",
      "10.09.2026: Ausgezahlt: 600,00 €",
      "10.09.2026: Votum des Ausschusses: empfohlen",
    ]);
    for (const name of [application.leadName, "<script", "<form"]) t.notOk(text.includes(name), name);
    t.match(text, `Bitte nennen Sie die Nummer ${application.number}`);
  });

  await t.test("only the applicant and the office make and see links", async (t) => {
    const body = { applicationId: application.id };
    for (const role of ["committee-member", "partner", "auditor", "admin"] as const)
      isProblem(t, await as(role, "POST /v1/status-links", body), 403, "forbidden", role);
    const foreign = other.people.coordinator.token;
    isProblem(t, await ask("POST /v1/status-links", { token: foreign, body }), 422, "reference-unknown");
    t.equal((await ask(`GET /v1/status-links/${link.id}`, { token: foreign })).status, 404);
    t.equal((await ask(`DELETE /v1/status-links/${link.id}`, { token: foreign })).status, 404);
    t.equal((await done("coordinator", "GET /v1/status-links")).items.length, 1);
    const many = await Promise.all(
      Array.from({ length: 12 }, () => as("coordinator", "POST /v1/status-links", body)),
    );
    const counts = many.map(({ status }) => status);
    t.same([counts.filter((one) => one === 201).length, counts.filter((one) => one === 409).length], [9, 3]);
  });

  await t.test("it ends when it is revoked, and when the application is somebody else's", async (t) => {
    const { url } = await expectDone(
      ask("POST /v1/status-links", {
        token: office.people.coordinator.token,
        body: {
          applicationId: (await insertApplication(ask, office, { callId: call.id, cost: 1, ...period })).id,
        },
      }),
    );
    const untouched = pathOf(url);
    await done("project-lead", `DELETE /v1/status-links/${link.id}`);
    const gone = await ask(`GET ${page}`);
    t.equal(gone.status, 410);
    t.match(gone.text, /Diese Seite gibt es nicht mehr/);
    t.notMatch(gone.text, application.title);

    const again = await done("coordinator", "GET /v1/status-links?isRevoked=false");
    t.equal(again.items.length, 10);
    const successor = await done("coordinator", "POST /v1/people", {
      ...{ name: "Nora Neu", email: "nora@verein.example", roles: ["project-lead"] },
    });
    await done("coordinator", `PATCH /v1/applications/${application.id}`, {
      ...{ leadId: successor.id, reason: "Die bisherige Leitung ist ausgeschieden" },
    });
    const left = await done("coordinator", "GET /v1/status-links?isRevoked=false");
    t.equal(left.items.length, 1, "those of the application that went to somebody else have ended");
    t.equal((await ask(`GET ${untouched}`)).status, 200);
    const forged = `${untouched.slice(0, -2)}${untouched.endsWith("AA") ? "BB" : "AA"}`;
    t.equal((await ask(`GET ${forged}`)).status, 404);
    t.equal((await ask(`POST ${untouched}`)).status, 405, "nothing can be sent to it");
  });
});
