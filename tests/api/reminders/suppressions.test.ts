import tap, { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { expectDone } from "../../support/project.ts";

const database = await databaseForTest(tap);
const { ask } = await apiForTest(tap, database.apiUrl);
let offices = 0;

async function begin() {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `S${offices}`);
  const { token } = office.people.coordinator;
  const suppress = (body: object, by = token) => ask("POST /v1/suppressions", { token: by, body });
  const lift = (id: string, by = token) => ask(`DELETE /v1/suppressions/${id}`, { token: by });
  const list = async (query = "") =>
    (await expectDone(ask(`GET /v1/suppressions?sort=createdAt${query}`, { token }))).items;
  return { office, token, suppress, lift, list };
}

test("an address is suppressed by hand, in lower case and once", async (t) => {
  const { suppress, list, token } = await begin();
  const reply = await suppress({ email: "Frieda@Verein.Example", detail: "Am Telefon gewünscht" });
  t.equal(reply.status, 201, reply.text);
  t.match(reply.body, {
    email: "frieda@verein.example",
    reason: "manual",
    detail: "Am Telefon gewünscht",
    mailId: null,
    liftedAt: null,
    version: 1,
  });
  t.equal(reply.headers.get("location"), `/v1/suppressions/${reply.body.id}`);
  t.same((await ask(`GET /v1/suppressions/${reply.body.id}`, { token })).body, reply.body);

  const again = await suppress({ email: "frieda@VEREIN.example" });
  isProblem(t, again, 409, "already-exists");
  t.match(again.body.errors, [{ pointer: "/email" }]);
  const replies = await Promise.all(
    Array.from({ length: 12 }, () => suppress({ email: "gleichzeitig@verein.example" })),
  );
  t.same(replies.map(({ status }) => status).sort(), [201, ...Array.from({ length: 11 }, () => 409)]);
  t.equal((await list()).length, 2);
  t.equal((await list("&email=frieda@verein.example")).length, 1);
  t.equal((await list("&reason=bounce,complaint")).length, 0);
});

test("lifting holds at once, twice changes nothing, and it can be suppressed anew", async (t) => {
  const { suppress, lift, list } = await begin();
  const { body: first } = await suppress({ email: "frieda@verein.example" });
  const lifted = await lift(first.id);
  t.equal(lifted.status, 200, lifted.text);
  t.match(lifted.body, { liftedAt: /^20/, version: 2 });
  t.equal(lifted.headers.get("etag"), '"v2"');
  t.same((await lift(first.id)).body, lifted.body, "twice");
  const anew = await suppress({ email: "frieda@verein.example" });
  t.equal(anew.status, 201, anew.text);
  t.not(anew.body.id, first.id);
  t.same(
    (await list()).map(({ liftedAt }: { liftedAt: string | null }) => liftedAt === null),
    [false, true],
    "the history stays",
  );
});

test("what is no address is refused", async (t) => {
  const { suppress, list } = await begin();
  for (const email of [
    "",
    "x",
    "x@",
    "@verein.example",
    "a b@verein.example",
    `${"x".repeat(260)}@y.example`,
  ]) {
    isProblem(t, await suppress({ email }), 400, "invalid-input", JSON.stringify(email));
  }
  isProblem(t, await suppress({}), 400, "invalid-input", "nothing");
  isProblem(t, await suppress({ email: "a@b.example", reason: "bounce" }), 400, "invalid-input", "a reason");
  isProblem(
    t,
    await suppress({ email: "a@b.example", detail: "two\nlines" }),
    400,
    "invalid-input",
    "two lines",
  );
  t.equal((await list()).length, 0);
});

test("each office suppresses for itself, and some roles only look", async (t) => {
  const { office, suppress, lift } = await begin();
  const other = await begin();
  const { body: mine } = await suppress({ email: "frieda@verein.example" });
  t.equal((await other.suppress({ email: "frieda@verein.example" })).status, 201, "another office");
  isProblem(t, await other.lift(mine.id), 404, "not-found", "another office's");
  isProblem(t, await lift("019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10"), 404, "not-found", "nobody's");
  for (const [role, mayRead, mayWrite] of [
    ["coordinator", true, true],
    ["lead-office", true, true],
    ["admin", true, true],
    ["auditor", true, false],
    ["project-lead", false, false],
    ["committee-member", false, false],
    ["partner", false, false],
  ] as const) {
    const { token } = office.people[role];
    t.equal((await ask("GET /v1/suppressions", { token })).status, mayRead ? 200 : 403, role);
    const written = await suppress({ email: `${role}@verein.example` }, token);
    t.equal(written.status, mayWrite ? 201 : 403, `${role} suppresses`);
    t.equal((await lift(mine.id, token)).status, mayWrite ? 200 : 403, `${role} lifts`);
  }
});

test("suppressing and lifting are written down", async (t) => {
  const { office, suppress, lift } = await begin();
  const { body } = await suppress({ email: "frieda@verein.example" });
  await lift(body.id);
  await lift(body.id);
  const { items } = await expectDone(
    ask(`GET /v1/audit-log?subjectId=${body.id}&sort=at`, { token: office.people.auditor.token }),
  );
  t.match(items, [
    { action: "create", subjectType: "suppressions", version: 1 },
    { action: "lift", version: 2 },
  ]);
  t.equal(items.length, 2);
});
