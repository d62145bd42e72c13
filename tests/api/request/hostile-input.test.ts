import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import tap, { type Test, test } from "tap";
import { mintToken } from "../../../services/api/src/request/caller.ts";
import { type Ask, apiForTest, type Reply } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { expectDone, insertApplication, insertProgramme } from "../../support/project.ts";
import { remindedApi } from "../../support/reminded.ts";

const database = await databaseForTest(tap);
const office = await insertOffice(database.ownerUrl);
const { ask: askAnybody, address } = await apiForTest(tap, database.apiUrl);
const { token } = office.people.coordinator;
const ask = (line: string, more: Ask = {}) => askAnybody(line, { token, ...more });
const signed = `host: localhost\r\nauthorization: Bearer ${token}\r\n`;
const json = "content-type: application/json\r\n";

/** Sends bytes as they are, each part once the one before has been answered; returns all that has come back by then. */
async function sendRaw(...parts: readonly (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  let received = "";
  let isClosed = false;
  socket.on("data", (chunk) => {
    received += chunk.toString();
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    isClosed = true;
  });
  for (const part of parts) {
    const before = received.length;
    socket.write(part);
    for (let tries = 0; received.length === before && !isClosed && tries < 500; tries += 1) await sleep(20);
  }
  socket.destroy();
  return received;
}

/** The last answer in what a socket has received. */
function replyOf(received: string): Reply {
  const [head = "", text = ""] = received.slice(received.lastIndexOf("HTTP/1.1 ")).split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = new Headers(lines.map((line) => line.split(": ", 2) as [string, string]));
  const body = text.startsWith("{") ? JSON.parse(text) : text;
  return { status: Number(first.split(" ")[1]), headers, text, body };
}

function isMalformed(t: Test, reply: Reply, name: string, place: object = {}) {
  isProblem(t, reply, 400, "malformed-request", name);
  if (Object.keys(place).length > 0) t.match(reply.body.errors, [place], name);
}

test("nothing of a body is read before its sender is known", async (t) => {
  const unread = `${json}content-length: 1000000\r\nexpect: 100-continue\r\n\r\n`;
  for (const [name, line, authorization, status, code] of [
    ["no token", "POST /v1/ideas", "", 401, "unauthenticated"],
    ["no token of ours", "POST /v1/ideas", "authorization: Bearer x\r\n", 401, "unauthenticated"],
    [
      "an unknown token",
      "POST /v1/ideas",
      `authorization: Bearer ${mintToken(office.id).token}\r\n`,
      401,
      "unauthenticated",
    ],
    ["an unknown address", "POST /nothing", "", 404, "not-found"],
    ["a wrong method", "PUT /livez", "", 405, "method-not-allowed"],
  ] as const) {
    const received = await sendRaw(`${line} HTTP/1.1\r\nhost: localhost\r\n${authorization}${unread}`);
    isProblem(t, replyOf(received), status, code, name);
    t.notMatch(received, "100 Continue", `${name}: nobody asks for the body`);
  }
  const title = '{"title":"Wartet"}';
  const continued = await sendRaw(
    `POST /v1/ideas HTTP/1.1\r\n${signed}${json}content-length: ${title.length}\r\nexpect: 100-continue\r\n\r\n`,
    title,
  );
  t.match(continued, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201/, "a known sender is asked for it");
});

test("wrong secrets are limited by network, and lock nobody out", async (t) => {
  const { ask } = await apiForTest(t, database.apiUrl, { requestsPerMinute: 100 });
  const wrong = (from: string) =>
    ask("GET /v1/themes", { token: mintToken(office.id).token, headers: { "x-forwarded-for": from } });
  const good = (from: string) => ask("GET /v1/themes", { token, headers: { "x-forwarded-for": from } });
  for (const network of ["198.51.100.", "2001:db8:1:2::"]) {
    t.equal((await good(`${network}1`)).status, 200);
    for (let tries = 0; tries < 5; tries += 1) {
      isProblem(t, await wrong(`${network}${tries}`), 401, "unauthenticated", network);
    }
    const limited = await wrong(`${network}9`);
    isProblem(t, limited, 429, "rate-limited", network);
    t.match(limited.headers.get("retry-after"), /^[1-6]?\d$/);
    t.equal((await good(`${network}1`)).status, 200, "a token known to be good goes on");
  }
  const feed = (from: string) =>
    ask(`GET /calendars/zwc_${mintToken(office.id).token.slice(4)}.ics`, {
      headers: { "x-forwarded-for": from },
    });
  for (let tries = 0; tries < 5; tries += 1) t.equal((await feed("203.0.113.1")).status, 404);
  t.equal((await feed("203.0.113.2")).status, 429, "addresses of calendars as well");
  t.equal((await wrong("192.0.2.1")).status, 401, "another network has its own share");
});

test("a body that cannot be read is refused with its place", async (t) => {
  const post = (raw: string | Uint8Array, type = "application/json", more: Record<string, string> = {}) =>
    fetch(`${address}/v1/ideas`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": type, ...more },
      body: raw,
    }).then(async (reply) => {
      const text = await reply.text();
      return { status: reply.status, headers: reply.headers, text, body: JSON.parse(text) };
    });
  const nested = (levels: number) => `{"title":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  for (const [name, raw, pointer, detail] of [
    ["5,000 levels", nested(5000), `/title${"/0".repeat(31)}`, /more than 32 levels from byte 40/],
    ["1 MB of brackets", "[".repeat(1_000_000), "/0".repeat(32), /levels/],
    ["half a character", '{"title":"a\\ud83d"}', "/title", /half a character/],
    ["its other half", '{"a/b":[1,"\\udc00"]}', "/a~1b/1", /from byte 10 /],
    ["half a name", '{"\\ud800":1}', "", /half a character/],
    ["a name twice", '{"title":"a","title":"b"}', "/title", /byte 13 /],
    ["the same name otherwise", '{"title":"a","t\\u0069tle":"b"}', "/title", /already/],
    ["__proto__", '{"title":"a","__proto__":{}}', "/__proto__", /not allowed/],
    ["__proto__ in disguise", '{"a":{"__pr\\u006fto__":1}}', "/a/__proto__", /not allowed/],
    ["a comma too many", '{"title":"ä",}', "/title", /from byte 14 on/],
    ["a bad escape", '{"title":"\\q"}', "/title", /byte 9 /],
    ["a line break in a text", '{"title":"a\nb"}', "/title", /byte 11 /],
    ["an odd number", '{"priority":01}', "/priority", /byte 12 /],
    ["two values", "{} {}", "", /byte 3 /],
    ["an end too early", '{"title":', "/title", /ends incomplete at byte 9/],
  ] as const) {
    const reply = await post(raw);
    isMalformed(t, reply, name, { pointer, detail });
  }
  const wrongBytes: [string, number[], RegExp][] = [
    ["Latin-1", [0x22, 0xe4, 0x22], /^Byte 1 is not UTF-8/],
    ["a coded surrogate", [0x22, 0x61, 0xed, 0xa0, 0x80, 0x22], /^Byte 2 is/],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22], /^Byte 1 is/],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0, 0x7d, 0], /^Byte 0 is/],
  ];
  for (const [name, bytes, detail] of wrongBytes) {
    const reply = await post(Uint8Array.from(bytes));
    isMalformed(t, reply, name);
    t.match(reply.body.detail, detail, name);
  }
  for (const type of [
    "application/json; charset=utf-16",
    'application/json; charset="iso-8859-1"',
    "text/json",
  ]) {
    isProblem(t, await post("{}", type), 415, "unsupported-media-type", type);
  }
  const packed = await post("{}", "application/json", { "content-encoding": "gzip" });
  isProblem(t, packed, 415, "unsupported-media-type", "gzip");
  for (const type of ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']) {
    t.equal((await post('\ufeff{"title":"Geht"}', type)).status, 201, type);
  }
});

test("text shows something and turns nothing about", async (t) => {
  const tryText = async (text: string) => {
    const line = await ask("POST /v1/ideas", { body: { title: text } });
    const prose = await ask("POST /v1/ideas", { body: { title: "x", summary: text } });
    return [line.status, prose.status, line.body.errors?.[0]?.detail ?? line.body.title];
  };
  const invisible = [
    "\u200b",
    "\ufeff\u200d",
    "\u00ad",
    "\u3164\uffa0",
    "\u2800 \u2800",
    "\ufe0f",
    "\u{e0041}\u{e007f}",
    "\u180e",
  ];
  const acting = ["a\u202eb", "\u2066a\u2069", "a\u0007", "a\u0000b", "\u009b1m"];
  for (const text of [...invisible, ...acting]) {
    t.match(
      await tryText(text),
      [400, 400, /shows nothing or holds control characters/],
      JSON.stringify(text),
    );
  }
  for (const text of ["👩‍👩‍👧", "می‌خواهم", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Be\u00adgegnung", "क्‍ष", "한국"]) {
    t.same(await tryText(text), [201, 201, text], text);
  }
  t.same((await tryText("a\r\n\tb")).slice(0, 2), [400, 201], "lines are for longer texts");
});

test("an address that cannot be read is refused with its parameter", async (t) => {
  for (const path of ["/v1/ideas/%zz", "/v1/ideas/%ff", "/v1/%c0%af", "/docs/%"]) {
    isMalformed(t, replyOf(await sendRaw(`GET ${path} HTTP/1.1\r\n${signed}\r\n`)), path);
  }
  for (const query of ["q=%ff", "q=%zz", "q=%ed%a0%80", "limit=1&q=%"]) {
    isMalformed(t, await ask(`GET /v1/ideas?${query}`), query, { parameter: "q" });
  }
  for (const [line, status, code, parameter] of [
    ["GET /v1/ideas/a%2Fb", 400, "invalid-input", "id"],
    ["GET /v1/ideas/%00", 400, "invalid-input", "id"],
    ["GET /v1/ideas?q=%00", 400, "invalid-input", "q"],
    ["GET /v1/ideas?limit=1&limit=2", 400, "invalid-input", "limit"],
    ["GET /v1/ideas?__proto__=1", 422, "parameter-unknown", "__proto__"],
    ["GET /v1/ideas?startsOnFrom=2027-02-30", 400, "invalid-input", "startsOnFrom"],
    ["GET /v1/ideas?sort=nonsense", 400, "sort-invalid", "sort"],
    ["GET /v1/ideas?cursor=nonsense", 400, "cursor-invalid", "cursor"],
    ["GET /v1/ideas?themeId=nonsense", 422, "value-refused", "themeId"],
    ["GET /v1/fund-years?year=nonsense", 422, "value-refused", "year"],
    ["GET /v1/papers?isLate=nonsense", 422, "filter-unknown", "isLate"],
    [`GET /v1/reminders/preview?from=2000-01-01`, 422, "window-invalid", "from"],
    [`GET /v1/ideas?q=${"a".repeat(5000)}`, 400, "invalid-input", "q"],
  ] as const) {
    const reply = await ask(line);
    isProblem(t, reply, status, code, line.slice(0, 60));
    t.match(reply.body.errors, [{ parameter }], line.slice(0, 60));
    t.notOk(reply.body.errors[0].pointer, "which is no place in the body");
  }
});

test("what is no request of HTTP is answered with a problem too", async (t) => {
  const post = `POST /v1/ideas HTTP/1.1\r\n${signed}${json}`;
  for (const [name, bytes, status, code] of [
    ["TLS", "\x16\x03\x01\x00\xa5\r\n\r\n", 400, "malformed-request"],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed-request"],
    ["a method of nobody's", `JUNK /v1/ideas HTTP/1.1\r\n${signed}\r\n`, 400, "malformed-request"],
    ["a tunnel", `CONNECT localhost:22 HTTP/1.1\r\n${signed}\r\n`, 400, "malformed-request"],
    ["raw umlauts", `GET /v1/ideas/ä HTTP/1.1\r\n${signed}\r\n`, 400, "malformed-request"],
    ["NUL in a header", `GET /livez HTTP/1.1\r\n${signed}x: a\0b\r\n\r\n`, 400, "malformed-request"],
    ["no host", "GET /livez HTTP/1.1\r\n\r\n", 400, "malformed-request"],
    ["two hosts", "GET /livez HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", 400, "malformed-request"],
    ["two lengths", `${post}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 400, "malformed-request"],
    ["a length below zero", `${post}content-length: -2\r\n\r\n{}`, 400, "malformed-request"],
    [
      "length and chunks",
      `${post}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      "malformed-request",
    ],
    ["chunks of nothing", `${post}transfer-encoding: chunked\r\n\r\nzz\r\n\r\n`, 400, "malformed-request"],
    ["packed transfer", `${post}transfer-encoding: gzip\r\n\r\n{}`, 400, "malformed-request"],
    ["an odd expectation", `${post}expect: money\r\ncontent-length: 2\r\n\r\n{}`, 417, "expectation-failed"],
    [
      "a large header",
      `GET /livez HTTP/1.1\r\n${signed}x: ${"a".repeat(20_000)}\r\n\r\n`,
      431,
      "headers-too-large",
    ],
    [
      "a large address",
      `GET /v1/ideas?q=${"a".repeat(20_000)} HTTP/1.1\r\n${signed}\r\n`,
      431,
      "headers-too-large",
    ],
    ["TRACE", `TRACE /v1/ideas HTTP/1.1\r\n${signed}\r\n`, 405, "method-not-allowed"],
    ["OPTIONS", `OPTIONS /v1/ideas HTTP/1.1\r\n${signed}\r\n`, 405, "method-not-allowed"],
    [
      "no type",
      `POST /v1/ideas HTTP/1.1\r\n${signed}content-length: 2\r\n\r\n{}`,
      415,
      "unsupported-media-type",
    ],
    ["no content", `POST /v1/ideas HTTP/1.1\r\n${signed}\r\n`, 400, "invalid-input"],
  ] as const) {
    isProblem(t, replyOf(await sendRaw(bytes)), status, code, name);
  }
  const pipelined = await sendRaw(
    ["/livez", "/v1/nothing", "/livez"].map((path) => `GET ${path} HTTP/1.1\r\n${signed}\r\n`).join(""),
    `GET /v1/themes HTTP/1.1\r\n${signed}\r\n`,
  );
  t.same(pipelined.match(/HTTP\/1\.1 \d+/g)?.slice(0, 3), ["HTTP/1.1 200", "HTTP/1.1 404", "HTTP/1.1 200"]);
  t.equal((await ask("GET /v1/themes")).status, 200, "all others go on");
});

test("an answer comes in a type that is accepted, or not at all", async (t) => {
  for (const [path, accept, type] of [
    ["/v1/themes", "*/*", "application/json"],
    ["/v1/themes", "", "application/json"],
    ["/v1/themes", "text/csv", "text/csv"],
    ["/v1/themes", "text/*", "text/csv"],
    ["/v1/themes", "application/json, text/csv", "application/json"],
    ["/v1/themes", "text/csv, application/json", "text/csv"],
    ["/v1/themes", "text/csv;q=0.4, application/json;q=0.5", "application/json"],
    ["/v1/themes", "application/json;q=0.4, text/csv;q=0.5", "text/csv"],
    ["/v1/themes", "text/csv;q=0, */*", "application/json"],
    ["/v1/themes", "application/json;q=0, */*;q=0.1", "text/csv"],
    ["/v1/themes", "text/csv;q=2, ;;, q", "application/json"],
    ["/v1/themes", "text/html", undefined],
    ["/v1/themes", "*/*;q=0", undefined],
    ["/v1/rollups", "text/html, */*;q=0.8", "application/json"],
    ["/v1/rollups", "application/pdf", undefined],
  ] as const) {
    const reply = await ask(`GET ${path}`, { headers: { accept } });
    if (type === undefined) isProblem(t, reply, 406, "not-acceptable", `${path} as ${accept}`);
    else t.equal(reply.headers.get("content-type"), `${type}; charset=utf-8`, `${path} as ${accept}`);
  }
  const refused = await ask("POST /v1/ideas", { body: { title: "Nie" }, headers: { accept: "text/html" } });
  isProblem(t, refused, 406, "not-acceptable", "before anything is done");
});

test("figures are for programs on this machine or an admin's token", async (t) => {
  const { admin, coordinator } = office.people;
  t.equal((await askAnybody("GET /metrics")).status, 200);
  const forwarded = { "x-forwarded-for": "127.0.0.1" };
  for (const headers of [forwarded, { forwarded: "for=127.0.0.1" }, { via: "1.1 proxy" }] as Record<
    string,
    string
  >[]) {
    isProblem(
      t,
      await askAnybody("GET /metrics", { headers }),
      401,
      "unauthenticated",
      Object.keys(headers)[0],
    );
  }
  const byName = replyOf(await sendRaw("GET /metrics HTTP/1.1\r\nhost: elsewhere.example\r\n\r\n"));
  isProblem(t, byName, 401, "unauthenticated", "a browser sent by a foreign name");
  const asked = { headers: forwarded, token: coordinator.token };
  isProblem(t, await askAnybody("GET /metrics", asked), 403, "forbidden");
  t.equal((await askAnybody("GET /metrics", { ...asked, token: admin.token })).status, 200);
});

test("a refusal says what lacks: the role, the token's scope, a field", async (t) => {
  const { lead, weak } = {
    lead: office.people["project-lead"].token,
    weak: await expectDone(ask("POST /v1/tokens", { body: { name: "nur lesen", scopes: ["read"] } })),
  };
  const role = await ask("POST /v1/grants", { token: lead, body: {} });
  isProblem(t, role, 403, "forbidden");
  t.match(role.body.detail, /Roles that may: lead office/);
  for (const [line, body] of [
    ["POST /v1/ideas", { title: "x" }],
    ["POST /v1/tokens", { name: "x" }],
  ] as const) {
    const scope = await ask(line, { token: weak.token, body });
    isProblem(t, scope, 403, "token-scope-missing", line);
    t.match(scope.body.detail, /lacks the right “writing”/, "the role is not to blame");
    t.notMatch(scope.body.detail, /Roles/);
  }
  const reversed = { title: "x", startsOn: "2027-05-01", endsOn: "2027-04-01" };
  const order = await ask("POST /v1/ideas", { body: reversed });
  isProblem(t, order, 422, "value-refused");
  t.match(order.body.errors, [{ pointer: "/endsOn", detail: /“end” is before “start”/ }]);
});

test("a readable number does wherever an id does", async (t) => {
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-12-10" });
  const project = { callId: call.id, cost: 3000, startsOn: "2026-12-15", endsOn: "2027-03-31" };
  const application = await insertApplication(ask, office, project);
  const idea = await expectDone(ask(`GET /v1/ideas/${application.ideaId}`));
  for (const path of [
    `ideas/${idea.number}`,
    `applications/${application.number}`,
    `ideas/${idea.number}/matches`,
  ]) {
    t.equal((await ask(`GET /v1/${path}`)).status, 200, path);
  }
  const found = async (query: string) => {
    const { items } = await expectDone(ask(`GET /v1/${query}`));
    return items.length;
  };
  t.equal(await found(`applications?ideaId=${idea.number}`), 1);
  t.equal(await found(`applications?ideaId=${idea.number},${application.ideaId}`), 1);
  t.equal(await found("applications?ideaId=TST-2026-9999"), 0);
  t.ok((await found(`deadlines?applicationId=${application.number}`)) > 0);
  t.ok((await found(`deadlines?subjectId=${application.number}`)) > 0);
  const { startsOn, endsOn } = project;
  const create = (ideaId: unknown) =>
    ask("POST /v1/applications", { body: { ideaId, callId: call.id, startsOn, endsOn } });
  t.equal((await create(idea.number)).body.ideaId, idea.id, "in a body");
  const unknown = await create("TST-2026-9999");
  isProblem(t, unknown, 422, "reference-unknown");
  t.match(unknown.body.errors, [{ pointer: "/ideaId" }]);
  const undated = await expectDone(
    ask("POST /v1/ideas", { body: { title: "Ohne Tage", organisationId: office.organisationId } }),
  );
  await expectDone(
    ask(`POST /v1/ideas/${undated.id}/transitions`, {
      body: { to: "in-advice" },
      headers: { "if-match": "*" },
    }),
  );
  const dateless = await ask("POST /v1/applications", { body: { ideaId: undated.number, callId: call.id } });
  isProblem(t, dateless, 422, "value-missing");
  t.match(dateless.body.errors, [{ pointer: "/startsOn", detail: /neither here nor in the idea/ }]);
});

test("pages behind links go wrong in the reader's language", async (t) => {
  const { ask, insertReminder } = await remindedApi(t);
  const reminder = await insertReminder();
  const headers = { "accept-language": "en", "content-type": "application/x-www-form-urlencoded" };
  const known = await ask(`POST /answers/${reminder.token}`, { raw: "answer=nonsense", headers });
  t.match([known.status, known.headers.get("content-language")], [400, "de"]);
  for (const path of ["/answers/nonsense", "/answers/%zz", `/unsubscribe/${"x".repeat(300)}`]) {
    const unknown = await ask(`GET ${path}`, { headers: { "accept-language": "en" } });
    t.match([unknown.status, unknown.headers.get("content-language")], [/40[04]/, "en"], path);
    t.match(unknown.headers.get("content-type"), /^text\/html/, path);
    t.match(unknown.headers.get("content-security-policy"), /default-src 'none'/, path);
  }
});
