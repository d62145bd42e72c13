import tap, { test } from "tap";
import { v7 as newId } from "uuid";
import { apiForTest } from "../../support/api.ts";
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
  const office = await insertOffice(database.ownerUrl, `O${offices}`);
  const { token } = office.people.coordinator;
  const read = () => ask("GET /v1/office", { token });
  const change = (body: object, ifMatch: string | undefined = "*", by = token) =>
    ask("PATCH /v1/office", {
      token: by,
      body,
      headers: ifMatch === undefined ? {} : { "if-match": ifMatch },
    });
  return { office, token, read, change };
}

test("everybody reads their own office and nothing secret", async (t) => {
  const { office, token } = await begin();
  for (const [role, person] of Object.entries(office.people)) {
    const reply = await ask("GET /v1/office", { token: person.token });
    t.equal(reply.status, 200, `${role}: ${reply.text}`);
    t.same(
      { ...reply.body, createdAt: "", updatedAt: "" },
      {
        ...{ id: office.id, name: `Amt O${offices}`, short: `O${offices}`, language: "de", email: null },
        ...{ zone: "Europe/Berlin", land: "SH", procedureAct: "LVwG SH" },
        ...{ sendFrom: "07:00", sendUntil: "09:00", sendWeekdays: [1, 2, 3, 4, 5] },
        ...{ version: 1, createdAt: "", updatedAt: "" },
      },
      role,
    );
  }
  const first = await ask("GET /v1/office", { token });
  t.equal(first.headers.get("etag"), '"v1"');
  const again = await ask("GET /v1/office", { token, headers: { "if-none-match": '"v1"' } });
  t.equal(again.status, 304);
});

test("settings change on the version that was read", async (t) => {
  const { office, read, change } = await begin();
  const settings = {
    name: "Koordinierungsstelle Seenstadt",
    language: "en",
    email: "fragen@seenstadt.example",
    sendFrom: "08:30",
    sendUntil: "17:00",
    sendWeekdays: [5, 1, 3],
  };
  const reply = await change(settings, '"v1"');
  t.equal(reply.status, 200, reply.text);
  t.match(reply.body, { ...settings, sendWeekdays: [1, 3, 5], version: 2, short: `O${offices}` });
  t.equal(reply.headers.get("etag"), '"v2"');
  t.same((await read()).body, reply.body);
  isProblem(t, await change({ name: "X" }, '"v1"'), 412, "precondition-failed");
  const unmatched = await ask("PATCH /v1/office", {
    token: office.people.coordinator.token,
    body: { name: "X" },
  });
  isProblem(t, unmatched, 428, "precondition-required");
  const replies = await Promise.all(
    Array.from({ length: 8 }, (_, index) => change({ name: `Amt ${index}` }, '"v2"')),
  );
  t.same(replies.map(({ status }) => status).sort(), [200, ...Array.from({ length: 7 }, () => 412)]);
  const { items } = await expectDone(
    ask(`GET /v1/audit-log?subjectId=${office.id}&sort=at`, { token: office.people.auditor.token }),
  );
  t.match(items, [
    { action: "change", subjectType: "office", version: 2, changes: { sendFrom: "08:30" } },
    {},
  ]);
});

test("a send window has a start before its end and at least one day", async (t) => {
  const { read, change } = await begin();
  for (const [body, field] of [
    [{ sendFrom: "09:00" }, "sendFrom"],
    [{ sendFrom: "10:00" }, "sendFrom"],
    [{ sendUntil: "07:00" }, "sendUntil"],
    [{ sendFrom: "12:00", sendUntil: "11:59" }, "sendUntil"],
  ] as const) {
    const reply = await change(body);
    isProblem(t, reply, 422, "send-window-reversed", JSON.stringify(body));
    t.match(reply.body.errors, [{ pointer: `/${field}` }]);
  }
  for (const body of [
    ...[{ sendFrom: "7:00" }, { sendFrom: "24:00" }, { sendFrom: "07:60" }, { sendFrom: "07:00:00" }],
    ...[{ sendWeekdays: [] }, { sendWeekdays: [0] }, { sendWeekdays: [8] }, { sendWeekdays: [1, 1] }],
    ...[{ sendWeekdays: [1.5] }, { sendWeekdays: "1" }, { name: "" }, { name: "a\nb" }, { language: "fr" }],
    ...[{ email: "" }, { email: "a b@c.de" }, { email: "a@b.de\r\nBcc: c@d.de" }, { email: '"x" <a@b.de>' }],
    ...[{ short: "XX" }, { zone: "UTC" }, { land: "HH" }, { mailSecret: "x" }, { version: 7 }, {}],
  ]) {
    isProblem(t, await change(body), 400, "invalid-input", JSON.stringify(body));
  }
  t.match((await read()).body, { sendFrom: "07:00", sendUntil: "09:00", version: 1 });
  t.match((await change({ sendFrom: "09:00", sendUntil: "09:01" })).body, { sendUntil: "09:01" });
  t.match((await change({ sendUntil: "23:59" })).body, { sendFrom: "09:00" }, "the other end stays");
});

test("who may not change it, and whose it is", async (t) => {
  const { office, change } = await begin();
  const other = await begin();
  for (const role of ["project-lead", "lead-office", "committee-member", "partner", "auditor"] as const) {
    isProblem(t, await change({ name: "X" }, "*", office.people[role].token), 403, "forbidden", role);
  }
  t.equal((await change({ name: "Unser Amt" }, "*", office.people.admin.token)).status, 200);
  t.not((await other.read()).body.name, "Unser Amt");
  t.equal((await other.read()).body.version, 1);
});

test("a new send window has open deadlines looked at anew, the office's own", async (t) => {
  const { office, change } = await begin();
  const other = await begin();
  const insertDeadline = async (officeId: string, next: string | null, state = "open") => {
    const id = newId();
    await sql(
      database.ownerUrl,
      `insert into deadlines (office_id, id, kind, rule, subject_type, subject_id, title, strictness, nominal_on,
         effective_on, ends_at, explanation, reminded_until, next_remind_at, state)
       values ($1, $2, 'completion', '{}', 'applications', $2, 'x', 'ordinary', '2030-01-01', '2030-01-01',
         '2030-01-01T23:00:00Z', '{}', now(), $3, $4)`,
      [officeId, id, next, state],
    );
    return id;
  };
  const later = "2029-12-01T06:00:00Z";
  const mine = await insertDeadline(office.id, later);
  const silent = await insertDeadline(office.id, null);
  const closed = await insertDeadline(office.id, later, "met");
  const theirs = await insertDeadline(other.office.id, later);
  const isSoon = async (id: string) => {
    const { rows } = await sql(
      database.ownerUrl,
      "select next_remind_at <= now() as is_soon, version from deadlines where id = $1",
      [id],
    );
    t.equal(rows[0].version, 1, "what waits to be sent stays good");
    return rows[0].is_soon;
  };
  await expectDone(change({ name: "Nur der Name" }));
  t.equal(await isSoon(mine), false, "a name moves nothing");
  await expectDone(change({ sendFrom: "06:00" }));
  t.equal(await isSoon(mine), true);
  t.equal(await isSoon(silent), null, "nothing left to remind of");
  t.equal(await isSoon(closed), false);
  t.equal(await isSoon(theirs), false);
});
