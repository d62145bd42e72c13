import { type Role, roles } from "@zuwendo/domain";
import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { filledOfficeClock, fillOffice } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";

interface Counted {
  readonly count: number;
  readonly href: string;
  readonly requested?: { readonly amountCents: number };
  readonly items?: readonly { readonly id: string }[];
}

/** Every number with an address in an answer. */
function countedIn(value: unknown): Counted[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(countedIn);
  return "count" in value && "href" in value ? [value as Counted, ...inner] : inner;
}

test("every number of the overview is the sum of the list it leads to, for every role", async (t) => {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock, requestsPerMinute: 10_000 });
  const office = await insertOffice(database.ownerUrl);
  const other = await insertOffice(database.ownerUrl, "OTH");
  for (const [one, label] of [
    [other, "dort"],
    [office, "hier"],
  ] as const) {
    await fillOffice(ask, one, database.ownerUrl, { label, turnTo });
  }
  const { token: coordinator } = office.people.coordinator;
  await ask("POST /v1/meetings", {
    token: coordinator,
    body: {
      committeeId: (await ask("GET /v1/committees", { token: coordinator })).body.items[0].id,
      takesPlaceOn: "2027-01-21",
    },
  });
  const numbers: Partial<Record<Role, number>> = {};
  for (const day of ["2026-09-21", "2026-11-05", "2027-03-14"]) {
    turnTo(`${day}T10:00:00.000Z`);
    for (const role of roles) {
      const { token } = office.people[role];
      const overview = await ask("GET /v1/overview", { token });
      t.equal(overview.status, 200, overview.text);
      t.equal(overview.body.today, day);
      const found = countedIn(overview.body);
      numbers[role] = Math.max(numbers[role] ?? 0, ...found.map(({ count }) => count));
      for (const { count, href, requested, items } of found) {
        const listed: { id: string; requested?: { amountCents: number } }[] = [];
        let cursor = "";
        do {
          const page = await ask(`GET ${href}&limit=200${cursor}`, { token });
          t.equal(page.status, 200, `${role} ${href}: ${page.text}`);
          listed.push(...page.body.items);
          cursor = page.body.nextCursor === null ? "" : `&cursor=${page.body.nextCursor}`;
        } while (cursor !== "");
        t.equal(listed.length, count, `${role} on ${day}: ${href}`);
        if (requested !== undefined) {
          const sum = listed.reduce((cents, row) => cents + (row.requested?.amountCents ?? 0), 0);
          t.equal(sum, requested.amountCents, `${role} on ${day}: sum of ${href}`);
        }
        const ids = new Set(listed.map(({ id }) => id));
        t.ok(
          (items ?? []).every(({ id }) => ids.has(id)) &&
            (items ?? []).length === Math.min(count, items ? 10 : 0),
        );
      }
      for (const fund of overview.body.funds ?? []) {
        const { href, lapsing, lapsesOn, fundId, fundName, fundYearId, year, ...sums } = fund;
        const [row] = (await ask(`GET ${href}`, { token })).body.items;
        t.match(row, { ...sums, value: fundYearId, label: `${fundName} ${year}` }, `${role} ${fundId}`);
        t.equal(lapsing.amountCents, row.allocated.amountCents - row.disbursed.amountCents);
        t.equal(lapsesOn, `${year}-12-31`);
      }
    }
  }
  for (const role of roles)
    t.ok((numbers[role] ?? 0) > 0 || role === "admin" || role === "partner", `${role} sees something`);

  const forLead = (await ask("GET /v1/overview", { token: office.people["project-lead"].token })).body;
  t.notOk("funds" in forLead || "tasks" in forLead, "a lead sees no funds and no tasks");
  const forMember = (await ask("GET /v1/overview", { token: office.people["committee-member"].token })).body;
  t.notOk("ideas" in forMember);
  t.equal(forMember.nextMeeting, null, "the next meeting is over");
});
