import { may, roles } from "@zuwendo/domain";
import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { faultsOf } from "../../support/faults.ts";
import { filledOfficeClock, fillOffice } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";
import { caseOf, casesOf, operations, requestOf } from "../../support/operations.ts";

/** `ask` throws for an answer that is not what the document says; here that is counted. */
test("whatever anybody reads of a filled office is what the document says", async (t) => {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock, requestsPerMinute: 1_000_000 });
  const office = await insertOffice(database.ownerUrl);
  const filled = await fillOffice(ask, office, database.ownerUrl, { label: "Stadt", turnTo });
  const { programmeId, fundId } = filled;
  const call = { programmeId, fundId, title: "Offen", deadlineRule: { kind: "fixed", on: "2027-01-07" } };
  const { token: writer } = office.people.coordinator;
  t.equal((await ask("POST /v1/calls", { token: writer, body: call })).status, 201, "a call to match with");
  const cases = casesOf(filled);
  const reads = operations.filter(({ method }) => method === "GET");
  const { expect, done } = faultsOf(t, "answers");
  const filledLists = new Set<string>();
  for (const role of roles) {
    const { token } = office.people[role];
    for (const operation of reads) {
      const wanted = caseOf(cases, operation);
      const { line } = requestOf(operation, wanted);
      const isPage = operation.types.includes("text/csv");
      for (const accept of isPage ? ["application/json", "text/csv"] : ["application/json"]) {
        const reply = await ask(line, { token, headers: { accept } }).catch((error: Error) => error);
        if (reply instanceof Error) {
          expect(false, `${role}: ${reply.message}`);
          continue;
        }
        const allowed = may([role], wanted.permission) ? [200, 404] : [403];
        expect(allowed.includes(reply.status), `${role}: ${line} → ${reply.status} ${reply.text}`);
        if (reply.body.items?.length > 0) filledLists.add(operation.id);
      }
    }
  }
  done(roles.length * reads.length);
  const lists = reads.filter(({ id }) => id.startsWith("list") && id !== "listForecast");
  const empty = lists.map(({ id }) => id).filter((id) => !filledLists.has(id));
  t.same(empty, [], "every list shows something to somebody");
});
