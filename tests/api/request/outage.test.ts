import { test } from "tap";
import { type Ask, apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { expectDone } from "../../support/project.ts";
import { sql } from "../../support/sql.ts";

test("without its database the API says so, and comes back with it", async (t) => {
  const { ownerUrl, apiUrl } = await databaseForTest(t);
  const { token } = (await insertOffice(ownerUrl)).people.coordinator;
  const api = await apiForTest(t, apiUrl);
  const ask = (line: string, more: Ask = {}) => api.ask(line, { token, ...more });
  const name = new URL(ownerUrl).pathname.slice(1);
  const elsewhere = new URL(ownerUrl);
  elsewhere.pathname = "/postgres";
  const before = await expectDone(ask("POST /v1/ideas", { body: { title: "Vorher" } }));
  await sql(elsewhere.href, `alter database ${name} allow_connections false`);
  await sql(elsewhere.href, "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
    name,
  ]);
  for (const [line, options] of [
    ["GET /v1/ideas", {}],
    [`GET /v1/ideas/${before.id}`, {}],
    ["POST /v1/ideas", { body: { title: "Mittendrin" }, headers: { "idempotency-key": "later" } }],
    [`PATCH /v1/ideas/${before.id}`, { body: { title: "Neu" }, headers: { "if-match": '"v1"' } }],
  ] as const) {
    const reply = await ask(line, options);
    isProblem(t, reply, 503, "unavailable", line);
    t.equal(reply.headers.get("retry-after"), "2");
  }
  const unready = await ask("GET /readyz");
  t.equal(unready.status, 503);
  t.match(unready.body, { status: "unavailable", database: "down" });
  t.equal((await ask("GET /livez")).status, 200, "the process is alive");
  t.ok((await ask("GET /metrics")).status < 500, "and measures");
  await sql(elsewhere.href, `alter database ${name} allow_connections true`);
  t.equal((await ask("GET /v1/ideas")).body.items?.length, 1, "nothing acknowledged is lost");
  const repeated = { body: { title: "Mittendrin" }, headers: { "idempotency-key": "later" } };
  t.equal((await ask("POST /v1/ideas", repeated)).status, 201, "the repeated request goes through");
  t.equal((await ask("GET /readyz")).status, 200);
});
