import { setTimeout as sleep } from "node:timers/promises";
import { erasurePlaces, roles } from "@zuwendo/domain";
import pg from "pg";
import { type Test, test } from "tap";
import { cleanUp } from "../../../services/worker/src/clean-up.ts";
import { firstToken } from "../../support/account.ts";
import { databaseForTest } from "../../support/database.ts";
import {
  advance,
  euros,
  expectDone,
  grantApplication,
  insertApplication,
  insertProgramme,
} from "../../support/project.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { mailedOffice } from "../../worker/mailed-office.ts";

const email = "Frieda.Muster@Verein.example";

type Setting = Awaited<ReturnType<typeof begin>>;

/** An office with Frieda, who has had another name and another address, and with whom much has happened. */
async function begin(t: Test) {
  const database = await databaseForTest(t);
  const smtp = await smtpForTest(t);
  const mailed = await mailedOffice(t, { database, smtp });
  const { ask, office, time, at } = mailed;
  const { coordinator, admin, "lead-office": leadOffice, "project-lead": paula } = office.people;
  const as = (token: string, line: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask(line, { token, headers: { "if-match": "*", ...headers }, ...(body === undefined ? {} : { body }) });
  const done = (...given: Parameters<typeof as>) => expectDone(as(...given));

  time.now = "2026-08-20T10:00:00.000Z";
  const { id } = await done(coordinator.token, "POST /v1/people", {
    ...{ name: "Frieda Altname", email: "frieda@alt.example", roles: ["project-lead"] },
    organisationId: office.organisationId,
  });
  await done(coordinator.token, `PATCH /v1/people/${id}`, { name: "Frieda Musterfrau", email });
  // The calendar of the test runs before the database's.
  await mailed.owner.query("update audit_log set at = $1", [time.now]);
  const first = await firstToken(ask, { ownerUrl: database.ownerUrl, office, personId: id });
  const { token } = await done(first, "POST /v1/tokens", { name: "Friedas Rechner" });
  await done(token, "POST /v1/me/address-changes", { email: "frieda@neu.example" });
  const hers = { ...office, people: { ...office.people, "project-lead": { id, token, email } } };
  await done(token, "POST /v1/calendar-feeds", { name: "Friedas Fristen", scope: "mine" });

  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const project = { callId: call.id, cost: 1200, startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const application = await insertApplication(ask, hers, project);
  await advance(ask, hers, application.id, "submitted");
  time.now = "2026-09-10T18:00:00.000Z";
  const grant = await grantApplication(ask, hers, application);
  time.now = "2026-09-19T12:00:00.000Z";
  await done(leadOffice.token, "POST /v1/disbursements", {
    ...{ grantId: grant.id, amount: euros(600), paidOn: "2026-09-19" },
  });
  await advance(ask, hers, application.id, "running");
  const idea = await done(
    coordinator.token,
    "POST /v1/ideas",
    { title: "Lesung", summary: "Frieda Musterfrau liest.", leadId: id },
    { "idempotency-key": "lesung" },
  );
  const proof = (await done(coordinator.token, "GET /v1/deadlines?kind=proof-of-use")).items[0];
  await done(token, "POST /v1/extensions", {
    ...{ deadlineId: proof.id, newOn: "2027-03-15", reason: "Belege fehlen noch" },
  });
  await done(coordinator.token, "POST /v1/deadlines", {
    ...{ kind: "follow-up", title: "Rückfrage", rule: { kind: "fixed", on: "2026-10-09" }, ownerId: id },
  });
  for (const day of ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-08"])
    await at(`${day}T05:10:00.000Z`);
  await done(token, `PATCH /v1/people/${id}/preferences`, {
    ...{ deputyId: paula.id, absentFrom: "2026-10-09", absentUntil: "2026-10-30" },
  });
  for (const day of ["2026-10-16", "2026-10-19", "2026-10-23", "2026-10-26"])
    await at(`${day}T05:10:00.000Z`);
  const own = (await done(admin.token, `GET /v1/mails?recipientId=${id}`)).items;
  await done(admin.token, "POST /v1/mail-events", {
    ...{ type: "bounce", mailId: own[0].id, isPermanent: true, detail: `<${email.toLowerCase()}> unknown` },
  });
  const named = await mailed.owner.query(
    "select from mails where recipient_id = $1 and text like '%Frieda Muster%'",
    [paula.id],
  );
  t.ok(own.length > 0 && own[0].text.includes("Frieda Musterfrau"), "she has had mails");
  t.ok(named.length > 0, "and somebody who stood in for her");
  const preview = () => done(admin.token, `GET /v1/people/${id}/erasure`);
  const erase = (reason = "Antrag nach Art. 17 DSGVO", by = admin.token) =>
    as(by, `POST /v1/people/${id}/erasure`, { reason }, { "idempotency-key": "erase" });
  return { ...mailed, database, as, done, id, token, application, idea, preview, erase };
}

/** Lets Frieda go: Paula takes over what she held, and the text that names her is written anew. */
async function letGo({ office, done, id, idea, time }: Setting) {
  const { coordinator, "project-lead": paula } = office.people;
  time.now = "2026-10-30T10:00:00.000Z";
  await done(coordinator.token, `POST /v1/people/${id}/hand-over`, {
    ...{ to: paula.id, reason: "Frieda Musterfrau zieht nach Kiel" },
  });
  time.now = "2026-11-03T10:00:00.000Z";
  await done(coordinator.token, `PATCH /v1/ideas/${idea.id}`, { summary: "Eine Lesung." });
}

/** Every column of every table whose text holds the word, in whatever case. */
async function findEverywhere({ owner }: Pick<Setting, "owner">, word: string): Promise<string[]> {
  const columns = await owner.query<{ table: string; column: string }>(
    `select table_name::text as table, column_name::text as column from information_schema.columns
     where table_schema = 'public' and data_type in ('text', 'jsonb', 'json', 'character varying', 'tsvector', 'ARRAY')`,
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await owner.query(`select from ${table} where ${column}::text ilike $1`, [`%${word}%`]);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found.sort();
}

/** Until a transaction waits for a lock of another. */
async function untilSomebodyWaits({ owner }: Pick<Setting, "owner">): Promise<void> {
  for (;;) {
    const waiting = await owner.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (waiting.length > 0) return;
    await sleep(5);
  }
}

/** What must not change: sums, votes, decisions, the ledger, and when which mail went out. */
async function whatStays({ owner, done, office }: Setting) {
  return {
    ledger: await owner.query("select * from ledger_entries order by id"),
    votes: await owner.query("select * from votes order by id"),
    grants: await owner.query("select * from grants order by id"),
    disbursements: await owner.query("select * from disbursements order by id"),
    guards: await owner.query("select * from fund_years order by id"),
    checksums: await owner.query(
      "select id, snapshot_sha256, total_cost_cents from applications order by id",
    ),
    mails: await owner.query("select id, recipient_id, kind, state, sent_at from mails order by id"),
    acts: await owner.query(
      "select id, at, person_id, action, subject_id from audit_log where action <> 'erase' order by id",
    ),
    rollups: await done(office.people["lead-office"].token, "GET /v1/rollups?dimension=programme"),
  };
}

test("an erasure leaves a pseudonym and nothing else of a name and an address", async (t) => {
  const setting = await begin(t);
  const { as, done, erase, id, office, owner, preview, time, token, tools } = setting;
  const { admin, auditor, coordinator, "project-lead": paula } = office.people;
  const codesOf = (body: { errors: { code: string }[] }) => body.errors.map(({ code }) => code);

  const blocked = await erase();
  t.match([blocked.status, blocked.body.code], [409, "erasure-blocked"]);
  t.same(codesOf(blocked.body), ["roles-in-force", "holds-something"]);
  t.same(
    (await preview()).obstacles.map(({ code }: { code: string }) => code),
    codesOf(blocked.body),
    "the preview says the same",
  );
  const naming = (await preview()).textsNaming;
  t.same(naming, [{ href: `/v1/ideas/${setting.idea.id}`, field: "summary" }]);

  await letGo(setting);
  const before = await preview();
  t.same(before.obstacles, []);
  t.same(before.textsNaming, [], "written anew");
  t.match(before, {
    erasureId: null,
    isRestricted: true,
    keptUntil: null,
    keptText: { de: /nicht abgeschlossen/ },
  });
  for (const { place, count } of before.places) t.ok(count > 0, `${place}: ${count}`);
  t.same(
    before.places.map(({ place }: { place: string }) => place),
    [...erasurePlaces],
  );
  const remains = Object.fromEntries(
    before.remains.map((one: { what: string; count: number }) => [one.what, one.count]),
  );
  t.match(remains, { applications: 1, votes: 1, grants: 1, disbursements: 1, extensions: 1, papers: 0 });
  t.ok(remains["ledger-entries"] > 0 && remains["audit-entries"] > 0);
  t.ok((await findEverywhere(setting, "frieda")).length > 9, "she is all over the place");
  const stays = await whatStays(setting);

  const refused = await as(admin.token, `POST /v1/people/${id}/erasure`, {
    reason: `Wunsch von ${email.toLowerCase()}`,
  });
  t.match([refused.status, refused.body.errors], [422, [{ pointer: "/reason" }]]);
  const unmatched = await setting.ask(`POST /v1/people/${id}/erasure`, {
    token: admin.token,
    body: { reason: "x" },
  });
  t.equal(unmatched.status, 428);
  const { status, body: erasure, text } = await erase();
  t.equal(status, 201, text);
  t.match(erasure.pseudonym, /^Person [0-9A-F]{6}$/);
  t.match(erasure, { personId: id, erasedByName: "Ada Betrieb", isRestricted: true, keptUntil: null });
  t.same(erasure.applicationIds, [setting.application.id]);
  t.same(
    erasurePlaces.map((place) => erasure.changed[place] ?? 0),
    before.places.map(({ count }: { count: number }) => count),
    "what was announced is what was done",
  );
  t.same((await erase()).body, erasure, "the stored reply of the same request");

  t.same(await findEverywhere(setting, "frieda"), ["erasures.kept_email", "erasures.kept_name"]);
  t.same(await findEverywhere(setting, "muster"), ["erasures.kept_email", "erasures.kept_name"]);
  t.same(await findEverywhere(setting, "alt.example"), []);
  t.same(await whatStays(setting), stays);
  const person = (await done(coordinator.token, `GET /v1/people/${id}`)) as { name: string };
  t.match(person, {
    ...{ name: erasure.pseudonym, email: `${id}@erased.invalid`, roles: [], organisationId: null },
    erasedAt: String,
  });
  const history = await done(coordinator.token, `GET /v1/applications/${setting.application.id}/history`);
  t.match(JSON.stringify(history), `${erasure.pseudonym} zieht nach Kiel`);
  const [letter] = await owner.query<{ text: string }>(
    "select text from mails where recipient_id = $1 and text like '%Person%' limit 1",
    [paula.id],
  );
  t.match(letter?.text, erasure.pseudonym, "a stand-in stood in for the pseudonym");
  const after = await preview();
  t.match(after, { erasureId: erasure.id, obstacles: [], textsNaming: [], isRestricted: true });
  t.same(after.places, before.places);
  t.same(
    after.remains.filter(({ what }: { what: string }) => what !== "audit-entries"),
    before.remains.filter(({ what }: { what: string }) => what !== "audit-entries"),
  );

  t.equal((await as(token, "GET /v1/me")).status, 401);
  const [mail] = await owner.query<{ id: string }>("select id from mails where recipient_id = $1", [id]);
  const late = { type: "bounce", mailId: mail?.id, isPermanent: true, detail: `<${email}> is unknown` };
  t.match(await done(admin.token, "POST /v1/mail-events", late), { isSuppressed: false, taskId: null });
  t.same(
    await findEverywhere(setting, "muster"),
    ["erasures.kept_email", "erasures.kept_name"],
    "a late report",
  );
  t.notOk("keptName" in (await done(admin.token, "GET /v1/erasures")).items[0], "not in lists");
  t.notOk("keptName" in (await done(auditor.token, `GET /v1/erasures/${erasure.id}`)), "not to auditors");
  const reads = () => done(admin.token, `GET /v1/audit-log?subjectId=${erasure.id}&action=read`);
  t.equal((await reads()).items.length, 0);
  t.match(await done(admin.token, `GET /v1/erasures/${erasure.id}`), {
    keptName: "Frieda Musterfrau",
    keptEmail: email,
  });
  t.match(
    (await reads()).items,
    [{ personId: admin.id, subjectType: "erasures" }],
    "that it was read is known",
  );

  await cleanUp(tools);
  t.equal((await preview()).isRestricted, true, "the application is not closed");
  for (const [day, state] of [
    ["2027-01-04", "proof-due"],
    ["2027-01-20", "proof-submitted"],
    ["2027-03-01", "closed"],
  ] as const) {
    time.now = `${day}T10:00:00.000Z`;
    await advance(setting.ask, office, setting.application.id, state);
  }
  await cleanUp(tools);
  t.match(
    await preview(),
    { isRestricted: true, keptUntil: "2032-01-20" },
    "the end of its retention is known",
  );
  time.now = "2032-01-20T22:30:00.000Z";
  await cleanUp(tools);
  t.equal((await findEverywhere(setting, "frieda")).length, 2, "kept on the last day");
  time.now = "2032-01-20T23:30:00.000Z";
  await cleanUp(tools);
  t.same(await findEverywhere(setting, "frieda"), [], "and forgotten on the next, by the office's clock");
  t.match(await done(admin.token, `GET /v1/erasures/${erasure.id}`), {
    ...{ isRestricted: false, keptUntil: "2032-01-20", version: 3, blankedAt: String },
  });
});

test("nobody changes, names, invites or erases again whom an erasure has left", async (t) => {
  const setting = await begin(t);
  const { as, done, erase, id, office, preview } = setting;
  const { admin, coordinator, "project-lead": paula } = office.people;
  await letGo(setting);
  const { pseudonym } = (await erase()).body;
  const before = await preview();
  const tries: readonly [string, unknown][] = [
    [`PATCH /v1/people/${id}`, { name: "Frieda Musterfrau" }],
    [`PATCH /v1/people/${id}`, { roles: ["coordinator"] }],
    [`PATCH /v1/people/${id}/preferences`, { mailAt: "08:00" }],
    [`POST /v1/people/${id}/hand-over`, { reason: "Noch einmal" }],
    [`POST /v1/people/${id}/hand-over`, { to: paula.id, reason: "Noch einmal" }],
    [`POST /v1/people/${id}/erasure`, { reason: "Noch einmal" }],
    ["POST /v1/invitations", { personId: id }],
    [`POST /v1/people/${id}/deactivation`, { reason: "Noch einmal" }],
  ];
  for (const [line, body] of tries) {
    const { status, body: problem } = await as(admin.token, line, body);
    t.match([status, problem.code], [409, "person-erased"], line);
  }
  for (const [line, body, pointer] of [
    ["POST /v1/ideas", { title: "Idee", leadId: id }, "/leadId"],
    [`PATCH /v1/ideas/${setting.idea.id}`, { leadId: id }, "/leadId"],
    [`PATCH /v1/people/${paula.id}/preferences`, { deputyId: id }, "/deputyId"],
    [`POST /v1/people/${paula.id}/hand-over`, { to: id, reason: "Zurück" }, "/to"],
  ] as const) {
    const { status, body: problem } = await as(coordinator.token, line, body);
    t.match([status, problem.code, problem.errors], [409, "person-erased", [{ pointer }]], line);
  }
  t.same(await preview(), before, "nothing has come of it");
  t.match(await done(coordinator.token, `GET /v1/people/${id}`), { name: pseudonym, roles: [] });
});

test("of two at once one erases, and whoever changes or names meanwhile waits", async (t) => {
  const setting = await begin(t);
  const { as, id, office, owner } = setting;
  const { admin, coordinator } = office.people;
  await letGo(setting);
  const answers = await Promise.all([
    ...[1, 2, 3].map(() => as(admin.token, `POST /v1/people/${id}/erasure`, { reason: "Antrag" })),
    ...[1, 2].map(() => as(coordinator.token, `PATCH /v1/people/${id}`, { language: "en" })),
    as(admin.token, `POST /v1/people/${id}/deactivation`, { reason: "Antrag" }),
  ]);
  const codes = answers.map(({ status, body }) => body.code ?? status);
  t.equal(answers.slice(0, 3).filter(({ status }) => status === 201).length, 1, codes.join());
  for (const { status, body } of answers.filter((one) => one.status >= 300)) {
    t.match([status, body.code], [409, "person-erased"]);
  }
  const [{ open } = { open: 1 }] = await owner.query<{ open: number }>(
    "select count(*)::int as open from tokens where person_id = $1 and not is_revoked",
    [id],
  );
  t.equal(open, 0, "no token has outlived it");
  t.equal((await findEverywhere(setting, "frieda")).length, 2);

  // Somebody is being named at this moment: the erasure waits, and then sees what they hold.
  const [other = ""] = await owner.insertPeople([
    { name: "Olga Offen", email: "olga@verein.example", roles: [] },
  ]);
  const naming = new pg.Client({ connectionString: setting.database.ownerUrl });
  await naming.connect();
  t.teardown(() => naming.end());
  await naming.query("begin");
  await naming.query("select from people where id = $1 for key share", [other]);
  await naming.query("update ideas set lead_id = $1 where id = $2", [other, setting.idea.id]);
  const waiting = as(admin.token, `POST /v1/people/${other}/erasure`, { reason: "Antrag" });
  await untilSomebodyWaits(setting);
  await naming.query("commit");
  const { status, body } = await waiting;
  t.match([status, body.code, body.errors], [409, "erasure-blocked", [{ code: "holds-something" }]]);
});

test("a mail that a worker is sending in somebody's name is waited for", async (t) => {
  const setting = await begin(t);
  const { erase, id, office, owner } = setting;
  await letGo(setting);
  const [sending] = await owner.query<{ id: string }>(
    `update mails m set state = 'pending', attempt = 1, next_try_at = now() + interval '30 seconds', text = null
     where m.id = (
       select mail_id from (
         select mail_id from reminders where for_id = $1 union select mail_id from mail_moves where for_id = $1) named
       join mails on mails.id = mail_id where recipient_id = $2 order by mail_id limit 1) returning id`,
    [id, office.people["project-lead"].id],
  );
  t.ok(sending, "somebody stands in for her");
  const { status, body } = await erase();
  t.match([status, body.errors], [409, [{ code: "mail-on-its-way" }]]);
  await owner.query("update mails set next_try_at = now() where id = $1", [sending?.id]);
  t.equal((await erase()).status, 201, "nobody is sending it any more");
});

test("an erasure stays within its office, and is for operators only", async (t) => {
  const setting = await begin(t);
  const { as, database, erase, id, office, owner } = setting;
  await letGo(setting);
  const smtp = await smtpForTest(t);
  const elsewhere = await mailedOffice(t, { database, smtp });
  const twin = await elsewhere.ask("POST /v1/people", {
    token: elsewhere.office.people.coordinator.token,
    body: { name: "Frieda Musterfrau", email },
  });
  t.equal(twin.status, 201);
  const foreign = elsewhere.office.people.admin.token;
  for (const line of [`GET /v1/people/${id}/erasure`, `POST /v1/people/${id}/erasure`]) {
    const body = line.startsWith("POST") ? { reason: "Fremd" } : undefined;
    t.equal((await as(foreign, line, body)).status, 404, line);
  }
  for (const role of roles) {
    const { token } = office.people[role];
    const seen = await as(token, `GET /v1/people/${id}/erasure`);
    t.equal(seen.status, ["admin", "auditor"].includes(role) ? 200 : 403, role);
    if (role !== "admin") t.equal((await erase("Antrag", token)).status, 403, role);
  }

  // The login of the API has the function and nothing else, and the function asks for a protocol that has begun.
  const api = new pg.Client({ connectionString: database.apiUrl });
  await api.connect();
  t.teardown(() => api.end());
  await t.rejects(api.query("select erase_person($1)", [id]), /needs an office/, "outside of every office");
  await api.query("select set_config('app.office_id', $1, false)", [office.id]);
  await t.rejects(api.query("select erase_person($1)", [id]), /needs an office/, "no protocol");
  await api.query("select set_config('app.office_id', $1, false)", [elsewhere.office.id]);
  await t.rejects(api.query("select erase_person($1)", [id]), /needs an office/, "of another office");
  for (const change of [
    "update audit_log set changes = '{}'",
    "update mails set text = null",
    "update erasures set kept_name = null",
    "delete from suppressions",
  ])
    await t.rejects(api.query(change), { code: "42501" }, change);
  const worker = new pg.Client({ connectionString: database.workerUrl });
  await worker.connect();
  t.teardown(() => worker.end());
  await t.rejects(worker.query("select erase_person($1)", [id]), { code: "42501" }, "not for the worker");
  await t.rejects(worker.query("select kept_name from erasures"), { code: "42501" });

  const { status, body, text } = await erase();
  t.equal(status, 201, text);
  const done = await owner.query<{ office_id: string }>("select office_id from people where name = $1", [
    body.pseudonym,
  ]);
  t.same(done, [{ office_id: office.id }]);
  const found = await owner.query(
    "select from audit_log where office_id = $1 and changes->>'name' = 'Frieda Musterfrau'",
    [elsewhere.office.id],
  );
  t.equal(found.length, 1, "her namesake elsewhere is still there");
  t.same((await elsewhere.ask("GET /v1/erasures", { token: foreign })).body.items, []);
  t.equal((await elsewhere.ask(`GET /v1/erasures/${body.id}`, { token: foreign })).status, 404);
});

test("a namesake keeps the name, and a name of one word goes where it is a name", async (t) => {
  const database = await databaseForTest(t);
  const mailed = await mailedOffice(t, { database, smtp: await smtpForTest(t) });
  const { admin, coordinator } = mailed.office.people;
  const create = (name: string, address: string) =>
    expectDone(mailed.ask("POST /v1/people", { token: coordinator.token, body: { name, email: address } }));
  const erase = (id: string) =>
    expectDone(
      mailed.ask(`POST /v1/people/${id}/erasure`, {
        token: admin.token,
        body: { reason: "Antrag" },
        headers: { "if-match": "*" },
      }),
    );
  const [one, two] = [
    await create("Uta Meyer", "um1@verein.example"),
    await create("Uta Meyer", "um2@verein.example"),
  ];
  const title = await create("title", "t@verein.example");
  const idea = { title: "Uta Meyer und title" };
  await expectDone(mailed.ask("POST /v1/ideas", { token: coordinator.token, body: idea }));
  const { pseudonym } = await erase(one.id);
  const short = await erase(title.id);
  const entries = await mailed.owner.query<{ changes: Record<string, unknown> }>(
    "select changes from audit_log where action = 'create' order by id",
  );
  t.match(
    entries.map(({ changes }) => changes),
    [{ name: pseudonym }, { name: "Uta Meyer" }, { name: short.pseudonym }, idea],
  );
  const last = await erase(two.id);
  const [told] = await mailed.owner.query("select from audit_log where changes->>'title' = $1", [
    `${last.pseudonym} und title`,
  ]);
  t.ok(told, "the last of that name is told by it");
});

/** An office whose people come and are erased again. */
async function officeOfMany(t: Test) {
  const database = await databaseForTest(t);
  const mailed = await mailedOffice(t, { database, smtp: await smtpForTest(t) });
  const { ask, office, owner } = mailed;
  const { admin, coordinator } = office.people;
  const done = (line: string, body?: unknown, headers: Record<string, string> = {}) =>
    expectDone(
      ask(line, {
        token: line.includes("erasure") || line.includes("suppressions") ? admin.token : coordinator.token,
        headers: { "if-match": "*", ...headers },
        ...(body === undefined ? {} : { body }),
      }),
    );
  const create = async (name: string, email: string): Promise<string> =>
    (await done("POST /v1/people", { name, email })).id;
  const preview = (id: string) => done(`GET /v1/people/${id}/erasure`);
  const erase = async (id: string): Promise<string> =>
    (await done(`POST /v1/people/${id}/erasure`, { reason: "Antrag" })).pseudonym;
  const entries = () =>
    owner.query<{ subject_id: string; text: string }>(
      "select subject_id, concat(changes, before) as text from audit_log order by id",
    );
  /** A mail that was sent to the coordinator; returns how to read it. */
  const tell = async (text: string, html: string) => {
    const [mail] = await owner.query<{ id: string }>(
      `insert into mails (office_id, recipient_id, kind, for_on, state, subject, text, html)
       values ($1, $2, 'urgent', '2026-08-20', 'sent', 'Nachricht', $3, $4) returning id`,
      [office.id, coordinator.id, text, html],
    );
    return async () =>
      (
        await owner.query<{ text: string; html: string }>("select text, html from mails where id = $1", [
          mail?.id,
        ])
      )[0];
  };
  return { ...mailed, database, done, create, preview, erase, entries, tell };
}

test("an address that somebody else has or had is not taken for theirs", async (t) => {
  const { ask, create, database, done, entries, erase, office, owner, preview } = await officeOfMany(t);
  const addresses = ["info", "kasse", "amt", "team", "fremd", "xaver"].map((one) => `${one}@verein.example`);
  const [info = "", kasse = "", amt = "", team = "", fremd = "", xaver = ""] = addresses;
  const id = await create("Xaver Lang", info);
  await done(`PATCH /v1/people/${id}`, { roles: ["project-lead"] });
  const token = await firstToken(ask, { ownerUrl: database.ownerUrl, office, personId: id });
  for (const email of [kasse, amt, team, xaver]) await done(`PATCH /v1/people/${id}`, { email });
  await expectDone(ask("POST /v1/me/address-changes", { token, body: { email: fremd } }));
  await done(`PATCH /v1/people/${id}`, { roles: [] });

  const heir = await create("Yvonne Kurz", info.replace("info", "Info"));
  await done(`PATCH /v1/organisations/${office.organisationId}`, { email: kasse });
  await owner.query("update offices set email = $2 where id = $1", [office.id, amt]);
  const former = await create("Zoe Breit", team);
  await done(`PATCH /v1/people/${former}`, { email: "zoe@verein.example" });
  for (const email of [info, xaver]) await done("POST /v1/suppressions", { email });
  const idea = await done("POST /v1/ideas", { title: addresses.join(" ") });

  t.same((await preview(id)).words, [xaver, "Xaver Lang"]);
  const pseudonym = await erase(id);
  t.same((await preview(id)).words, [], "nothing is kept that could be shown");
  const all = await entries();
  const text = (subjectId: string) =>
    all
      .filter((entry) => entry.subject_id === subjectId)
      .map((entry) => entry.text)
      .join();
  t.match(text(heir), "Info@verein.example");
  t.match(text(former), team);
  t.match(text(idea.id), [...addresses.slice(0, -1), pseudonym].join(" "));
  t.same(
    (await owner.query<{ email: string }>("select email from suppressions")).map(({ email }) => email),
    [info],
    "what the heir cannot receive is not sent",
  );
  const others = [heir, former, idea.id, office.organisationId];
  const told = all
    .filter(({ subject_id }) => !others.includes(subject_id))
    .map((entry) => entry.text)
    .join();
  t.same(
    addresses.filter((address) => told.includes(address)),
    [info],
    "in the entries about the person none is left; the suppression has its own",
  );
});

test("a name that something or somebody else bears or bore stays in texts", async (t) => {
  const { create, done, entries, erase, office, preview } = await officeOfMany(t);
  const uta = await create("Uta Meyer", "um@verein.example");
  const kai = await create("Kai Lauf", "kl@verein.example");
  const ida = await create("Ida Blum", "ib@verein.example");
  await done(`PATCH /v1/organisations/${office.organisationId}`, { name: "Stiftung Uta Meyer" });
  const other = await create("Kai Lauf", "other@verein.example");
  await done(`PATCH /v1/people/${other}`, { name: "Kai Berg" });
  const title = "Uta Meyer, Kai Lauf und Ida Blum";
  await done("POST /v1/ideas", { title });
  const pseudonyms: string[] = [];
  for (const [id, words] of [
    [uta, ["um@verein.example"]],
    [kai, ["kl@verein.example"]],
    [ida, ["ib@verein.example", "Ida Blum"]],
  ] as const) {
    t.same((await preview(id)).words, words);
    pseudonyms.push(await erase(id));
  }
  const all = await entries();
  const told = all.map(({ text }) => text).join();
  t.match(told, title.replace("Ida Blum", pseudonyms[2] ?? ""));
  t.match(told, "Stiftung Uta Meyer");
  t.match(
    all
      .filter(({ subject_id }) => [uta, kai].includes(subject_id))
      .map(({ text }) => JSON.parse(text).name ?? ""),
    [pseudonyms[0], pseudonyms[1]],
    "what it stands for as the person's own name goes",
  );
});

test("names with quotes, backslashes and apostrophes are found as JSON and HTML write them", async (t) => {
  const { create, done, entries, erase, owner, tell } = await officeOfMany(t);
  for (const [place, name] of [
    'Ole Brien "Olli"',
    '"Lütt" Ole',
    "Ole \\ Brien",
    "Ole O'Brien & Co",
  ].entries()) {
    const id = await create(name, `ole${place}@verein.example`);
    const idea = await done(
      "POST /v1/ideas",
      { title: `Lesung von ${name}`, summary: `Es liest\n${name}` },
      { "idempotency-key": `ole-${place}` },
    );
    const html = name.replace(/[&"']/g, (one) => ({ "&": "&amp;", '"': "&quot;" })[one] ?? "&#39;");
    const mail = await tell(`Es liest ${name}.`, `<p>Es liest ${html}.</p>`);
    const pseudonym = await erase(id);
    const entry = (await entries()).find(({ subject_id }) => subject_id === idea.id);
    t.match(
      JSON.parse(entry?.text ?? ""),
      {
        title: `Lesung von ${pseudonym}`,
        summary: `Es liest\n${pseudonym}`,
      },
      name,
    );
    const [reply] = await owner.query<{ body: string }>("select body from idempotency_keys where key = $1", [
      `ole-${place}`,
    ]);
    t.match(
      JSON.parse(reply?.body ?? ""),
      {
        title: `Lesung von ${pseudonym}`,
        summary: `Es liest\n${pseudonym}`,
      },
      `the stored reply: ${name}`,
    );
    t.same(await mail(), { text: `Es liest ${pseudonym}.`, html: `<p>Es liest ${pseudonym}.</p>` });
  }
});

test("a name is found across the end of a line", async (t) => {
  const { create, done, entries, erase, tell } = await officeOfMany(t);
  const id = await create("Uta Maria Meyer", "um@verein.example");
  const { id: ideaId } = await done("POST /v1/ideas", {
    title: "Lesung",
    summary: "Es liest Uta\nMaria Meyer.",
  });
  const mail = await tell("Es liest Uta Maria\nMeyer.", "<p>Es liest Uta\r\n  Maria Meyer.</p>");
  const other = await tell("Uta Schmidt und Maria Meyer", "");
  const pseudonym = await erase(id);
  t.same(await mail(), { text: `Es liest ${pseudonym}.`, html: `<p>Es liest ${pseudonym}.</p>` });
  t.match(await other(), { text: "Uta Schmidt und Maria Meyer" }, "only the whole of it");
  const entry = (await entries()).find(({ subject_id }) => subject_id === ideaId);
  t.match(JSON.parse(entry?.text ?? ""), { summary: `Es liest ${pseudonym}.` });
});
