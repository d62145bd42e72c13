import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { DomainError, describeProblem } from "../../../packages/domain/src/errors.ts";
import {
  foldEntries,
  freeCents,
  type GuardTotals,
  guardEntries,
  type LedgerEntry,
  ledgerEffects,
  ledgerKinds,
  measures,
  reverseEntry,
  zeroMeasures,
} from "../../../packages/domain/src/money/ledger.ts";
import {
  deriveMeasures,
  expectedLapseCents,
  oversubscribedCents,
  rollupDimensions,
  shareBp,
  sumMeasures,
} from "../../../packages/domain/src/money/rollups.ts";

const nothing: GuardTotals = { allocatedCents: 0, reservedCents: 0, committedCents: 0 };
const fund: GuardTotals = { allocatedCents: 6_000_000, reservedCents: 1_000_000, committedCents: 4_500_000 };

const amount = fc.integer({ min: 1, max: 10_000_000 });
const kind = fc.constantFrom(...ledgerKinds);
const entry: fc.Arbitrary<LedgerEntry> = fc.record({ kind, amountCents: amount });
const attempt: fc.Arbitrary<LedgerEntry> = fc.oneof(
  entry,
  fc.record({ kind, amountCents: amount.map((cents) => -cents), reverses: fc.constant("earlier") }),
  fc.record({ kind: fc.constant("allocation-change" as const), amountCents: amount.map((cents) => -cents) }),
);

function refusal(run: () => unknown): DomainError {
  const error = refusalOf(run);
  if (error === undefined) throw new Error("was not refused");
  return error;
}

function refusalOf(run: () => unknown): DomainError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return undefined;
}

function guardOf(entries: readonly LedgerEntry[]): GuardTotals {
  const { allocated, reserved, committed } = foldEntries(entries);
  return { allocatedCents: allocated, reservedCents: reserved, committedCents: committed };
}

test("every kind moves a measure and every measure is moved", async (t) => {
  t.strictSame(Object.keys(ledgerEffects), [...ledgerKinds]);
  const moved = new Set(ledgerKinds.flatMap((each) => Object.keys(ledgerEffects[each])));
  t.strictSame([...moved].sort(), [...measures].sort());
  t.equal(new Set(rollupDimensions).size, 8);
});

/** What a notice books: it releases the reservation, if there is one, and commits. */
const granted = (reservedCents: number, amountCents: number): LedgerEntry[] => [
  ...(reservedCents === 0 ? [] : [{ kind: "reservation-release" as const, amountCents: reservedCents }]),
  { kind: "commitment", amountCents },
];

test("a vote reserves, a notice commits, and free money falls by each", async (t) => {
  const allocated = guardEntries(nothing, [{ kind: "allocation", amountCents: 6_000_000 }]);
  const voted = guardEntries(allocated, [{ kind: "reservation", amountCents: 480_000 }]);
  t.equal(freeCents(voted), 5_520_000);
  t.strictSame(guardEntries(voted, granted(480_000, 450_000)), {
    allocatedCents: 6_000_000,
    reservedCents: 0,
    committedCents: 450_000,
  });
});

test("over-commitment is refused with what is free and what is missing", async (t) => {
  t.equal(
    freeCents(guardEntries(fund, [{ kind: "commitment", amountCents: 500_000 }])),
    0,
    "to the last cent",
  );
  const over = refusal(() => guardEntries(fund, [{ kind: "commitment", amountCents: 500_001 }]));
  t.equal(over.code, "over-commitment");
  t.match(over.params, { freeCents: 500_000, missingCents: 1 });
  t.equal(
    describeProblem(over.code, over.params, "de").detail,
    "Dafür sind 5.000,00\u00a0€ verfügbar, es fehlen 0,01\u00a0€.",
  );
  t.notMatch(over.message, /[{}]/);
  for (const each of ["reservation", "transfer-out"] as const) {
    t.equal(
      refusal(() => guardEntries(fund, [{ kind: each, amountCents: 500_001 }])).code,
      "over-commitment",
    );
  }
  const cut = refusal(() => guardEntries(fund, [{ kind: "allocation-change", amountCents: -600_000 }]));
  t.equal(cut.code, "over-commitment");
  t.match(cut.params, { freeCents: 500_000, missingCents: 100_000 });
  const undone = { kind: "allocation", amountCents: -6_000_000, reverses: "first" } as const;
  t.equal(refusal(() => guardEntries(fund, [undone])).code, "over-commitment");
});

test("a project's own reservation is available to its commitment, another's is not", async (t) => {
  const full: GuardTotals = { allocatedCents: 1_000, reservedCents: 900, committedCents: 100 };
  t.equal(
    refusal(() => guardEntries(full, [{ kind: "commitment", amountCents: 300 }])).code,
    "over-commitment",
  );
  t.strictSame(guardEntries(full, granted(300, 300)), {
    allocatedCents: 1_000,
    reservedCents: 600,
    committedCents: 400,
  });
  const over = refusal(() => guardEntries(full, granted(300, 350)));
  t.equal(over.code, "over-commitment");
  t.match(over.params, { freeCents: 300, missingCents: 50 });
  t.equal(refusal(() => guardEntries(full, granted(901, 100))).code, "ledger-below-zero");
  t.equal(refusal(() => guardEntries(full, granted(-1, 100))).code, "ledger-amount-invalid");
  t.equal(
    guardEntries({ ...full, reservedCents: 0 }, granted(0, 900)).committedCents,
    1_000,
    "without a vote before",
  );
});

test("nothing is released twice", async (t) => {
  const release = { kind: "reservation-release", amountCents: 1_000_001 } as const;
  t.equal(refusal(() => guardEntries(fund, [release])).code, "ledger-below-zero");
  const reduce = { kind: "commitment-reduction", amountCents: 4_500_002 } as const;
  t.equal(refusal(() => guardEntries(fund, [reduce])).params.missingCents, 2);
});

test("a fund overdrawn by an override can be repaired but not drawn further", async (t) => {
  const overdrawn: GuardTotals = { allocatedCents: 100, reservedCents: 0, committedCents: 150 };
  t.equal(freeCents(guardEntries(overdrawn, [{ kind: "allocation-change", amountCents: 20 }])), -30);
  t.same(guardEntries(overdrawn, [{ kind: "disbursement", amountCents: 20 }]), overdrawn);
  t.equal(
    refusal(() => guardEntries(overdrawn, [{ kind: "reservation", amountCents: 1 }])).code,
    "over-commitment",
  );
});

test("amounts are whole cents above zero; only reversals and allocation changes may be negative", async (t) => {
  for (const amountCents of [0, -1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1]) {
    const bad = refusal(() => guardEntries(fund, [{ kind: "disbursement", amountCents }]));
    t.equal(bad.code, "ledger-amount-invalid", String(amountCents));
    t.equal(bad.pointer, "/amountCents");
  }
  const upwards = { kind: "disbursement", amountCents: 5, reverses: "earlier" } as const;
  t.equal(refusal(() => guardEntries(fund, [upwards])).code, "ledger-amount-invalid");
  t.equal(
    guardEntries(fund, [{ kind: "allocation-change", amountCents: -500_000 }]).allocatedCents,
    5_500_000,
  );
});

test("no order of entries makes free money negative, and the guard's totals are the fold's", async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 60 }), (attempts) => {
        let totals = nothing;
        const accepted: LedgerEntry[] = [];
        for (const each of attempts) {
          const refused = refusalOf(() => {
            totals = guardEntries(totals, [each]);
            accepted.push(each);
          });
          if (refused) assert.match(refused.code, /^(over-commitment|ledger-below-zero)$/);
          assert.ok(freeCents(totals) >= 0 && totals.reservedCents >= 0 && totals.committedCents >= 0);
        }
        assert.deepEqual(totals, guardOf(accepted));
      }),
    ),
  );
});

test("interleaved projects that reserve, commit, reduce and release stay within the allocation", async (t) => {
  const step = fc.record({
    project: fc.nat({ max: 4 }),
    act: fc.constantFrom("reserve", "commit", "reduce", "release"),
    cents: fc.integer({ min: 1, max: 400_000 }),
  });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let totals = guardEntries(nothing, [{ kind: "allocation", amountCents: 1_000_000 }]);
        const reserved = [0, 0, 0, 0, 0];
        const committed = [0, 0, 0, 0, 0];
        for (const { project, act, cents } of steps) {
          const held = reserved[project] ?? 0;
          refusalOf(() => {
            if (act === "reserve") {
              totals = guardEntries(totals, [{ kind: "reservation", amountCents: cents }]);
              reserved[project] = held + cents;
            } else if (act === "commit") {
              totals = guardEntries(totals, granted(held, cents));
              reserved[project] = 0;
              committed[project] = (committed[project] ?? 0) + cents;
            } else if (act === "reduce" && cents <= (committed[project] ?? 0)) {
              totals = guardEntries(totals, [{ kind: "commitment-reduction", amountCents: cents }]);
              committed[project] = (committed[project] ?? 0) - cents;
            } else if (act === "release" && held > 0) {
              totals = guardEntries(totals, [{ kind: "reservation-release", amountCents: held }]);
              reserved[project] = 0;
            }
          });
          assert.ok(freeCents(totals) >= 0);
          assert.equal(totals.reservedCents, sum(reserved), "reservations of the projects = the fund's");
          assert.equal(totals.committedCents, sum(committed), "commitments of the projects = the fund's");
        }
      }),
    ),
  );
});

test("a fold does not depend on the order of entries", async (t) => {
  const shuffled = fc
    .array(entry, { maxLength: 40 })
    .chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(shuffled, ([list, other]) => assert.deepEqual(foldEntries(list), foldEntries(other))),
    ),
  );
});

test("entries and their reversals net to zero, and a reversal stands", async (t) => {
  const rows = fc.array(entry, { maxLength: 40 });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(rows, (list) => {
        const reversals = list.map((each, index) => reverseEntry({ ...each, id: `e${index}` }));
        assert.deepEqual(foldEntries([...list, ...reversals]), zeroMeasures());
      }),
    ),
  );
  const reversal = reverseEntry({ id: "e1", kind: "commitment", amountCents: 500 });
  t.strictSame(reversal, { kind: "commitment", amountCents: -500, reverses: "e1" });
  t.equal(guardEntries(fund, [reversal]).committedCents, 4_499_500);
  t.equal(refusal(() => reverseEntry({ ...reversal, id: "e2" })).code, "ledger-reversal-final");
});

test("children add up to their parent, however entries are divided among them", async (t) => {
  const owned = fc.array(fc.record({ child: fc.nat({ max: 5 }), entry }), { maxLength: 60 });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(owned, (rows) => {
        const children = [0, 1, 2, 3, 4, 5].map((child) =>
          foldEntries(rows.filter((row) => row.child === child).map((row) => row.entry)),
        );
        const parent = foldEntries(rows.map((row) => row.entry));
        assert.deepEqual(sumMeasures(children), parent);
        assert.equal(
          sum(children.map((child) => deriveMeasures(child).freeCents)),
          deriveMeasures(parent).freeCents,
        );
      }),
    ),
  );
});

test("the year 2020: 125,000 euro, an even co-financing share of 10.00 %", async (t) => {
  const base = foldEntries([
    { kind: "allocation", amountCents: 11_250_000 },
    { kind: "allocation", amountCents: 625_000 },
    { kind: "allocation", amountCents: 625_000 },
    { kind: "cofinancing-paid", amountCents: 625_000 },
    { kind: "cofinancing-paid", amountCents: 625_000 },
    { kind: "transfer-out", amountCents: 7_000_000 },
    { kind: "transfer-in", amountCents: 7_000_000 },
  ]);
  t.equal(base.allocated, 12_500_000);
  t.equal(deriveMeasures(base).cofinancingRateBp, 1_000);
});

test("derived measures by their formulas", async (t) => {
  const base = foldEntries([
    { kind: "allocation", amountCents: 6_000_000 },
    { kind: "reservation", amountCents: 500_000 },
    { kind: "commitment", amountCents: 2_100_000 },
    { kind: "commitment-reduction", amountCents: 100_000 },
    { kind: "upstream-receipt", amountCents: 1_500_000 },
    { kind: "cofinancing-paid", amountCents: 200_000 },
    { kind: "disbursement", amountCents: 1_200_000 },
    { kind: "proved", amountCents: 700_000 },
    { kind: "reclaim-set", amountCents: 100_000 },
    { kind: "reclaim-paid", amountCents: 60_000 },
    { kind: "reclaim-waived", amountCents: 10_000 },
    { kind: "interest-set", amountCents: 1_546 },
    { kind: "upstream-return", amountCents: 40_000 },
  ]);
  t.strictSame(deriveMeasures(base), {
    freeCents: 3_500_000,
    disbursedNetCents: 1_140_000,
    onHandCents: 520_000,
    undisbursedCents: 800_000,
    openProofCents: 400_000,
    finalPaymentCents: 0,
    toBeReturnedCents: 30_000,
    interestOpenCents: 1_546,
    outflowRateBp: 2_000,
    commitmentRateBp: 3_333,
    proofRateBp: 5_833,
    cofinancingRateBp: 333,
  });
  t.equal(oversubscribedCents(base, 3_500_000), 0);
  t.equal(oversubscribedCents(base, 3_600_000), 100_000);
  t.equal(expectedLapseCents(base, 4_000_000), 2_000_000);
  t.equal(expectedLapseCents(base, 7_000_000), 0);

  const paidLater = foldEntries([
    { kind: "disbursement", amountCents: 100 },
    { kind: "proved", amountCents: 150 },
  ]);
  t.match(deriveMeasures(paidLater), { openProofCents: 0, finalPaymentCents: 50, outflowRateBp: null });
});

test("rates round half up and a rate of nothing is none", async (t) => {
  t.equal(shareBp(1, 3), 3_333);
  t.equal(shareBp(1, 20_000), 1);
  t.equal(shareBp(-1, 20_000), 0);
  t.equal(shareBp(-3, 20_000), -1);
  t.equal(shareBp(9_000_000_000_000, 9_000_000_000_000), 10_000);
  t.equal(shareBp(5, 0), null);
});

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, cents) => total + cents, 0);
}
