import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";

test("an idea is handed in, read, changed and moved on", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const { ask } = await apiForTest(t, database.apiUrl);
  const { "project-lead": lead, coordinator } = office.people;

  const created = await ask("POST /v1/ideas", {
    token: lead.token,
    body: {
      title: "Begegnungscafé",
      topics: ["encounter"],
      amount: { amountCents: 480000, currency: "EUR" },
    },
  });
  t.equal(created.status, 201, created.text);
  t.match(created.body.number, /^TST-\d{4}-0001$/);
  t.equal(created.body.organisationId, office.organisationId, "a lead hands in for the own organisation");
  t.equal(created.headers.get("location"), `/v1/ideas/${created.body.id}`);

  const read = await ask(`GET /v1/ideas/${created.body.number}`, { token: lead.token });
  t.equal(read.status, 200, read.text);
  t.same(read.body.amount, { amountCents: 480000, currency: "EUR" });
  const etag = read.headers.get("etag") ?? "";
  t.equal(
    (
      await ask(`GET /v1/ideas/${created.body.id}`, {
        token: coordinator.token,
        headers: { "if-none-match": etag },
      })
    ).status,
    304,
  );

  const patched = await ask(`PATCH /v1/ideas/${created.body.id}`, {
    token: lead.token,
    headers: { "if-match": etag },
    body: { amount: { amountCents: 500000, currency: "EUR" } },
  });
  t.equal(patched.status, 200, patched.text);
  t.equal(patched.body.version, 2);
  const list = await ask("GET /v1/ideas?q=begegnungscafé&state=captured", { token: coordinator.token });
  t.equal(list.body.items?.length, 1, list.text);
});
