import type { DeadlineRule } from "@zuwendo/domain";

/** Whether a rule says that there is no day to keep. */
export function isOpenEnded(rule: DeadlineRule): rule is Extract<DeadlineRule, { kind: "rolling" | "none" }> {
  return rule.kind === "rolling" || rule.kind === "none";
}
