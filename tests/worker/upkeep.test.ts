import { addDays, localDay } from "@zuwendo/domain";
import t from "tap";
import { cleanUp } from "../../services/worker/src/clean-up.ts";
import { measure } from "../../services/worker/src/measure.ts";
import { checkDrift } from "../../services/worker/src/money/check-drift.ts";
import { foldAll } from "../../services/worker/src/money/fold-rollups.ts";
import { remindOfDue } from "../../services/worker/src/reminders/due-reminders.ts";
import { apiForTest } from "../support/api.ts";
import { databaseForTest } from "../support/database.ts";
import { insertOffice } from "../support/office.ts";
import { euros, expectDone, insertProgramme } from "../support/project.ts";
import { ownerForTest, toolsForTest } from "./reminders/due.ts";

const database = await databaseForTest(t);
const office = await insertOffice(database.ownerUrl);
const owner = ownerForTest(t, database, office.id);
const tools = toolsForTest(t, database);
const { ask } = await apiForTest(t, database.apiUrl);
const gauges = async () => {
  const rows = await owner.query<{ name: string; value: number }>("select name, value from gauges");
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
};

t.test("the drift check finds what differs from the ledger, and only that", async (t) => {
  const { fundYear } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2027-05-05" });
  const book = (amount: number) =>
    expectDone(
      ask("POST /v1/ledger-entries", {
        token: office.people["lead-office"].token,
        body: { fundYearId: fundYear.id, kind: "allocation-change", amount: euros(amount) },
      }),
    );
  t.same(await checkDrift(tools), { rollups: 0, guards: 0 }, "nothing folded yet");
  await book(100);
  await foldAll(tools);
  await book(200);
  t.same(await checkDrift(tools), { rollups: 0, guards: 0 }, "a tail that is not folded is no drift");
  const changes: [string, string, { rollups: number; guards: number }][] = [
    [
      "an amount",
      "update rollups set amount_cents = amount_cents + 1 where dimension = 'programme'",
      { rollups: 1, guards: 0 },
    ],
    [
      "a count",
      "update rollups set entries = entries - 1 where dimension = 'month'",
      { rollups: 1, guards: 0 },
    ],
    ["a row that is gone", "delete from rollups where dimension = 'area'", { rollups: 1, guards: 0 }],
    [
      "a row that has no entry",
      "insert into rollups select office_id, fund_year_id, dimension, 'x', measure, 0, 0 from rollups where dimension = 'call'",
      { rollups: 1, guards: 0 },
    ],
    [
      "a position too far ahead",
      "update fold_positions set folded_seq = folded_seq + 1",
      { rollups: 8, guards: 0 },
    ],
    [
      "a guard total",
      "update fund_years set allocated_cents = allocated_cents + 1",
      { rollups: 0, guards: 1 },
    ],
    ["another", "update fund_years set reserved_cents = reserved_cents + 1", { rollups: 0, guards: 1 }],
    ["a third", "update fund_years set committed_cents = committed_cents + 1", { rollups: 0, guards: 1 }],
  ];
  for (const [name, change, drift] of changes) {
    await owner.query("create table kept as table rollups");
    await owner.query("create table kept_positions as table fold_positions");
    await owner.query(change);
    t.same(await checkDrift(tools), drift, name);
    t.match(
      await gauges(),
      { rollup_drift: drift.rollups, guard_drift: drift.guards },
      "and tells the metrics",
    );
    await owner.query("delete from rollups");
    await owner.query("insert into rollups table kept");
    await owner.query("update fold_positions p set folded_seq = k.folded_seq from kept_positions k");
    await owner.query("drop table kept, kept_positions");
    await owner.query(
      `update fund_years y set reserved_cents = 0, committed_cents = 0, allocated_cents =
         (select sum(amount_cents) from ledger_entries e where e.fund_year_id = y.id)`,
    );
    t.same(await checkDrift(tools), { rollups: 0, guards: 0 }, "put back");
  }
  t.match(await gauges(), { rollup_drift: 0, guard_drift: 0 });
});

t.test("the clean-up deletes old idempotency keys and nothing else", async (t) => {
  const token = office.people["project-lead"].token;
  for (const key of ["old", "just old", "young", "new"]) {
    await expectDone(
      ask("POST /v1/ideas", { token, body: { title: `Idee ${key}` }, headers: { "idempotency-key": key } }),
    );
  }
  const ages = { old: "400 days", "just old": "7 days 1 minute", young: "6 days 23 hours 59 minutes" };
  for (const [key, age] of Object.entries(ages))
    await owner.query("update idempotency_keys set created_at = now() - $2::interval where key = $1", [
      key,
      age,
    ]);
  const tables = await owner.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
  );
  const countAll = async () => {
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await owner.query<{ count: number }>(`select count(*) from ${name}`);
      counts[name] = row?.count ?? 0;
    }
    return counts;
  };
  const before = await countAll();
  await cleanUp(tools);
  await cleanUp(tools);
  t.same(await owner.query("select key from idempotency_keys order by key"), [
    { key: "new" },
    { key: "young" },
  ]);
  t.same(await countAll(), { ...before, idempotency_keys: (before.idempotency_keys ?? 0) - 2 });
  const again = await ask("POST /v1/ideas", {
    token,
    body: { title: "Idee young" },
    headers: { "idempotency-key": "young" },
  });
  t.equal(again.status, 201);
  t.equal(
    (await owner.query("select from ideas where title = 'Idee young'")).length,
    1,
    "what is kept still answers",
  );
});

t.test("the figures say how far behind the worker is", async (t) => {
  await measure(tools);
  t.match(await gauges(), {
    mails_pending: 0,
    mails_oldest_pending_seconds: 0,
    reminders_overdue_seconds: 0,
  });
  const today = localDay(new Date(), "Europe/Berlin");
  await owner.insertDeadlines([
    {
      kind: "completion",
      nominalOn: addDays(today, 6),
      remindedUntil: `${addDays(today, -10)}T00:00:00Z`,
      leadId: office.people["project-lead"].id,
    },
  ]);
  await owner.query("update deadlines set next_remind_at = now() - interval '2 days'");
  await measure(tools);
  const overdue = (await gauges()).reminders_overdue_seconds ?? 0;
  t.ok(overdue >= 2 * 86_400 && overdue < 3 * 86_400, `overdue for two days: ${overdue}`);
  await remindOfDue(tools);
  await owner.query("update mails set created_at = created_at - interval '1 hour'");
  await measure(tools);
  const figures = await gauges();
  t.match(figures, { mails_pending: 1, reminders_overdue_seconds: 0 });
  t.ok((figures.mails_oldest_pending_seconds ?? 0) >= 3600);
});
