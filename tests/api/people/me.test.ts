import { roles } from "@zuwendo/domain";
import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";

test("everybody reads who they are, what they may do and whom to ask", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const { ask } = await apiForTest(t, database.apiUrl);
  for (const role of roles) {
    const { status, body } = await ask("GET /v1/me", { token: office.people[role].token });
    t.equal(status, 200, role);
    t.match(body, {
      id: office.people[role].id,
      email: office.people[role].email,
      roles: [{ role }],
      office: { id: office.id, name: "Amt TST" },
      contacts: [{ name: "Konrad Koordination" }],
    });
  }
  const lead = await ask("GET /v1/me", { token: office.people["project-lead"].token });
  t.match(lead.body, { organisationName: "Kulturverein", tokenScopes: ["read", "write"] });
  const reaches = Object.fromEntries(
    lead.body.permissions.map(({ permission, reach }: Record<string, string>) => [permission, reach]),
  );
  t.match(reaches, { "ideas.write": "own", "themes.read": "all" });
  t.notOk("grants.write" in reaches);
});

test("who coordinates no more is nobody to ask", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const { ask } = await apiForTest(t, database.apiUrl, { clock: () => "2027-01-01T10:00:00.000Z" });
  const { coordinator, admin } = office.people;
  const contacts = async () =>
    (await ask("GET /v1/me", { token: admin.token })).body.contacts.map(({ id }: { id: string }) => id);
  t.same(await contacts(), [coordinator.id]);
  const body = { name: "Nora Neu", email: "nora@amt.example", roles: ["coordinator"] };
  const { id: successor } = (await ask("POST /v1/people", { token: admin.token, body })).body;
  t.same(await contacts(), [coordinator.id, successor]);
  const ended = await ask(`PATCH /v1/people/${coordinator.id}`, {
    token: admin.token,
    body: { rolesUntil: "2026-12-31" },
    headers: { "if-match": "*" },
  });
  t.equal(ended.status, 200, ended.text);
  t.same(await contacts(), [successor]);
});

test("everybody chooses the language they are written to in", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const { ask } = await apiForTest(t, database.apiUrl);
  for (const role of roles) {
    const { token, id } = office.people[role];
    const me = await ask("GET /v1/me", { token });
    const language = me.body.language === "de" ? "en" : "de";
    const change = (tag: string) =>
      ask("PATCH /v1/me", { token, body: { language }, headers: { "if-match": tag } });
    const changed = await change(String(me.headers.get("etag")));
    t.match({ status: changed.status, ...changed.body }, { status: 200, id, language }, role);
    t.equal((await ask("GET /v1/me", { token })).body.language, language);
    t.equal((await change(String(me.headers.get("etag")))).status, 412, "not over somebody else's change");
    const same = await change(String(changed.headers.get("etag")));
    t.equal(same.body.version, changed.body.version, "the same language is no change");
  }
  const { token } = office.people.admin;
  const { id } = office.people.partner;
  const audit = await ask(`GET /v1/audit-log?subjectId=${id}&subjectType=people`, { token });
  t.match(audit.body.items, [{ personId: id, changes: { language: "en" }, before: { language: "de" } }]);
});
