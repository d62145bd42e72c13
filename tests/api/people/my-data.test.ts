import { roles } from "@zuwendo/domain";
import pg from "pg";
import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { filledOfficeClock, fillOffice } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";

test("everybody reads what is kept of them, and of nobody else", async (t) => {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock, requestsPerMinute: 10_000 });
  const office = await insertOffice(database.ownerUrl);
  await fillOffice(ask, office, database.ownerUrl, { label: "hier", turnTo });
  const read = async (token: string) => (await ask("GET /v1/me/data", { token })).body;
  const lead = office.people["project-lead"];
  const { coordinator } = office.people;

  const mine = await read(lead.token);
  const listed = async (path: string) =>
    (await ask(`GET /v1/${path}&limit=200`, { token: coordinator.token })).body.items.map(
      ({ id }: { id: string }) => id,
    );
  t.match(mine.person, { id: lead.id, email: lead.email });
  t.match(mine.preferences, { id: lead.id, mailAt: "07:30", version: 1 });
  for (const [name, path] of [
    ["ideas", `ideas?leadId=${lead.id}`],
    ["applications", `applications?leadId=${lead.id}`],
    ["deadlines", `deadlines?leadId=${lead.id}`],
    ["mails", `mails?recipientId=${lead.id}`],
  ] as const) {
    const ids = mine[name].items.map(({ id }: { id: string }) => id);
    t.ok(ids.length > 0, name);
    t.same(ids.sort(), (await listed(path)).sort(), name);
    t.equal(mine[name].note, null);
  }
  t.match(mine.applications.items[0], { costs: [{ amount: { currency: "EUR" } }], status: {} });
  const leadOffice = await read(office.people["lead-office"].token);
  t.match(leadOffice.addressChanges.items, [{ newEmail: "neu.hier@amt.example" }]);
  t.same([mine.addressChanges.items, mine.invitations.items], [[], []]);
  t.ok(mine.auditEntries.items.length > 0);
  t.ok(mine.auditEntries.items.every(({ personId }: { personId: string }) => personId === lead.id));

  for (const role of roles) {
    const { id, token } = office.people[role];
    const data = await read(token);
    t.equal(data.person.id, id, role);
    for (const { leadId } of [...data.ideas.items, ...data.applications.items]) t.equal(leadId, id, role);
  }

  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(
    `insert into audit_log (office_id, person_id, action, subject_type, subject_id)
     select $1, $2, 'change', 'people', $2 from generate_series(1, 1000)`,
    [office.id, lead.id],
  );
  await client.end();
  const { auditEntries } = await read(lead.token);
  t.equal(auditEntries.items.length, 1000);
  t.match(auditEntries.note, { de: /mehr als 1\.000/, en: /more than 1,000/ });
});
