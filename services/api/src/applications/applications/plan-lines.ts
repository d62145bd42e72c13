import { jsonb } from "@zuwendo/db";
import type { CostLine, FinancePlan, FinancingLine } from "@zuwendo/domain";
import type { ColumnValues } from "../../resources/resource.ts";

interface Money {
  readonly amountCents: number;
  readonly currency: "EUR";
}

const eur = (amountCents: number): Money => ({ amountCents, currency: "EUR" });

export type ShownFinancing = Omit<FinancingLine, "amountCents"> & { readonly amount: Money };
export type ShownCost = Omit<CostLine, "amountCents" | "unit"> & {
  readonly amount: Money;
  readonly unit?: { readonly quantity: number; readonly rate: Money };
};

/** The lines of a plan as the API shows them: with money as everywhere else. The database and the rules have cents. */
export function showPlan({ costs, financing }: FinancePlan): {
  costs: ShownCost[];
  financing: ShownFinancing[];
} {
  return {
    costs: costs.map(({ amountCents, unit, ...line }) => ({
      ...line,
      amount: eur(amountCents),
      ...(unit === undefined ? {} : { unit: { quantity: unit.quantity, rate: eur(unit.rateCents) } }),
    })),
    financing: financing.map(({ amountCents, ...line }) => ({ ...line, amount: eur(amountCents) })),
  };
}

/** The same the other way round; a part that a body leaves out stays left out. */
export function readPlan(body: {
  readonly costs?: readonly ShownCost[];
  readonly financing?: readonly ShownFinancing[];
}): Partial<FinancePlan> {
  const { costs, financing } = body;
  return {
    ...(costs && {
      costs: costs.map(({ amount, unit, ...line }) => ({
        ...line,
        amountCents: amount.amountCents,
        ...(unit && { unit: { quantity: unit.quantity, rateCents: unit.rate.amountCents } }),
      })),
    }),
    ...(financing && {
      financing: financing.map(({ amount, ...line }) => ({ ...line, amountCents: amount.amountCents })),
    }),
  };
}

/** The lines of a plan as column values. */
export function lineColumns({ costs, financing }: Partial<FinancePlan>): ColumnValues<"applications"> {
  return {
    ...(costs && { costs: jsonb([...costs]) }),
    ...(financing && { financing: jsonb([...financing]) }),
  };
}
