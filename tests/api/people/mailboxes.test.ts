import pg from "pg";
import { type Test, test } from "tap";
import { sql as oneMailboxOnePerson } from "../../../packages/db/src/migrations/0028-one-mailbox-one-person.ts";
import { linksOf, sendForm } from "../../support/account.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";

const taken = {
  status: 409,
  code: "already-exists",
  errors: [{ code: "already-exists", pointer: "/email" }],
};

async function begin(t: Test) {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const { ask } = await apiForTest(t, database.apiUrl);
  const { token } = office.people.admin;
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  const create = (email: string) =>
    ask("POST /v1/people", { token, body: { name: "Erika Muster", email, roles: ["partner"] } });
  const patch = (id: string, email: string) =>
    ask(`PATCH /v1/people/${id}`, { token, body: { email }, headers: { "if-match": "*" } });
  const isTaken = ({ status, body, text }: Awaited<ReturnType<typeof create>>, message = text) =>
    t.match({ status, ...body }, taken, message);
  return { ask, create, database, isTaken, office, owner, patch };
}

test("two people of an office do not share a mailbox, however its address is spelt", async (t) => {
  const { ask, create, database, isTaken, office, patch } = await begin(t);
  const erika = await create("Erika@Amt.example");
  t.equal(erika.status, 201, erika.text);
  isTaken(await create("erika@amt.EXAMPLE"));
  const { partner, auditor } = office.people;
  isTaken(await patch(partner.id, "ERIKA@amt.example"));
  t.equal((await patch(erika.body.id, "erika@amt.example")).status, 200, "one's own in another case");

  const body = { email: "neu@amt.example" };
  const change = (await ask("POST /v1/me/address-changes", { token: auditor.token, body })).body.id;
  t.equal((await patch(partner.id, "NEU@amt.example")).status, 200);
  const path = (await linksOf(database.ownerUrl, office.id))("address", change);
  const late = await sendForm(ask, path, "address=confirm");
  t.match([late.status, late.text], [409, /bekommt schon jemand anderes/]);
});

test("of two who are given an address at once, in another case, one gets it", async (t) => {
  const { create, isTaken } = await begin(t);
  for (let round = 0; round < 5; round += 1) {
    const answers = await Promise.all(
      [`R${round}@amt.example`, `r${round}@amt.example`, `r${round}@AMT.example`].map(create),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    t.equal(refused.length, 2);
    for (const answer of refused) isTaken(answer);
  }
});

test("where two people share a mailbox already, the office is migrated and nobody joins them", async (t) => {
  const { create, isTaken, office, owner } = await begin(t);
  await owner.query("drop index people_office_id_email_folded");
  await owner.query(
    "insert into people (office_id, name, email) values ($1, 'A', 'a@amt.example'), ($1, 'B', 'A@amt.example')",
    [office.id],
  );
  await owner.query(oneMailboxOnePerson);
  const { rows } = await owner.query("select to_regclass('people_office_id_email_folded') as found");
  t.same(rows, [{ found: null }]);
  isTaken(await create("a@AMT.example"));
  isTaken(await create("a@amt.example"), "the old key");
});
