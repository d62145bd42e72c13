import pg from "pg";
import { type Test, test } from "tap";
import { linksOf, sendForm } from "../../support/account.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { locksForTest } from "../../support/locks.ts";
import { insertOffice } from "../../support/office.ts";

async function begin(t: Test) {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const now = "2026-11-24T09:00:00.000Z";
  const { ask } = await apiForTest(t, database.apiUrl, { clock: () => now });
  const { admin, coordinator } = office.people;
  const person = async (name: string, roles: readonly string[]) => {
    const body = { name, email: `${name.toLowerCase()}@amt.example`, roles };
    return (await ask("POST /v1/people", { token: admin.token, body })).body.id as string;
  };
  const deactivate = (
    id: string,
    token = admin.token,
    headers: Record<string, string> = { "if-match": "*" },
  ) => ask(`POST /v1/people/${id}/deactivation`, { token, headers, body: { reason: "Zieht weg" } });
  const undo = (id: string, token = admin.token) => ask(`DELETE /v1/people/${id}/deactivation`, { token });
  return { ask, admin, coordinator, database, deactivate, office, person, undo };
}

test("who is deactivated has no roles, no way in, and is named for nothing", async (t) => {
  const { ask, admin, coordinator, database, deactivate, office, person, undo } = await begin(t);
  const { token } = coordinator;
  const lead = office.people["project-lead"];
  const feed = await ask("POST /v1/calendar-feeds", {
    token: lead.token,
    body: { name: "Meine", scope: "mine" },
  });
  const change = await ask("POST /v1/me/address-changes", {
    token: lead.token,
    body: { email: "paula@neu.example" },
  });
  const link = await linksOf(database.ownerUrl, office.id);
  const calendar = `GET ${new URL(feed.body.url).pathname}`;
  t.equal((await ask(calendar)).status, 200);
  t.equal((await deactivate(lead.id, token, {})).status, 428);
  t.equal((await deactivate(lead.id, token, { "if-match": '"v7"' })).status, 412);

  const done = await deactivate(lead.id, token, { "if-match": '"v1"' });
  t.match(
    { status: done.status, ...done.body },
    { status: 200, deactivatedAt: "2026-11-24T09:00:00Z", roles: ["project-lead"], version: 2 },
  );
  t.equal((await ask("GET /v1/me", { token: lead.token })).status, 401);
  t.equal((await ask(calendar)).status, 404);
  t.equal((await ask(`GET ${link("address", change.body.id)}`)).status, 410);
  t.match(await ask(`GET ${link("person", lead.id)}`), { status: 404 }, "nor does their own page open");
  const log = await ask(`GET /v1/audit-log?subjectId=${lead.id}&action=deactivate`, { token: admin.token });
  t.match(log.body.items, [
    {
      personId: coordinator.id,
      changes: { reason: "Zieht weg", tokens: 1, calendarFeeds: 1, invitations: 0 },
    },
  ]);
  t.equal((await deactivate(lead.id, token)).body.version, 2, "twice changes nothing");

  const named = await ask("POST /v1/deadlines", {
    token,
    body: {
      ...{ kind: "follow-up", title: "Frage", rule: { kind: "fixed", on: "2026-12-01" }, ownerId: lead.id },
    },
  });
  t.match({ status: named.status, ...named.body }, { status: 422, code: "person-without-role" });
  t.equal((await undo(lead.id, office.people.auditor.token)).status, 403);
  const back = await undo(lead.id, token);
  t.match({ status: back.status, ...back.body }, { status: 200, deactivatedAt: null, version: 3 });
  t.equal((await undo(lead.id, token)).body.version, 3);
  t.equal((await ask("GET /v1/me", { token: lead.token })).status, 401, "the token has ended for good");
  t.equal((await ask("POST /v1/invitations", { token, body: { personId: lead.id } })).status, 201);
  const invited = (await ask("GET /v1/invitations", { token })).body.items[0];
  await deactivate(lead.id, token);
  t.equal((await ask(`GET ${link("invitation", invited.id)}`)).status, 410, "an invitation ends as well");

  const colleague = await person("Kollege", ["lead-office"]);
  for (const answer of [await deactivate(colleague, token), await undo(admin.id, token)])
    t.match({ status: answer.status, ...answer.body }, { status: 403, code: "role-not-assignable" });
  t.equal((await deactivate(colleague)).status, 200);
  t.equal((await deactivate(office.id)).status, 404);
});

test("roles end with the deactivation also for whoever holds a token that was made since", async (t) => {
  const { ask, admin, coordinator, database, deactivate, person } = await begin(t);
  await person("Zweite", ["coordinator"]);
  const contacts = async () =>
    (await ask("GET /v1/me", { token: admin.token })).body.contacts.map(({ name }: { name: string }) => name);
  t.same(await contacts(), ["Konrad Koordination", "Zweite"]);
  t.equal((await deactivate(coordinator.id)).status, 200);
  t.same(await contacts(), ["Zweite"]);
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query("update tokens set revoked_at = null where person_id = $1", [coordinator.id]);
  await client.end();
  t.equal((await ask("GET /v1/ideas", { token: coordinator.token })).status, 403);
});

test("the last who holds a role stays, whatever would take it away", async (t) => {
  const { ask, admin, coordinator, deactivate, office, person } = await begin(t);
  const patch = (id: string, body: object) =>
    ask(`PATCH /v1/people/${id}`, { token: admin.token, body, headers: { "if-match": "*" } });
  const ways = (id: string) => [
    () => deactivate(id),
    () => patch(id, { roles: ["auditor"] }),
    () => patch(id, { rolesUntil: "2026-11-23" }),
    () => patch(id, { rolesUntil: "2027-06-30" }),
    () => patch(id, { rolesFrom: "2026-11-25" }),
  ];
  for (const [id, role] of [
    [admin.id, "operator"],
    [coordinator.id, "coordinator"],
  ] as const) {
    for (const act of ways(id)) {
      const refused = await act();
      t.match(
        { status: refused.status, ...refused.body },
        { status: 409, code: "last-of-role" },
        refused.text,
      );
      t.match(refused.body.detail, `nobody would have the role “${role}”`);
    }
  }
  t.match((await patch(coordinator.id, { rolesUntil: "2027-06-30" })).body.detail, "From 1 Jul 2027 on");
  t.equal((await patch(coordinator.id, { roles: ["coordinator", "auditor"] })).status, 200);
  t.equal((await patch(office.people["lead-office"].id, { roles: [] })).status, 200, "others may go");

  const next = await person("Nachfolge", ["coordinator"]);
  t.equal((await patch(next, { rolesFrom: "2027-07-01" })).status, 200);
  t.equal((await patch(coordinator.id, { rolesUntil: "2027-06-29" })).status, 409, "a day without anybody");
  t.equal((await patch(coordinator.id, { rolesUntil: "2027-06-30" })).status, 200);
  t.equal((await deactivate(next)).status, 409, "and then the next one stays");
  t.equal((await patch(next, { rolesFrom: null })).status, 200);
  t.equal((await deactivate(coordinator.id)).status, 200);
  t.equal((await deactivate(coordinator.id)).status, 200, "again changes nothing");
});

test("of two who let each other go at once, one stays", async (t) => {
  const { ask, admin, deactivate, person } = await begin(t);
  for (let round = 0; round < 5; round += 1) {
    const pair = [await person(`A${round}`, ["coordinator"]), await person(`B${round}`, ["coordinator"])];
    const all = (await ask("GET /v1/people?limit=100", { token: admin.token })).body.items;
    const others = all.filter(
      (one: { id: string; roles: string[]; deactivatedAt: string | null }) =>
        one.roles.includes("coordinator") && one.deactivatedAt === null && !pair.includes(one.id),
    );
    for (const { id } of others) t.equal((await deactivate(id)).status, 200);
    const statuses = (await Promise.all(pair.map((id) => deactivate(id)))).map(({ status }) => status);
    t.same(statuses.sort(), [200, 409]);
  }
});

test("what is made at the moment of a deactivation does not outlive it", async (t) => {
  const { ask, admin, database, deactivate, office, person } = await begin(t);
  const lead = office.people["project-lead"];
  const invitee = await person("Ina", ["project-lead"]);
  const { token } = admin;
  const invitation = (await ask("POST /v1/invitations", { token, body: { personId: invitee } })).body.id;
  const link = await linksOf(database.ownerUrl, office.id);
  const { other, observer, waiting } = await locksForTest(t, database.ownerUrl);
  for (const [id, make] of [
    [lead.id, () => ask("POST /v1/tokens", { token: lead.token, body: { name: "Noch schnell" } })],
    [invitee, () => sendForm(ask, link("invitation", invitation), "access=set-up")],
  ] as const) {
    // Both wait for whoever holds the person's row, and go on at the same moment.
    await other.query("begin");
    await other.query("select 1 from people where id = $1 for update", [id]);
    const shut = deactivate(id);
    await waiting(1);
    const made = make();
    await waiting(2);
    await other.query("commit");
    t.equal((await shut).status, 200);
    const { status, text } = await made;
    t.ok([200, 201, 401, 410].includes(status), `${status} ${text}`);
    const inForce = await ask(`GET /v1/tokens?personId=${id}&isRevoked=false`, { token });
    t.same(inForce.body.items, []);
  }

  const { partner } = office.people;
  await other.query("begin");
  await other.query("select 1 from people where id = $1 for update", [partner.id]);
  const shut = deactivate(partner.id);
  await waiting(1);
  const begun = ask("POST /v1/me/address-changes", {
    token: partner.token,
    body: { email: "weg@neu.example" },
  });
  await waiting(2);
  await other.query("commit");
  t.equal((await shut).status, 200);
  // Whoever of the two gets the row first: the change is refused, or has ended with the deactivation.
  const { status, text } = await begun;
  t.ok([202, 401].includes(status), `a change of the own address as well: ${status} ${text}`);
  t.same((await observer.query("select 1 from address_changes where revoked_at is null")).rows, []);
});

test("no change of an address is confirmed for somebody who is shut out", async (t) => {
  const { ask, database, deactivate, office } = await begin(t);
  const { id, token, email } = office.people.partner;
  const body = { email: "weg@neu.example" };
  const change = (await ask("POST /v1/me/address-changes", { token, body })).body.id;
  t.equal((await deactivate(id)).status, 200);
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  // As a change that was begun at the moment of the deactivation was left by earlier versions.
  await client.query("update address_changes set revoked_at = null");
  await client.end();
  const path = (await linksOf(database.ownerUrl, office.id))("address", change);
  for (const page of [await ask(`GET ${path}`), await sendForm(ask, path, "address=confirm")]) {
    t.match([page.status, page.text], [410, /gilt nicht mehr/]);
  }
  const person = await ask(`GET /v1/people/${id}`, { token: office.people.admin.token });
  t.equal(person.body.email, email);
});
