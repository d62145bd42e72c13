import type { Test } from "tap";

/** Thousands of like expectations as one assertion, whose failure lists those that do not hold. */
export function faultsOf(t: Test, name: string) {
  const faults: string[] = [];
  let count = 0;
  return {
    expect: (holds: boolean, what: string): void => {
      count += 1;
      if (!holds) faults.push(what);
    },
    done: (atLeast = 1): void => {
      t.same(faults, [], `${name}: ${count} expectations hold`);
      t.ok(count >= atLeast, `${name}: at least ${atLeast} were checked`);
    },
  };
}
