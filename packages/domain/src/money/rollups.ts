import type { Labels } from "../text.ts";
import { type MeasureTotals, measures, zeroMeasures } from "./ledger.ts";

/** What the ledger is summed by. A need or theme counts under its home only, so that no sum doubles. */
export const rollupDimensions = [
  "fund-year",
  "programme",
  "call",
  "organisation",
  "theme",
  "need",
  "area",
  "month",
] as const;
export type RollupDimension = (typeof rollupDimensions)[number];

export const rollupDimensionLabels: Labels<RollupDimension> = {
  "fund-year": { de: "Haushaltsjahr", en: "fund year" },
  programme: { de: "Förderprogramm", en: "programme" },
  call: { de: "Förderaufruf", en: "call" },
  organisation: { de: "Träger", en: "organisation" },
  theme: { de: "Thementisch", en: "theme" },
  need: { de: "Bedarf", en: "need" },
  area: { de: "Gebiet", en: "area" },
  month: { de: "Monat", en: "month" },
};

/** Measures that follow from the base measures of the same level: cents, and rates in basis points. */
export interface DerivedMeasures {
  readonly freeCents: number;
  readonly disbursedNetCents: number;
  readonly onHandCents: number;
  readonly undisbursedCents: number;
  readonly openProofCents: number;
  readonly finalPaymentCents: number;
  readonly toBeReturnedCents: number;
  readonly interestOpenCents: number;
  readonly outflowRateBp: number | null;
  readonly commitmentRateBp: number | null;
  readonly proofRateBp: number | null;
  readonly cofinancingRateBp: number | null;
}

/**
 * The derived measures of a budget rollup; a rate of nothing is null.
 * `openProofCents` and `finalPaymentCents` are floored at 0 and therefore do not add up over children: a parent's is
 * taken from the parent's base measures, where a project paid too much and one still to be paid offset each other.
 * `cofinancingRateBp` is what the partners paid of all that is allocated.
 */
export function deriveMeasures(base: MeasureTotals): DerivedMeasures {
  const disbursedNetCents = base.disbursed - base.reclaimPaid;
  return {
    freeCents: base.allocated - base.committed - base.reserved,
    disbursedNetCents,
    onHandCents: base.received + base.cofinancingPaid - disbursedNetCents - base.returned,
    undisbursedCents: base.committed - base.disbursed,
    openProofCents: Math.max(0, base.disbursed - base.proved - base.reclaimSet),
    finalPaymentCents: Math.max(0, base.proved - base.disbursed),
    toBeReturnedCents: base.reclaimSet - base.reclaimPaid - base.reclaimWaived,
    interestOpenCents: base.interestSet - base.interestPaid,
    outflowRateBp: shareBp(base.disbursed, base.allocated),
    commitmentRateBp: shareBp(base.committed, base.allocated),
    proofRateBp: shareBp(base.proved, base.disbursed),
    cofinancingRateBp: shareBp(base.cofinancingPaid, base.allocated),
  };
}

/** Cents by which open requests exceed what is free (Überzeichnung); 0 if they fit. */
export function oversubscribedCents(base: MeasureTotals, requestedCents: number): number {
  return Math.max(0, requestedCents + base.reserved + base.committed - base.allocated);
}

/** Cents expected to lapse at year end (voraussichtlicher Verfall), given the forecast of all that will be disbursed. */
export function expectedLapseCents(base: MeasureTotals, forecastDisbursedCents: number): number {
  return Math.max(0, base.allocated - forecastDisbursedCents);
}

/** The parent's base measures: the sum of its children's. All zero without children. */
export function sumMeasures(children: Iterable<MeasureTotals>): MeasureTotals {
  const totals = { ...zeroMeasures() };
  for (const child of children) {
    for (const measure of measures) totals[measure] += child[measure];
  }
  return totals;
}

/** `part` of `whole` in basis points, rounded half up; null if there is no whole. */
export function shareBp(part: number, whole: number): number | null {
  if (whole <= 0) return null;
  const doubled = BigInt(part) * 20_000n + BigInt(whole);
  const divisor = 2n * BigInt(whole);
  const quotient = doubled / divisor;
  return Number(doubled < 0n && doubled % divisor !== 0n ? quotient - 1n : quotient);
}
