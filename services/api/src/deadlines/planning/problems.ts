import type { ProblemCode } from "@zuwendo/domain";

/** What planning deadlines can find wrong, whatever the change is that plans them. */
export const planningProblems = [
  "year-out-of-range",
  "deadline-rule-invalid",
  "deadline-anchor-missing",
  "deadline-window-reversed",
] as const satisfies readonly ProblemCode[];
