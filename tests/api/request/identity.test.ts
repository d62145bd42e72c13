import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { expectDone, insertProgramme } from "../../support/project.ts";

async function setUp(t: Parameters<typeof databaseForTest>[0]) {
  const database = await databaseForTest(t);
  const { ask } = await apiForTest(t, database.apiUrl);
  const office = await insertOffice(database.ownerUrl);
  const token = office.people.coordinator.token;
  const as = (line: string, body?: unknown, headers = {}) => ask(line, { token, body, headers });
  return { ask, office, token, as };
}

test("text that looks alike is stored alike", async (t) => {
  const { as } = await setUp(t);
  const composed = "Café für Müßiggänger";
  for (const title of [
    composed.normalize("NFD"),
    `  ${composed}  `,
    composed.replaceAll(" ", "\u00a0 \u2003"),
    composed.replace(" ", "\t"),
  ]) {
    const summary = " Erste Zeile  \r\n\r\n Zweite \u00a0Zeile \n";
    const idea = await expectDone(as("POST /v1/ideas", { title, summary }));
    t.equal(idea.title, composed, JSON.stringify(title));
    t.equal(idea.summary, "Erste Zeile\n\nZweite Zeile");
    const etag = { "if-match": "*" };
    const changed = await expectDone(as(`PATCH /v1/ideas/${idea.id}`, { title: `${title}!` }, etag));
    t.equal(changed.title, title.endsWith(" ") ? `${composed} !` : `${composed}!`);
  }
  t.equal(
    (await expectDone(as(`GET /v1/ideas?q=${encodeURIComponent("Müßiggänger".normalize("NFD"))}`))).items
      .length,
    4,
  );
  for (const title of ["", "   ", "\u00a0\n"])
    isProblem(t, await as("POST /v1/ideas", { title }), 400, "invalid-input");
});

test("a day in another notation is told how days are written", async (t) => {
  const { as } = await setUp(t);
  for (const [startsOn, words] of [
    ["2026-2-1", "Days are written YYYY-MM-DD: 2026-02-01."],
    ["1.2.2026", "Days are written YYYY-MM-DD: 2026-02-01."],
    ["01. 02. 2026", "Days are written YYYY-MM-DD: 2026-02-01."],
    ["2026/02/01", "Days are written YYYY-MM-DD: 2026-02-01."],
    ["31.02.2026", "This day does not exist; days are written YYYY-MM-DD."],
    ["morgen", "This day does not exist; days are written YYYY-MM-DD."],
    ["1980-01-01", "Possible are days from 1990 to 2099."],
  ] as const) {
    const reply = await as("POST /v1/ideas", { title: "Tag", startsOn });
    isProblem(t, reply, 400, "invalid-input", startsOn);
    t.match(reply.body.errors[0], { pointer: "/startsOn", detail: words }, startsOn);
  }
  const asked = await as("GET /v1/ideas?startsOnFrom=1.2.2026");
  t.match(asked.body.errors, [
    { parameter: "startsOnFrom", detail: "Days are written YYYY-MM-DD: 2026-02-01." },
  ]);
});

test("a body that cannot become a text is refused like any other", async (t) => {
  const { as } = await setUp(t);
  for (const title of [{ toString: 0 }, { valueOf: null, toString: null }, [{ toString: 0 }]])
    isProblem(t, await as("POST /v1/ideas", { title }), 400, "invalid-input", JSON.stringify(title));
  isProblem(t, await as("POST /v1/ideas", { toString: 0 }), 400, "invalid-input");
});

test("every pair of days is in order", async (t) => {
  const { ask, office, as } = await setUp(t);
  const { programme, call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const [early, late] = ["2026-05-02", "2026-05-03"];
  const theme = await expectDone(as("POST /v1/themes", { position: 1, title: "Thema" }));
  const idea = await expectDone(as("POST /v1/ideas", { title: "Idee", startsOn: early, endsOn: late }));
  const person = await expectDone(
    as("POST /v1/people", { name: "Pia Paar", email: "pia@verein.example", roles: ["project-lead"] }),
  );
  const rule = { deadlineRule: { kind: "fixed", on: early }, programmeId: programme.id, title: "Runde" };
  for (const [path, id, from, to, more] of [
    ["themes", theme.id, "workedFrom", "workedUntil", { position: 2, title: "Anderes" }],
    ["ideas", idea.id, "startsOn", "endsOn", { title: "Andere" }],
    ["calls", call.id, "projectFrom", "projectTo", rule],
    ["people", person.id, "rolesFrom", "rolesUntil", { name: "Paul", email: "paul@verein.example" }],
  ] as const) {
    const reversed = { [from]: late, [to]: early };
    const created = await as(`POST /v1/${path}`, { ...more, ...reversed });
    isProblem(t, created, 422, "value-refused", `${path} created`);
    t.match(created.body.errors, [{ pointer: `/${to}` }], path);
    const match = { "if-match": "*" };
    isProblem(
      t,
      await as(`PATCH /v1/${path}/${id}`, reversed, match),
      422,
      "value-refused",
      `${path} changed`,
    );
    await expectDone(as(`PATCH /v1/${path}/${id}`, { [from]: early, [to]: early }, match));
    const half = await as(`PATCH /v1/${path}/${id}`, { [from]: late }, match);
    isProblem(t, half, 422, "value-refused", `${path}: one of the two changed`);
  }
  const closed = await as("POST /v1/calls", { ...rule, opensOn: late });
  isProblem(t, closed, 422, "value-refused", "a call that closes before it opens");
  t.match(closed.body.errors, [{ pointer: "/opensOn" }]);
});
