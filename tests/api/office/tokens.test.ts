import { test } from "tap";
import { firstToken } from "../../support/account.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";

test("nobody makes or holds a token in somebody else's name", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const { ask } = await apiForTest(t, database.apiUrl);
  const { admin, coordinator, "project-lead": lead } = office.people;
  const make = (token: string, body: object = {}) =>
    ask("POST /v1/tokens", { token, body: { name: "Neu", ...body } });

  for (const { token } of Object.values(office.people)) {
    for (const personId of [lead.id, coordinator.id]) {
      const refused = await make(token, { personId });
      t.match(
        { status: refused.status, ...refused.body },
        { status: 400, code: "invalid-input", errors: [{ pointer: "/personId" }] },
      );
    }
  }
  const own = await make(lead.token);
  t.match({ status: own.status, ...own.body }, { status: 201, personId: lead.id, isRevoked: false });
  t.equal((await ask("GET /v1/me", { token: own.body.token })).body.id, lead.id);
  const ofAdmin = await make(admin.token, {
    expiresAt: new Date(Date.now() + 367 * 86_400_000).toISOString(),
  });
  t.match({ status: ofAdmin.status, ...ofAdmin.body }, { status: 422, code: "value-refused" });

  t.equal((await ask(`DELETE /v1/tokens/${own.body.id}`, { token: coordinator.token })).status, 404);
  t.equal(
    (await ask(`DELETE /v1/tokens/${own.body.id}`, { token: admin.token })).status,
    200,
    "an admin revokes",
  );
  t.equal((await ask("GET /v1/me", { token: own.body.token })).status, 401);
  const inForce = `GET /v1/tokens?personId=${lead.id}&isRevoked=false`;
  t.equal((await ask(inForce, { token: coordinator.token })).body.items.length, 1);
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
  const theirs = await firstToken(ask, { ownerUrl: database.ownerUrl, office, personId: made.id });
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
