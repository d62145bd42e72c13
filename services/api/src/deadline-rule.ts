import { addDays, type DeadlineRule, DomainError } from "@zuwendo/domain";

/** Refuses a rule whose values contradict each other or name nothing that exists; `pointer` is where it stands. */
export function assertRule(rule: DeadlineRule, pointer: string): void {
  const { soft, hard } = rule as { soft?: DeadlineRule; hard?: DeadlineRule };
  if (soft !== undefined) assertRule(soft, `${pointer}/soft`);
  if (hard !== undefined) assertRule(hard, `${pointer}/hard`);
  if (rule.kind === "at-time" && !isZone(rule.zone)) {
    throw new DomainError("value-refused", { rule: "IANA time zone" }, `${pointer}/zone`);
  }
  if (rule.kind === "rolling-window" && rule.from > rule.to) {
    throw new DomainError("deadline-window-reversed", { from: rule.from, to: rule.to }, `${pointer}/to`);
  }
  // A leap year knows every day that any year knows.
  if (rule.kind === "yearly") addDays(`2000-${rule.monthDay}`, 0);
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Whether a rule says that there is no day to keep. */
export function isOpenEnded(rule: DeadlineRule): rule is Extract<DeadlineRule, { kind: "rolling" | "none" }> {
  return rule.kind === "rolling" || rule.kind === "none";
}
