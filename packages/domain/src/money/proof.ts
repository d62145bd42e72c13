import { DomainError } from "../errors.ts";
import type { Labels } from "../text.ts";
import type { PlanTotals } from "./finance-plan.ts";
import { unitCents } from "./finance-plan-check.ts";
import { applyBp, sumCents } from "./money.ts";

/** How a grant is measured: Fehlbedarfs-, Anteil-, Festbetrags- and Vollfinanzierung. */
export const financingTypes = ["deficit", "proportional", "fixed", "full"] as const;
export type FinancingType = (typeof financingTypes)[number];

export const financingTypeLabels: Labels<FinancingType> = {
  deficit: { de: "Fehlbedarfsfinanzierung", en: "deficit financing" },
  proportional: { de: "Anteilfinanzierung", en: "proportional financing" },
  fixed: { de: "Festbetragsfinanzierung", en: "fixed-sum financing" },
  full: { de: "Vollfinanzierung", en: "full financing" },
};

/** Costs and the cover beside the grant, in cents; `PlanTotals` fits as it is. */
export type ProofFigures = Pick<PlanTotals, "costCents" | "ownCents" | "thirdPartyCents" | "revenueCents">;

export interface GrantAfterProof {
  readonly grantCents: number;
  /** Granted − due: what is not paid out, or repaid if it was. */
  readonly reductionCents: number;
  /** Cover beyond the cost at the reduced grant: by this the other sources fall too, or a fixed sum overfunds. */
  readonly surplusCents: number;
}

/**
 * The grant that is due once costs are proved. Never above `grantCents`.
 * deficit, full: cost − other cover, which may not be lower than planned (ANBest Nr. 2: falls by the full amount).
 * proportional: the planned rate of what is left to the planned sources after new cover (falls pro rata with them).
 * fixed: the sum itself; actual cost is always the ceiling (BVerwG 14.03.2017).
 * `full` with planned own or third-party funds contradicts itself: `full-financing-with-other-funds`.
 */
export function grantAfterProof(grant: {
  readonly type: FinancingType;
  readonly grantCents: number;
  readonly planned: ProofFigures;
  readonly actual: ProofFigures;
}): GrantAfterProof {
  const dueCents = Math.max(0, Math.min(grant.grantCents, uncappedCents(grant)));
  return {
    grantCents: dueCents,
    reductionCents: grant.grantCents - dueCents,
    surplusCents: Math.max(0, dueCents + otherCover(grant.actual) - grant.actual.costCents),
  };
}

function uncappedCents({ type, grantCents, planned, actual }: Parameters<typeof grantAfterProof>[0]): number {
  const plannedCover = otherCover(planned);
  const actualCover = otherCover(actual);
  switch (type) {
    case "full":
      if (planned.ownCents + planned.thirdPartyCents > 0) {
        throw new DomainError("full-financing-with-other-funds");
      }
      return actual.costCents - Math.max(plannedCover, actualCover);
    case "deficit":
      return actual.costCents - Math.max(plannedCover, actualCover);
    case "proportional": {
      const newCover = Math.max(0, actualCover - plannedCover);
      return proportionOf(Math.max(0, actual.costCents - newCover), grantCents, planned.costCents);
    }
    case "fixed":
      return actual.costCents;
    default:
      return type satisfies never;
  }
}

/** Lump-sum grant in cents: what the proved units are worth, up to the cap (null = no cap). No vouchers. */
export function lumpSumGrant(
  units: readonly { readonly quantity: number; readonly rateCents: number }[],
  capCents: number | null,
): number {
  const worthCents = sumCents(units.map((unit) => unitCents(unit)));
  return capCents === null ? worthCents : Math.min(worthCents, capCents);
}

/**
 * How much of one item's actual cost stands without asking, and how much needs the funder's consent. An item may be
 * exceeded by `toleranceBp` of its plan (2000 in ANBest-P Nr. 1.2) as far as other items saved as much; a fixed
 * grant knows no item limits.
 */
export function acceptedItem(item: {
  readonly type: FinancingType;
  readonly plannedCents: number;
  readonly actualCents: number;
  readonly savedElsewhereCents: number;
  readonly toleranceBp: number;
}): { acceptedCents: number; needsConsentCents: number } {
  const excess = Math.max(0, item.actualCents - item.plannedCents);
  const allowed =
    item.type === "fixed"
      ? excess
      : Math.min(excess, item.savedElsewhereCents, applyBp(item.plannedCents, item.toleranceBp));
  const needsConsentCents = excess - Math.max(0, allowed);
  return { acceptedCents: item.actualCents - needsConsentCents, needsConsentCents };
}

function otherCover({ ownCents, thirdPartyCents, revenueCents }: ProofFigures): number {
  return sumCents([ownCents, thirdPartyCents, revenueCents]);
}

/** amount × part ÷ whole, rounded half up once. */
function proportionOf(amount: number, part: number, whole: number): number {
  if (whole === 0) return 0;
  const divisor = 2n * BigInt(whole);
  return Number((2n * BigInt(amount) * BigInt(part) + BigInt(whole)) / divisor);
}
