import { type Role, roles } from "@zuwendo/domain";
import { type Test, test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { filledOfficeClock, fillOffice } from "../../support/filled-office.ts";
import { locksForTest } from "../../support/locks.ts";
import { insertOffice } from "../../support/office.ts";

async function begin(t: Test) {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock, requestsPerMinute: 10_000 });
  const office = await insertOffice(database.ownerUrl);
  const filled = await fillOffice(ask, office, database.ownerUrl, { label: "hier", turnTo });
  const { coordinator } = office.people;
  const lead = office.people["project-lead"];
  const by = (role: Role) => ({ token: office.people[role].token });
  const create = async (path: string, body: object, token = coordinator.token) => {
    const made = await ask(`POST /v1/${path}`, { token, body });
    t.equal(made.status, 201, made.text);
    return made.body;
  };
  const newcomer = await create("people", {
    ...{ name: "Nora Neu", email: "nora@verein.example", roles: ["project-lead"] },
    organisationId: office.organisationId,
  });
  const held = (id: string, role: Role = "coordinator") => ask(`GET /v1/people/${id}/holdings`, by(role));
  const handOver = (id: string, body: object, role: Role = "coordinator", tag = "*") =>
    ask(`POST /v1/people/${id}/hand-over`, { ...by(role), body, headers: { "if-match": tag } });
  return { ask, by, create, database, filled, handOver, held, lead, newcomer, office };
}

test("every number of what somebody holds is the length of its list, for whoever sees it", async (t) => {
  const { ask, by, create, held, lead, newcomer, office } = await begin(t);
  await create("calendar-feeds", { name: "Meine", scope: "mine" }, lead.token);
  await create("deadlines", {
    ...{ kind: "follow-up", title: "Frage", rule: { kind: "fixed", on: "2026-12-01" } },
    ownerId: lead.id,
  });
  const wish = await ask(`PATCH /v1/people/${newcomer.id}/preferences`, {
    ...by("coordinator"),
    body: { deputyId: lead.id },
    headers: { "if-match": "*" },
  });
  t.equal(wish.status, 200, wish.text);
  for (const role of roles) {
    const { status, body } = await held(lead.id, role);
    if (status === 404 || status === 403) continue;
    t.equal(status, 200, role);
    for (const [name, { count, href }] of Object.entries<{ count: number; href: string | null }>(body)) {
      if (href === null) {
        t.same(
          [role, count],
          ["admin", (await held(lead.id)).body[name].count],
          `${name}: a number, no list`,
        );
        continue;
      }
      const list = await ask(`GET ${href}&limit=200`, by(role));
      t.equal(list.status, 200, `${role} ${href}: ${list.text}`);
      t.equal(list.body.items.length, count, `${role} ${name}: ${href}`);
    }
    if (role === "admin") t.equal(Object.keys(body).length, 9, "whoever may hand over sees how much");
    if (role === "coordinator") {
      const counts = Object.values<{ count: number }>(body).map(({ count }) => count);
      t.equal(counts.length, 9, "the office sees everything");
      t.ok(
        counts.every((count, index) => count > 0 || Object.keys(body)[index] === "tasksAbout"),
        JSON.stringify(body),
      );
    }
  }
  t.notOk("deputyFor" in (await held(lead.id, "project-lead")).body, "nobody reads the wishes of others");
  t.equal((await held(lead.id, "partner")).status, 404);
  t.equal((await held(office.people.admin.id, "admin")).body.tokens.count, 1);
});

test("one act lets somebody go and gives somebody else what they held", async (t) => {
  const { ask, by, filled, handOver, held, lead, newcomer } = await begin(t);
  const before = (await held(lead.id)).body;
  await ask(`PATCH /v1/people/${newcomer.id}/preferences`, {
    ...by("coordinator"),
    body: { deputyId: lead.id },
    headers: { "if-match": "*" },
  });
  const reason = "Zieht nach Kiel";
  const { status, body, text } = await handOver(lead.id, { to: newcomer.id, reason });
  t.equal(status, 200, text);
  t.match(body, {
    ...{ personId: lead.id, toId: newcomer.id, rolesUntil: "2026-09-19", deputyFor: 1 },
    ...{ applications: before.applications.count, ideas: before.ideas.count },
    ...{ deadlines: before.deadlinesLed.count, tokens: before.tokens.count, invitations: 0 },
  });
  const [left, taken] = [(await held(lead.id)).body, (await held(newcomer.id)).body];
  for (const name of ["applications", "ideas", "deadlinesLed", "deadlinesOwned"]) {
    t.equal(left[name].count, 0, name);
    t.equal(taken[name].count, before[name].count, name);
  }
  for (const name of ["tokens", "calendarFeeds", "deputyFor"]) t.equal(left[name].count, 0, name);
  t.equal(taken.deputyFor.count, 0, "nobody stands in for themselves");
  t.equal((await ask("GET /v1/me", { token: lead.token })).status, 401, "the token has ended");
  const person = await ask(`GET /v1/people/${lead.id}`, by("coordinator"));
  t.match(person.body, { rolesUntil: "2026-09-19", version: 2 });

  const history = await ask(`GET /v1/applications/${filled.draftId}/history`, by("coordinator"));
  t.match(history.body.items[0], {
    reason,
    changes: [{ field: "leadId", before: { de: /Paula/ }, after: { de: /Nora/ } }],
  });
  const audit = await ask(`GET /v1/audit-log?subjectId=${lead.id}&action=hand-over`, by("admin"));
  t.match(audit.body.items, [
    { changes: { to: newcomer.id, reason, rolesUntil: "2026-09-19" }, before: { rolesUntil: null } },
  ]);
  const deadlines = await ask(`GET /v1/deadlines?applicationId=${filled.draftId}`, by("coordinator"));
  t.ok(deadlines.body.items.every(({ leadId }: { leadId: string }) => leadId === newcomer.id));
});

test("a hand-over that cannot be", async (t) => {
  const { handOver, held, lead, newcomer, office } = await begin(t);
  const before = (await held(lead.id)).body;
  const reason = "Geht";
  const { coordinator, admin } = office.people;
  const refused = async (body: object, expected: object) => {
    const answer = await handOver(lead.id, body);
    t.match({ status: answer.status, ...answer.body }, expected, answer.text);
  };
  await refused({ to: lead.id, reason }, { status: 422, code: "value-refused" });
  await refused({ to: office.organisationId, reason }, { status: 422, code: "reference-unknown" });
  await refused(
    { to: admin.id, reason },
    { status: 422, code: "person-without-role", errors: [{ pointer: "/to" }] },
  );
  await refused({ to: newcomer.id }, { status: 400, code: "invalid-input" });
  t.same((await held(lead.id)).body, before, "nothing has moved");

  const office1 = await handOver(coordinator.id, { reason });
  t.match({ status: office1.status, ...office1.body }, { status: 403, code: "role-not-assignable" });
  t.equal((await handOver(coordinator.id, { reason }, "project-lead")).status, 403);
  const stale = await handOver(lead.id, { reason }, "coordinator", '"v9"');
  t.match({ status: stale.status, ...stale.body }, { status: 412, code: "precondition-failed" });
  t.same((await held(lead.id)).body, before, "nothing has moved");
});

test("nobody hands over a role that nobody has then", async (t) => {
  const { ask, by, create, handOver, newcomer, office } = await begin(t);
  const { coordinator, admin } = office.people;
  const reason = "Geht";
  for (const [id, role, day] of [
    [coordinator.id, "Koordinierungs- und Fachstelle", "2026-09-30"],
    [admin.id, "Betrieb", undefined],
  ] as const) {
    const body = { reason, ...(day && { rolesUntil: day }) };
    for (const more of [{}, { to: newcomer.id }]) {
      const refused = await ask(`POST /v1/people/${id}/hand-over`, {
        ...by("admin"),
        body: { ...body, ...more },
        headers: { "if-match": "*", "accept-language": "de" },
      });
      t.match({ status: refused.status, ...refused.body }, { status: 409, code: "last-of-role" });
      t.match(refused.body.detail, `Vom 19.09.2026 an hätte niemand mehr die Rolle „${role}“`);
    }
  }
  const successor = await create(
    "people",
    { name: "Sina Neu", email: "sina@amt.example", roles: ["coordinator"] },
    admin.token,
  );
  const gone = await handOver(coordinator.id, { to: successor.id, reason }, "admin");
  t.match(gone.body, { toId: successor.id, rolesUntil: "2026-09-19", tokens: 1 }, gone.text);
});

test("two who hand over to each other at once wait for one another, and both are answered", async (t) => {
  const { create, database, handOver } = await begin(t);
  const person = (name: string) =>
    create("people", { name, email: `${name}@verein.example`, roles: ["project-lead"] });
  const [anna, bert] = [await person("anna"), await person("bert")];
  const { other, observer, waiting } = await locksForTest(t, database.ownerUrl);
  // Whoever locks their own person first holds it while they wait for the one that is held here.
  await other.query("begin");
  await other.query("select 1 from people where id = $1 for update", [anna.id]);
  const first = handOver(anna.id, { to: bert.id, reason: "Geht" });
  await waiting(1);
  const second = handOver(bert.id, { to: anna.id, reason: "Geht" });
  await waiting(2);
  await other.query("commit");
  t.same([(await first).status, (await second).status], [200, 200]);
  const { rows } = await observer.query(
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  );
  t.same(rows, [{ deadlocks: 0 }]);
});
