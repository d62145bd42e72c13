import {
  deriveMeasures,
  type MeasureTotals,
  measures,
  rollupDimensions,
  zeroMeasures,
} from "@zuwendo/domain";
import Type from "typebox";
import { exportDialect, Id, nullable, oneOf, Total } from "../../resources/schema.ts";

const derived = Object.keys(deriveMeasures(zeroMeasures()));

/** Base measures as money, derived ones as money or basis points: `freeCents` becomes `free`. */
const measureProperties = Object.fromEntries([
  ...measures.map((name) => [name, Total] as const),
  ...derived
    .filter((name) => name.endsWith("Cents"))
    .map((name) => [name.replace(/Cents$/, ""), Total] as const),
  ...derived
    .filter((name) => name.endsWith("Bp"))
    .map((name) => [name, nullable(Type.Integer({ description: "Basis points" }))] as const),
]);

/** The sums of one value as the API shows them: cents become money, basis points stay numbers. */
export function presentTotals(totals: MeasureTotals): Record<string, unknown> {
  const money = (amountCents: number) => ({ amountCents, currency: "EUR" });
  const base = Object.entries(totals).map(([name, cents]) => [name, money(cents)]);
  const worked = Object.entries(deriveMeasures(totals)).map(([name, value]) =>
    name.endsWith("Cents") ? [name.replace(/Cents$/, ""), money(Number(value))] : [name, value],
  );
  return Object.fromEntries([...base, ...worked]);
}

export const rollupQuery = Type.Object(
  {
    dimension: Type.Optional(oneOf(rollupDimensions)),
    fundYearId: Type.Optional(Id),
    year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
    dialect: exportDialect,
    asOf: Type.Optional(
      Type.String({ format: "date", description: "Only entries booked on or before this day" }),
    ),
  },
  { additionalProperties: false },
);

export const Rollup = Type.Object(
  {
    dimension: oneOf(rollupDimensions),
    value: nullable(Type.String({ description: "What is summed; null: entries that have no such thing" })),
    label: nullable(Type.String()),
    ...measureProperties,
  },
  {
    $id: "Rollup",
    additionalProperties: false,
    description: "Sums of the ledger, exact at every moment",
    examples: [
      {
        dimension: "fund-year",
        value: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        label: "Aktions- und Initiativfonds 2027",
        ...presentTotals({
          ...zeroMeasures(),
          allocated: 6_000_000,
          reserved: 480_000,
          committed: 1_250_000,
          disbursed: 600_000,
        }),
      },
    ],
  },
);
export const RollupList = Type.Object(
  {
    asOf: nullable(Type.String({ format: "date" })),
    unfoldedEntries: Type.Integer({
      description: "Entries summed on the fly because the worker has not folded them yet",
    }),
    items: Type.Array(Type.Ref("Rollup")),
  },
  { $id: "RollupList", additionalProperties: false },
);
