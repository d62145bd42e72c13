import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { DomainError, describeProblem } from "../../../packages/domain/src/errors.ts";
import {
  costKindLabels,
  costKinds,
  type FinancePlan,
  financingKindLabels,
  financingKinds,
  planTotals,
} from "../../../packages/domain/src/money/finance-plan.ts";
import { assertBalanced, unitCents } from "../../../packages/domain/src/money/finance-plan-check.ts";
import { splitCents } from "../../../packages/domain/src/money/money.ts";
import {
  acceptedItem,
  financingTypes,
  grantAfterProof,
  lumpSumGrant,
} from "../../../packages/domain/src/money/proof.ts";

const café: FinancePlan = {
  costs: [
    { kind: "venue", label: "Raummiete", amountCents: 120_000 },
    { kind: "fees", label: "Honorare", amountCents: 360_000, unit: { quantity: 50, rateCents: 7_200 } },
  ],
  financing: [
    { kind: "own-funds", label: "Vereinskasse", amountCents: 30_000 },
    { kind: "third-party-public", label: "Kreis", amountCents: 20_000 },
    { kind: "third-party-private", label: "Spenden", amountCents: 10_000 },
    { kind: "revenue", label: "Kuchenverkauf", amountCents: 5_000 },
    { kind: "grant", label: "Aktions- und Initiativfonds", amountCents: 415_000 },
  ],
};

function refusal(run: () => unknown): DomainError {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

test("a plan's sums, by where the money comes from", async (t) => {
  t.strictSame(planTotals(café), {
    costCents: 480_000,
    financingCents: 480_000,
    requestedCents: 415_000,
    ownCents: 30_000,
    thirdPartyCents: 30_000,
    revenueCents: 5_000,
    differenceCents: 0,
  });
  t.equal(assertBalanced(café), undefined);
  t.strictSame(Object.keys(costKindLabels), [...costKinds]);
  t.strictSame(Object.keys(financingKindLabels), [...financingKinds]);
});

test("an unbalanced plan names costs, financing and difference in both languages", async (t) => {
  const short = { ...café, financing: [{ kind: "grant", label: "Fonds", amountCents: 450_000 }] } as const;
  const missing = refusal(() => assertBalanced(short));
  t.equal(missing.code, "finance-plan-unbalanced");
  t.match(missing.params, { costCents: 480_000, financingCents: 450_000, differenceCents: -30_000 });
  t.match(
    describeProblem(missing.code, missing.params, "de").detail,
    "Ausgaben 4.800,00\u00a0€, Finanzierung 4.500,00\u00a0€: es fehlen 300,00\u00a0€.",
  );
  t.match(missing.message, "Costs €4,800.00, financing €4,500.00: €300.00 is missing.");

  const long = { ...café, financing: [{ kind: "grant", label: "Fonds", amountCents: 480_001 }] } as const;
  const surplus = refusal(() => assertBalanced(long));
  t.equal(surplus.params.differenceCents, 1);
  t.match(describeProblem(surplus.code, surplus.params, "de").detail, "es sind 0,01\u00a0€ zu viel");
  t.notMatch(describeProblem(surplus.code, surplus.params, "de").detail, /[{}]/);
});

test("a balanced plan is accepted whatever its lines, and one cent off is refused", async (t) => {
  const amounts = fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 1, maxLength: 15 });
  const parts = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(amounts, parts, fc.constantFrom(-1, 1), (costs, weights, cent) => {
        const total = costs.reduce((sum, amount) => sum + amount, 0);
        const financing = splitCents(total, weights).map((amountCents) => ({
          kind: "grant" as const,
          label: "Anteil",
          amountCents,
        }));
        const plan = {
          costs: costs.map((amountCents) => ({ kind: "materials" as const, label: "Material", amountCents })),
          financing,
        };
        assertBalanced(plan);
        const off = {
          ...plan,
          costs: [{ kind: "materials" as const, label: "Cent", amountCents: 2 + cent }, ...plan.costs],
          financing: [{ kind: "grant" as const, label: "Cent", amountCents: 2 }, ...financing],
        };
        assert.equal(refusal(() => assertBalanced(off)).params.differenceCents, -cent);
      }),
    ),
  );
});

test("empty, negative and wrongly multiplied lines are refused where they stand", async (t) => {
  t.equal(refusal(() => assertBalanced({ costs: [], financing: [] })).code, "finance-plan-empty");
  t.equal(refusal(() => assertBalanced({ ...café, financing: [] })).code, "finance-plan-empty");
  const nothing = {
    costs: [{ kind: "travel", label: "Fahrt", amountCents: 0 }],
    financing: [{ kind: "grant", label: "Fonds", amountCents: 0 }],
  } as const;
  t.equal(refusal(() => assertBalanced(nothing)).code, "finance-plan-empty", "zero on both sides is no plan");

  const negative = {
    ...café,
    costs: [...café.costs, { kind: "materials", label: "Rabatt", amountCents: -1 }],
  } as const;
  const line = refusal(() => assertBalanced(negative));
  t.equal(line.code, "finance-plan-line-negative");
  t.equal(line.pointer, "/costs/2/amount");
  const owed = { ...café, financing: [{ kind: "grant", label: "Fonds", amountCents: -5 }] } as const;
  t.equal(refusal(() => assertBalanced(owed)).pointer, "/financing/0/amount");

  const unit = (quantity: number, rateCents: number, amountCents: number) => ({
    costs: [{ kind: "unit-rate" as const, label: "Pauschale", amountCents, unit: { quantity, rateCents } }],
    financing: [{ kind: "grant" as const, label: "Fonds", amountCents }],
  });
  const wrong = refusal(() => assertBalanced(unit(12, 7_200, 86_401)));
  t.equal(wrong.code, "finance-plan-unit-mismatch");
  t.equal(wrong.params.expectedCents, 86_400);
  t.equal(wrong.pointer, "/costs/0/amount");
  t.equal(assertBalanced(unit(1.5, 7_200, 10_800)), undefined);
  t.equal(unitCents({ quantity: 0.5, rateCents: 5 }), 3, "half up");
  t.equal(unitCents({ quantity: 1.15, rateCents: 100 }), 115, "two decimals are exact");
  for (const quantity of [1.005, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.equal(refusal(() => assertBalanced(unit(quantity, 100, 100))).code, "finance-plan-quantity-invalid");
  }
  const bare = { ...café, costs: [{ kind: "unit-rate", label: "Tagessatz", amountCents: 480_000 }] } as const;
  t.equal(refusal(() => assertBalanced(bare)).code, "finance-plan-unit-missing");
});

test("in-kind contributions count only where the programme says, and with the same value on both sides", async (t) => {
  const withWork = (cost: number, cover: number): FinancePlan => ({
    costs: [...café.costs, { kind: "in-kind", label: "20 Stunden Aufbau", amountCents: cost }],
    financing: [...café.financing, { kind: "in-kind", label: "20 Stunden Aufbau", amountCents: cover }],
  });
  t.equal(refusal(() => assertBalanced(withWork(30_000, 30_000))).code, "finance-plan-in-kind-not-counted");
  t.equal(assertBalanced(withWork(30_000, 30_000), { countsInKind: true }), undefined);
  t.equal(planTotals(withWork(30_000, 30_000)).ownCents, 60_000);

  const [own, ...others] = café.financing;
  const unbacked: FinancePlan = {
    ...café,
    financing: [{ kind: "in-kind", label: "Aufbau", amountCents: own?.amountCents ?? 0 }, ...others],
  };
  t.equal(planTotals(unbacked).differenceCents, 0, "balances on paper");
  const mixed = refusal(() => assertBalanced(unbacked, { countsInKind: true }));
  t.equal(mixed.code, "finance-plan-in-kind-mixed", "hours do not pay the rent");
});

const planned = { costCents: 500_000, ownCents: 50_000, thirdPartyCents: 50_000, revenueCents: 0 };
const proved = (type: "deficit" | "proportional" | "fixed", costCents: number) =>
  grantAfterProof({ type, grantCents: 400_000, planned, actual: { ...planned, costCents } });

test("savings: deficit falls by all of it, proportional pro rata, fixed stays", async (t) => {
  t.strictSame(proved("deficit", 450_000), {
    grantCents: 350_000,
    reductionCents: 50_000,
    surplusCents: 0,
  });
  t.strictSame(proved("proportional", 450_000), {
    grantCents: 360_000,
    reductionCents: 40_000,
    surplusCents: 10_000,
  });
  t.match(proved("fixed", 450_000), { grantCents: 400_000, reductionCents: 0 });
});

test("cost collapse: actual cost is the ceiling of a fixed grant, and overfunding shows", async (t) => {
  t.match(proved("deficit", 300_000), { grantCents: 200_000, surplusCents: 0 });
  t.match(proved("proportional", 300_000), { grantCents: 240_000 });
  t.strictSame(proved("fixed", 300_000), {
    grantCents: 300_000,
    reductionCents: 100_000,
    surplusCents: 100_000,
  });
  t.match(proved("deficit", 80_000), { grantCents: 0, reductionCents: 400_000 });
});

test("an overrun never raises the grant", async (t) => {
  for (const type of ["deficit", "proportional", "fixed"] as const) {
    t.match(proved(type, 560_000), { grantCents: 400_000, reductionCents: 0, surplusCents: 0 }, type);
  }
});

test("new cover: deficit falls by all of it, proportional by its share, extra cost offsets it", async (t) => {
  const withDonation = (type: "deficit" | "proportional", costCents: number) =>
    grantAfterProof({
      type,
      grantCents: 400_000,
      planned,
      actual: { ...planned, costCents, revenueCents: 60_000 },
    }).grantCents;
  t.equal(withDonation("deficit", 500_000), 340_000);
  t.equal(withDonation("proportional", 500_000), 352_000);
  t.equal(withDonation("deficit", 560_000), 400_000);
  t.equal(withDonation("proportional", 560_000), 400_000);
  const lessOwn = { ...planned, costCents: 450_000, ownCents: 0 };
  t.equal(
    grantAfterProof({ type: "deficit", grantCents: 400_000, planned, actual: lessOwn }).grantCents,
    350_000,
    "own money may not be lower than planned",
  );
});

test("full financing has no own share and falls by every saving", async (t) => {
  const alone = { costCents: 500_000, ownCents: 0, thirdPartyCents: 0, revenueCents: 0 };
  const full = (actual: typeof alone) =>
    grantAfterProof({ type: "full", grantCents: 500_000, planned: alone, actual }).grantCents;
  t.equal(full({ ...alone, costCents: 450_000 }), 450_000);
  t.equal(full({ ...alone, revenueCents: 20_000 }), 480_000);
  t.equal(full({ ...alone, costCents: 560_000 }), 500_000);
  const contradiction = { type: "full", grantCents: 400_000, planned, actual: planned } as const;
  t.equal(refusal(() => grantAfterProof(contradiction)).code, "full-financing-with-other-funds");
});

test("whatever is proved, the grant stays between 0, the sum granted and the actual cost", async (t) => {
  const cents = fc.integer({ min: 0, max: 100_000_000 });
  const figures = fc.record({
    costCents: fc.integer({ min: 1, max: 100_000_000 }),
    ownCents: cents,
    thirdPartyCents: cents,
    revenueCents: cents,
  });
  const type = fc.constantFrom(...financingTypes.filter((kind) => kind !== "full"));
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(type, cents, figures, figures, (kind, wished, plan, actual) => {
        const grantCents = Math.min(wished, plan.costCents);
        const after = grantAfterProof({ type: kind, grantCents, planned: plan, actual });
        assert.ok(after.grantCents >= 0 && after.grantCents <= Math.min(grantCents, actual.costCents));
        assert.equal(after.grantCents + after.reductionCents, grantCents);
      }),
    ),
  );
});

test("a lump-sum project is worth its units up to the cap", async (t) => {
  const units = [
    { quantity: 12, rateCents: 7_200 },
    { quantity: 60, rateCents: 4_000 },
  ];
  t.equal(lumpSumGrant(units, null), 326_400);
  t.equal(lumpSumGrant(units, 300_000), 300_000);
  t.equal(lumpSumGrant(units.slice(0, 1), 300_000), 86_400);
});

test("an item may be exceeded by a fifth as far as others saved as much", async (t) => {
  const item = (
    type: "deficit" | "proportional" | "fixed",
    actualCents: number,
    savedElsewhereCents: number,
  ) => acceptedItem({ type, plannedCents: 100_000, actualCents, savedElsewhereCents, toleranceBp: 2_000 });
  t.strictSame(item("deficit", 125_000, 30_000), { acceptedCents: 120_000, needsConsentCents: 5_000 });
  t.strictSame(item("proportional", 125_000, 30_000), { acceptedCents: 120_000, needsConsentCents: 5_000 });
  t.strictSame(item("fixed", 125_000, 30_000), { acceptedCents: 125_000, needsConsentCents: 0 });
  t.strictSame(item("deficit", 115_000, 10_000), { acceptedCents: 110_000, needsConsentCents: 5_000 });
  t.strictSame(item("deficit", 90_000, 0), { acceptedCents: 90_000, needsConsentCents: 0 });
});

test("co-financing splits evenly to the cent", async (t) => {
  t.strictSame(splitCents(1_250_000, [1, 1]), [625_000, 625_000]);
});
