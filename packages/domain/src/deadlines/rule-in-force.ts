import type { Land } from "../time/holidays.ts";
import type { DeadlineKind, RollPolicy, Strictness } from "./kinds.ts";
import type { DeadlineRule } from "./rules.ts";

/** Whom a rule can belong to, the most particular first: its word counts before that of those after it. */
export const ruleOwners = ["papers", "applications", "calls", "funds", "programmes", "committees"] as const;
export type RuleOwner = (typeof ruleOwners)[number];

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

/** Terms of a programme that the defaults are made from. */
export interface RuleTerms {
  readonly spendingWindowWeeks: number;
  readonly proofWeeks: number;
}

/** The rule of the most particular owner for a kind; undefined when none of them has set one. */
export function ruleInForce(rules: readonly SetRule[], kind: DeadlineKind): SetRule | undefined {
  return rules
    .filter((rule) => rule.kind === kind)
    .sort((a, b) => ruleOwners.indexOf(a.ownerType) - ruleOwners.indexOf(b.ownerType))[0];
}

/**
 * The rule of a kind where nobody has set one; undefined where such a duty only arises from a rule, or from the terms of
 * a programme and there is none. Spending window:
 * ANBest-P no. 1.4; proof: the programme's weeks after the project's end; interim proof: four months after the budget
 * year (ANBest-P no. 6.1); objection: § 70 VwGO; vouchers: five years after the proof.
 */
export function defaultDeadlineRule(
  kind: DeadlineKind,
  terms: RuleTerms | undefined,
): DeadlineRule | undefined {
  switch (kind) {
    case "completion":
      return { kind: "after-event", amount: 14, unit: "days", event: "request" };
    case "spending-window":
      return (
        terms && { kind: "after-event", amount: terms.spendingWindowWeeks, unit: "weeks", event: "payment" }
      );
    case "granting-period-end":
      return { kind: "after-event", amount: 0, unit: "days", event: "project-end" };
    case "interim-proof":
      return { kind: "after-event", amount: 4, unit: "months", event: "budget-year-end" };
    case "proof-of-use":
      return terms && { kind: "after-event", amount: terms.proofWeeks, unit: "weeks", event: "project-end" };
    case "objection":
      return { kind: "after-event", amount: 1, unit: "months", event: "service-of-notice" };
    case "charitable-exemption":
      return { kind: "after-event", amount: 0, unit: "days", event: "expiry" };
    case "retention-end":
      return { kind: "after-event", amount: 60, unit: "months", event: "proof-received" };
    case "application-cut-off":
    case "formal-check":
    case "drawdown-request":
    case "meeting-invitation":
    case "paper-cut-off":
    case "upstream-proof":
    case "repayment":
    case "follow-up":
      return undefined;
    default:
      return kind satisfies never;
  }
}
