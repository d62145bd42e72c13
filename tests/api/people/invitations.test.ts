import { type Test, test } from "tap";
import { linksOf, sendForm, tokenIn } from "../../support/account.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";

async function begin(t: Test) {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const time = { now: "2026-11-24T09:00:00.000Z" };
  const { ask } = await apiForTest(t, database.apiUrl, { clock: () => time.now });
  const link = await linksOf(database.ownerUrl, office.id);
  const { admin, coordinator } = office.people;
  const person = async (email: string, more: object = {}) => {
    const body = { name: "Erika Muster", email, roles: ["coordinator"], ...more };
    return (await ask("POST /v1/people", { token: admin.token, body })).body.id as string;
  };
  const invite = (personId: string, token = admin.token) =>
    ask("POST /v1/invitations", { token, body: { personId } });
  const invited = async (personId: string) => {
    const { id } = (await invite(personId)).body;
    return { id, path: link("invitation", id) };
  };
  const accept = (path: string) => sendForm(ask, path, "access=set-up");
  const tokensOf = async (personId: string) =>
    (await ask(`GET /v1/tokens?personId=${personId}`, { token: admin.token })).body.items;
  return { ask, accept, admin, coordinator, invite, invited, link, office, person, time, tokensOf };
}

test("an invitation makes one token, for the person and for nobody else", async (t) => {
  const { ask, accept, admin, coordinator, invite, link, person, tokensOf } = await begin(t);
  const erika = await person("erika@amt.example", { rolesFrom: "2026-11-20", rolesUntil: "2027-12-31" });
  const made = await invite(erika);
  t.match(
    { status: made.status, ...made.body },
    {
      ...{ status: 201, personId: erika, personName: "Erika Muster", email: "erika@amt.example" },
      ...{ invitedById: admin.id, invitedByName: "Ada Betrieb", expiresAt: "2026-12-08T09:00:00Z" },
      ...{ usedAt: null, isRevoked: false },
    },
  );
  const path = link("invitation", made.body.id);
  t.notMatch(made.text, path.split("/").at(-1), "only the mail has the link");
  const read = async () =>
    (await ask(`GET /v1/invitations/${made.body.id}`, { token: coordinator.token })).body;
  for (const method of ["GET", "HEAD", "GET"]) {
    const page = await ask(`${method} ${path}`);
    t.equal(page.status, 200);
    if (method === "HEAD") continue;
    t.match(page.text, /Ada Betrieb lädt Sie ein, Erika Muster/);
    t.match(page.text, /Ihre Rolle: Koordinierungs- und Fachstelle\./);
    t.match(page.text, /bis zum 31\.12\.2027\..*bis 08\.12\.2026, 10:00 Uhr/s);
    t.equal(tokenIn(page.text), undefined);
  }
  t.equal((await sendForm(ask, path, "access=other")).status, 400);
  t.match(
    [await read(), await tokensOf(erika)],
    [{ usedAt: null, version: 1 }, []],
    "looking changes nothing",
  );

  const pages = await Promise.all(Array.from({ length: 4 }, () => accept(path)));
  t.same(pages.map(({ status }) => status).sort(), [200, 409, 409, 409], "whoever comes first, and once");
  const shown = pages.flatMap(({ text }) => tokenIn(text) ?? []);
  t.equal(shown.length, 1);
  const [page] = pages.filter(({ status }) => status === 200);
  t.match(page?.text, "Authorization: Bearer zwd_");
  t.match(page?.text, /href="[^"]+\/docs"/);
  t.equal(page?.headers.get("cache-control"), "no-store");
  const [token, ...others] = await tokensOf(erika);
  t.match(token, {
    name: /^aus der Einladung vom \d\d\.\d\d\.\d{4}$/,
    scopes: ["read", "write"],
    personId: erika,
  });
  t.same(others, []);
  const days = (Date.parse(token.expiresAt) - Date.parse(token.createdAt)) / 86_400_000;
  t.equal(Math.round(days), 90);
  t.match((await ask("GET /v1/me", { token: shown[0] })).body, {
    id: erika,
    roles: [{ role: "coordinator" }],
  });
  t.match(await read(), { usedAt: "2026-11-24T09:00:00Z", version: 2 });
  const again = await ask(`GET ${path}`);
  t.equal(again.status, 410);
  t.match(again.text, /schon verwendet.*Am 24\.11\.2026.*Ada Betrieb, admin@tst\.example/s);

  const log = await ask(`GET /v1/audit-log?personId=${erika}`, { token: admin.token });
  t.match(
    log.body.items.map(({ action, subjectType }: { action: string; subjectType: string }) => [
      action,
      subjectType,
    ]),
    [
      ["use", "invitations"],
      ["create", "tokens"],
    ],
  );
});

test("who can be invited, and by whom", async (t) => {
  const { ask, admin, coordinator, invite, office, person } = await begin(t);
  const refused = async (personId: string, expected: object, token = admin.token) => {
    const answer = await invite(personId, token);
    t.match({ status: answer.status, ...answer.body }, expected, answer.text);
  };
  const pointer = { errors: [{ pointer: "/personId" }] };
  const lead = office.people["project-lead"];
  await refused(lead.id, { status: 409, code: "token-in-force", ...pointer });
  await refused(office.id, { status: 422, code: "reference-unknown", ...pointer });
  await refused(await person("nichts@amt.example", { roles: [] }), { status: 422, code: "value-refused" });
  const over = await person("vorbei@amt.example", { rolesUntil: "2026-11-23" });
  await refused(over, { status: 422, code: "value-refused", ...pointer });
  const shut = await person("zu@amt.example");
  const headers = { "if-match": "*" };
  await ask(`POST /v1/people/${shut}/deactivation`, { token: admin.token, body: { reason: "Zu" }, headers });
  await refused(shut, { status: 422, code: "value-refused" });
  const colleague = await person("kollege@amt.example");
  await refused(colleague, { status: 403, code: "role-not-assignable" }, coordinator.token);
  const guest = await person("gast@verein.example", { roles: ["project-lead"], rolesFrom: "2026-12-01" });
  await refused(guest, { status: 403, code: "forbidden" }, lead.token);
  t.equal((await invite(guest, coordinator.token)).status, 201, "roles may begin later");
  t.equal((await invite(colleague)).status, 201);
});

test("an invitation that is replaced, revoked, over or for nothing says so, and whom to ask", async (t) => {
  const { ask, accept, admin, invited, person, time, tokensOf } = await begin(t);
  const { token } = admin;
  const headers = { "if-match": "*" };
  const isClosed = async (path: string, words: RegExp) => {
    for (const page of [await ask(`GET ${path}`), await accept(path)]) {
      t.equal(page.status, 410, page.text);
      t.match(page.text, words);
      t.match(page.text, "Ada Betrieb, admin@tst.example");
      t.equal(tokenIn(page.text), undefined);
    }
  };
  const erika = await person("erika@amt.example");
  const first = await invited(erika);
  const second = await invited(erika);
  await isClosed(first.path, /gilt nicht mehr/);
  t.equal((await ask(`GET ${second.path}`)).status, 200);
  t.match((await ask(`DELETE /v1/invitations/${second.id}`, { token })).body, { isRevoked: true });
  await isClosed(second.path, /gilt nicht mehr/);

  const third = await invited(erika);
  await ask(`PATCH /v1/people/${erika}`, { token, headers, body: { email: "neu@amt.example" } });
  await isClosed(third.path, /gilt nicht mehr/);
  const fourth = await invited(erika);
  await ask(`PATCH /v1/people/${erika}`, { token, headers, body: { roles: [] } });
  await isClosed(fourth.path, /gilt nicht mehr/);
  await ask(`PATCH /v1/people/${erika}`, {
    token,
    headers,
    body: { roles: ["coordinator"], language: "en" },
  });
  t.match((await ask(`GET ${fourth.path}`)).text, /Your role: coordinator\./);
  time.now = "2026-12-08T09:00:00.000Z";
  await isClosed(fourth.path, /has expired.*8 Dec 2026, 10:00/s);
  t.same(await tokensOf(erika), []);
  t.equal((await ask(`GET ${fourth.path.replace("/invitations/", "/addresses/")}`)).status, 404);
});

test("an office's own address is the one to ask, and English people are asked in English", async (t) => {
  const { ask, accept, admin, invited, person } = await begin(t);
  const { token } = admin;
  const headers = { "if-match": "*" };
  await ask("PATCH /v1/office", { token, headers, body: { email: "stelle@amt.example" } });
  const erika = await person("erika@amt.example", { language: "en", roles: ["auditor", "lead-office"] });
  const { path } = await invited(erika);
  t.match((await ask(`GET ${path}`)).text, /Your roles: auditor and lead office\./);
  t.match((await accept(path)).text, /You see this token only now/);
  t.match((await ask(`GET ${path}`)).text, /Ada Betrieb, stelle@amt\.example/);
  const tokens = await ask(`GET /v1/tokens?personId=${erika}`, { token });
  t.match(tokens.body.items, [{ name: /^from the invitation of \d{1,2} \w{3} \d{4}$/ }]);
});

test("at most five invitations of a person a day", async (t) => {
  const { invite, person, time } = await begin(t);
  const [erika, other] = [await person("erika@amt.example"), await person("andere@amt.example")];
  for (let count = 0; count < 5; count += 1) t.equal((await invite(erika)).status, 201);
  const sixth = await invite(erika);
  t.match(
    { status: sixth.status, ...sixth.body },
    { status: 409, code: "too-many-invitations", errors: [{ pointer: "/personId" }] },
  );
  t.equal((await invite(other)).status, 201, "others as before");
  time.now = "2026-11-25T08:59:59.000Z";
  t.equal((await invite(erika)).status, 409);
  time.now = "2026-11-25T09:00:00.000Z";
  t.equal((await invite(erika)).status, 201);
});

test("an invitation ends when the person gets a role that its author could not give", async (t) => {
  const { ask, accept, admin, coordinator, invite, invited, link, person, tokensOf } = await begin(t);
  const patch = (id: string, roles: readonly string[]) =>
    ask(`PATCH /v1/people/${id}`, { token: admin.token, headers: { "if-match": "*" }, body: { roles } });
  const gustav = await person("gast@verein.example", { roles: ["project-lead"] });
  const path = link("invitation", (await invite(gustav, coordinator.token)).body.id);
  t.equal((await patch(gustav, ["project-lead", "partner"])).status, 200);
  t.equal((await ask(`GET ${path}`)).status, 200, "the coordinator gives these as well");
  t.equal((await patch(gustav, ["project-lead", "admin"])).status, 200);
  for (const page of [await ask(`GET ${path}`), await accept(path)]) {
    t.match([page.status, page.text], [410, /gilt nicht mehr/]);
  }
  t.same(await tokensOf(gustav), []);
  const anew = await invited(gustav);
  t.equal((await patch(gustav, ["coordinator", "admin"])).status, 200);
  t.equal((await ask(`GET ${anew.path}`)).status, 200, "an administrator gives every role");
});
