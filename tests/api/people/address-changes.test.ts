import pg from "pg";
import { type Test, test } from "tap";
import { linksOf, sendForm } from "../../support/account.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";

async function begin(t: Test) {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const time = { now: "2026-11-24T09:00:00.000Z" };
  const { ask } = await apiForTest(t, database.apiUrl, { clock: () => time.now });
  const link = await linksOf(database.ownerUrl, office.id);
  const lead = office.people["project-lead"];
  const { admin } = office.people;
  const change = (email: string, token = lead.token) =>
    ask("POST /v1/me/address-changes", { token, body: { email } });
  const begun = async (email: string) => link("address", (await change(email)).body.id);
  const confirm = (path: string) => sendForm(ask, path, "address=confirm");
  const email = async () => (await ask("GET /v1/me", { token: lead.token })).body.email;
  const mails = async () =>
    (await ask(`GET /v1/mails?recipientId=${lead.id}`, { token: admin.token })).body.items;
  return { ask, admin, begun, database, change, confirm, email, lead, link, mails, office, time };
}

test("one's own address changes when it is confirmed from there", async (t) => {
  const { ask, admin, change, confirm, email, lead, link, mails } = await begin(t);
  const asked = await change("paula@neu.example");
  t.match(
    { status: asked.status, ...asked.body },
    {
      ...{ status: 202, oldEmail: lead.email, newEmail: "paula@neu.example" },
      expiresAt: "2026-11-25T09:00:00Z",
    },
  );
  t.match(await mails(), [{ kind: "address-confirmation", toEmail: "paula@neu.example", state: "pending" }]);
  const path = link("address", asked.body.id);
  const page = await ask(`GET ${path}`);
  t.equal(page.status, 200, page.text);
  t.match(page.text, new RegExp(`paula@neu\\.example gehen, nicht mehr an ${lead.email}`));
  t.equal((await ask(`HEAD ${path}`)).status, 200);
  t.equal((await sendForm(ask, path, "address=other")).status, 400);
  t.equal(await email(), lead.email, "looking changes nothing");

  const pages = await Promise.all([confirm(path), confirm(path)]);
  t.same(pages.map(({ status }) => status).sort(), [200, 409]);
  t.equal(await email(), "paula@neu.example");
  const [told, ...others] = await mails();
  t.match(
    told,
    { kind: "address-changed", toEmail: lead.email, state: "pending" },
    "the old one is told, once",
  );
  t.equal(others.length, 1);
  const again = await ask(`GET ${path}`);
  t.match([again.status, again.text], [200, /am 24\.11\.2026 bestätigt/]);
  const log = await ask(`GET /v1/audit-log?subjectId=${lead.id}&action=change`, { token: admin.token });
  t.match(log.body.items, [
    { personId: lead.id, changes: { email: "paula@neu.example" }, before: { email: lead.email }, version: 2 },
  ]);
});

test("a change that cannot be, or can no longer be", async (t) => {
  const { ask, admin, begun, change, confirm, email, lead, office, time } = await begin(t);
  const refused = async (address: string, expected: object) => {
    const answer = await change(address);
    t.match({ status: answer.status, ...answer.body }, expected, answer.text);
  };
  await refused(lead.email, { status: 422, code: "value-refused", errors: [{ pointer: "/email" }] });
  const taken = { status: 409, code: "already-exists", errors: [{ pointer: "/email" }] };
  await refused(office.people.partner.email.toUpperCase(), taken);
  await refused("keine-adresse", { status: 400, code: "invalid-input" });
  const closed = async (path: string, words: RegExp) => {
    for (const page of [await ask(`GET ${path}`), await confirm(path)]) {
      t.equal(page.status, 410, page.text);
      t.match(page.text, words);
      t.match(page.text, /Fragen beantwortet „Amt TST“/);
    }
  };
  const first = await begun("eins@neu.example");
  const second = await begun("zwei@neu.example");
  await closed(first, /gilt nicht mehr/);
  const headers = { "if-match": "*" };
  const { token } = admin;
  await ask(`PATCH /v1/people/${office.people.partner.id}`, {
    token,
    headers,
    body: { email: "zwei@neu.example" },
  });
  const late = await confirm(second);
  t.match([late.status, late.text], [409, /bekommt schon jemand anderes/], "taken in the meantime");
  await ask(`PATCH /v1/people/${lead.id}`, { token, headers, body: { email: "vom-amt@neu.example" } });
  await closed(second, /gilt nicht mehr/);
  const third = await begun("drei@neu.example");
  time.now = "2026-11-25T08:59:59.000Z";
  t.equal((await ask(`GET ${third}`)).status, 200);
  time.now = "2026-11-25T09:00:00.000Z";
  await closed(third, /ist abgelaufen/);
  t.equal(await email(), "vom-amt@neu.example");
});

test("at most five changes a day", async (t) => {
  const { change, time } = await begin(t);
  for (const name of ["a", "b", "c", "d", "e"]) t.equal((await change(`${name}@neu.example`)).status, 202);
  const sixth = await change("f@neu.example");
  t.match({ status: sixth.status, ...sixth.body }, { status: 409, code: "too-many-address-changes" });
  time.now = "2026-11-25T09:00:00.000Z";
  t.equal((await change("f@neu.example")).status, 202);
});

test("the office changes others' addresses and tells the old one, nobody changes their own so", async (t) => {
  const { ask, admin, lead, mails, office } = await begin(t);
  const patch = (id: string, body: object, token = admin.token) =>
    ask(`PATCH /v1/people/${id}`, { token, body, headers: { "if-match": "*" } });
  for (const { id, token, email } of [admin, office.people.coordinator]) {
    const own = await patch(id, { email: "neu@amt.example" }, token);
    t.match(
      { status: own.status, ...own.body },
      { status: 409, code: "address-needs-confirmation", errors: [{ pointer: "/email" }] },
    );
    t.match(own.body.detail, "POST /v1/me/address-changes");
    t.equal((await patch(id, { email, name: "Neuer Name" }, token)).status, 200, "and all else as before");
  }
  t.equal((await patch(lead.id, { name: "Paula Anders" })).status, 200);
  t.same(await mails(), []);
  t.equal((await patch(lead.id, { email: "paula@neu.example" })).status, 200);
  t.match(await mails(), [{ kind: "address-changed", toEmail: lead.email }]);
});

test("the office changes somebody's address at most five times a day", async (t) => {
  const { ask, admin, database, lead, mails } = await begin(t);
  const patch = (body: object) =>
    ask(`PATCH /v1/people/${lead.id}`, { token: admin.token, body, headers: { "if-match": "*" } });
  for (const name of ["a", "b", "c", "d", "e"]) {
    t.equal((await patch({ email: `${name}@neu.example` })).status, 200);
  }
  const sixth = await patch({ email: "f@neu.example" });
  t.match(
    { status: sixth.status, ...sixth.body },
    { status: 409, code: "too-many-new-addresses", errors: [{ pointer: "/email" }] },
  );
  t.equal((await mails()).length, 5);
  t.equal((await patch({ name: "Paula Anders", email: "e@neu.example" })).status, 200, "all else as before");
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query("update mails set created_at = created_at - interval '24 hours'");
  await owner.end();
  t.equal((await patch({ email: "f@neu.example" })).status, 200);
});
