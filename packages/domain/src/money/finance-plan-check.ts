import { DomainError } from "../errors.ts";
import { byLanguage, numberText, say } from "../wording.ts";
import { assertUnderCap } from "./cap.ts";
import { type CostLine, type FinancePlan, planTotals } from "./finance-plan.ts";
import { applyBp, sumCents } from "./money.ts";
import { moneyText } from "./money-words.ts";

/**
 * Refuses a plan that may not be submitted: `finance-plan-empty`, `finance-plan-line-negative`,
 * `finance-plan-unit-missing`, `finance-plan-unit-mismatch`, `finance-plan-in-kind-not-counted`,
 * `finance-plan-in-kind-mixed`, and `finance-plan-unbalanced` unless costs = financing to the cent.
 * In-kind contributions are allowed only where the programme counts them, and then with the same value on both sides.
 */
export function assertBalanced(plan: FinancePlan, { countsInKind = false } = {}): void {
  if (plan.costs.length === 0 || plan.financing.length === 0) throw new DomainError("finance-plan-empty");
  assertNoNegative(plan.costs, "/costs");
  assertNoNegative(plan.financing, "/financing");
  plan.costs.forEach(assertUnit);
  assertInKind(plan, countsInKind);

  const { costCents, financingCents, differenceCents } = planTotals(plan);
  if (costCents === 0) throw new DomainError("finance-plan-empty");
  if (differenceCents === 0) return;
  const gap = say(
    differenceCents < 0
      ? { de: "es fehlen {gap}", en: "{gap} is missing" }
      : { de: "es sind {gap} zu viel", en: "that is {gap} too much" },
    { gap: moneyText(Math.abs(differenceCents)) },
  );
  throw new DomainError("finance-plan-unbalanced", {
    costCents,
    financingCents,
    differenceCents,
    ...byLanguage({ cost: moneyText(costCents), financing: moneyText(financingCents), gap }),
  });
}

/**
 * An application can be submitted with this plan: it balances, requests a grant (`nothing-requested`) and keeps to the cap
 * of its fund (`amount-over-cap`).
 */
export function assertSubmittable(plan: FinancePlan, capCents: number | null): void {
  assertBalanced(plan);
  const { requestedCents } = planTotals(plan);
  if (requestedCents === 0) throw new DomainError("nothing-requested", {}, "/financing");
  assertUnderCap(requestedCents, capCents, "/financing");
}

function assertNoNegative(lines: readonly { label: string; amountCents: number }[], path: string): void {
  lines.forEach(({ label, amountCents }, index) => {
    if (amountCents >= 0) return;
    throw new DomainError(
      "finance-plan-line-negative",
      { label, amountCents, ...byLanguage({ amount: moneyText(amountCents) }) },
      `${path}/${index}/amount`,
    );
  });
}

function assertUnit({ kind, label, amountCents, unit }: CostLine, index: number): void {
  if (!unit) {
    if (kind !== "unit-rate") return;
    throw new DomainError("finance-plan-unit-missing", { label }, `/costs/${index}/unit`);
  }
  const expectedCents = unitCents(unit, `/costs/${index}/unit/quantity`);
  if (expectedCents === amountCents) return;
  throw new DomainError(
    "finance-plan-unit-mismatch",
    {
      label,
      amountCents,
      expectedCents,
      ...byLanguage({ amount: moneyText(amountCents), expected: moneyText(expectedCents) }),
    },
    `/costs/${index}/amount`,
  );
}

/** Quantity × rate in cents, rounded half up. Throws `finance-plan-quantity-invalid` for more than two decimals or below 0. */
export function unitCents(
  { quantity, rateCents }: { readonly quantity: number; readonly rateCents: number },
  pointer?: string,
): number {
  const hundredths = Math.round(quantity * 100);
  if (!Number.isSafeInteger(hundredths) || hundredths < 0 || Math.abs(hundredths / 100 - quantity) > 1e-9) {
    const words = byLanguage({ quantity: numberText(quantity) });
    throw new DomainError("finance-plan-quantity-invalid", words, pointer);
  }
  return applyBp(rateCents, hundredths * 100);
}

function assertInKind({ costs, financing }: FinancePlan, countsInKind: boolean): void {
  const inKind = (lines: readonly { kind: string; amountCents: number }[]) =>
    lines.filter(({ kind }) => kind === "in-kind").map(({ amountCents }) => amountCents);
  const valued = inKind(costs);
  const counted = inKind(financing);
  if (valued.length + counted.length === 0) return;
  if (!countsInKind) throw new DomainError("finance-plan-in-kind-not-counted");

  const costCents = sumCents(valued);
  const financingCents = sumCents(counted);
  if (costCents === financingCents) return;
  throw new DomainError("finance-plan-in-kind-mixed", {
    costCents,
    financingCents,
    ...byLanguage({ cost: moneyText(costCents), financing: moneyText(financingCents) }),
  });
}
