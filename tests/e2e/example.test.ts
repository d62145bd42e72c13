import { applicationStates, type Role } from "@zuwendo/domain";
import { test } from "tap";
import { loadCatalogue } from "../../services/standalone/src/example/catalogue.ts";
import { loadExample } from "../../services/standalone/src/example/load.ts";
import { apiForTest, type Reply } from "../support/api.ts";
import { databaseForTest } from "../support/database.ts";
import { insertOffice, type TestOffice } from "../support/office.ts";

const resources = [
  "organisations",
  "people",
  "tokens",
  "themes",
  "findings",
  "needs",
  "ideas",
  "programmes",
  "funds",
  "fund-years",
  "committees",
  "meetings",
  "calls",
  "applications",
  "votes",
  "grants",
  "disbursements",
  "deadlines",
  "reminders",
  "mails",
  "ledger-entries",
  "audit-log",
];

/** What these roles may not read at all (packages/domain, the table of permissions). */
const closed: Readonly<Partial<Record<Role, readonly string[]>>> = {
  coordinator: ["audit-log"],
  admin: [
    "ideas",
    "applications",
    "votes",
    "grants",
    "disbursements",
    "deadlines",
    "fund-years",
    "ledger-entries",
  ],
};

function of(office: TestOffice, what: "token" | "id"): Record<Role, string> {
  return Object.fromEntries(
    Object.entries(office.people).map(([role, person]) => [role, person[what]]),
  ) as Record<Role, string>;
}

const day = (instant: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(new Date(instant));

test("the example office loads through the API, twice without doubles", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl, "RZ");
  const { address, ask } = await apiForTest(t, database.apiUrl);
  const today = day(new Date().toISOString());
  const load = () =>
    loadExample({
      address,
      tokens: of(office, "token"),
      people: of(office, "id"),
      today,
    });
  const read = (path: string, role: Role) => ask(`GET /v1/${path}`, { token: office.people[role].token });
  const count = async () => {
    const counts: Record<string, number> = {};
    for (const resource of resources) {
      const reply = await read(
        `${resource}?limit=200`,
        resource === "audit-log" ? "lead-office" : "coordinator",
      );
      counts[resource] = reply.body.items?.length;
    }
    return counts;
  };
  const startedMs = performance.now();
  await load();
  t.comment(`loaded in ${Math.round(performance.now() - startedMs)} ms`);
  const first = await count();

  t.match(
    first,
    { themes: 6, committees: 4, funds: 4, grants: 7, disbursements: 7, votes: 9 },
    "main counts",
  );
  t.ok(Number(first.programmes) >= 20, "about twenty programmes");
  t.ok(Number(first.ideas) >= 25, "ideas");

  await t.test("a second run changes nothing", async (t) => {
    await load();
    t.same(await count(), first);
  });

  await t.test("the catalogue is part of it", async (t) => {
    const { token } = office.people.coordinator;
    const loaded = await loadCatalogue({ address, token, land: "SH", today });
    t.match(loaded, [
      { resource: "programmes", added: [], known: 15 },
      { resource: "calls", added: [], known: 15 },
    ]);
    t.same(await count(), first);
  });

  await t.test("applications are in every state", async (t) => {
    const { body } = await read("applications?limit=200", "coordinator");
    const states = new Set(body.items.map((item: { state: string }) => item.state));
    t.same([...states].sort(), [...applicationStates].sort());
    t.equal(
      body.items.filter((item: { isLate: boolean }) => item.isLate).length,
      0,
      "none of them came late",
    );
  });

  await t.test("the table with the discursive method has statements only", async (t) => {
    const themes = (await read("themes?sort=position", "auditor")).body.items;
    t.same(
      themes.map((theme: { method: string }) => theme.method === "discursive"),
      [false, false, false, false, false, true],
    );
    const { items } = (await read(`findings?themeId=${themes[5].id}`, "auditor")).body;
    t.ok(items.length > 0 && items.every((finding: { kind: string }) => finding.kind === "statement"));
    t.equal((await read(`needs?themeId=${themes[5].id}`, "auditor")).body.items.length, 0);
  });

  await t.test("rules, a day to aim at and a drafted plan are there", async (t) => {
    const calls = (await read("calls?limit=200", "project-lead")).body.items;
    const pair = calls.find(
      (call: { deadlineRule: { kind: string } }) => call.deadlineRule.kind === "soft-and-hard",
    );
    const rules = (await read("deadline-rules?limit=200", "coordinator")).body.items;
    t.ok(rules.some((one: { kind: string }) => one.kind === "paper-cut-off"));
    t.not(pair.deadlineRule.soft.kind, pair.deadlineRule.hard.kind);
    const [plan] = (await read("reminder-plans?limit=200", "coordinator")).body.items;
    t.equal(plan.state, "draft");
    t.equal(plan.steps.length, 4);
  });

  await t.test("every kind of deadline rule has a call", async (t) => {
    const { items } = (await read("calls?limit=200", "project-lead")).body;
    const kinds = new Set(items.map((call: { deadlineRule: { kind: string } }) => call.deadlineRule.kind));
    t.same([...kinds].sort(), [
      "at-time",
      "before-meeting",
      "before-meeting-working-days",
      "before-start",
      "fixed",
      "none",
      "rolling",
      "rolling-window",
      "soft-and-hard",
    ]);
  });

  await t.test("programmes with illustrative values name no source", async (t) => {
    const { items } = (await read("programmes?limit=200", "auditor")).body;
    t.ok(
      items.every(
        (one: { isIllustrative: boolean; sourceUrl: string | null }) =>
          one.isIllustrative === (one.sourceUrl === null),
      ),
    );
  });

  await t.test("deadlines lie before, on and after today", async (t) => {
    const { items } = (await read("deadlines?state=open&limit=200", "coordinator")).body;
    const days: string[] = items.map((deadline: { effectiveOn: string }) => deadline.effectiveOn);
    t.ok(days.some((one) => one < today));
    t.ok(days.some((one) => one === today));
    const inAWeek = day(new Date(Date.now() + 7 * 86_400_000).toISOString());
    t.ok(days.some((one) => one > today && one <= inAWeek));
    t.ok(days.some((one) => one > inAWeek));
  });

  await t.test("the money of 2020 is the historic one", async (t) => {
    const { items } = (await read("rollups?year=2020", "auditor")).body;
    const sum = (measure: string) =>
      items.reduce((total: number, item: Record<string, { amountCents: number }>) => {
        return total + (item[measure]?.amountCents ?? 0);
      }, 0);
    t.equal(sum("received"), 11_250_000);
    t.equal(sum("cofinancingPaid"), 1_250_000);
    t.equal(sum("allocated"), 12_500_000);
    t.same(
      items.map((item: { cofinancingRateBp: number }) => item.cofinancingRateBp),
      [1000, 1000, 1000],
    );
  });

  await t.test("the café fits the partnership, the language course does not", async (t) => {
    const outcome = async (needle: string) => {
      const ideas = (await read(`ideas?q=${needle}&origin=theme-table`, "coordinator")).body.items;
      const idea = ideas.find(({ title }: { title: string }) => title.toLowerCase().startsWith(needle));
      const { items } = (await read(`ideas/${idea.id}/matches`, "coordinator")).body;
      return new Map<string, string>(
        items.map((match: { callTitle: string; outcome: string }) => [match.callTitle, match.outcome]),
      );
    };
    const round = "Aktions- und Initiativfonds, laufende Runde";
    t.equal((await outcome("begegnungscafé")).get(round), "fits");
    const course = await outcome("sprachkurs");
    t.equal(course.get(round), "does-not-fit");
    t.ok([...course.values()].includes("fits"), "something else fits");
  });

  await t.test("the project lead sees the own applications, the partner the joint one", async (t) => {
    t.equal((await read("applications", "project-lead")).body.items.length, 4);
    await t.resolveMatch(read("applications", "partner"), { body: { items: [{ state: "draft" }] } });
  });

  await t.test("every list answers", async (t) => {
    for (const role of ["coordinator", "lead-office", "admin"] as const) {
      const replies: [string, Reply][] = await Promise.all(
        resources.map(async (resource) => [resource, await read(resource, role)] as [string, Reply]),
      );
      for (const [resource, reply] of replies) {
        const expected = closed[role]?.includes(resource) ? 403 : 200;
        t.equal(reply.status, expected, `${resource} for ${role}`);
      }
    }
  });
});
