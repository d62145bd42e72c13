import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { signLink } from "@zuwendo/links";
import { type Test, test } from "tap";
import { v7 as newId } from "uuid";
import type { Reply } from "../../support/api.ts";
import { remindedApi, remindedOffice } from "../../support/reminded.ts";

const guards = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-robots-tag": "noindex",
  "x-content-type-options": "nosniff",
} as const;

function isPage(t: Test, reply: Reply, status: number, words: RegExp, what = String(words)): void {
  t.equal(reply.status, status, `${what}: ${reply.text.slice(0, 2000)}`);
  t.match(reply.headers.get("content-type"), /^text\/html/, what);
  t.match(reply.text, words, what);
  for (const [name, value] of Object.entries(guards))
    t.equal(reply.headers.get(name), value, `${what}: ${name}`);
}

test("scanners that look change nothing", async (t) => {
  const { ask, query, insertReminder } = await remindedApi(t);
  const { token, deadlineId } = await insertReminder();
  const traces = () =>
    query(
      `select (select count(*)::int from reminder_answers) as answers, (select count(*)::int from tasks) as tasks,
         (select count(*)::int from audit_log) as audited, (select count(*)::int from preferences) as preferences, version
       from deadlines where id = $1`,
      [deadlineId],
    );
  const before = await traces();
  for (const [line, headers] of [
    [`GET /answers/${token}`, {}],
    [`GET /answers/${token}?answer=done`, {}],
    [`GET /answers/${token}?answer=not-mine`, { purpose: "prefetch", "sec-purpose": "prefetch" }],
    [`GET /answers/${token}?answer=later&days=3`, {}],
    [`GET /answers/${token}?answer=nonsense&answer=done`, {}],
  ] as const) {
    isPage(t, await ask(line, { headers }), 200, /Noch ist nichts geändert/, line);
  }
  const head = await ask(`HEAD /answers/${token}?answer=done`);
  t.same([head.status, head.text], [200, ""]);
  for (const method of ["PUT", "PATCH", "DELETE"]) {
    t.equal((await ask(`${method} /answers/${token}`)).status, 405, method);
  }
  t.same(await traces(), before);
});

test("the page says what it is about, in the recipient's language, and escapes it", async (t) => {
  const { ask, insertReminder } = await remindedApi(t);
  const { token } = await insertReminder({ title: `<script>alert("x")</script>'&` });
  const page = await ask(`GET /answers/${token}?answer=later`, { headers: { "accept-language": "en" } });
  isPage(t, page, 200, /<html lang="de">/);
  t.match(page.text, /Verwendungsnachweis/);
  t.match(page.text, /&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt;&#39;&amp;/);
  t.notMatch(page.text, "<script");
  t.match(page.text, /Bis Freitag, 11\.12\.2026 \(in 17 Tagen\)/);
  t.match(page.text, /14 Tage vorher, Rolle Projektleitung/);
  t.match(page.text, /<option value="3" selected>in 3 Tagen, Freitag, 27\.11\.2026<\/option>/);
  const order = ["Später erinnern", "Erledigt", "Nicht meine Aufgabe"].map((name) =>
    page.text.indexOf(`<h2>${name}</h2>`),
  );
  t.same(
    [...order].sort((a, b) => a - b),
    order,
    "what was chosen in the mail comes first",
  );
  t.notOk(order.includes(-1));
  const english = await insertReminder({ recipient: "lead-office", role: "lead-office" });
  isPage(
    t,
    await ask(`GET /answers/${english.token}`),
    200,
    /<html lang="en">.*Why you got this email: 14 days before/s,
  );
});

test("done is for the office to check, unless the office says so itself", async (t) => {
  const { form, query, office, insertReminder } = await remindedApi(t);
  const mine = await insertReminder();
  isPage(t, await form(`/answers/${mine.token}`, "answer=done"), 200, /Koordinierungsstelle prüft/);
  t.match(await query("select state, version from deadlines where id = $1", [mine.deadlineId]), [
    { state: "open", version: 1 },
  ]);
  t.match(await query("select * from reminder_answers where reminder_id = $1", [mine.id]), [
    {
      answer: "done",
      deadline_id: mine.deadlineId,
      person_id: mine.personId,
      quiet_until: "2026-12-11T23:00:00Z",
      remind_at: null,
      answered_at: "2026-11-24T09:00:00Z",
    },
  ]);
  t.match(await query("select * from tasks where subject_id = $1", [mine.deadlineId]), [
    { kind: "check-done", subject_type: "deadlines", person_id: mine.personId, state: "open" },
  ]);
  t.match(await query("select * from audit_log where subject_id = $1", [mine.id]), [
    {
      action: "answer",
      subject_type: "reminders",
      person_id: mine.personId,
      token_id: null,
      changes: { answer: "done" },
    },
  ]);

  const offices = await insertReminder({ recipient: "coordinator", role: "office" });
  isPage(t, await form(`/answers/${offices.token}`, "answer=done"), 200, /gilt jetzt als erfüllt/);
  t.match(await query("select * from deadlines where id = $1", [offices.deadlineId]), [
    {
      state: "met",
      version: 2,
      is_late: false,
      next_remind_at: null,
      closed_at: "2026-11-24T09:00:00Z",
    },
  ]);
  t.equal((await query("select 1 from tasks where subject_id = $1", [offices.deadlineId])).length, 0);
  t.match(await query("select * from audit_log where subject_id = $1", [offices.deadlineId]), [
    { action: "to:met", version: 2, person_id: office.people.coordinator.id },
  ]);

  const cutOff = await insertReminder({
    kind: "application-cut-off",
    recipient: "coordinator",
    role: "office",
  });
  isPage(t, await form(`/answers/${cutOff.token}`, "answer=done"), 200, /Koordinierungsstelle prüft/);
  t.match(await query("select state from deadlines where id = $1", [cutOff.deadlineId]), [{ state: "open" }]);

  const past = await insertReminder({ recipient: "coordinator", role: "office" });
  await query("update people set roles_until = '2020-01-01' where id = $1", [past.personId]);
  isPage(
    t,
    await form(`/answers/${past.token}`, "answer=done"),
    200,
    /Koordinierungsstelle prüft/,
    "role ended",
  );
  const without = await insertReminder({ recipient: "lead-office", role: "lead-office" });
  await query("update people set roles = '{}' where id = $1", [without.personId]);
  isPage(
    t,
    await form(`/answers/${without.token}`, "answer=done"),
    200,
    /coordination office checks/,
    "role deleted",
  );
  for (const { deadlineId } of [past, without]) {
    t.match(await query("select state from deadlines where id = $1", [deadlineId]), [{ state: "open" }]);
  }
});

test("not mine is quiet for good and a task, once", async (t) => {
  const { form, query, insertReminder } = await remindedApi(t);
  const reminder = await insertReminder();
  isPage(t, await form(`/answers/${reminder.token}`, "answer=not-mine"), 200, /nicht mehr erinnert/);
  t.match(await query("select * from reminder_answers where reminder_id = $1", [reminder.id]), [
    { answer: "not-mine", quiet_until: "2999-12-31T00:00:00Z", remind_at: null },
  ]);
  t.match(await query("select * from tasks"), [{ kind: "assign-lead", subject_id: reminder.deadlineId }]);
});

test("later comes on a morning the office sends on, never after the end", async (t) => {
  const { form, query, insertReminder, turnTo } = await remindedApi(t);
  const put = async (options: { endsOn: string; body: string; at?: string }) => {
    turnTo(options.at ?? "2026-11-24T09:00:00.000Z");
    const reminder = await insertReminder({ endsOn: options.endsOn });
    const reply = await form(`/answers/${reminder.token}`, options.body);
    const [answer] = await query("select * from reminder_answers where reminder_id = $1", [reminder.id]);
    return { reply, answer };
  };
  for (const [endsOn, body, expected] of [
    ["2026-12-11", "answer=later", "2026-11-27T06:00:00Z"],
    ["2026-12-11", "answer=later&days=1", "2026-11-25T06:00:00Z"],
    ["2026-12-11", "answer=later&days=14", "2026-12-08T06:00:00Z"],
    // A Saturday: the Monday after it.
    ["2026-12-11", "answer=later&days=4", "2026-11-30T06:00:00Z"],
    // A Saturday with the end on Sunday: the Friday before.
    ["2026-11-29", "answer=later&days=4", "2026-11-27T06:00:00Z"],
    ["2026-11-26", "answer=later&days=14", "2026-11-26T06:00:00Z"],
  ] as const) {
    const { reply, answer } = await put({ endsOn, body });
    isPage(t, reply, 200, /Wir erinnern Sie wieder am/, `${body}, until ${endsOn}`);
    t.equal(answer.remind_at, expected, `${body}, until ${endsOn}`);
    t.same(answer.quiet_until, answer.remind_at);
  }
  t.equal((await query("select 1 from tasks")).length, 0);

  for (const [endsOn, at] of [
    ["2026-11-24", "2026-11-24T09:00:00.000Z"],
    ["2026-11-20", "2026-11-24T09:00:00Z"],
    ["2026-11-29", "2026-11-27T09:00:00Z"],
  ] as const) {
    const { reply, answer } = await put({ endsOn, at, body: "answer=later&days=3" });
    isPage(t, reply, 422, /Es wurde nichts geändert/, `until ${endsOn}`);
    t.equal(answer, undefined);
  }
  const { reply } = await put({
    endsOn: "2026-11-24",
    at: "2026-11-24T04:00:00.000Z",
    body: "answer=later&days=3",
  });
  isPage(t, reply, 200, /am Dienstag, 24\.11\.2026/, "this morning still lies ahead");
});

test("each reminder is answered once, however often and however many at once", async (t) => {
  const { ask, form, query, insertReminder } = await remindedApi(t);
  const twice = await insertReminder();
  await form(`/answers/${twice.token}`, "answer=later&days=3");
  isPage(
    t,
    await form(`/answers/${twice.token}`, "answer=done"),
    409,
    /Am 24\.11\.2026 wurde diese Erinnerung mit „Später erinnern“/,
  );
  const looked = await ask(`GET /answers/${twice.token}?answer=done`);
  isPage(t, looked, 200, /Schon beantwortet.*Freitag, 27\.11\.2026/s);
  t.notMatch(looked.text, "<form");

  for (const recipient of ["project-lead", "coordinator"] as const) {
    const crowd = await insertReminder({ recipient, role: "office" });
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        form(`/answers/${crowd.token}`, index % 2 === 0 ? "answer=done" : "answer=not-mine"),
      ),
    );
    const statuses = replies.map(({ status }) => status).sort();
    t.same(statuses, [200, 409, 409, 409, 409, 409, 409, 409], recipient);
    t.equal((await query("select 1 from reminder_answers where reminder_id = $1", [crowd.id])).length, 1);
    t.equal(
      (await query("select 1 from audit_log where subject_id = $1 and action = 'answer'", [crowd.id])).length,
      1,
    );
  }
});

test("a deadline that is closed leaves nothing to do, one that moved can be answered", async (t) => {
  const { ask, form, query, insertReminder, turnTo } = await remindedApi(t);
  const closed = await insertReminder();
  await query(
    "update deadlines set state = 'met', closed_at = '2026-11-20T10:00:00Z', version = 2 where id = $1",
    [closed.deadlineId],
  );
  isPage(t, await ask(`GET /answers/${closed.token}`), 410, /Begegnungscafé.*seit dem 20\.11\.2026 erfüllt/s);
  isPage(t, await form(`/answers/${closed.token}`, "answer=done"), 410, /Nichts mehr zu tun/);
  t.equal((await query("select 1 from reminder_answers")).length, 0);

  const moved = await insertReminder();
  await query(
    "update deadlines set version = 3, effective_on = '2026-12-18', ends_at = '2026-12-18T23:00:00Z' where id = $1",
    [moved.deadlineId],
  );
  const page = await ask(`GET /answers/${moved.token}`);
  isPage(t, page, 200, /hat sich diese Frist geändert.*Freitag, 18\.12\.2026/s);
  isPage(t, await form(`/answers/${moved.token}`, "answer=done"), 200, /gespeichert/);

  turnTo("2027-01-19T10:00:01.000Z");
  const late = await ask(`GET /answers/${closed.token}`);
  isPage(t, late, 410, /seit Langem abgeschlossen/);
  t.notMatch(late.text, "Begegnungscafé", "sixty days later not even the name is told");
});

test("a mail's links end with the address it went to, and with its reader's place in the office", async (t) => {
  const { ask, form, office, query, link, insertReminder } = await remindedApi(t);
  const { token: coordinator } = office.people.coordinator;
  const { token, id, mailId, personId } = await insertReminder();
  const pages = [
    `/answers/${token}`,
    `/reminders/${link("person", mailId)}`,
    `/reminders/${link("person", personId)}`,
    `/unsubscribe/${link("unsubscribe", mailId)}`,
  ];
  const statuses = () => Promise.all(pages.map(async (page) => (await ask(`GET ${page}`)).status));
  const change = (line: string, body?: object) =>
    ask(line, { token: coordinator, headers: { "if-match": "*" }, ...(body && { body }) });
  t.same(await statuses(), [200, 200, 200, 200]);

  const path = `/v1/people/${personId}`;
  t.equal((await change(`POST ${path}/deactivation`, { reason: "Postfach in fremder Hand" })).status, 200);
  t.same(await statuses(), [404, 404, 404, 200], "who is shut out may still unsubscribe");
  t.equal((await form(`/answers/${token}`, "answer=done")).status, 404);
  await change(`DELETE ${path}/deactivation`);
  await change(`PATCH ${path}`, { rolesUntil: "2026-11-01" });
  t.same(await statuses(), [200, 404, 404, 200], "who has left still answers what they were asked");
  await change(`PATCH ${path}`, { rolesUntil: null });
  t.same(await statuses(), [200, 200, 200, 200]);

  t.equal((await change(`PATCH ${path}`, { email: "paula@woanders.example" })).status, 200);
  t.same(await statuses(), [404, 404, 404, 404], "another mailbox");
  await query("update mails set created_at = now() where id = $1", [mailId]);
  t.same(await statuses(), [200, 200, 404, 200], "what went to the new one");
  t.same(await query("select from reminder_answers where reminder_id = $1", [id]), []);
});

test("links that nobody has signed lead nowhere", async (t) => {
  const { ask, form, query, office, secret, database, link, insertReminder, insertMail } =
    await remindedApi(t);
  const { token, id, personId } = await insertReminder();
  const other = await remindedOffice(t, database, "OTH");
  const foreign = await other.insertReminder({ title: "Geheimnis" });
  const claims = { purpose: "answer", officeId: office.id, id } as const;
  const forged: Record<string, string> = {
    "another secret": signLink(randomBytes(32), claims),
    "the other office's secret": signLink(other.secret, claims),
    "a reminder of the other office": link("answer", foreign.id),
    "an office that nobody has": signLink(secret, { ...claims, officeId: newId() }),
    "a reminder that nobody has": link("answer", newId()),
    "another purpose": link("person", personId),
    "a mail's token": link("unsubscribe", await insertMail()),
    "a changed letter": `${token.slice(0, 40)}${token[40] === "A" ? "B" : "A"}${token.slice(41)}`,
    "cut short": token.slice(0, 60),
    "one letter": "x",
    "encoded garbage": "%00%ff%3Cscript%3E",
  };
  for (const [what, bad] of Object.entries(forged)) {
    const replies = [await ask(`GET /answers/${bad}`), await form(`/answers/${bad}`, "answer=done")];
    for (const reply of replies) {
      if (what === "encoded garbage") t.ok([400, 404].includes(reply.status), what);
      else isPage(t, reply, 404, /This link is not valid/, what);
      t.notMatch(reply.text, /Geheimnis|Begegnungscafé|SQL|stack/);
    }
  }
  const german = await ask("GET /answers/x", { headers: { "accept-language": "de" } });
  isPage(t, german, 404, /Dieser Link gilt nicht/);
  isPage(t, await ask(`GET /unsubscribe/${token}`), 404, /not valid/, "an answer unsubscribes from nothing");
  isPage(t, await ask(`GET /reminders/${token}`), 404, /not valid/, "an answer shows nobody's page");
  t.equal((await query("select 1 from reminder_answers")).length, 0);
  isPage(t, await ask(`GET /answers/${foreign.token}`), 200, /Geheimnis/, "its own office's link works");
});

test("only what the form sends is taken", async (t) => {
  const { ask, form, query, insertReminder } = await remindedApi(t);
  const { token } = await insertReminder();
  const path = `/answers/${token}`;
  isPage(t, await ask(`POST ${path}`, { body: { answer: "done" } }), 415, /Only through the form/);
  isPage(t, await form(path, "answer=done", { "content-type": "text/plain" }), 415, /form/);
  isPage(t, await form(path, `answer=done&x=${"a".repeat(5000)}`), 413, /Too much/);
  for (const body of [
    "",
    "answer=",
    "answer=everything",
    "answer=done&answer=later",
    "answer=later&days=0",
  ]) {
    isPage(t, await form(path, body), 400, /nicht verstanden/, body);
  }
  for (const days of ["15", "-1", "1e1", "99999999999999999999", "drei"]) {
    isPage(t, await form(path, `answer=later&days=${days}`), 400, /nicht verstanden/, days);
  }
  isPage(t, await ask(`POST ${path}`), 400, /nicht verstanden/, "no body at all");
  t.equal((await query("select 1 from reminder_answers")).length, 0);
});

test("one click unsubscribes from what can be, and back", async (t) => {
  const { ask, form, query, insertReminder, link } = await remindedApi(t);
  const { mailId, personId } = await insertReminder();
  await insertReminder({ mailId, kind: "follow-up" });
  await insertReminder({ mailId, kind: "application-cut-off" });
  const path = `/unsubscribe/${link("unsubscribe", mailId)}`;
  const muted = async () =>
    (await query("select muted_kinds, version from preferences where person_id = $1", [personId]))[0];

  const page = await ask(`GET ${path}`);
  isPage(t, page, 200, /Antragsfrist.*Wiedervorlage.*weil die Pflicht auf Gesetz.*Verwendungsnachweis/s);
  t.equal((await ask(`HEAD ${path}`)).status, 200);
  t.equal(await muted(), undefined, "looking changes nothing");

  for (const [body, headers] of [
    ["List-Unsubscribe=One-Click", {}],
    [
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      { "content-type": "multipart/form-data; boundary=b" },
    ],
  ] as const) {
    const reply = await form(path, body, headers);
    isPage(t, reply, 200, /Wieder einschalten/);
    t.equal(reply.headers.get("set-cookie"), null);
    t.same(
      await muted(),
      { muted_kinds: ["application-cut-off", "follow-up"], version: 1 },
      "once is enough",
    );
  }
  isPage(t, await ask(`GET ${path}`), 200, /schon abgeschaltet/);
  isPage(t, await form(path, "reminders=on"), 200, /Wieder eingeschaltet/);
  t.same(await muted(), { muted_kinds: [], version: 2 });
  isPage(t, await form(path, "reminders=off"), 200, /Abgeschaltet/);
  for (const body of [
    "",
    "List-Unsubscribe=one-click",
    "List-Unsubscribe=One-Click&x=1",
    "List-Unsubscribe=One-Click&List-Unsubscribe=One-Click",
    "reminders=off&reminders=on",
  ]) {
    isPage(t, await form(path, body), 400, /nicht verstanden/, body);
  }
  const broken = { "content-type": "multipart/form-data; boundary=b" };
  isPage(t, await form(path, "--b\r\nnonsense", broken), 400, /not understood/);
  isPage(t, await form(path, "x".repeat(5000), broken), 413, /Too much/);
  isPage(t, await ask(`POST ${path}`, { body: {} }), 415, /form/);

  const statutory = await insertReminder({ recipient: "lead-office", role: "lead-office" });
  const duty = `/unsubscribe/${link("unsubscribe", statutory.mailId)}`;
  isPage(t, await form(duty, "List-Unsubscribe=One-Click"), 200, /nothing in this email that can be/);
  t.equal((await query("select 1 from preferences where person_id = $1", [statutory.personId])).length, 0);
  t.match(await query("select * from audit_log where subject_type = 'preferences' order by at, id limit 1"), [
    { person_id: personId, token_id: null, changes: { mutedKinds: ["application-cut-off", "follow-up"] } },
  ]);
});

test("a connection that a browser keeps in reserve does not hold up the stop", async (t) => {
  const { address } = await remindedApi(t);
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  // The API is stopped after this test, and that would take a minute.
  socket.on("error", () => undefined);
});

test("too many requests wait, and no token is ever logged", async (t) => {
  const lines: string[] = [];
  const { ask, form, query, insertReminder, link } = await remindedApi(t, {
    requestsPerMinute: 12,
    onLog: (line) => lines.push(line),
  });
  const { token, mailId, personId } = await insertReminder();
  const tokens = [token, link("unsubscribe", mailId), link("person", personId)];
  await ask(`GET /answers/${token}`);
  await ask(`GET /unsubscribe/${tokens[1]}`);
  await ask(`GET /reminders/${tokens[2]}`);
  await form(`/answers/${token}`, "answer=nonsense");
  await form(`/answers/${token}`, "x".repeat(5000));
  await query("alter table reminder_answers rename to gone");
  const failed = await form(`/answers/${token}`, "answer=done");
  isPage(t, failed, 500, /Interner Fehler/);
  t.notMatch(failed.text, /gone|reminder_answers/);
  await query("alter table gone rename to reminder_answers");
  for (let count = 0; count < 12; count += 1) await ask(`GET /answers/${token}`);
  const limited = await ask(`GET /answers/${token}`, { headers: { "accept-language": "de" } });
  isPage(t, limited, 429, /Zu viele Anfragen/);
  t.match(limited.headers.get("retry-after"), /^\d+$/);
  t.ok(
    lines.some((line) => line.includes("request failed")),
    "something was logged",
  );
  const told = lines.filter((line) => tokens.some((one) => line.includes(one)));
  t.same(told, [], "and no token among it");
});
