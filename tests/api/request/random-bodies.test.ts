import fc from "fast-check";
import tap, { test } from "tap";
import { apiForTest, type Reply } from "../../support/api.ts";
import { attempted, attemptedText } from "../../support/arbitrary.ts";
import { databaseForTest } from "../../support/database.ts";
import { filledOfficeClock, fillOffice } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";
import {
  caseOf,
  casesOf,
  fullRoleFor,
  type Operation,
  operations,
  requestOf,
} from "../../support/operations.ts";
import { sized } from "../../support/sized.ts";

const database = await databaseForTest(tap);
const { clock, turnTo } = filledOfficeClock();
const { ask } = await apiForTest(tap, database.apiUrl, { clock, requestsPerMinute: 1_000_000 });
const office = await insertOffice(database.ownerUrl);
const filled = await fillOffice(ask, office, database.ownerUrl, { label: "Stadt", turnTo });
const cases = casesOf(filled);

/** Throws for an answer that is our mistake, or that the document does not announce. */
function assertAnnounced({ statuses }: Operation, { status, text, headers }: Reply): void {
  if (!statuses.includes(status)) throw new Error(`${status} ${text}`);
  const isProblem = /^application\/problem\+json/.test(headers.get("content-type") ?? "");
  if (isProblem !== status >= 400) throw new Error(`${status} as ${headers.get("content-type")}`);
}

function tokenFor(operation: Operation): string {
  return office.people[fullRoleFor(caseOf(cases, operation).permission)].token;
}

test("no body, right or wrong, is answered with a mistake of ours", async (t) => {
  const withBody = operations.filter(({ bodySchema }) => bodySchema !== undefined);
  t.ok(withBody.length >= 30, `${withBody.length} operations take a body`);
  for (const operation of withBody) {
    const { line, options } = requestOf(operation, caseOf(cases, operation));
    const seen = new Map<number, number>();
    const property = fc.asyncProperty(attempted(operation.bodySchema, filled), async (body) => {
      const reply = await ask(line, { ...options, body, token: tokenFor(operation) });
      seen.set(reply.status, (seen.get(reply.status) ?? 0) + 1);
      assertAnnounced(operation, reply);
    });
    // fewer would now and then be answered all alike
    await t.resolves(fc.assert(property, { numRuns: sized(30, 100) }), operation.id);
    t.ok(
      seen.size > 1,
      `${operation.id} is not always answered alike: ${[...seen].map((one) => one.join(" × "))}`,
    );
  }
});

test("no query is answered with a mistake of ours", async (t) => {
  const lists = operations.filter(({ parameters }) => parameters.some((one) => one.in === "query"));
  t.ok(lists.length >= 20, `${lists.length} lists`);
  for (const operation of lists) {
    const { line, options } = requestOf(operation, caseOf(cases, operation));
    const parameters = operation.parameters.filter((one) => one.in === "query");
    const values: Record<string, fc.Arbitrary<string>> = Object.fromEntries(
      parameters.map(({ name, schema }) => [name, attemptedText(schema, filled, name)]),
    );
    const some = fc.subarray(Object.keys(values), {
      minLength: 1,
      maxLength: Math.min(parameters.length, 3),
    });
    const queries = fc
      .tuple(some, fc.record(values))
      .map(([names, all]) => names.map((name) => `${name}=${all[name] ?? ""}`));
    const property = fc.asyncProperty(queries, async (pairs) => {
      assertAnnounced(
        operation,
        await ask(`${line}?${pairs.join("&")}`, { ...options, token: tokenFor(operation) }),
      );
    });
    await t.resolves(fc.assert(property, { numRuns: sized(10, 100) }), operation.id);
  }
});

test("no id is answered with a mistake of ours", async (t) => {
  const single = operations.filter(({ parameters }) => parameters.some((one) => one.in === "path"));
  t.ok(single.length >= 40, `${single.length} operations take an id`);
  for (const operation of single) {
    const wanted = caseOf(cases, operation);
    const names = Object.keys(wanted.places ?? {});
    const ids = fc.record(
      Object.fromEntries(names.map((name) => [name, attemptedText({ type: "string" }, filled, name)])),
    );
    const property = fc.asyncProperty(ids, async (places) => {
      fc.pre(
        Object.values(places).every((place) => place !== "" && place.length < 100 && !/^\.+$/.test(place)),
      );
      const { line, options } = requestOf(operation, { ...wanted, places });
      assertAnnounced(operation, await ask(line, { ...options, token: tokenFor(operation) }));
    });
    await t.resolves(fc.assert(property, { numRuns: sized(4, 30) }), operation.id);
  }
});
