import { type MeasureTotals, zeroMeasures } from "@zuwendo/domain";
import type { MeasureRow } from "./queries.ts";

/** The measures of each value of a dimension. */
export function totalsByValue(rows: readonly MeasureRow[]): Map<string, MeasureTotals> {
  const byValue = new Map<string, MeasureTotals>();
  for (const { value, measure, amountCents } of rows) {
    byValue.set(value, { ...(byValue.get(value) ?? zeroMeasures()), [measure]: amountCents });
  }
  return byValue;
}
