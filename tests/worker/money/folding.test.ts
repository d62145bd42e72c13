import {
  foldEntries,
  type LedgerKind,
  ledgerKinds,
  measures,
  type RollupDimension,
  zeroMeasures,
} from "@zuwendo/domain";
import fc from "fast-check";
import t from "tap";
import { checkDrift } from "../../../services/worker/src/money/check-drift.ts";
import { foldAll, foldRollups } from "../../../services/worker/src/money/fold-rollups.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { euros, expectDone, insertProgramme } from "../../support/project.ts";
import { sized } from "../../support/sized.ts";
import { ownerForTest, toolsForTest } from "../reminders/due.ts";

const database = await databaseForTest(t);
const office = await insertOffice(database.ownerUrl);
const owner = ownerForTest(t, database, office.id);
const { ask } = await apiForTest(t, database.apiUrl);
const tools = toolsForTest(t, database);
const other = toolsForTest(t, database);
const { programme, fund } = await insertProgramme(ask, office, {
  year: 2026,
  meetingOn: "2027-05-05",
  allocated: 1,
});
const token = office.people.coordinator.token;
let funds = 0;

interface Booking {
  readonly kind: LedgerKind;
  readonly amountCents: number;
  readonly bookedOn: string;
  readonly areaKey: string | null;
  readonly themeId: string | null;
}

/** A fund of its own with an empty fund year, and ways to book, to fold and to read it. */
async function begin() {
  funds += 1;
  const [row] = await owner.query<{ id: string }>(
    "insert into funds (office_id, programme_id, name) values ($1, $2, $3) returning id",
    [office.id, programme.id, `Fonds ${funds}`],
  );
  const [year] = await owner.query<{ id: string }>(
    "insert into fund_years (office_id, fund_id, year) values ($1, $2, 2030) returning id",
    [office.id, row?.id],
  );
  const fundYearId = String(year?.id);
  const key = { officeId: office.id, fundYearId };
  const booked: Booking[] = [];
  /** Writes entries of any kind, numbered on, for a single writer. */
  const book = async (bookings: readonly Booking[]) => {
    if (bookings.length === 0) return;
    await owner.query(
      `with year as (select * from fund_years where id = $2),
       written as (
         insert into ledger_entries (office_id, fund_year_id, seq, kind, amount_cents, booked_on, value_on, programme_id,
           fund_id, area_key, theme_id)
         select $1, $2, year.last_seq + n.place, n.kind, n."amountCents", n."bookedOn", n."bookedOn", $3, year.fund_id,
           n."areaKey", n."themeId"
         from year, rows from (jsonb_to_recordset($4) as (kind text, "amountCents" bigint, "bookedOn" date,
           "areaKey" text, "themeId" uuid)) with ordinality as n (kind, "amountCents", "bookedOn", "areaKey", "themeId", place))
       update fund_years y set last_seq = y.last_seq + $5 where y.id = $2`,
      [office.id, fundYearId, programme.id, JSON.stringify(bookings), bookings.length],
    );
    booked.push(...bookings);
  };
  const read = async (dimension: RollupDimension) => {
    const { items, unfoldedEntries } = await expectDone(
      ask(`GET /v1/rollups?dimension=${dimension}&fundYearId=${fundYearId}`, { token }),
    );
    const totals = Object.fromEntries(
      items.map((item: { value: string | null } & Record<string, { amountCents: number }>) => [
        String(item.value),
        Object.fromEntries(measures.map((measure) => [measure, item[measure]?.amountCents])),
      ]),
    );
    return { totals, unfoldedEntries };
  };
  const sum = (keyOf: (booking: Booking) => string | null) => {
    const keys = [...new Set(booked.map((booking) => String(keyOf(booking))))];
    return Object.fromEntries(
      keys.map((key) => [
        key,
        { ...zeroMeasures(), ...foldEntries(booked.filter((booking) => String(keyOf(booking)) === key)) },
      ]),
    );
  };
  /** What differs between the rollups as they are read and the sum of the entries. */
  const differs = async (): Promise<string[]> => {
    const found: string[] = [];
    const keys: [RollupDimension, (booking: Booking) => string | null][] = [
      ["fund-year", () => fundYearId],
      ["month", ({ bookedOn }) => bookedOn.slice(0, 7)],
      ["area", ({ areaKey }) => areaKey],
      ["theme", ({ themeId }) => themeId],
      ["need", () => null],
    ];
    for (const [dimension, keyOf] of keys) {
      const { totals } = await read(dimension);
      const expected = sum(keyOf);
      const isSame = JSON.stringify(sorted(totals)) === JSON.stringify(sorted(expected));
      if (!isSame)
        found.push(`${dimension}: ${JSON.stringify(totals)} instead of ${JSON.stringify(expected)}`);
    }
    return found;
  };
  const unfolded = async () => (await read("fund-year")).unfoldedEntries;
  return { fundYearId, key, book, differs, unfolded, count: () => booked.length };
}

function sorted(totals: Record<string, Record<string, number>>) {
  return Object.keys(totals)
    .sort()
    .map((key) => [key, measures.map((measure) => totals[key]?.[measure])]);
}

const themes = ["019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10", "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11"];
const anyBooking: fc.Arbitrary<Booking> = fc.record({
  kind: fc.constantFrom(...ledgerKinds),
  amountCents: fc.integer({ min: -100_000_000_000, max: 100_000_000_000 }).filter((cents) => cents !== 0),
  bookedOn: fc.constantFrom("2026-12-31", "2027-01-01", "2027-01-31", "2027-02-28"),
  areaKey: fc.constantFrom(null, "01053100", "01053"),
  themeId: fc.constantFrom(null, ...themes),
});

function bookings(count: number): Booking[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: ledgerKinds[index % ledgerKinds.length] ?? "allocation",
    amountCents: index % 5 === 0 ? -index - 1 : index + 1,
    bookedOn: index % 2 === 0 ? "2027-01-31" : "2027-02-01",
    areaKey: index % 3 === 0 ? null : "01053100",
    themeId: themes[index % 3] ?? null,
  }));
}

t.test("what is read equals the sum of the entries, however they are booked and folded", async (t) => {
  const steps = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.array(anyBooking, { maxLength: 12 }) },
      { weight: 2, arbitrary: fc.constant("fold" as const) },
    ),
    { minLength: 2, maxLength: 8 },
  );
  let entries = 0;
  const property = fc.asyncProperty(steps, async (plan) => {
    const year = await begin();
    for (const step of plan) {
      if (step === "fold") await foldRollups(tools, year.key);
      else await year.book(step);
      const wrong = await year.differs();
      if (wrong.length > 0) throw new Error(wrong.join("\n"));
    }
    await foldRollups(tools, year.key);
    const wrong = [
      ...(await year.differs()),
      ...((await year.unfolded()) === 0 ? [] : ["something is unfolded"]),
    ];
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
    entries += year.count();
  });
  await t.resolves(fc.assert(property, { numRuns: sized(8, 100) }));
  t.comment(`${entries} entries`);
  t.match(await checkDrift(tools), { rollups: 0 });
});

t.test("the API's own bookings are exact with and without the worker", async (t) => {
  const year = await expectDone(ask("POST /v1/fund-years", { token, body: { fundId: fund.id, year: 2028 } }));
  const book = (kind: string, amount: number) =>
    expectDone(
      ask("POST /v1/ledger-entries", {
        token: office.people["lead-office"].token,
        body: { fundYearId: year.id, kind, amount: euros(amount) },
      }),
    );
  const read = async () => {
    const reply = await expectDone(ask(`GET /v1/rollups?fundYearId=${year.id}`, { token }));
    const [item] = reply.items;
    return [
      reply.unfoldedEntries,
      item?.allocated.amountCents,
      item?.called.amountCents,
      item?.free.amountCents,
    ];
  };
  await book("allocation", 1000);
  const change = await book("allocation-change", -400);
  t.same(await read(), [2, 60_000, 0, 60_000]);
  await foldAll(tools);
  t.same(await read(), [0, 60_000, 0, 60_000]);
  await book("upstream-call", 200);
  await expectDone(
    ask(`POST /v1/ledger-entries/${change.id}/reversals`, {
      token: office.people["lead-office"].token,
      body: { note: "Doch nicht gekürzt" },
    }),
  );
  t.same(await read(), [2, 100_000, 20_000, 100_000]);
  await Promise.all([foldAll(tools), foldAll(other)]);
  t.same(await read(), [0, 100_000, 20_000, 100_000]);
});

t.test("workers that fold at the same time, while entries are written, fold each once", async (t) => {
  const year = await begin();
  await year.book(bookings(50));
  let isWriting = true;
  const fold = async (by: typeof tools) => {
    for (let round = 0; isWriting || round < 3; round++) await foldRollups(by, year.key);
  };
  const write = async () => {
    for (let round = 0; round < 25; round++) await year.book(bookings(1 + (round % 7)));
    isWriting = false;
  };
  await Promise.all([write(), fold(tools), fold(tools), fold(other), fold(other)]);
  t.same(await year.differs(), []);
  t.equal(await year.unfolded(), 0);
  await foldRollups(tools, year.key);
  await foldRollups(other, year.key);
  t.same(await year.differs(), [], "folding what is folded changes nothing");
  t.match(await checkDrift(tools), { rollups: 0 });
});

t.test("a worker that dies while it folds leaves nothing half done", async (t) => {
  const year = await begin();
  await year.book(bookings(40));
  await foldRollups(tools, year.key);
  await year.book(bookings(40));
  const victim = toolsForTest(t, database, { connections: 1 });
  const { rows } = await victim.pool.query("select pg_backend_pid() as pid");
  await owner.query(
    "create function wait_a_minute() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$",
  );
  await owner.query(
    "create trigger wait_a_minute after update on fold_positions for each row execute function wait_a_minute()",
  );
  const folding = foldRollups(victim, year.key);
  const died = t.rejects(
    folding,
    { code: "57P01" },
    "it dies after it has written the rollups, before it commits",
  );
  for (let isAsleep = false; !isAsleep; ) {
    const [found] = await owner.query<{ event: string }>(
      "select wait_event as event from pg_stat_activity where pid = $1",
      [rows[0].pid],
    );
    isAsleep = found?.event === "PgSleep";
  }
  t.equal(await year.unfolded(), 40, "until then it is read as it was");
  t.same(await year.differs(), []);
  await owner.query("select pg_terminate_backend($1)", [rows[0].pid]);
  await died;
  await owner.query("drop trigger if exists wait_a_minute on fold_positions");
  t.equal(await year.unfolded(), 40);
  t.same(await year.differs(), []);
  await foldRollups(other, year.key);
  t.equal(await year.unfolded(), 0);
  t.same(await year.differs(), [], "and another folds what it left");
});

t.test("a fund year that cannot be folded keeps no other from its turn", async (t) => {
  const years = await Promise.all([begin(), begin(), begin()]);
  for (const year of years) await year.book(bookings(5));
  const [, broken] = years;
  await owner.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$`,
  );
  await owner.query(
    `create trigger refuse before insert on rollups for each row when (new.fund_year_id = '${broken?.fundYearId}') execute function refuse()`,
  );
  await t.rejects(foldAll(tools), /refused/, "it is told");
  t.same(await Promise.all(years.map((year) => year.unfolded())), [0, 5, 0]);
  for (const year of years) t.same(await year.differs(), [], "all are read exactly");
  await owner.query("drop trigger refuse on rollups");
  await foldAll(tools);
  t.equal(await broken?.unfolded(), 0);
});

t.test("more entries than one statement folds", async (t) => {
  const year = await begin();
  // a statement folds 20,000
  const count = 25_000;
  await owner.query(
    `insert into ledger_entries (office_id, fund_year_id, seq, kind, amount_cents, booked_on, value_on, programme_id, fund_id)
     select $1, $2, n, 'spent-reported', n, '2027-03-01', '2027-03-01', $3, $4 from generate_series(1, ${count}) n`,
    [office.id, year.fundYearId, programme.id, fund.id],
  );
  await owner.query("update fund_years set last_seq = $2 where id = $1", [year.fundYearId, count]);
  // one waits for the other, which on a busy machine takes longer than a worker may
  const patient = [1, 2].map(() => toolsForTest(t, database, { statementTimeoutMs: 60_000 }));
  await Promise.all(patient.map((worker) => foldRollups(worker, year.key)));
  t.equal(await year.unfolded(), 0);
  const [sum] = await owner.query(
    "select amount_cents, entries from rollups where fund_year_id = $1 and dimension = 'month' and measure = 'spent'",
    [year.fundYearId],
  );
  t.same(sum, { amount_cents: (count * (count + 1)) / 2, entries: count });
});
