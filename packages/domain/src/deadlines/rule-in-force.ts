import type { Land } from "../time/holidays.ts";
import {
  type DeadlineKind,
  deadlineProfiles,
  type RollPolicy,
  type RuleOwner,
  type RuleTerms,
  ruleOwners,
  type Strictness,
} from "./kinds.ts";
import type { DeadlineRule } from "./rules.ts";

/** A rule as somebody has set it, with what it says besides the day; null leaves it to the kind. */
export interface SetRule {
  readonly ownerType: RuleOwner;
  readonly kind: DeadlineKind;
  readonly rule: DeadlineRule;
  readonly strictness: Strictness | null;
  readonly rollPolicy: RollPolicy | null;
  readonly land: Land | null;
  readonly isExtendable: boolean | null;
}

/** The rule of the most particular owner for a kind; undefined when none of them has set one. */
export function ruleInForce(rules: readonly SetRule[], kind: DeadlineKind): SetRule | undefined {
  return rules
    .filter((rule) => rule.kind === kind)
    .sort((a, b) => ruleOwners.indexOf(a.ownerType) - ruleOwners.indexOf(b.ownerType))[0];
}

/** The rule of a kind where nobody has set one; undefined where such a duty only arises from a rule or a programme's terms. */
export function defaultDeadlineRule(
  kind: DeadlineKind,
  terms: RuleTerms | undefined,
): DeadlineRule | undefined {
  return deadlineProfiles[kind].defaultRule?.(terms);
}
