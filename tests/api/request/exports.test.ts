import { readFileSync } from "node:fs";
import pg from "pg";
import { type Test, test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { parseCsv } from "../../support/csv.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { euros, expectDone, insertApplication, insertProgramme } from "../../support/project.ts";
import { readWorkbook } from "../../support/workbook.ts";

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async function setUp(t: Test) {
  const database = await databaseForTest(t);
  const clock = () => "2026-08-20T10:00:00.000Z";
  const { ask, address } = await apiForTest(t, database.apiUrl, { clock });
  const office = await insertOffice(database.ownerUrl);
  const { token } = office.people.coordinator;
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const application = await insertApplication(ask, office, { callId: call.id, cost: 1234.5, ...period });
  const read = (path: string, accept: string, headers = {}) =>
    fetch(address + path, { headers: { authorization: `Bearer ${token}`, accept, ...headers } });
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  return { ask, office, token, application, read, owner };
}

test("a list opens in a German spreadsheet: words, euros and days", async (t) => {
  const { application, read } = await setUp(t);
  const reply = await read("/v1/applications?dialect=excel-de", "*/*");
  t.equal(reply.headers.get("content-type"), "text/csv; charset=utf-8");
  const text = await reply.text();
  const [head = "", row = ""] = text.replace(/^\ufeff/, "").split("\r\n");
  const headings = head.split(";");
  const cells = Object.fromEntries(row.split(";").map((cell, index) => [headings[index], cell]));
  t.match(cells, {
    Nummer: application.number,
    Träger: application.organisationName,
    Projektleitung: application.leadName,
    Beantragt: "1234,50",
    Beginn: "15.09.2026",
    Stand: "Entwurf",
    "Am Zug": "Antragstellende",
    Verspätet: "nein",
    Kennung: application.id,
  });
  t.notOk(
    headings.some((heading) => /Id$|Cents$|[{}]/.test(heading)),
    head,
  );
  t.notMatch(row, /[{}]|[0-9a-f]{8}-[0-9a-f]{4}.*[0-9a-f]{8}-[0-9a-f]{4}/, "no JSON, and one id only");
});

test("a workbook has numbers, days and a sheet that says what it is of", async (t) => {
  const { application, read } = await setUp(t);
  const reply = await read(
    "/v1/applications?state=draft,submitted&sort=-requested&requestedFrom=100&limit=5",
    xlsx,
    { "accept-language": "de" },
  );
  t.equal(reply.headers.get("content-disposition"), 'attachment; filename="applications.xlsx"');
  const { names, sheets } = await readWorkbook(Buffer.from(await reply.arrayBuffer()));
  t.same(names, ["Anträge", "Stand"]);
  const [[headings = [], row = []] = [], asOf = []] = sheets;
  const cell = (heading: string) => row[headings.indexOf(heading)];
  t.equal(cell("Beantragt"), 1234.5, "a number");
  t.same(cell("Beginn"), new Date("2026-09-15"), "a day");
  t.equal(cell("Träger"), application.organisationName);
  t.same(asOf, [
    ["Angabe", "Wert"],
    ["Liste", "Anträge"],
    ["Stand", "20.08.2026 12:00"],
    ["Zeilen", 1],
    ["Filter: Stand", "Entwurf, eingereicht"],
    ["Sortiert nach", "Beantragt absteigend"],
    ["Filter: Beantragt ab", "1,00\u00a0€"],
  ]);
  const english = await readWorkbook(
    Buffer.from(await (await read("/v1/applications", xlsx, { "accept-language": "en" })).arrayBuffer()),
  );
  t.same(english.names, ["Applications", "As of"]);
});

test("an export is the whole list, and is refused in a form that there is not", async (t) => {
  const { ask, token, read, owner } = await setUp(t);
  const committee = (await expectDone(ask("GET /v1/committees", { token }))).items[0].id;
  await owner.query(
    "insert into meetings (committee_id, takes_place_on) select $1, date '2027-01-01' + n from generate_series(0, 2499) n",
    [committee],
  );
  const csv = await (await read("/v1/meetings", "text/csv")).text();
  const [headings = [], ...lines] = parseCsv(csv.replace(/^\ufeff/, ""));
  const ids = lines.map((line) => line[headings.indexOf("id")]);
  t.same([ids.length, new Set(ids).size], [2501, 2501], "all of it, each row once");
  const { sheets } = await readWorkbook(Buffer.from(await (await read("/v1/meetings", xlsx)).arrayBuffer()));
  t.equal(sheets[0]?.length, 2502);
  for (const [path, accept] of [
    ["/v1/meetings?dialect=excel-de", "application/json"],
    ["/v1/meetings?dialect=excel-de", xlsx],
    ["/v1/meetings", "application/pdf"],
    [`/v1/committees/${committee}`, "text/csv"],
  ] as const) {
    const refused = await ask(`GET ${path}`, { token, headers: { accept } });
    isProblem(t, refused, 406, "not-acceptable", `${path} as ${accept}`);
  }
  isProblem(t, await ask("GET /v1/meetings?dialect=excel", { token }), 400, "invalid-input");
});

test("a text that looks like a formula stays text in every form", async (t) => {
  const { ask, token, read } = await setUp(t);
  const title = '=HYPERLINK("http://böse.example")';
  await expectDone(ask("POST /v1/ideas", { token, body: { title, amount: euros(0.05) } }));
  for (const dialect of ["", "?dialect=excel-de"]) {
    t.match(await (await read(`/v1/ideas${dialect}`, "text/csv")).text(), "\"'=HYPERLINK(");
  }
  const { sheets } = await readWorkbook(Buffer.from(await (await read("/v1/ideas", xlsx)).arrayBuffer()));
  t.ok(
    sheets[0]?.some((row) => row.includes(title)),
    "a workbook has texts and runs none",
  );
});

test("every column of every list has a heading", async (t) => {
  const { ask, office } = await setUp(t);
  const { paths } = JSON.parse(readFileSync("openapi/openapi.json", "utf8"));
  const rollups = await ask("GET /v1/rollups?dialect=excel-de", {
    token: office.people["lead-office"].token,
  });
  t.match(rollups.text, /Haushaltsjahr;.*;Aktionsfonds 2026;"?60000,00/s, "money summed, in euros");
  const lists = Object.keys(paths).filter((path) => paths[path].get?.responses["200"]?.content?.["text/csv"]);
  t.ok(lists.length > 25 && lists.includes("/v1/rollups"));
  for (const path of lists) {
    const replies = await Promise.all(
      [office.people.coordinator, office.people["lead-office"], office.people.admin].map(({ token }) =>
        ask(`GET ${path}?dialect=excel-de`, { token }),
      ),
    );
    const text = replies.find(({ status }) => status === 200)?.text ?? "";
    const headings =
      text
        .replace(/^\ufeff/, "")
        .split("\r\n")[0]
        ?.split(";") ?? [];
    t.ok(headings.length > 3, path);
    t.same(
      headings.filter((heading) => /^[a-z]|[a-z][A-Z]/.test(heading)),
      [],
      `${path}: ${headings}`,
    );
  }
});

test("exports wait for each other, and whoever reads nothing keeps nobody waiting", async (t) => {
  const { ask, office, read, owner } = await setUp(t);
  const theme = await expectDone(
    ask("POST /v1/themes", { token: office.people.coordinator.token, body: { position: 1, title: "Thema" } }),
  );
  // More than the buffers between the two ends hold.
  await owner.query(
    "insert into findings (theme_id, kind, description) select $1, 'statement', repeat('Wort ', 1900) from generate_series(1, 2500)",
    [theme.id],
  );
  const stalled = [await read("/v1/findings", "text/csv"), await read("/v1/findings", "text/csv")];
  const refused = await read("/v1/findings", "text/csv");
  t.same([refused.status, refused.headers.get("retry-after")], [429, "5"], "a third of one token");
  const { token } = office.people["lead-office"];
  const others = [1, 2].map(() => ask("GET /v1/themes", { token, headers: { accept: "text/csv" } }));
  t.same(
    (await Promise.all(others)).map(({ status }) => status),
    [200, 200],
    "others go on",
  );
  t.equal((await ask("GET /v1/me", { token })).status, 200);
  for (const { body } of stalled) await body?.cancel();
  let again = await read("/v1/themes", "text/csv");
  for (; again.status === 429; again = await read("/v1/themes", "text/csv")) await again.text();
  t.equal(again.status, 200, "what is over counts no longer");
});

test("a title parts no cell of a German spreadsheet", async (t) => {
  const { ask, token, read } = await setUp(t);
  await expectDone(ask("POST /v1/ideas", { token, body: { title: "Spende;=1+1" } }));
  t.match(await (await read("/v1/ideas", "text/csv")).text(), ',"Spende;=1+1",');
  await expectDone(ask("POST /v1/ideas", { token, body: { title: "_x003D_1" } }));
  const { sheets } = await readWorkbook(Buffer.from(await (await read("/v1/ideas", xlsx)).arrayBuffer()));
  t.ok(sheets[0]?.flat().includes("_x003D_1"), "an escape of a workbook stays what was written");
});
