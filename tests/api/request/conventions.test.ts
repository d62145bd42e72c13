import tap, { type Test, test } from "tap";
import { type Ask, apiForTest, type Reply, whenReady } from "../../support/api.ts";
import { parseCsv } from "../../support/csv.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice, type TestOffice } from "../../support/office.ts";
import { openApi } from "../../support/operations.ts";
import { isProblem, requestId } from "../../support/problem.ts";
import { expectDone } from "../../support/project.ts";
import { sql } from "../../support/sql.ts";

interface Setting {
  readonly office: TestOffice;
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly address: string;
  /** Asks as the coordinator, unless a token is given. */
  readonly ask: (line: string, options?: Ask) => Promise<Reply>;
}

const shared = await databaseForTest(tap);
const sharedApi = await apiForTest(tap, shared.apiUrl);

function asCoordinator(office: TestOffice, ask: Setting["ask"]): Setting["ask"] {
  return (line, more = {}) => ask(line, { token: office.people.coordinator.token, ...more });
}

/** An office of the test's own behind the API that all tests here share. */
async function start(): Promise<Setting> {
  const office = await insertOffice(shared.ownerUrl);
  return { office, ...shared, ...sharedApi, ask: asCoordinator(office, sharedApi.ask) };
}

/** The same behind an API of the test's own. */
async function startAlone(t: Test, options: Parameters<typeof apiForTest>[2] = {}): Promise<Setting> {
  const office = await insertOffice(shared.ownerUrl);
  const api = await apiForTest(t, shared.apiUrl, options);
  return { office, ...shared, ...api, ask: asCoordinator(office, api.ask) };
}

test("every refusal is a problem, in words and with pointers", async (t) => {
  const { ask, office } = await start();
  const title = "Begegnungscafé";
  const idea = await expectDone(ask("POST /v1/ideas", { body: { title } }));
  const raw = (text: string, type = "application/json") => ({ raw: text, headers: { "content-type": type } });

  isProblem(t, await ask("GET /v1/nothing"), 404, "not-found", "unknown address");
  isProblem(t, await ask("GET /nothing"), 404, "not-found", "unknown address outside of /v1");
  isProblem(
    t,
    await ask("GET /v1/ideas/01900000-0000-7000-8000-000000000000"),
    404,
    "not-found",
    "unknown id",
  );
  isProblem(t, await ask("GET /v1/ideas/RZ-2026-9999"), 404, "not-found", "unknown number");
  isProblem(t, await ask(`GET /v1/ideas/${"x".repeat(500)}`), 404, "not-found", "endless id");
  isProblem(t, await ask("GET /v1/ideas/%00"), 400, "invalid-input", "control characters");
  isProblem(t, await ask("GET /v1/ideas/%zz"), 400, "malformed-request", "bad escape");

  const wrongMethod = await ask(`DELETE /v1/ideas/${idea.id}`);
  isProblem(t, wrongMethod, 405, "method-not-allowed");
  t.same((wrongMethod.headers.get("allow") ?? "").split(", ").sort(), ["GET", "HEAD", "PATCH"]);
  const wrongOnList = await ask("PUT /v1/ideas", { body: {} });
  isProblem(t, wrongOnList, 405, "method-not-allowed", "on a list");
  t.same((wrongOnList.headers.get("allow") ?? "").split(", ").sort(), ["GET", "HEAD", "POST"]);

  const large = { title, summary: "x".repeat(1_100_000) };
  isProblem(t, await ask("POST /v1/ideas", { body: large }), 413, "payload-too-large");
  isProblem(t, await ask("POST /v1/ideas", raw("title=x", "text/plain")), 415, "unsupported-media-type");
  isProblem(
    t,
    await ask("POST /v1/ideas", raw("<idea/>", "application/xml")),
    415,
    "unsupported-media-type",
    "XML",
  );
  isProblem(t, await ask("POST /v1/ideas", raw('{"title": ')), 400, "malformed-request");
  isProblem(t, await ask("POST /v1/ideas", raw("")), 400, "malformed-request", "empty body");
  isProblem(t, await ask("POST /v1/ideas", raw('{"__proto__": {}}')), 400, "malformed-request", "poison");

  const faulty = { titel: "x", amount: { amountCents: "12", currency: "EUR" }, startsOn: "2027-02-30" };
  for (const [language, words] of [
    ["de", /fehlt/],
    ["en", /is missing/],
  ] as const) {
    const reply = await ask("POST /v1/ideas", { body: faulty, headers: { "accept-language": language } });
    isProblem(t, reply, 400, "invalid-input", `invalid in ${language}`);
    t.equal(reply.headers.get("content-language"), language);
    const faults: { code: string; pointer: string; detail: string }[] = reply.body.errors;
    t.same(
      faults.map(({ code, pointer }) => `${pointer} ${code}`).sort(),
      ["/amount/amountCents type", "/startsOn format", "/titel additionalProperties", "/title required"],
      "each fault has a pointer",
    );
    t.match(faults.find(({ pointer }) => pointer === "/title")?.detail, words);
  }
  t.equal((await ask("GET /v1/ideas")).body.items.length, 1, "what was refused was not stored");

  isProblem(t, await ask("GET /v1/ideas", { token: undefined }), 401, "unauthenticated");
  const { admin } = office.people;
  const refused = await ask("GET /v1/ideas", { token: admin.token });
  isProblem(t, refused, 403, "forbidden");
  t.match(refused.body.detail, /may: project lead \(own only\), coordinator, lead office, /, "says who may");

  const twice = { name: "Neu", email: office.people.partner.email };
  const duplicate = await ask("POST /v1/people", { body: twice });
  isProblem(t, duplicate, 409, "already-exists");
  t.match(duplicate.body.detail, /change the existing entry/, "says what to do");
  t.match(duplicate.body.errors, [{ code: "already-exists", pointer: "/email" }], "names the field");
  const dangling = await ask("POST /v1/ideas", {
    body: { title, themeId: "01900000-0000-7000-8000-000000000000" },
  });
  isProblem(t, dangling, 422, "reference-unknown");
  t.match(dangling.body.errors, [{ code: "reference-unknown", pointer: "/themeId" }]);
  isProblem(t, await ask("GET /v1/ideas?themeId=abc"), 422, "value-refused", "no id");
});

test("who asks is checked before what is asked", async (t) => {
  const { ask, office } = await start();
  const { admin } = office.people;
  for (const [line, options] of [
    ["POST /v1/ideas", { body: { nonsense: true } }],
    ["GET /v1/ideas?limit=0", {}],
    ["GET /v1/ideas?sort=nonsense", {}],
    ["GET /v1/ideas?cursor=nonsense", {}],
    ["GET /v1/ideas?themeId=nonsense", {}],
  ] as const) {
    isProblem(
      t,
      await ask(line, { ...options, token: undefined }),
      401,
      "unauthenticated",
      `${line} unsigned`,
    );
    isProblem(
      t,
      await ask(line, { ...options, token: admin.token }),
      403,
      "forbidden",
      `${line} without the role`,
    );
  }
});

test("an ETag saves a transfer and guards a change", async (t) => {
  const { ask } = await start();
  const created = await ask("POST /v1/ideas", { body: { title: "Erzählcafé" } });
  const path = `/v1/ideas/${created.body.id}`;
  t.equal(created.headers.get("etag"), '"v1"');
  t.equal(created.headers.get("location"), path);
  const read = await ask(`GET ${path}`);
  t.equal(read.headers.get("etag"), '"v1"');
  for (const tags of ['"v1"', 'W/"v1"', '"v7", "v1"', "*"]) {
    const again = await ask(`GET ${path}`, { headers: { "if-none-match": tags } });
    t.equal(again.status, 304, tags);
    t.equal(again.text, "");
    t.equal(again.headers.get("etag"), '"v1"');
  }
  t.equal((await ask(`GET ${path}`, { headers: { "if-none-match": '"v2"' } })).status, 200);

  const change = { body: { title: "Erzählcafé am Markt" } };
  isProblem(t, await ask(`PATCH ${path}`, change), 428, "precondition-required");
  const stale = { ...change, headers: { "if-match": '"v2"' } };
  isProblem(t, await ask(`PATCH ${path}`, stale), 412, "precondition-failed");
  const changed = await ask(`PATCH ${path}`, { ...change, headers: { "if-match": '"v1"' } });
  t.equal(changed.status, 200, changed.text);
  t.equal(changed.headers.get("etag"), '"v2"');
  t.equal(changed.body.version, 2);
  isProblem(
    t,
    await ask(`PATCH ${path}`, { ...change, headers: { "if-match": '"v1"' } }),
    412,
    "precondition-failed",
  );

  const step = { body: { to: "in-advice" } };
  isProblem(t, await ask(`POST ${path}/transitions`, step), 428, "precondition-required", "a step as well");
  isProblem(
    t,
    await ask(`POST ${path}/transitions`, { ...step, headers: { "if-match": '"v1"' } }),
    412,
    "precondition-failed",
    "a step as well",
  );
  const moved = await ask(`POST ${path}/transitions`, { ...step, headers: { "if-match": '"v2"' } });
  t.match(moved.body, { state: "in-advice", version: 3 });
  t.equal(moved.headers.get("etag"), '"v3"');
});

test("only one of several changes to the same version goes through", async (t) => {
  const { ask } = await start();
  const { id } = await expectDone(ask("POST /v1/ideas", { body: { title: "Garten" } }));
  const replies = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      ask(`PATCH /v1/ideas/${id}`, { body: { title: `Garten ${index}` }, headers: { "if-match": '"v1"' } }),
    ),
  );
  const statuses = replies.map(({ status }) => status).sort();
  t.same(statuses, [200, ...Array.from({ length: 9 }, () => 412)]);
  t.equal((await ask(`GET /v1/ideas/${id}`)).body.version, 2);
});

test("things without a version have an ETag of what they say", async (t) => {
  const { ask, office } = await start();
  const auditor = office.people.auditor.token;
  await expectDone(ask("POST /v1/themes", { body: { position: 1, title: "Wohnen" } }));
  const [entry] = (await expectDone(ask("GET /v1/audit-log", { token: auditor }))).items;
  const first = await ask(`GET /v1/audit-log/${entry.id}`, { token: auditor });
  const tag = first.headers.get("etag") ?? "";
  t.match(tag, /^"[\w-]{43}"$/);
  const again = await ask(`GET /v1/audit-log/${entry.id}`, {
    token: auditor,
    headers: { "if-none-match": tag },
  });
  t.equal(again.status, 304);
});

test("an Idempotency-Key makes a repeated POST the same one", async (t) => {
  const { ask, office, ownerUrl } = await start();
  const body = { position: 1, title: "Sprache & Begegnung" };
  const post = (key: string, more: Ask = {}) =>
    ask("POST /v1/themes", { body, ...more, headers: { "idempotency-key": key } });
  const countThemes = async () =>
    (await sql(ownerUrl, "select from themes where office_id = $1", [office.id])).rowCount;

  const first = await post("a key, with spaces");
  const second = await post("a key, with spaces");
  t.equal(first.status, 201);
  t.equal(second.status, 201);
  t.equal(second.text, first.text, "byte for byte");
  for (const name of ["etag", "location", "content-type"]) {
    t.equal(second.headers.get(name), first.headers.get(name), name);
  }
  t.equal(await countThemes(), 1, "no second row");

  isProblem(
    t,
    await post("a key, with spaces", { body: { ...body, position: 2 } }),
    422,
    "idempotency-key-reused",
  );
  const elsewhere = await ask("POST /v1/committees", {
    body: { name: "Bündnis", kind: "steering" },
    headers: { "idempotency-key": "a key, with spaces" },
  });
  isProblem(t, elsewhere, 422, "idempotency-key-reused", "on another address");
  const { admin } = office.people;
  t.equal(
    (await post("a key, with spaces", { token: admin.token })).status,
    201,
    "keys are each person's own",
  );
  t.equal(await countThemes(), 2);

  isProblem(t, await post("refused first", { body: { position: 0 } }), 400, "invalid-input");
  t.equal((await post("refused first")).status, 201, "a refusal does not use the key up");
  isProblem(t, await post("x".repeat(201)), 400, "idempotency-key-invalid", "too long");
  isProblem(t, await post("schlüssel"), 400, "idempotency-key-invalid", "not ASCII");
  t.equal((await post("x".repeat(200))).status, 201, "200 characters");
});

test("forty identical requests at once make one row", async (t) => {
  const { ask, office, ownerUrl } = await start();
  const body = { title: "Vierzigmal dasselbe" };
  const replies = await Promise.all(
    Array.from({ length: 40 }, () =>
      ask("POST /v1/ideas", { body, headers: { "idempotency-key": "forty" } }),
    ),
  );
  const { rows } = await sql(ownerUrl, "select id from ideas where office_id = $1", [office.id]);
  t.equal(rows.length, 1, "exactly one row");
  const { rowCount } = await sql(ownerUrl, "select from audit_log where office_id = $1", [office.id]);
  t.equal(rowCount, 1, "done once");
  const done = replies.filter(({ status }) => status === 201);
  const inFlight = replies.filter(({ status }) => status === 409);
  t.ok(done.length >= 1);
  t.equal(done.length + inFlight.length, 40, "nothing else is answered");
  t.equal(new Set(done.map(({ text }) => text)).size, 1, "the same reply");
  t.equal(done[0]?.body.id, rows[0].id);
  t.same(
    [...new Set(inFlight.map(({ body: { code } }) => code))].filter((code) => code !== "request-in-flight"),
    [],
  );
});

test("a token's secret is shown once and stored nowhere", async (t) => {
  const { ask, ownerUrl } = await start();
  const create = () =>
    ask("POST /v1/tokens", { body: { name: "Kalender" }, headers: { "idempotency-key": "token" } });
  const first = await create();
  t.match(first.body.token, /^zwd_[\w-]{64}$/);
  t.equal((await ask("GET /v1/ideas", { token: first.body.token })).status, 200, "it works");
  const second = await create();
  t.equal(second.status, 201);
  const { token, ...shown } = first.body;
  t.same(second.body, shown, "the repeated reply leaves it out");
  t.notMatch((await ask("GET /v1/tokens")).text, token);
  t.notMatch((await ask(`GET /v1/tokens/${shown.id}`)).text, token);
  for (const table of ["idempotency_keys", "tokens", "audit_log"]) {
    const { rows } = await sql(ownerUrl, `select to_jsonb(t)::text as row from ${table} t`);
    t.ok(rows.length > 0, `${table} has rows`);
    t.notOk(
      rows.some(({ row }) => row.includes(token)),
      `not in ${table}`,
    );
  }
});

test("pages by cursor show every row once, also while others write", async (t) => {
  const { ask } = await start();
  const titles = ["Café", "Apfel", "Zelt", "Café", "Ägypten", "Markt", "Café"];
  const original: string[] = [];
  for (let index = 0; index < 20; index += 1) {
    const title = titles[index % titles.length];
    const idea = await expectDone(ask("POST /v1/ideas", { body: { title } }));
    original.push(idea.id);
  }
  const sorts = [
    ...["createdAt", "-createdAt", "title", "-title", "number", "-number"],
    ...["title,-createdAt", "-title,createdAt", "-title,-number", "title,number,-createdAt"],
  ];
  for (const sort of [undefined, ...sorts]) {
    const wanted = await expectDone(
      ask(`GET /v1/ideas?limit=200${sort === undefined ? "" : `&sort=${sort}`}`),
    );
    const order: string[] = wanted.items.map(({ id }: { id: string }) => id);
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const query: string = [
        "limit=3",
        ...(sort === undefined ? [] : [`sort=${sort}`]),
        ...(cursor === null ? [] : [`cursor=${cursor}`]),
      ].join("&");
      const page = await expectDone(ask(`GET /v1/ideas?${query}`));
      t.ok(page.items.length === 3 || page.nextCursor === null, "full pages but for the last");
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.nextCursor;
      pages += 1;
      if (pages % 3 === 1) {
        await expectDone(ask("POST /v1/ideas", { body: { title: pages % 2 === 0 ? "Anfang" : "Zuletzt" } }));
      }
    } while (cursor !== null && pages < 200);
    t.equal(new Set(seen).size, seen.length, `${sort}: none twice`);
    t.same(
      seen.filter((id) => order.includes(id)),
      order,
      `${sort}: all that were there, in order`,
    );
    t.same(
      original.filter((id) => !seen.includes(id)),
      [],
      `${sort}: none left out`,
    );
  }
});

test("a list refuses what it does not know", async (t) => {
  const { ask } = await start();
  for (const title of ["Eins", "Zwei", "Drei"]) await expectDone(ask("POST /v1/ideas", { body: { title } }));
  const { nextCursor } = await expectDone(ask("GET /v1/ideas?limit=1"));
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const cursors = [
    ...["x", "e30", "!!!", "%00", forged(null), forged([]), forged({ by: "-createdAt,-id", after: [] })],
    ...[forged({ by: "-createdAt,-id", after: [{}, []] }), forged({ by: "createdAt", after: ["a", "b"] })],
  ];
  for (const cursor of cursors) {
    isProblem(t, await ask(`GET /v1/ideas?cursor=${cursor}`), 400, "cursor-invalid", `cursor ${cursor}`);
  }
  isProblem(
    t,
    await ask(`GET /v1/ideas?cursor=${nextCursor}&sort=title`),
    400,
    "cursor-invalid",
    "another sorting",
  );
  const impossible = forged({ by: "-createdAt,-id", after: ["never", "nobody"] });
  isProblem(t, await ask(`GET /v1/ideas?cursor=${impossible}`), 400, "cursor-invalid", "other types");

  for (const sort of ["nonsense", "summary", "title,", "", "--title", "title;drop", "officeId"]) {
    isProblem(t, await ask(`GET /v1/ideas?sort=${sort}`), 400, "sort-invalid", `sort ${sort}`);
  }
  for (const limit of ["0", "-1", "201", "1.5", "abc", ""]) {
    const reply = await ask(`GET /v1/ideas?limit=${limit}`);
    isProblem(t, reply, 400, "invalid-input", `limit ${limit}`);
    t.match(reply.body.errors, [{ parameter: "limit" }]);
  }
  const unknown = await ask("GET /v1/ideas?nonsense=1");
  isProblem(t, unknown, 422, "parameter-unknown");
  t.match(unknown.body.detail, /“nonsense”.*limit, cursor, dialect, sort, state, themeId/);
  const word = await ask("GET /v1/ideas?state=captured,weg");
  isProblem(t, word, 422, "filter-unknown");
  t.match(word.body, {
    detail: "“weg” is no value of “state”. Possible values: captured, in-advice, parked, merged, rejected.",
    errors: [{ parameter: "state" }],
  });
  isProblem(t, await ask("GET /v1/ideas?startsOnFrom=gestern"), 400, "invalid-input", "no day");
  isProblem(t, await ask("GET /v1/ideas?title=Eins"), 422, "parameter-unknown", "no filter");
  t.equal((await ask("GET /v1/ideas?limit=200")).status, 200);
  t.equal((await ask("GET /v1/ideas?limit=1")).body.items.length, 1);
});

test("a list has 50 rows unless told otherwise, and at most 200", async (t) => {
  const { ask, office, ownerUrl } = await start();
  await sql(
    ownerUrl,
    `insert into ideas (office_id, number, title, captured_on)
     select $1, 'N-' || n, 'Idee ' || n, '2026-01-01' from generate_series(1, 203) n`,
    [office.id],
  );
  t.equal((await ask("GET /v1/ideas")).body.items.length, 50);
  const { items, nextCursor } = (await ask("GET /v1/ideas?limit=200")).body;
  t.equal(items.length, 200);
  const rest = (await ask(`GET /v1/ideas?limit=200&cursor=${nextCursor}`)).body;
  t.equal(rest.items.length, 3, "rows of one instant are told apart");
  t.equal(rest.nextCursor, null);
  const ids = [...items, ...rest.items].map(({ id }: { id: string }) => id);
  t.equal(new Set(ids).size, 203);
});

test("filters and words find what they name", async (t) => {
  const { ask } = await start();
  const theme = await expectDone(ask("POST /v1/themes", { body: { position: 1, title: "Begegnung" } }));
  for (const body of [
    {
      title: "Begegnungen im Quartier",
      startsOn: "2027-01-01",
      themeId: theme.id,
      applicantKind: "school",
    },
    { title: "Kinder spielten draußen", summary: "Ein Nachmittag im Garten", startsOn: "2027-02-01" },
    {
      title: "Lesungen",
      summary: "Geschichten aus den Häusern",
      startsOn: "2027-03-01",
      applicantKind: "parish",
    },
  ]) {
    await expectDone(ask("POST /v1/ideas", { body }));
  }
  const found = async (query: string) => {
    const { items } = await expectDone(ask(`GET /v1/ideas?sort=createdAt&${encodeURI(query)}`));
    return items.map(({ title }: { title: string }) => title.split(" ")[0]).join();
  };
  t.equal(await found(`themeId=${theme.id}`), "Begegnungen");
  t.equal(await found("applicantKind=school,parish"), "Begegnungen,Lesungen");
  t.equal(await found("applicantKind=school,parish&startsOnFrom=2027-02-15"), "Lesungen");
  t.equal(await found("startsOnFrom=2027-02-01&startsOnTo=2027-02-28"), "Kinder");
  t.equal(await found("state=parked"), "");
  t.equal(await found("q=begegnung"), "Begegnungen", "singular finds plural, case does not matter");
  t.equal(await found("q=Kindern"), "Kinder", "another case");
  t.equal(await found("q=Haus"), "Lesungen", "umlaut of the plural");
  t.equal(await found("q=Gärten"), "Kinder", "and the other way round");
  t.equal(await found("q=der die das"), "", "stop words alone find nothing");
  t.equal(await found('q="Geschichten aus"'), "Lesungen", "phrases");
  t.equal(await found("q=Kinder Lesung"), "", "every word is in it");
  for (const q of ["'", '"', "&|!()", ":*", "\\", "%25", "a:b <-> c"]) {
    t.equal((await ask(`GET /v1/ideas?q=${encodeURIComponent(q)}`)).status, 200, `q=${q}`);
  }
});

async function csvOf({ address, office }: Setting, path: string) {
  const reply = await fetch(address + path, {
    headers: { authorization: `Bearer ${office.people["lead-office"].token}`, accept: "text/csv" },
  });
  const bytes = Buffer.from(await reply.arrayBuffer());
  return { reply, bytes, rows: parseCsv(bytes.subarray(3).toString("utf8")) };
}

test("a list as CSV opens in a spreadsheet and runs nothing there", async (t) => {
  const setting = await start();
  const { ask, office } = setting;
  const ideas = [
    { title: "Größe, Straße & Überfluss", summary: 'Er sagte: "Ja, gern"\nund ging; €' },
    { title: '=HYPERLINK("http://böse.example")' },
    { title: "+49 4541 0" },
    { title: "-2+3" },
    { title: "@SUM(A1)" },
  ];
  for (const body of ideas) {
    await expectDone(
      ask("POST /v1/ideas", { body: { ...body, amount: { amountCents: 480000, currency: "EUR" } } }),
    );
  }
  const { reply, bytes, rows } = await csvOf(setting, "/v1/ideas?sort=createdAt");
  t.equal(reply.status, 200);
  t.equal(reply.headers.get("content-type"), "text/csv; charset=utf-8");
  t.equal(reply.headers.get("content-disposition"), 'attachment; filename="ideas.csv"');
  t.same([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "byte order mark");
  const [header = [], ...lines] = rows;
  const cell = (line: string[] | undefined, name: string) => line?.[header.indexOf(name)];
  t.equal(lines.length, ideas.length);
  t.ok(
    lines.every((line) => line.length === header.length),
    "every line has every column",
  );
  t.equal(cell(lines[0], "title"), ideas[0]?.title);
  t.equal(cell(lines[0], "summary"), ideas[0]?.summary);
  t.equal(cell(lines[0], "amountCents"), "480000");
  t.equal(cell(lines[0], "themeId"), "", "nothing is empty");
  t.same(
    lines.slice(1).map((line) => cell(line, "title")),
    ideas.slice(1).map(({ title }) => `'${title}`),
    "formulas are text",
  );
  const asJson = (await ask("GET /v1/ideas?sort=createdAt")).body.items;
  t.same(
    lines.map((line) => cell(line, "id")),
    asJson.map(({ id }: { id: string }) => id),
    "the same rows",
  );

  const page = await csvOf(setting, "/v1/ideas?sort=createdAt&limit=2");
  const [, next = ""] = /^<([^>]+)>; rel="next"$/.exec(page.reply.headers.get("link") ?? "") ?? [];
  const second = await csvOf(setting, next);
  t.same(
    second.rows.slice(1).map((line) => cell(line, "id")),
    lines.slice(2, 4).map((line) => cell(line, "id")),
  );
  t.equal(reply.headers.get("link"), null, "no link from the last page");

  const leadOffice = { token: office.people["lead-office"].token };
  const programme = await expectDone(
    ask("POST /v1/programmes", { body: { name: "PfD", funder: "Bund", level: "federal" } }),
  );
  const fund = await expectDone(
    ask("POST /v1/funds", { body: { programmeId: programme.id, name: "Fonds" } }),
  );
  const { id: fundYearId } = await expectDone(
    ask("POST /v1/fund-years", { body: { fundId: fund.id, year: 2026 } }),
  );
  for (const [kind, amountCents] of [
    ["allocation", 5000],
    ["allocation-change", -1200],
  ] as const) {
    const amount = { amountCents, currency: "EUR" };
    await expectDone(ask("POST /v1/ledger-entries", { ...leadOffice, body: { fundYearId, kind, amount } }));
  }
  const ledger = await csvOf(setting, "/v1/ledger-entries?sort=createdAt");
  const column = ledger.rows[0]?.indexOf("amountCents") ?? -1;
  t.same(
    ledger.rows.slice(1).map((line) => line[column]),
    ["5000", "-1200"],
    "a negative number stays a number",
  );
});

test("the rate of a token is limited, announced, and its own", async (t) => {
  const { ask, office } = await startAlone(t, { requestsPerMinute: 3 });
  for (const left of [2, 1, 0]) {
    const reply = await ask("GET /v1/themes");
    t.equal(reply.status, 200);
    t.equal(reply.headers.get("ratelimit-policy"), '"default";q=3;w=60');
    t.match(reply.headers.get("ratelimit"), new RegExp(`^"default";r=${left};t=\\d+$`));
  }
  const refused = await ask("GET /v1/themes", { headers: { "accept-language": "de" } });
  isProblem(t, refused, 429, "rate-limited");
  const seconds = Number(refused.headers.get("retry-after"));
  t.ok(seconds >= 1 && seconds <= 60, `Retry-After ${seconds}`);
  t.match(refused.body.detail, `Bitte ${seconds} Sekunde${seconds === 1 ? "" : "n"} warten`);
  t.match(refused.headers.get("ratelimit"), /r=0/);
  t.equal((await ask("GET /v1/themes", { token: office.people.admin.token })).status, 200, "others go on");
  t.equal((await ask("GET /livez")).status, 200, "the operator's tools go on");
});

test("words come in the language that is asked for", async (t) => {
  const { ask } = await start();
  for (const [wanted, language] of [
    ["de", "de"],
    ["de-AT,de;q=0.9,en;q=0.5", "de"],
    ["fr, en;q=0.3, de;q=0.8", "de"],
    ["en-GB", "en"],
    ["de;q=0, en;q=0.1", "en"],
    ["fr", "en"],
    ["*", "en"],
    ["", "en"],
    [";;;q=,=", "en"],
  ] as const) {
    const reply = await ask("GET /v1/nothing", { headers: { "accept-language": wanted } });
    t.equal(reply.headers.get("content-language"), language, wanted);
    t.equal(reply.body.title, language === "de" ? "Nicht gefunden" : "Not found");
  }
});

test("every reply names its request", async (t) => {
  const { ask } = await start();
  const ids = [];
  for (const line of ["GET /v1/themes", "GET /livez", "GET /v1/nothing", "GET /openapi.json"]) {
    const { headers } = await ask(line);
    t.match(headers.get("request-id"), requestId, line);
    t.equal(headers.get("x-content-type-options"), "nosniff");
    ids.push(headers.get("request-id"));
  }
  t.equal(new Set(ids).size, ids.length);
});

test("the operator's and the reader's pages answer anybody", async (t) => {
  const { ask, office } = await startAlone(t);
  await expectDone(ask("GET /v1/ideas"));
  const anybody = (line: string) => ask(line, { token: undefined });
  t.same((await anybody("GET /livez")).body, { status: "ok" });
  t.same(await whenReady(ask), { status: "ok", database: "ok", queue: "ok", storage: "ok" });
  const metrics = await anybody("GET /metrics");
  t.match(metrics.headers.get("content-type"), /^text\/plain/);
  t.match(
    metrics.text,
    /^http_request_duration_seconds_count\{method="GET",route="\/v1\/ideas",status="200"\} 1$/m,
  );
  t.match(metrics.text, /^zuwendo_nudges_total\{outcome="dropped"\} 0$/m);
  t.notMatch(metrics.text, office.id, "no office's figures");
  t.same((await anybody("GET /openapi.json")).body, openApi);
  const docs = await anybody("GET /docs");
  t.equal(docs.status, 200);
  t.match(docs.text, /swagger-ui/);
  t.equal((await anybody("HEAD /livez")).status, 200);
});

test("without its queue the API says so and works on", async (t) => {
  const { ask } = await startAlone(t, { redisUrl: "redis://127.0.0.1:1" });
  const created = await ask("POST /v1/ideas", { body: { title: "Trotzdem" } });
  t.equal(created.status, 201, created.text);
  t.equal((await ask(`GET /v1/ideas/${created.body.id}`)).status, 200);
  const ready = await ask("GET /readyz");
  t.equal(ready.status, 200);
  t.same(ready.body, { status: "degraded", database: "ok", queue: "down", storage: "ok" });
});
