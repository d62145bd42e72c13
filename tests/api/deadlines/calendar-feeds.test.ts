import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import { addDays, type DeadlineKind, deadlineProfiles, type Language } from "@zuwendo/domain";
import pg from "pg";
import { pino } from "pino";
import { type Test, test } from "tap";
import { startApi } from "../../../services/api/src/server.ts";
import { type ReadEvent, readCalendar } from "../../calendar/read-calendar.ts";
import { apiForTest, askAt, type Reply } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { filledOfficeClock, fillOffice } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { advance, expectDone, insertApplication, insertProgramme } from "../../support/project.ts";

type AskFunction = ReturnType<typeof askAt>;

const publicUrl = "https://zuwendo.example";
const pathOf = (url: string) => new URL(url).pathname;

async function setUp(t: Test, options: { requestsPerMinute?: number } = {}) {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask, address } = await apiForTest(t, database.apiUrl, { clock, publicUrl, ...options });
  const office = await insertOffice(database.ownerUrl, "TST");
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  return { database, ask, address, office, owner, turnTo };
}

async function subscribe(ask: AskFunction, token: string, body: object): Promise<string> {
  const feed = await expectDone(
    ask("POST /v1/calendar-feeds", { token, body: { name: "Mein Kalender", ...body } }),
  );
  return pathOf(feed.url);
}

async function eventsAt(ask: AskFunction, path: string): Promise<ReadEvent[]> {
  return readCalendar(await expectDone(ask(`GET ${path}`))).events;
}

const byUid = (events: readonly ReadEvent[], id: string) => events.find(({ uid }) => uid.includes(id));

interface Stored {
  id: string;
  kind: DeadlineKind;
  title: string;
  day: string;
  timed_end: string | null;
  state: "open" | "met" | "cancelled";
  version: number;
  updated: string;
  explanation: { de: string; en: string };
}

/** Deadlines as the database has them, whatever the API makes of them. */
async function stored(owner: pg.Client, condition: string, parameters: unknown[] = []): Promise<Stored[]> {
  const { rows } = await owner.query(
    `select id, kind, title, effective_on::text as day, state, version, explanation,
       to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as updated,
       case when rule->>'kind' = 'at-time' then to_char(ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end
         as timed_end
     from deadlines where office_id = current_office() and (${condition}) order by effective_on, id`,
    parameters,
  );
  return rows;
}

const statuses = { open: "CONFIRMED", met: "CONFIRMED", cancelled: "CANCELLED" };

/** Compares the deadlines of a feed with their rows, one by one and in order. */
function compare(t: Test, events: readonly ReadEvent[], rows: readonly Stored[], language: Language = "de") {
  const found = events.filter(({ uid }) => uid.startsWith("deadline-"));
  t.same(
    found.map((event) => ({
      uid: event.uid,
      sequence: event.sequence,
      stamp: event.stamp,
      start: event.isAllDay ? event.start : null,
      end: event.end,
      summary: event.summary,
      status: event.status,
      url: event.url,
    })),
    rows.map((row) => ({
      uid: `deadline-${row.id}@zuwendo.example`,
      sequence: row.version - 1,
      stamp: row.updated,
      start: row.timed_end === null ? row.day : null,
      end: row.timed_end ?? addDays(row.day, 1),
      summary: `${row.state === "met" ? "✓ " : ""}${deadlineProfiles[row.kind].label[language]}: ${row.title}`,
      status: statuses[row.state],
      url: null,
    })),
  );
  for (const [index, event] of found.entries()) {
    t.ok(event.description.includes(rows[index]?.explanation[language] ?? "?"), event.summary);
  }
  return found;
}

test("feeds of every scope hold what the database holds", async (t) => {
  const { database, ask, office, owner, turnTo } = await setUp(t);
  const { people } = office;
  const filled = await fillOffice(ask, office, database.ownerUrl, { label: "Stadt", turnTo });
  // Something of another programme, committee and lead, one with a clock time, one that is cancelled.
  const other = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-12-10" });
  const timed = await expectDone(
    ask("POST /v1/calls", {
      token: people.coordinator.token,
      body: {
        programmeId: other.programme.id,
        fundId: other.fund.id,
        title: "Mit Uhrzeit",
        deadlineRule: { kind: "at-time", on: "2026-10-26", time: "12:00", zone: "Europe/Berlin" },
      },
    }),
  );
  const project = { cost: 900, startsOn: "2026-11-15", endsOn: "2026-12-31" };
  const options = { ...project, callId: timed.id, title: "Chor; Orchester, „Bühne“" };
  const atNoon = await insertApplication(ask, office, options);
  const foreign = await insertApplication(ask, office, { ...project, callId: other.call.id, title: "Fremd" });
  await owner.query("update applications set lead_id = $1, organisation_id = $2 where id = $3", [
    people.partner.id,
    (await owner.query("insert into organisations (name, kind) values ('Andere', 'school') returning id"))
      .rows[0].id,
    foreign.id,
  ]);
  await owner.query("update deadlines set lead_id = $1, owner_id = null where application_id = $2", [
    people.partner.id,
    foreign.id,
  ]);
  const lead = people["project-lead"];
  const [first] = await stored(owner, "lead_id = $1 and state = 'open' and kind <> 'application-cut-off'", [
    lead.id,
  ]);
  await expectDone(
    ask(`POST /v1/deadlines/${first?.id}/transitions`, {
      token: people.coordinator.token,
      headers: { "if-match": "*" },
      body: { to: "cancelled", reason: "Entfällt" },
    }),
  );

  await t.test("mine", async (t) => {
    const path = await subscribe(ask, lead.token, { scope: "mine", alarmDays: 2 });
    const events = await eventsAt(ask, path);
    const rows = await stored(owner, "lead_id = $1 or owner_id = $1", [lead.id]);
    compare(t, events, rows);
    t.equal(events.length, rows.length);
    t.same([...new Set(rows.map(({ state }) => state))].sort(), ["cancelled", "met", "open"], "every state");
    for (const { uid, status, summary, alarms } of events) {
      const isOpen = status === "CONFIRMED" && !summary.startsWith("✓");
      t.equal(alarms.length, isOpen ? 1 : 0, uid);
    }
    const noon = (await stored(owner, "application_id = $1", [atNoon.id]))[0];
    t.match(byUid(events, noon?.id ?? ""), {
      isAllDay: false,
      start: "2026-10-26T10:30:00Z",
      end: "2026-10-26T11:00:00Z",
      summary: "Antragsfrist: Chor; Orchester, „Bühne“",
    });
    t.equal(byUid(events, filled.deadlineId)?.status !== undefined, true);
  });

  await t.test("mine of somebody who brought the idea in, and of somebody without anything", async (t) => {
    await owner.query("update deadlines set owner_id = $1 where application_id = $2", [
      people.auditor.id,
      atNoon.id,
    ]);
    const path = await subscribe(ask, people.auditor.token, { scope: "mine" });
    compare(t, await eventsAt(ask, path), await stored(owner, "application_id = $1", [atNoon.id]));
    const empty = await subscribe(ask, people.admin.token, { scope: "mine" });
    t.same(await eventsAt(ask, empty), []);
  });

  await t.test("team: as far as the list goes, for every role", async (t) => {
    for (const role of [
      "project-lead",
      "coordinator",
      "lead-office",
      "committee-member",
      "partner",
      "auditor",
    ] as const) {
      const { token } = people[role];
      const list = await expectDone(ask("GET /v1/deadlines?limit=200", { token }));
      const ids = list.items.map(({ id }: { id: string }) => id);
      t.ok(ids.length > 0, `${role} sees deadlines`);
      const events = await eventsAt(ask, await subscribe(ask, token, { scope: "team" }));
      compare(t, events, await stored(owner, "id = any($1)", [ids]), role === "lead-office" ? "en" : "de");
      t.equal(events.length, ids.length, role);
    }
    const refused = await ask("POST /v1/calendar-feeds", {
      token: people.admin.token,
      body: { name: "Team", scope: "team" },
    });
    isProblem(t, refused, 403, "forbidden", "a role that sees no deadlines");
  });

  await t.test("programme: its deadlines and the close of its calls", async (t) => {
    for (const [role, condition, parameters] of [
      ["coordinator", "programme_id = $1", []],
      ["project-lead", "programme_id = $1 and lead_id = $2", [lead.id]],
      ["partner", "programme_id = $1 and lead_id = $2", [people.partner.id]],
      ["admin", "programme_id = $1 and false", []],
    ] as const) {
      const path = await subscribe(ask, people[role].token, {
        scope: "programme",
        programmeId: other.programme.id,
      });
      const events = await eventsAt(ask, path);
      const language = role === "admin" ? "en" : "de";
      compare(t, events, await stored(owner, condition, [other.programme.id, ...parameters]), language);
      const { rows: calls } = await owner.query(
        "select id, version, title, closes_on::text as day from calls where programme_id = $1 order by closes_on",
        [other.programme.id],
      );
      t.same(
        events
          .filter(({ uid }) => uid.startsWith("call-"))
          .map(({ uid, sequence, summary }) => [uid, sequence, summary]),
        calls.map(({ id, version, title }) => [
          `call-${id}@zuwendo.example`,
          version - 1,
          `${role === "admin" ? "Call closes" : "Antragsschluss"}: ${title}`,
        ]),
        role,
      );
      t.match(byUid(events, timed.id), { isAllDay: false, end: "2026-10-26T11:00:00Z" });
      t.match(byUid(events, other.call.id), { isAllDay: true, start: "2026-11-26" });
    }
  });

  await t.test("committee: its meetings, its deadlines and what counts from its meetings", async (t) => {
    await owner.query("update deadlines set committee_id = $1 where application_id = $2", [
      other.committee.id,
      atNoon.id,
    ]);
    const cancelled = await expectDone(
      ask("POST /v1/meetings", {
        token: people.coordinator.token,
        body: { committeeId: other.committee.id, takesPlaceOn: "2027-02-04", place: "Saal; 1. Stock" },
      }),
    );
    await expectDone(
      ask(`PATCH /v1/meetings/${cancelled.id}`, {
        token: people.coordinator.token,
        headers: { "if-match": "*" },
        body: { state: "cancelled" },
      }),
    );
    const path = await subscribe(ask, people.coordinator.token, {
      scope: "committee",
      committeeId: other.committee.id,
    });
    const events = await eventsAt(ask, path);
    const rows = await stored(
      owner,
      "committee_id = $1 or anchor_id in (select id from meetings where committee_id = $1)",
      [other.committee.id],
    );
    t.equal(rows.length, 2);
    compare(t, events, rows);
    t.same(
      events
        .filter(({ uid }) => uid.startsWith("meeting-"))
        .map(({ uid, sequence, start, end, status, summary, location }) => [
          uid,
          sequence,
          start,
          end,
          status,
          summary,
          location,
        ]),
      [
        [
          `meeting-${other.meeting.id}@zuwendo.example`,
          0,
          "2026-12-10",
          "2026-12-11",
          "CONFIRMED",
          "Sitzung: Begleitausschuss",
          null,
        ],
        [
          `meeting-${cancelled.id}@zuwendo.example`,
          1,
          "2027-02-04",
          "2027-02-05",
          "CANCELLED",
          "Sitzung: Begleitausschuss",
          "Saal; 1. Stock",
        ],
      ],
    );
    t.equal(events.length, 4);
  });

  await t.test("nothing older than 400 days, and the nearest 5,000", async (t) => {
    const copy = (
      day: string,
      id: string,
    ) => `insert into deadlines (kind, subject_type, subject_id, title, rule, nominal_on,
        effective_on, ends_at, explanation, strictness, lead_id, reminded_until)
      select kind, subject_type, subject_id, 'Kopie', rule, ${day}, ${day}, ((${day}) + 1)::timestamp at time zone 'Europe/Berlin',
        explanation, strictness, '${people.partner.id}', reminded_until
      from deadlines, generate_series(1, 6000) as n where id = '${id}'`;
    const path = await subscribe(ask, people.partner.token, { scope: "mine" });
    const before = (await eventsAt(ask, path)).length;
    await owner.query(`${copy("date '2026-09-19' - 400", filled.deadlineId)} and n = 1`);
    await owner.query(`${copy("date '2026-09-19' - 401", filled.deadlineId)} and n = 1`);
    const events = await eventsAt(ask, path);
    t.equal(events.length, before + 1);
    t.equal(events[0]?.start, "2025-08-15");
    await owner.query(copy("date '2026-09-19' + n", filled.deadlineId));
    const many = await eventsAt(ask, path);
    t.equal(many.length, 5000);
    t.ok(
      many.every(({ start }) => start >= "2026-09-19"),
      "what lies ahead goes before what is past",
    );
    t.ok((many.at(-1)?.start ?? "") < "2040-06-01", "and the near before the far");
  });
});

test("a moved meeting keeps the UIDs and raises the SEQUENCE", async (t) => {
  const { ask, office, owner } = await setUp(t);
  const { coordinator, "project-lead": lead } = office.people;
  const { programme, committee, meeting, call } = await insertProgramme(ask, office, {
    year: 2026,
    meetingOn: "2026-12-10",
  });
  const project = { callId: call.id, cost: 900, startsOn: "2027-01-15", endsOn: "2027-03-31" };
  const application = await insertApplication(ask, office, project);
  const feeds = [
    await subscribe(ask, lead.token, { scope: "mine" }),
    await subscribe(ask, coordinator.token, { scope: "programme", programmeId: programme.id }),
    await subscribe(ask, coordinator.token, { scope: "committee", committeeId: committee.id }),
  ];
  const read = async () => (await Promise.all(feeds.map((path) => eventsAt(ask, path)))).flat();
  const before = await read();
  t.equal(before.length, 1 + 2 + 2);
  const etag = (await ask(`GET ${feeds[0]}`)).headers.get("etag") ?? "";
  await expectDone(
    ask(`PATCH /v1/meetings/${meeting.id}`, {
      token: coordinator.token,
      headers: { "if-match": "*" },
      body: { takesPlaceOn: "2027-01-14" },
    }),
  );
  const after = await read();
  t.same(after.map(({ uid }) => uid).sort(), before.map(({ uid }) => uid).sort());
  for (const event of after) {
    const earlier = before.find(({ uid }) => uid === event.uid);
    t.equal(event.sequence, (earlier?.sequence ?? 0) + 1, event.uid);
    t.not(event.start, earlier?.start, event.uid);
    t.ok((event.stamp ?? "") >= (earlier?.stamp ?? "~"), event.uid);
  }
  const [row] = await stored(owner, "application_id = $1", [application.id]);
  t.equal(byUid(after, row?.id ?? "")?.start, "2026-12-31", "14 days before");
  t.equal((await ask(`GET ${feeds[0]}`, { headers: { "if-none-match": etag } })).status, 200, "another body");

  await t.test("what is withdrawn is cancelled, and what is handed in is met", async (t) => {
    const handedIn = await insertApplication(ask, office, { ...project, title: "Eingereicht" });
    await advance(ask, office, handedIn.id, "submitted");
    await expectDone(
      ask(`POST /v1/applications/${application.id}/transitions`, {
        token: lead.token,
        headers: { "if-match": "*" },
        body: { to: "withdrawn", reason: "Kein Geld" },
      }),
    );
    const events = await eventsAt(ask, feeds[0] ?? "");
    t.match(byUid(events, row?.id ?? ""), { status: "CANCELLED", sequence: 2 });
    const [met] = await stored(owner, "application_id = $1 and kind = 'application-cut-off'", [handedIn.id]);
    t.match(byUid(events, met?.id ?? ""), { status: "CONFIRMED", summary: "✓ Antragsfrist: Eingereicht" });
  });
});

test("a new lead gets the deadlines, the old one sees them cancelled", async (t) => {
  const { ask, office, owner } = await setUp(t);
  const { coordinator, "project-lead": lead, partner } = office.people;
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-12-10" });
  const project = { callId: call.id, cost: 900, startsOn: "2027-01-15", endsOn: "2027-03-31" };
  const application = await insertApplication(ask, office, project);
  // The idea is somebody else's, so that only the lead counts.
  await owner.query("update deadlines set owner_id = null");
  const old = await subscribe(ask, lead.token, { scope: "mine", alarmDays: 1 });
  const next = await subscribe(ask, partner.token, { scope: "mine", alarmDays: 1 });
  const [row] = await stored(owner, "application_id = $1", [application.id]);
  const id = row?.id ?? "";
  t.match(byUid(await eventsAt(ask, old), id), { status: "CONFIRMED", alarms: [{ action: "DISPLAY" }] });
  t.same(await eventsAt(ask, next), []);
  const handOver = (leadId: string) =>
    expectDone(
      ask(`PATCH /v1/applications/${application.id}`, {
        token: coordinator.token,
        headers: { "if-match": "*" },
        body: { leadId },
      }),
    );
  await handOver(partner.id);
  const [mine] = await eventsAt(ask, old);
  const [theirs] = await eventsAt(ask, next);
  t.equal(mine?.uid, theirs?.uid);
  t.match(mine, { status: "CANCELLED", alarms: [], description: /nicht mehr zuständig/ });
  t.notMatch(mine?.description, row?.explanation.de, "whoever no longer leads it learns nothing more");
  t.match(theirs, { status: "CONFIRMED", alarms: [{ action: "DISPLAY" }] });
  await handOver(lead.id);
  t.match(await eventsAt(ask, old), [{ status: "CONFIRMED" }]);
  t.match(await eventsAt(ask, next), [{ status: "CANCELLED" }]);
});

test("whole days stay whole on odd days", async (t) => {
  const { ask, office, owner } = await setUp(t);
  const { coordinator } = office.people;
  const { programme } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-12-10" });
  const days = ["2026-10-25", "2026-12-31", "2027-03-28", "2028-02-28", "2028-02-29"];
  for (const on of days) {
    await expectDone(
      ask("POST /v1/calls", {
        token: coordinator.token,
        body: { programmeId: programme.id, title: on, deadlineRule: { kind: "fixed", on } },
      }),
    );
  }
  const path = await subscribe(ask, coordinator.token, { scope: "programme", programmeId: programme.id });
  const events = (await eventsAt(ask, path)).filter(({ summary }) => /\d$/.test(summary));
  t.same(
    events.map(({ isAllDay, start, end }) => [isAllDay, start, end]),
    days.map((on) => [true, on, addDays(on, 1)]),
  );
  const { rows } = await owner.query("select count(*)::int as count from calls where closes_at is not null");
  t.equal(rows[0].count, days.length + 1);
});

test("the reply is cacheable, conditional and private", async (t) => {
  const { ask, office, owner } = await setUp(t);
  const { coordinator } = office.people;
  const path = await subscribe(ask, coordinator.token, { scope: "team", name: "Bürgermeister, Büro; 😀" });
  const reply = await ask(`GET ${path}`);
  t.equal(reply.status, 200);
  t.equal(reply.headers.get("content-type"), "text/calendar; charset=utf-8");
  t.match(reply.headers.get("cache-control"), /^private, max-age=\d+$/);
  const etag = reply.headers.get("etag") ?? "";
  t.equal(etag, `"${createHash("sha256").update(reply.text).digest("base64url")}"`, "strong, of the body");
  t.equal((await ask(`GET ${path}`)).text, reply.text, "the same rows, the same bytes");
  for (const condition of [etag, `"other", ${etag}`, `W/${etag}`, "*"]) {
    const known = await ask(`GET ${path}`, { headers: { "if-none-match": condition } });
    t.equal(known.status, 304, condition);
    t.equal(known.text, "");
    t.equal(known.headers.get("etag"), etag);
  }
  t.equal((await ask(`GET ${path}`, { headers: { "if-none-match": '"other"' } })).status, 200);
  const head = await ask(`HEAD ${path}`);
  t.match(
    [head.status, head.text, head.headers.get("etag"), head.headers.get("content-length")],
    [200, "", etag, String(Buffer.byteLength(reply.text))],
  );
  isProblem(t, await ask(`POST ${path}`, { body: {} }), 405, "method-not-allowed");
  const { rows } = await owner.query("select last_used_at from calendar_feeds");
  t.ok(rows[0].last_used_at, "its last use is known");
});

test("only a feed in use of somebody who may is answered", async (t) => {
  const { database, ask, office, owner } = await setUp(t);
  const { coordinator, auditor } = office.people;
  const create = (token: string) =>
    expectDone(ask("POST /v1/calendar-feeds", { token, body: { name: "Meins", scope: "mine" } }));
  const feed = await create(coordinator.token);
  const path = pathOf(feed.url);
  t.equal((await ask(`GET ${path}`)).status, 200);
  const secret = path.slice("/calendars/".length, -".ics".length);
  t.match(secret, /^zwc_[\w-]{64}$/);
  const flipped = secret.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
  const foreignOffice = secret.replace(/^zwc_.{4}/, "zwc_AAAA");
  for (const [name, wrong] of [
    ["another secret", `/calendars/${flipped}.ics`],
    ["another office", `/calendars/${foreignOffice}.ics`],
    ["a token", `/calendars/${coordinator.token}.ics`],
    ["a short one", "/calendars/zwc_x.ics"],
    ["a long one", `/calendars/zwc_${"x".repeat(200)}.ics`],
    ["none", "/calendars/.ics"],
    ["an odd one", "/calendars/%00%ff.ics"],
  ] as const) {
    const reply = await ask(`GET ${wrong}`);
    t.ok([400, 404].includes(reply.status), `${name}: ${reply.status}`);
    if (reply.status === 404) isProblem(t, reply, 404, "not-found", name);
  }
  const asToken = await ask("GET /v1/deadlines", { token: secret });
  isProblem(t, asToken, 401, "unauthenticated", "the secret is no token");

  const revoked = await expectDone(ask(`DELETE /v1/calendar-feeds/${feed.id}`, { token: coordinator.token }));
  t.ok(revoked.revokedAt);
  isProblem(t, await ask(`GET ${path}`), 404, "not-found", "revoked");
  const again = await expectDone(ask(`DELETE /v1/calendar-feeds/${feed.id}`, { token: coordinator.token }));
  t.same(again, revoked, "revoking twice changes nothing");

  const ended = pathOf((await create(auditor.token)).url);
  t.equal((await ask(`GET ${ended}`)).status, 200);
  await owner.query("update people set roles_until = '2020-01-01' where id = $1", [auditor.id]);
  isProblem(t, await ask(`GET ${ended}`), 404, "not-found", "roles ended");
  await owner.query("update people set roles_until = null, roles = '{}' where id = $1", [auditor.id]);
  isProblem(t, await ask(`GET ${ended}`), 404, "not-found", "no role");
  await owner.query("update people set roles = '{auditor}' where id = $1", [auditor.id]);
  const team = await subscribe(ask, auditor.token, { scope: "team" });
  await owner.query("update people set roles = '{admin}' where id = $1", [auditor.id]);
  isProblem(t, await ask(`GET ${team}`), 404, "not-found", "a role that sees no deadlines");
  t.equal((await ask(`GET ${ended}`)).status, 200, "what they lead themselves");

  const others = await insertOffice(database.ownerUrl, "OTH");
  const elsewhere = await insertProgramme(ask, others, { year: 2026, meetingOn: "2026-12-10" });
  for (const [field, body] of [
    ["programmeId", { scope: "programme", programmeId: elsewhere.programme.id }],
    ["committeeId", { scope: "committee", committeeId: elsewhere.committee.id }],
  ] as const) {
    const reply = await ask("POST /v1/calendar-feeds", {
      token: coordinator.token,
      body: { name: "Fremd", ...body },
    });
    isProblem(t, reply, 422, "reference-unknown", field);
    t.match(reply.body.errors, [{ pointer: `/${field}` }]);
  }
  for (const [pointer, detail, body] of [
    ["/programmeId", /“a programme” needs “programme”, which is missing\.$/, { scope: "programme" }],
    [
      "/programmeId",
      /“my deadlines” takes no “programme”\.$/,
      { scope: "mine", programmeId: elsewhere.programme.id },
    ],
    [
      "/programmeId",
      /“a committee” takes no “programme”\.$/,
      { scope: "committee", programmeId: elsewhere.programme.id },
    ],
    ["/committeeId", /“a committee” needs “committee”, which is missing\.$/, { scope: "committee" }],
    [
      "/committeeId",
      /“the team’s deadlines” takes no “committee”\.$/,
      { scope: "team", committeeId: elsewhere.committee.id },
    ],
  ] as const) {
    const reply = await ask("POST /v1/calendar-feeds", {
      token: coordinator.token,
      body: { name: "Halb", ...body },
    });
    isProblem(t, reply, 422, "value-refused", JSON.stringify(body));
    t.match(reply.body, { detail, errors: [{ pointer, detail }] });
  }
});

test("a feed is its owner's alone, twenty at most are in use", async (t) => {
  const { ask, office } = await setUp(t);
  const { coordinator, "lead-office": leadOffice } = office.people;
  const create = (token: string, name: string) =>
    ask("POST /v1/calendar-feeds", { token, body: { name, scope: "mine" } });
  const replies = await Promise.all(
    Array.from({ length: 24 }, (_, n) => create(coordinator.token, `Nr. ${n}`)),
  );
  const made = replies.filter(({ status }) => status === 201);
  t.equal(made.length, 20, "also when they are asked for at the same time");
  for (const reply of replies.filter(({ status }) => status !== 201)) {
    isProblem(t, reply, 409, "too-many-calendar-feeds");
  }
  const id = made[0]?.body.id;
  isProblem(t, await ask(`GET /v1/calendar-feeds/${id}`, { token: leadOffice.token }), 404, "not-found");
  isProblem(t, await ask(`DELETE /v1/calendar-feeds/${id}`, { token: leadOffice.token }), 404, "not-found");
  t.same((await expectDone(ask("GET /v1/calendar-feeds", { token: leadOffice.token }))).items, []);
  t.equal((await create(leadOffice.token, "Meins")).status, 201, "another person has feeds of their own");
  await expectDone(ask(`DELETE /v1/calendar-feeds/${id}`, { token: coordinator.token }));
  t.equal((await create(coordinator.token, "Wieder")).status, 201, "a revoked one makes room");
});

test("the secret is shown once and written nowhere", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl, "TST");
  const lines: string[] = [];
  const sink = new PassThrough().on("data", (chunk) => lines.push(String(chunk)));
  const api = await startApi(
    { host: "127.0.0.1", port: 0, databaseUrl: database.apiUrl, redisUrl: undefined, logLevel: "trace" },
    pino({ level: "trace" }, sink),
  );
  t.teardown(api.close);
  const ask = askAt(api.address);
  const { token } = office.people.coordinator;
  const body = { name: "Meins", scope: "mine" };
  const headers = { "idempotency-key": "feed" };
  const first = await ask("POST /v1/calendar-feeds", { token, body, headers });
  t.equal(first.status, 201);
  t.ok(
    first.body.url.startsWith(`${api.address}/calendars/zwc_`),
    "without PUBLIC_URL at the API's own address",
  );
  const path = pathOf(first.body.url);
  const secret = path.slice("/calendars/".length, -".ics".length);

  const replies: Reply[] = [
    await ask("POST /v1/calendar-feeds", { token, body, headers }),
    await ask("GET /v1/calendar-feeds", { token }),
    await ask(`GET /v1/calendar-feeds/${first.body.id}`, { token }),
    await ask("GET /v1/audit-log", { token: office.people["lead-office"].token }),
    await ask(`GET ${path}`),
    await ask(`HEAD ${path}`),
    await ask(`GET ${path}?x=1`),
    await ask(`POST ${path}`, { body: {} }),
    await ask(`GET ${path}`, { headers: { "if-none-match": "*" } }),
    await ask(`DELETE /v1/calendar-feeds/${first.body.id}`, { token }),
    await ask(`GET ${path}`),
    await ask("GET /metrics"),
  ];
  t.same(
    replies.map(({ status }) => status),
    [201, 200, 200, 200, 200, 200, 200, 405, 304, 200, 404, 200],
  );
  t.equal(replies[0]?.body.url, undefined, "a replay leaves it out");
  for (const reply of replies) t.notMatch(reply.text, secret);
  t.match(replies[11]?.text, 'route="/calendars/:secret.ics"');

  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  const { rows } = await owner.query(
    `select (select string_agg(f::text, '') from calendar_feeds f) || (select string_agg(a::text, '') from audit_log a)
       || (select string_agg(k::text, '') from idempotency_keys k) as everything, (select hash from calendar_feeds) as hash`,
  );
  t.notMatch(rows[0].everything, secret);
  t.same(rows[0].hash, createHash("sha256").update(secret).digest());

  // The database goes away: what is logged then must not tell either.
  await owner.query("alter table calendar_feeds rename to gone");
  const broken = await fetch(api.address + path);
  t.equal(broken.status, 500);
  await owner.query("alter table gone rename to calendar_feeds");
  t.ok(lines.length > 0, "something was logged");
  t.notMatch(lines.join(""), secret.slice(4, 40));
});

test("a feed is asked for so often and no more", async (t) => {
  const { ask, office } = await setUp(t, { requestsPerMinute: 5 });
  const { coordinator, "lead-office": leadOffice } = office.people;
  const path = await subscribe(ask, coordinator.token, { scope: "mine" });
  const statuses = [];
  for (let n = 0; n < 6; n += 1) statuses.push((await ask(`GET ${path}`)).status);
  t.same(statuses, [200, 200, 200, 200, 200, 429]);
  const limited = await ask(`GET ${path}`);
  isProblem(t, limited, 429, "rate-limited");
  t.ok(Number(limited.headers.get("retry-after")) > 0);
  const other = await subscribe(ask, leadOffice.token, { scope: "mine" });
  t.equal((await ask(`GET ${other}`)).status, 200, "another feed is not concerned");
});
