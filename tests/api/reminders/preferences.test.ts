import { type Test, test } from "tap";
import { v7 as newId } from "uuid";
import { remindedApi, remindedOffice } from "../../support/reminded.ts";

const defaults = { mutedKinds: [], mailAt: null, deputyId: null, absentFrom: null, absentUntil: null };

async function start(t: Test) {
  const reminded = await remindedApi(t);
  const { ask, office } = reminded;
  const { "project-lead": lead } = office.people;
  const path = `/v1/people/${lead.id}/preferences`;
  const change = (body: unknown, tag = "*", token = lead.token) =>
    ask(`PATCH ${path}`, { token, body, headers: { "if-match": tag } });
  const page = `/reminders/${reminded.link("person", lead.id)}`;
  return { ...reminded, lead, path, change, page };
}

test("who has chosen nothing has the defaults, and a version to build on", async (t) => {
  const { ask, lead, path, change, query } = await start(t);
  const first = await ask(`GET ${path}`, { token: lead.token });
  t.same(first.body, { id: lead.id, ...defaults, version: 0 });
  t.equal(first.headers.get("etag"), '"v0"');
  const again = await ask(`GET ${path}`, { token: lead.token, headers: { "if-none-match": '"v0"' } });
  t.equal(again.status, 304);
  t.equal((await query("select 1 from preferences")).length, 0, "reading stores nothing");

  t.equal((await ask(`PATCH ${path}`, { token: lead.token, body: { mailAt: "07:30" } })).status, 428);
  t.equal((await change({ mailAt: "07:30" }, '"v1"')).status, 412);
  const saved = await change({ mailAt: "07:30", mutedKinds: ["follow-up"] }, '"v0"');
  t.same(saved.body, { id: lead.id, ...defaults, mailAt: "07:30", mutedKinds: ["follow-up"], version: 1 });
  t.equal(saved.headers.get("etag"), '"v1"');
  t.equal((await change({ mailAt: null }, '"v0"')).status, 412);
  const patched = await change({ absentFrom: "2026-12-21", absentUntil: "2027-01-03" }, '"v1"');
  t.match(patched.body, { mailAt: "07:30", absentFrom: "2026-12-21", absentUntil: "2027-01-03", version: 2 });
  t.same((await ask(`GET ${path}`, { token: lead.token })).body, patched.body);
  t.match(await query("select * from audit_log where subject_id = $1 order by version", [lead.id]), [
    { action: "change", subject_type: "preferences", version: 1, person_id: lead.id },
    { version: 2, changes: { absentFrom: "2026-12-21", absentUntil: "2027-01-03" } },
  ]);
});

test("the first change is made once, whoever is first", async (t) => {
  const { change, query } = await start(t);
  const replies = await Promise.all(
    ["07:00", "07:15", "07:30", "07:45"].map((mailAt) => change({ mailAt }, '"v0"')),
  );
  t.same(replies.map(({ status }) => status).sort(), [200, 412, 412, 412]);
  t.match(await query("select version from preferences"), [{ version: 1 }]);
});

test("what cannot be wished for", async (t) => {
  const { change, office, database, query } = await start(t);
  const other = await remindedOffice(t, database, "OTH");
  for (const [body, status, code] of [
    [{ mutedKinds: ["proof-of-use"] }, 422, "statutory-kind"],
    [{ mutedKinds: ["follow-up", "objection"] }, 422, "statutory-kind"],
    [{ mutedKinds: ["everything"] }, 400, "invalid-input"],
    [{ mutedKinds: ["follow-up", "follow-up"] }, 400, "invalid-input"],
    [{ mailAt: "7:30" }, 400, "invalid-input"],
    [{ mailAt: "24:00" }, 400, "invalid-input"],
    [{ deputyId: office.people["project-lead"].id }, 422, "deputy-is-oneself"],
    [{ deputyId: other.office.people.coordinator.id }, 422, "reference-unknown"],
    [{ deputyId: newId() }, 422, "reference-unknown"],
    [{ absentFrom: "2026-12-24", absentUntil: "2026-12-23" }, 422, "absence-reversed"],
    [{ absentUntil: "2026-12-23" }, 422, "absence-reversed"],
    [{ absentFrom: "2026-02-30" }, 400, "invalid-input"],
    [{}, 400, "invalid-input"],
    [{ color: "red" }, 400, "invalid-input"],
  ] as const) {
    const reply = await change(body);
    t.same([reply.status, reply.body.code], [status, code], `${JSON.stringify(body)}: ${reply.text}`);
  }
  t.equal((await query("select 1 from preferences")).length, 0);
  t.equal((await change({ deputyId: office.people.coordinator.id })).status, 200);
});

test("everybody has their own, the office all", async (t) => {
  const { ask, path, office, change } = await start(t);
  const { partner, coordinator, auditor, admin } = office.people;
  t.equal((await ask(`GET ${path}`, { token: partner.token })).status, 404);
  t.equal((await ask(`GET ${path}`, { token: auditor.token })).status, 404);
  t.equal((await change({ mailAt: "07:30" }, "*", partner.token)).status, 404);
  t.equal((await ask(`GET ${path}`, { token: coordinator.token })).status, 200);
  t.equal((await change({ mailAt: "07:30" }, "*", admin.token)).status, 200);
  t.equal((await ask("GET /v1/people/nonsense/preferences", { token: admin.token })).status, 404);
});

test("the page of one's own reminders says what came, what comes and why", async (t) => {
  const { ask, page, query, insertReminder, office, link } = await start(t);
  await insertReminder({ title: "Gesendet <b>" });
  const quiet = await insertReminder({ title: "Beantwortet", kind: "follow-up" });
  await query(
    `insert into reminder_answers (reminder_id, deadline_id, person_id, answer, quiet_until)
     values ($1, $2, $3, 'not-mine', '2999-12-31')`,
    [quiet.id, quiet.deadlineId, quiet.personId],
  );
  await insertReminder({ title: "Fremd", recipient: "partner" });
  await query("update deadlines set lead_id = $1 where title = 'Fremd'", [office.people.partner.id]);
  const shown = await ask(`GET ${page}`);
  t.equal(shown.status, 200);
  t.match(shown.text, /<html lang="de">/);
  const [coming = "", wishes = "", sent = ""] = shown.text.split("<section").slice(1);
  t.match(coming, /Gesendet &lt;b&gt;/);
  t.match(coming, /Erinnerung am 27\.11\.2026\. Warum: 14 Tage vorher, Rolle Projektleitung/);
  t.notMatch(coming, "Beantwortet", "what is not theirs does not come again");
  t.match(sent, /Beantwortet.*gesendet am 23\.11\.2026.*14 Tage vorher/s);
  t.match(
    wishes,
    /auf Gesetz oder Bescheid.*<input type="checkbox" checked disabled> <span>Verwendungsnachweis</s,
  );
  t.match(wishes, /name="kinds" value="follow-up" checked/);
  t.notMatch(shown.text, /Fremd|@|example/, "nobody else's deadline, and no address");
  t.equal((await query("select 1 from preferences")).length, 0);

  const { coordinator } = office.people;
  const ofOffice = await ask(`GET /reminders/${link("person", coordinator.id)}`);
  t.match(ofOffice.text, /Fremd/, "the office is reminded of all that its steps name it for");
  t.match(ofOffice.text, /Erinnerung am 14\.12\.2026\. Warum: 1 Tag nach Ablauf, Rolle Koordinierungsstelle/);
  t.match(ofOffice.text, /<option value="[\w-]+">Lea Amt/);
  t.notMatch(
    ofOffice.text,
    /<option value="[\w-]+">Paula Projekt/,
    "deputies of the office are of the office",
  );
});

test("the page saves what its form says", async (t) => {
  const { form, page, ask, query, office, lead } = await start(t);
  const colleague = newId();
  await query(
    "insert into people (id, name, email, organisation_id, roles) values ($1, 'Vera Verein', 'v@tst.example', $2, '{project-lead}')",
    [colleague, office.organisationId],
  );
  await query(
    `insert into people (name, email, organisation_id, roles, roles_until)
     values ('Gerd Gegangen', 'g@tst.example', $1, '{project-lead}', '2020-01-01'), ('Otto Ohnerolle', 'o@tst.example', $1, '{}', null)`,
    [office.organisationId],
  );
  const offered = (await ask(`GET ${page}`)).text;
  t.match(offered, `<option value="${colleague}">Vera Verein</option>`);
  t.notMatch(offered, /Gegangen|Ohnerolle/, "only who can be told");
  const all = [
    "application-cut-off",
    "formal-check",
    "drawdown-request",
    "meeting-invitation",
    "paper-cut-off",
  ];
  const body = (changes: Record<string, string>, kinds: readonly string[] = all) =>
    new URLSearchParams([
      ...Object.entries(changes),
      ...kinds.map((kind): [string, string] => ["kinds", kind]),
    ]).toString();
  const wishes = {
    version: "0",
    mailAt: "07:30",
    deputyId: colleague,
    absentFrom: "2026-12-21",
    absentUntil: "",
  };
  const saved = await form(page, body(wishes));
  t.equal(saved.status, 200, saved.text);
  t.match(saved.text, /role="status">Gespeichert/);
  t.match(await query("select * from preferences"), [
    {
      person_id: lead.id,
      muted_kinds: ["fast-lane-answer", "charitable-exemption", "follow-up"],
      mail_at: "07:30",
      deputy_id: colleague,
      absent_from: "2026-12-21",
      absent_until: null,
      version: 1,
    },
  ]);
  t.match((await ask(`GET ${page}`)).text, `value="${colleague}" selected`);

  const stale = await form(page, body({ ...wishes, mailAt: "08:00" }));
  t.same([stale.status, /Inzwischen hat sich etwas geändert/.test(stale.text)], [409, true]);
  const reversed = await form(page, body({ ...wishes, version: "1", absentUntil: "2026-12-20" }));
  t.equal(reversed.status, 422);
  t.match(
    reversed.text,
    /Die Abwesenheit endet am 20\.12\.2026.*value="2026-12-20"/s,
    "to be corrected where it stands",
  );
  for (const [changes, kinds] of [
    [{ deputyId: office.people.coordinator.id }, all],
    [{ deputyId: lead.id }, all],
    [{ mailAt: "25:00" }, all],
    [{ absentFrom: "morgen" }, all],
    [{ absentFrom: "2026-02-30" }, all],
    [{ version: "" }, all],
    [{ roles: "admin" }, all],
    [{}, ["proof-of-use"]],
    [{}, ["everything"]],
  ] as const) {
    const reply = await form(page, body({ ...wishes, version: "1", ...changes }, kinds));
    t.equal(reply.status, 400, `${JSON.stringify(changes)} ${kinds.join()}`);
  }
  t.equal((await form(page, "")).status, 400);
  t.equal((await ask(`POST ${page}`, { body: wishes })).status, 415);
  t.match(await query("select version, mail_at from preferences"), [{ version: 1, mail_at: "07:30" }]);
});

test("deputies are at most two hundred, and those chosen before stay", async (t) => {
  const { ask, page, query, office, change } = await start(t);
  await query(
    `insert into people (name, email, organisation_id, roles)
     select 'Mitglied ' || i, i || '@tst.example', $1, '{project-lead}' from generate_series(1, 250) i`,
    [office.organisationId],
  );
  await change({ deputyId: office.people.coordinator.id });
  const { text } = await ask(`GET ${page}`);
  t.equal(text.match(/<option value="[\w-]{36}"/g)?.length, 200);
  t.match(text, `<option value="${office.people.coordinator.id}" selected>Konrad Koordination`);
});
