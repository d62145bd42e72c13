import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";

test("tokens are made by their own person; an administrator only invites", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const { ask } = await apiForTest(t, database.apiUrl);
  const { admin, coordinator, "project-lead": lead } = office.people;
  const make = (token: string, body: object = {}) =>
    ask("POST /v1/tokens", { token, body: { name: "Neu", ...body } });
  const person = (email: string, more: object = {}) =>
    ask("POST /v1/people", {
      token: admin.token,
      body: { name: "Erika Muster", email, roles: ["coordinator"], ...more },
    });
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const erika = (await person("erika@amt.example")).body.id;

  for (const { token } of [coordinator, lead])
    t.equal((await make(token, { personId: erika })).status, 403, "nobody but an administrator");
  const taken = await make(admin.token, { personId: lead.id });
  t.match(
    { status: taken.status, ...taken.body },
    { status: 409, code: "token-in-force", errors: [{ pointer: "/personId" }] },
    "whoever has one makes further ones",
  );
  const long = await make(admin.token, { personId: erika, expiresAt: inDays(15) });
  t.match({ status: long.status, ...long.body }, { status: 422, code: "value-refused" });

  const invitation = (await make(admin.token, { personId: erika })).body;
  t.match(invitation, { personId: erika, isInvitation: true, isRevoked: false });
  t.ok(Date.parse(invitation.expiresAt) <= Date.parse(inDays(14)));
  t.equal((await make(admin.token, { personId: erika })).status, 409, "one at a time");
  const own = (await make(invitation.token, { personId: erika })).body;
  t.match(own, { personId: erika, isInvitation: false });
  t.equal((await ask("GET /v1/me", { token: invitation.token })).status, 401, "the invitation has ended");
  t.equal((await ask("GET /v1/me", { token: own.token })).status, 200);
  const again = await make(own.token);
  t.equal(again.status, 201, "and those of their own go on");
  t.equal((await ask("GET /v1/me", { token: own.token })).status, 200);

  for (const { id } of [own, again.body])
    t.equal((await ask(`DELETE /v1/tokens/${id}`, { token: admin.token })).status, 200, "an admin revokes");
  const inForce = `GET /v1/tokens?personId=${erika}&isRevoked=false`;
  t.same((await ask(inForce, { token: coordinator.token })).body.items, []);
  t.equal((await make(coordinator.token)).status, 201, "for oneself as before");
});

test("roles count from their first day to their last", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const { ask } = await apiForTest(t, database.apiUrl);
  const { admin } = office.people;
  const { token } = admin;
  const headers = { "if-match": "*" };
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const body = { name: "Nora Neu", email: "nora@amt.example", roles: ["coordinator"] };
  const early = await ask("POST /v1/people", {
    token,
    body: { ...body, rolesFrom: "2030-02-01", rolesUntil: "2030-01-31" },
  });
  t.match(
    { status: early.status, ...early.body },
    { status: 422, code: "value-refused", errors: [{ pointer: "/rolesUntil" }] },
  );
  const made = (await ask("POST /v1/people", { token, body: { ...body, rolesFrom: day(3) } })).body;
  t.match(made, { rolesFrom: day(3), rolesUntil: null });
  const theirs = (await ask("POST /v1/tokens", { token, body: { name: "first", personId: made.id } })).body
    .token;
  t.equal((await ask("GET /v1/ideas", { token: theirs })).status, 403, "not yet");
  const contacts = async () =>
    (await ask("GET /v1/me", { token })).body.contacts.map(({ name }: { name: string }) => name);
  t.same(await contacts(), ["Konrad Koordination"]);
  const change = (changes: object) => ask(`PATCH /v1/people/${made.id}`, { token, body: changes, headers });
  t.equal((await change({ rolesUntil: day(2) })).status, 422, "not before the first day");
  t.equal((await change({ rolesFrom: day(-3) })).status, 200);
  t.match((await ask("GET /v1/me", { token: theirs })).body, { rolesFrom: day(-3), roles: [{}] });
  t.equal((await ask("GET /v1/ideas", { token: theirs })).status, 200, "from that day on");
  t.same(await contacts(), ["Konrad Koordination", "Nora Neu"]);
  t.equal((await change({ rolesUntil: day(-2) })).status, 200);
  t.equal((await ask("GET /v1/ideas", { token: theirs })).status, 403, "and no longer");
});
