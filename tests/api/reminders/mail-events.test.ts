import { returnAddressOf } from "@zuwendo/domain";
import tap, { test } from "tap";
import { v7 as newId } from "uuid";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice, type TestOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { expectDone } from "../../support/project.ts";
import { sql } from "../../support/sql.ts";

const database = await databaseForTest(tap);
const { ask } = await apiForTest(tap, database.apiUrl, { requestsPerMinute: 1_000_000 });
let offices = 0;

/** An office with a mail to its project lead, and what its coordinator sees of it. */
async function begin() {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `E${offices}`);
  const recipient = office.people["project-lead"];
  const token = office.people.coordinator.token;
  const insertMail = async (state = "sent", to = recipient.id) => {
    const id = newId();
    await sql(
      database.ownerUrl,
      `insert into mails (office_id, id, recipient_id, kind, for_on, state, sent_at, attempts)
       values ($1, $2, $3, 'urgent', '2026-10-16', $4, now() - interval '1 hour',
         '[{"at": "2026-10-16T06:00:03.018211Z", "response": "250 2.0.0 Ok"}]')`,
      [office.id, id, to, state],
    );
    return id;
  };
  const report = (body: object, by = token, headers: Record<string, string> = {}) =>
    ask("POST /v1/mail-events", { token: by, body, headers });
  const read = (path: string) => expectDone(ask(`GET /v1/${path}`, { token }));
  const audited = async () => {
    const { items } = await expectDone(
      ask("GET /v1/audit-log?subjectType=mails", { token: office.people.auditor.token }),
    );
    return items.map(({ action }: { action: string }) => action).sort();
  };
  return { office, recipient, token, insertMail, report, read, audited };
}

/** The address as an association writes it, with capitals. */
async function capitalise(office: TestOffice) {
  const { id } = office.people["project-lead"];
  await sql(database.ownerUrl, "update people set email = 'Paula.Projekt@Verein.Example' where id = $1", [
    id,
  ]);
  return "paula.projekt@verein.example";
}

test("a permanent bounce suppresses the address, opens a task and is told of the mail", async (t) => {
  const { office, recipient, insertMail, report, read, audited } = await begin();
  const address = await capitalise(office);
  const mailId = await insertMail();
  const reply = await report({ type: "bounce", mailId, status: "5.1.1", detail: "No such user" });
  t.equal(reply.status, 201, reply.text);
  t.equal(reply.headers.get("location"), `/v1/mails/${mailId}`);
  t.match(reply.body, { mailId, isSuppressed: true });
  const mail = await read(`mails/${mailId}`);
  t.match(mail, { state: "bounced", bouncedAt: /^20/ });
  t.match(mail.attempts, [
    { at: "2026-10-16T06:00:03.018211Z", response: "250 2.0.0 Ok" },
    { at: /^20/, response: "5.1.1: No such user", event: "bounce" },
  ]);
  const { items } = await read("suppressions");
  t.match(items, [
    { email: address, reason: "bounce", detail: "5.1.1: No such user", mailId, liftedAt: null },
  ]);
  t.equal(items.length, 1);
  const tasks = await read("tasks");
  t.match(tasks.items, [
    {
      id: reply.body.taskId,
      kind: "bounce",
      subjectType: "people",
      subjectId: recipient.id,
      personId: recipient.id,
      state: "open",
      detail: { mailId, response: "5.1.1: No such user" },
    },
  ]);
  t.same(await audited(), ["bounce"]);
  t.equal((await read("mails?state=bounced")).items.length, 1);
});

test("a complaint does the same with a task of its own kind", async (t) => {
  const { insertMail, report, read, audited } = await begin();
  const mailId = await insertMail("captured");
  const reply = await report({ type: "complaint", mailId, detail: "abuse" });
  t.match(reply.body, { isSuppressed: true, taskId: /-/ });
  t.match(await read(`mails/${mailId}`), { state: "bounced", bouncedAt: /^20/ });
  t.match((await read("tasks")).items, [{ kind: "complaint" }]);
  t.match((await read("suppressions")).items, [{ reason: "complaint" }]);
  const after = await report({ type: "bounce", mailId });
  t.equal(after.status, 201);
  const kinds = (await read("tasks?sort=createdAt")).items.map(({ kind }: { kind: string }) => kind);
  t.same(kinds, ["complaint", "bounce"], "a bounce of the same mail is another thing");
  t.equal((await read("suppressions")).items.length, 1, "the address was suppressed already");
  t.same(await audited(), ["bounce", "complaint"]);
});

test("a temporary bounce and a delivery are only written down", async (t) => {
  const { insertMail, report, read } = await begin();
  const mailId = await insertMail();
  for (const [body, event] of [
    [{ type: "bounce", isPermanent: false, detail: "mailbox full" }, "temporary-bounce"],
    [{ type: "bounce", status: "4.2.2" }, "temporary-bounce"],
    [{ type: "delivered" }, "delivered"],
  ] as const) {
    const reply = await report({ ...body, mailId });
    t.same(reply.body, { mailId, isSuppressed: false, taskId: null });
    const mail = await read(`mails/${mailId}`);
    t.match(mail, { state: "sent", bouncedAt: null });
    t.equal(mail.attempts.at(-1).event, event);
    await report({ ...body, mailId });
    t.equal((await read(`mails/${mailId}`)).attempts.length, mail.attempts.length, `${event} again`);
  }
  t.same((await read("tasks")).items, []);
  t.same((await read("suppressions")).items, []);
});

test("the mail is named by its id, its Message-ID or its return path, and by one of them", async (t) => {
  const { insertMail, report, read } = await begin();
  const mailId = await insertMail();
  const returnPath = returnAddressOf("bounces@example.org", mailId);
  for (const name of [
    { mailId },
    { mailId: mailId.toUpperCase() },
    { messageId: `<${mailId}@zuwendo.example>` },
    { messageId: `${mailId}@zuwendo.example` },
    { returnPath },
    { returnPath: `<${returnPath.toUpperCase()}>` },
  ]) {
    const reply = await report({ type: "delivered", ...name });
    t.match(reply.body, { mailId }, JSON.stringify(name));
  }
  t.equal((await read(`mails/${mailId}`)).attempts.length, 2, "all of them were the same event");

  isProblem(t, await report({ type: "bounce" }), 422, "mail-not-named", "not at all");
  isProblem(t, await report({ type: "bounce", mailId, returnPath }), 422, "mail-not-named", "twice");
  const nobodys = newId();
  for (const [field, value] of [
    ["mailId", nobodys],
    ["messageId", `<${nobodys}@zuwendo.example>`],
    ["messageId", "<somebody-else@mail.example>"],
    ["messageId", mailId],
    ["returnPath", returnAddressOf("bounces@example.org", nobodys)],
    ["returnPath", "bounces@example.org"],
    ["returnPath", `bounces+${mailId}@example.org`],
    ["returnPath", `${returnPath}, x@example.org`],
    ["returnPath", "\u0000"],
  ] as const) {
    const reply = await report({ type: "bounce", [field]: value });
    isProblem(t, reply, 422, "reference-unknown", `${field} ${value}`);
    t.match(reply.body.errors, [{ pointer: `/${field}` }]);
  }
  for (const body of [
    { mailId: "x" },
    { mailId, status: "5.1" },
    { mailId, status: "6.1.1" },
    { mailId, type: "opened" },
    { mailId, email: "x@y.example" },
    { mailId, detail: "x".repeat(1001) },
  ]) {
    isProblem(t, await report({ type: "bounce", ...body }), 400, "invalid-input", JSON.stringify(body));
  }
  t.same((await read("suppressions")).items, []);
});

test("an event that comes again changes nothing more, in whatever words", async (t) => {
  const { insertMail, report, read, audited, token } = await begin();
  const mailId = await insertMail();
  const first = await report({ type: "bounce", mailId, detail: "one" });
  const mail = await read(`mails/${mailId}`);
  const again = await report({ type: "bounce", mailId, detail: "two" });
  t.same(again.body, first.body);
  t.same(await read(`mails/${mailId}`), mail);

  const [suppression] = (await read("suppressions")).items;
  await expectDone(ask(`DELETE /v1/suppressions/${suppression.id}`, { token }));
  await expectDone(
    ask(`POST /v1/tasks/${first.body.taskId}/transitions`, {
      token,
      headers: { "if-match": "*" },
      body: { to: "done" },
    }),
  );
  const late = await report({ type: "bounce", mailId });
  t.same(
    late.body,
    { mailId, isSuppressed: false, taskId: null },
    "what the office has settled stays settled",
  );
  t.same(await audited(), ["bounce"]);

  const other = await report({ type: "bounce", mailId: await insertMail() });
  t.match(other.body, { isSuppressed: true, taskId: /-/ }, "the next mail that comes back is another matter");
  t.not(other.body.taskId, first.body.taskId);
});

test("events at the same moment make one suppression, one task and one entry", async (t) => {
  const { insertMail, report, read, audited } = await begin();
  const mailIds = [await insertMail(), await insertMail(), await insertMail()];
  const replies = await Promise.all(
    Array.from({ length: 24 }, (_, index) => report({ type: "bounce", mailId: mailIds[index % 3] })),
  );
  t.same(
    replies.filter(({ status }) => status !== 201).map(({ text }) => text),
    [],
  );
  t.equal(new Set(replies.map(({ body }) => body.taskId)).size, 1, "all name the same task");
  t.ok(replies.every(({ body }) => body.isSuppressed));
  t.equal((await read("suppressions")).items.length, 1);
  t.equal((await read("tasks")).items.length, 1);
  for (const mailId of mailIds) t.equal((await read(`mails/${mailId}`)).attempts.length, 2);
  t.same(await audited(), ["bounce", "bounce", "bounce"]);
});

test("a mail that has not gone out keeps its state", async (t) => {
  const { insertMail, report, read } = await begin();
  for (const state of ["pending", "rejected", "suppressed", "dropped"]) {
    const mailId = await insertMail(state);
    t.match((await report({ type: "bounce", mailId })).body, { isSuppressed: true });
    t.match(await read(`mails/${mailId}`), { state, bouncedAt: /^20/ });
  }
});

test("a new address is not suppressed for what came back from the old one", async (t) => {
  const { recipient, insertMail, report, read, token } = await begin();
  const mailId = await insertMail();
  await expectDone(
    ask(`PATCH /v1/people/${recipient.id}`, {
      token,
      headers: { "if-match": "*" },
      body: { email: "neu@verein.example" },
    }),
  );
  t.same((await report({ type: "bounce", mailId })).body, { mailId, isSuppressed: false, taskId: null });
  t.match(await read(`mails/${mailId}`), { state: "bounced" });
  t.same((await read("suppressions")).items, []);
});

test("what is kept of a mail has a limit", async (t) => {
  const { insertMail, report, read } = await begin();
  const mailId = await insertMail();
  for (let index = 0; index < 40; index += 1) {
    await report({ type: "bounce", isPermanent: false, mailId, detail: `try ${index}` });
  }
  const { attempts } = await read(`mails/${mailId}`);
  t.equal(attempts.length, 30);
  t.equal(attempts.at(-1).response, "try 39");
});

test("only the coordination office and the operator report, and only of their own mails", async (t) => {
  const { office, insertMail, report } = await begin();
  const other = await begin();
  const mailId = await insertMail();
  const body = { type: "delivered", mailId };
  for (const role of ["project-lead", "lead-office", "committee-member", "partner", "auditor"] as const) {
    isProblem(t, await report(body, office.people[role].token), 403, "forbidden", role);
  }
  t.equal((await report(body, office.people.admin.token)).status, 201);
  const reading = await expectDone(
    ask("POST /v1/tokens", { token: office.people.admin.token, body: { name: "Log", scopes: ["read"] } }),
  );
  isProblem(t, await report(body, reading.token), 403, "token-scope-missing", "a token that only reads");

  const returnPath = returnAddressOf("bounces@example.org", mailId);
  for (const foreign of [{ mailId }, { messageId: `<${mailId}@zuwendo.example>` }, { returnPath }]) {
    const reply = await other.report({ type: "bounce", ...foreign });
    isProblem(t, reply, 422, "reference-unknown", JSON.stringify(foreign));
    t.notMatch(reply.text, mailId);
  }
  const { rowCount } = await sql(database.ownerUrl, "select from suppressions where office_id = any($1)", [
    [office.id, other.office.id],
  ]);
  t.equal(rowCount, 0);
});

test("people see what became of their own mails", async (t) => {
  const { office, recipient, insertMail, report } = await begin();
  const own = await insertMail();
  const others = await insertMail("sent", office.people.partner.id);
  await report({ type: "bounce", mailId: own, detail: "No such user" });
  const asLead = (line: string) => ask(line, { token: recipient.token });
  t.match((await asLead(`GET /v1/mails/${own}`)).body, { state: "bounced" });
  isProblem(t, await asLead(`GET /v1/mails/${others}`), 404, "not-found");
  t.same(
    (await asLead("GET /v1/mails")).body.items.map(({ id }: { id: string }) => id),
    [own],
  );
  for (const path of ["suppressions", "tasks"])
    isProblem(t, await asLead(`GET /v1/${path}`), 403, "forbidden");
});

test("an Idempotency-Key repeats the reply", async (t) => {
  const { insertMail, report, read, token } = await begin();
  const body = { type: "complaint", mailId: await insertMail() };
  const key = { "idempotency-key": "once" };
  const first = await report(body, token, key);
  const second = await report(body, token, key);
  t.equal(second.text, first.text);
  t.equal((await read("tasks")).items.length, 1);
});
