import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { filledOfficeClock, fillOffice } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";

test("nobody is named whom mails cannot reach", async (t) => {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock });
  const office = await insertOffice(database.ownerUrl);
  const filled = await fillOffice(ask, office, database.ownerUrl, { label: "hier", turnTo });
  const { coordinator, admin } = office.people;
  const { token } = coordinator;
  const headers = { "if-match": "*" };
  const person = async (email: string, rolesUntil: string | null) => {
    const body = { name: "Person", email, roles: ["project-lead"], rolesUntil };
    return (await ask("POST /v1/people", { token, body })).body.id as string;
  };
  const gone = await person("gone@verein.example", "2026-01-31");
  const there = await person("there@verein.example", "2030-12-31");
  const rule = { kind: "fixed", on: "2027-02-01" };
  const named = (id: string): [line: string, field: string, body: object][] => [
    ["POST /v1/ideas", "leadId", { title: "Chor", leadId: id }],
    [`PATCH /v1/ideas/${filled.ideaId}`, "leadId", { leadId: id }],
    ["POST /v1/applications", "leadId", { ideaId: filled.ideaId, callId: filled.callId, leadId: id }],
    [`PATCH /v1/applications/${filled.draftId}`, "leadId", { leadId: id }],
    ["POST /v1/deadlines", "ownerId", { kind: "follow-up", title: "Frage", rule, ownerId: id }],
    ["POST /v1/deadlines", "leadId", { kind: "follow-up", title: "Frage", rule, leadId: id }],
    [`PATCH /v1/deadlines/${filled.deadlineId}`, "ownerId", { ownerId: id }],
    [`PATCH /v1/people/${coordinator.id}/preferences`, "deputyId", { deputyId: id }],
    ["POST /v1/papers", "authorId", { title: "Bericht", meetingId: filled.meetingId, authorId: id }],
    [`PATCH /v1/papers/${filled.paperId}`, "authorId", { authorId: id }],
    [
      "POST /v1/extensions",
      "askedById",
      { deadlineId: filled.proofDeadlineId, newOn: "2027-03-31", reason: "Belege fehlen", askedById: id },
    ],
  ];
  for (const refused of [gone, admin.id]) {
    for (const [line, field, body] of named(refused)) {
      const { status, body: problem } = await ask(line, { token, body, headers });
      t.match(
        { status, ...problem },
        { status: 422, code: "person-without-role", errors: [{ pointer: `/${field}` }] },
        `${line} ${field}`,
      );
    }
  }
  for (const [line, field, body] of named(there)) {
    const { status, text } = await ask(line, { token, body, headers });
    t.ok(status === 200 || status === 201, `${line} ${field}: ${text}`);
  }

  const until = await ask(`PATCH /v1/people/${there}`, {
    token,
    body: { rolesUntil: "2026-01-31" },
    headers,
  });
  t.equal(until.status, 200, until.text);
  const same = { leadId: there, title: "Chor für alle" };
  const kept = await ask(`PATCH /v1/ideas/${filled.ideaId}`, { token, body: same, headers });
  t.equal(kept.status, 200, "who is named already stays until somebody else is");
});
