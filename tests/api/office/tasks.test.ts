import { taskKinds } from "@zuwendo/domain";
import tap, { test } from "tap";
import { v7 as newId } from "uuid";
import { apiForTest } from "../../support/api.ts";
import { parseCsv } from "../../support/csv.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { expectDone } from "../../support/project.ts";
import { sql } from "../../support/sql.ts";

const database = await databaseForTest(tap);
const { ask } = await apiForTest(tap, database.apiUrl);
let offices = 0;

async function begin() {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `T${offices}`);
  const { token } = office.people.coordinator;
  const insertTask = async (values: { kind?: string; subjectId?: string; personId?: string } = {}) => {
    const id = newId();
    await sql(
      database.ownerUrl,
      `insert into tasks (office_id, id, kind, subject_type, subject_id, person_id, detail)
       values ($1, $2, $3, 'deadlines', $4, $5, '{"note": "hello"}')`,
      [office.id, id, values.kind ?? "check-done", values.subjectId ?? newId(), values.personId ?? null],
    );
    return id;
  };
  const read = (path: string) => expectDone(ask(`GET /v1/tasks${path}`, { token }));
  const move = (id: string, body: object, ifMatch = "*", by = token) =>
    ask(`POST /v1/tasks/${id}/transitions`, { token: by, headers: { "if-match": ifMatch }, body });
  return { office, token, insertTask, read, move };
}

test("every kind has a heading in both languages, in lists, singly and as CSV", async (t) => {
  const { insertTask, read, token } = await begin();
  for (const kind of taskKinds) await insertTask({ kind });
  const { items } = await read("?sort=createdAt");
  t.same(
    items.map(({ kind }: { kind: string }) => kind),
    taskKinds,
  );
  const titles = items.map(({ title }: { title: { de: string; en: string } }) => title);
  t.ok(titles.every(({ de, en }: { de: string; en: string }) => de.length > 5 && en.length > 5 && de !== en));
  t.equal(new Set(titles.map(({ de }: { de: string }) => de)).size, taskKinds.length);
  const single = await read(`/${items[0].id}`);
  t.same(single.title, items[0].title);
  t.same(single.detail, { note: "hello" });
  const csv = await ask("GET /v1/tasks?sort=createdAt", { token, headers: { accept: "text/csv" } });
  const [header = [], ...lines] = parseCsv(csv.text.replace(/^\ufeff/, ""));
  t.equal(lines.length, taskKinds.length);
  t.equal(lines[0]?.[header.indexOf("titleDe")], items[0].title.de);
});

test("a task is done, with a reason or without, and opened again", async (t) => {
  const { insertTask, read, move } = await begin();
  const id = await insertTask();
  const opened = await read(`/${id}`);
  t.match(opened, {
    state: "open",
    closedAt: null,
    transitions: [{ to: "done", isOpen: true, isReasonRequired: false, reasons: [] }],
  });
  const done = await move(id, { to: "done", reason: "Adresse berichtigt" }, '"v1"');
  t.equal(done.status, 200, done.text);
  t.match(done.body, {
    state: "done",
    stateReason: "Adresse berichtigt",
    closedAt: /^20/,
    version: 2,
    transitions: [{ to: "open", isOpen: true }],
  });
  isProblem(t, await move(id, { to: "done" }), 409, "transition-not-open", "done twice");
  isProblem(t, await move(id, { to: "open" }, '"v1"'), 412, "precondition-failed", "an old version");
  const again = await move(id, { to: "open" }, '"v2"');
  t.match(again.body, { state: "open", stateReason: null, closedAt: null, version: 3 });
  t.equal((await move(id, { to: "done" })).status, 200, "without a reason");
  isProblem(t, await move(id, { to: "lost" }), 400, "invalid-input", "no such state");
});

test("only one of several who close it at once succeeds", async (t) => {
  const { insertTask, move } = await begin();
  const id = await insertTask();
  const replies = await Promise.all(Array.from({ length: 8 }, () => move(id, { to: "done" }, '"v1"')));
  t.same(replies.map(({ status }) => status).sort(), [200, ...Array.from({ length: 7 }, () => 412)]);
});

test("the same thing is open once", async (t) => {
  const { insertTask, read, move } = await begin();
  const subjectId = newId();
  const first = await insertTask({ subjectId });
  await move(first, { to: "done" });
  await insertTask({ subjectId });
  const { transitions } = await read(`/${first}`);
  t.match(transitions, [{ to: "open", isOpen: false, reasons: [{ code: "task-open-already" }] }]);
  const refused = await move(first, { to: "open" });
  isProblem(t, refused, 409, "transition-not-open");
  t.match(refused.body.errors, [{ code: "task-open-already" }]);
});

test("filters find what they name", async (t) => {
  const { office, insertTask, read, move } = await begin();
  const personId = office.people.partner.id;
  const subjectId = newId();
  const done = await insertTask({ kind: "bounce" });
  await move(done, { to: "done" });
  const ofPerson = await insertTask({ kind: "complaint", personId });
  const ofSubject = await insertTask({ subjectId });
  const found = async (query: string) =>
    (await read(`?${query}`)).items.map(({ id }: { id: string }) => id).sort();
  t.same(await found("state=open"), [ofPerson, ofSubject].sort());
  t.same(await found("state=done"), [done]);
  t.same(await found("kind=bounce,complaint"), [done, ofPerson].sort());
  t.same(await found(`personId=${personId}`), [ofPerson]);
  t.same(await found(`subjectId=${subjectId}`), [ofSubject]);
});

test("tasks are the office's own, and some roles only look", async (t) => {
  const { office, insertTask, move } = await begin();
  const other = await begin();
  const id = await insertTask();
  isProblem(t, await ask(`GET /v1/tasks/${id}`, { token: other.token }), 404, "not-found");
  isProblem(t, await other.move(id, { to: "done" }), 404, "not-found");
  t.same((await other.read("")).items, []);
  for (const [role, mayRead, mayWrite] of [
    ["admin", true, false],
    ["auditor", true, false],
    ["project-lead", false, false],
    ["committee-member", false, false],
    ["partner", false, false],
    ["lead-office", true, true],
  ] as const) {
    const { token } = office.people[role];
    t.equal((await ask(`GET /v1/tasks/${id}`, { token })).status, mayRead ? 200 : 403, role);
    t.equal((await move(id, { to: "done" }, "*", token)).status, mayWrite ? 200 : 403, `${role} closes`);
  }
  const seen = await ask(`GET /v1/tasks/${id}`, { token: office.people.auditor.token });
  t.match(seen.body.transitions, [{ isOpen: false, reasons: [{ code: "role-missing" }] }]);
});
