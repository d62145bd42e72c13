import fc from "fast-check";
import type { Test } from "tap";

/** One assertion that a claim is true of all values fast-check tries; the counterexample is in the failure. */
export function holds<Values extends [unknown, ...unknown[]]>(
  t: Test,
  name: string,
  values: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  claim: (...given: Values) => boolean,
): void {
  t.doesNotThrow(() => fc.assert(fc.property(...values, claim)), name);
}
