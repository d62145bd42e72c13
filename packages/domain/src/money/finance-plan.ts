import type { Labels } from "../text.ts";
import { sumCents } from "./money.ts";

/** Kinds of expenditure (Ausgabearten). `in-kind` are contributions valued on both sides of the plan. */
export const costKinds = [
  "staff",
  "fees",
  "travel",
  "venue",
  "catering",
  "materials",
  "public-relations",
  "equipment-hire",
  "rights-and-licences",
  "interpretation",
  "childcare-and-accessibility",
  "insurance",
  "purchases",
  "overhead",
  "unit-rate",
  "in-kind",
] as const;
export type CostKind = (typeof costKinds)[number];

export const costKindLabels: Labels<CostKind> = {
  staff: { de: "Personalausgaben", en: "staff" },
  fees: { de: "Honorare", en: "fees" },
  travel: { de: "Reisekosten", en: "travel" },
  venue: { de: "Raummiete", en: "venue" },
  catering: { de: "Verpflegung", en: "catering" },
  materials: { de: "Sachausgaben", en: "materials" },
  "public-relations": { de: "Druck und Öffentlichkeitsarbeit", en: "print and public relations" },
  "equipment-hire": { de: "Transport und Technik", en: "transport and equipment hire" },
  "rights-and-licences": { de: "Rechte und Lizenzen", en: "rights and licences" },
  interpretation: { de: "Dolmetschen und Übersetzung", en: "interpretation and translation" },
  "childcare-and-accessibility": {
    de: "Kinderbetreuung und Barrierefreiheit",
    en: "childcare and accessibility",
  },
  insurance: { de: "Versicherung", en: "insurance" },
  purchases: { de: "Anschaffungen", en: "purchases" },
  overhead: { de: "Verwaltungspauschale", en: "overhead lump sum" },
  "unit-rate": { de: "Pauschale je Einheit", en: "lump sum per unit" },
  "in-kind": { de: "Wert der Eigenleistungen", en: "value of in-kind contributions" },
};

/** Kinds of cover (Deckungsmittel). `grant` is what is applied for. */
export const financingKinds = [
  "own-funds",
  "in-kind",
  "third-party-public",
  "third-party-private",
  "revenue",
  "grant",
] as const;
export type FinancingKind = (typeof financingKinds)[number];

export const financingKindLabels: Labels<FinancingKind> = {
  "own-funds": { de: "Eigenmittel", en: "own funds" },
  "in-kind": { de: "Eigenleistungen", en: "in-kind contributions" },
  "third-party-public": { de: "öffentliche Drittmittel", en: "public third-party funds" },
  "third-party-private": { de: "private Drittmittel", en: "private third-party funds" },
  revenue: { de: "Einnahmen", en: "revenue" },
  grant: { de: "beantragte Zuwendung", en: "grant applied for" },
};

/** One line of expenditure; with `unit`, the amount is quantity × rate (quantities with up to two decimals). */
export interface CostLine {
  readonly kind: CostKind;
  readonly label: string;
  readonly amountCents: number;
  readonly unit?: { readonly quantity: number; readonly rateCents: number };
}

export interface FinancingLine {
  readonly kind: FinancingKind;
  readonly label: string;
  readonly amountCents: number;
}

/** Cost and financing plan (Kosten- und Finanzierungsplan, KFP). */
export interface FinancePlan {
  readonly costs: readonly CostLine[];
  readonly financing: readonly FinancingLine[];
}

/** Sums in cents. Financing = requested + own (in-kind included) + third-party + revenue. */
export interface PlanTotals {
  readonly costCents: number;
  readonly financingCents: number;
  readonly requestedCents: number;
  readonly ownCents: number;
  readonly thirdPartyCents: number;
  readonly revenueCents: number;
  /** Financing − costs: negative if money is missing. */
  readonly differenceCents: number;
}

/** The sums of a plan, balanced or not. */
export function planTotals({ costs, financing }: FinancePlan): PlanTotals {
  const costCents = sumCents(costs.map(({ amountCents }) => amountCents));
  const financingCents = sumCents(financing.map(({ amountCents }) => amountCents));
  return {
    costCents,
    financingCents,
    requestedCents: sumOfKind(financing, "grant"),
    ownCents: sumOfKind(financing, "own-funds") + sumOfKind(financing, "in-kind"),
    thirdPartyCents: sumOfKind(financing, "third-party-public") + sumOfKind(financing, "third-party-private"),
    revenueCents: sumOfKind(financing, "revenue"),
    differenceCents: financingCents - costCents,
  };
}

function sumOfKind(financing: readonly FinancingLine[], kind: FinancingKind): number {
  return sumCents(financing.filter((line) => line.kind === kind).map(({ amountCents }) => amountCents));
}
