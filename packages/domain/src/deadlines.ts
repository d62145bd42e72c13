import { endOfDayAt, epochMs, localInstant } from "./calendar.ts";
import { explainDeadline } from "./deadline-explanations.ts";
import { type Anchor, type DatedRule, type DeadlineRule, nominalDay } from "./deadline-rules.ts";
import { type Land, nextWorkingDay, previousWorkingDay } from "./holidays.ts";
import type { Text } from "./text.ts";

export type { Anchor, DeadlineRule } from "./deadline-rules.ts";

/** What becomes of an end on a Saturday, Sunday or public holiday. */
export const rollPolicies = ["none", "next-working-day", "previous-working-day"] as const;
export type RollPolicy = (typeof rollPolicies)[number];

/** Substantive (Ausschlussfrist): late is inadmissible; ordinary: can be extended or reinstated; internal: binds nobody outside. */
export const strictnesses = ["substantive", "ordinary", "internal"] as const;
export type Strictness = (typeof strictnesses)[number];

/** The acts a roll can be founded on: the federal one, or its twin in Schleswig-Holstein. */
export const procedureActs = ["VwVfG", "LVwG SH"] as const;
export type ProcedureAct = (typeof procedureActs)[number];

export const deadlineKinds = [
  "application-cut-off",
  "completion",
  "drawdown-request",
  "spending-window",
  "granting-period-end",
  "interim-proof",
  "proof-of-use",
  "objection",
  "paper-cut-off",
  "upstream-proof",
  "retention-end",
  "repayment",
] as const;
export type DeadlineKind = (typeof deadlineKinds)[number];

export interface DeadlineQuestion {
  readonly kind: DeadlineKind;
  readonly rule: DeadlineRule;
  readonly anchor?: Anchor;
  /** Where the declaration or payment is due: its holidays count (§ 193 BGB). */
  readonly land: Land;
  readonly zone: string;
  readonly rollPolicy?: RollPolicy;
  readonly procedureAct?: ProcedureAct;
}

export interface PlannedDeadline {
  readonly none: false;
  /** The day the rule names; reminders count from it. */
  readonly nominalOn: string;
  /** The last day in time, after the roll. */
  readonly effectiveOn: string;
  /** The first instant that is too late. */
  readonly endsAt: string;
  readonly explanation: Text;
}

export interface NoDeadline {
  readonly none: true;
  readonly reason: Text;
}

interface DeadlineProfile {
  readonly label: Text;
  readonly rollPolicy: RollPolicy;
  readonly strictness: Strictness;
  /** Rests on a statute or the grant notice, so its mails cannot be unsubscribed. */
  readonly statutory: boolean;
}

/** Label and defaults of each kind; a programme may set others. */
export const deadlineProfiles: Readonly<Record<DeadlineKind, DeadlineProfile>> = {
  "application-cut-off": profile("Antragsfrist", "Application cut-off", "none", "substantive", false),
  completion: profile(
    "Nachreichen von Unterlagen",
    "Completion of documents",
    "next-working-day",
    "ordinary",
  ),
  "drawdown-request": profile("Mittelabruf", "Drawdown request", "none", "ordinary", false),
  "spending-window": profile("Alsbaldige Verwendung", "Spending window", "next-working-day", "ordinary"),
  "granting-period-end": profile(
    "Ende des Bewilligungszeitraums",
    "End of granting period",
    "none",
    "substantive",
  ),
  "interim-proof": profile("Zwischennachweis", "Interim proof", "next-working-day", "ordinary"),
  "proof-of-use": profile("Verwendungsnachweis", "Proof of use", "next-working-day", "ordinary"),
  objection: profile("Widerspruch", "Objection", "next-working-day", "ordinary"),
  "paper-cut-off": profile(
    "Abgabe der Vorlage",
    "Council paper cut-off",
    "previous-working-day",
    "internal",
    false,
  ),
  "upstream-proof": profile(
    "Verwendungsnachweis an den Zuwendungsgeber",
    "Proof of use to the funder",
    "next-working-day",
    "ordinary",
  ),
  "retention-end": profile("Ende der Aufbewahrung", "End of retention", "none", "ordinary"),
  repayment: profile("Rückzahlung", "Repayment", "next-working-day", "ordinary"),
};

/**
 * The nominal day, the effective day after the roll, the first instant too late and why, in both languages
 * (§§ 187–193 BGB, § 31 VwVfG); `none` with the reason for open-ended rules.
 * A rule counted backward rolls back, a rule with a clock time not at all, whatever the kind, unless `rollPolicy` says so.
 * Throws `deadline-anchor-missing`, `deadline-window-reversed`, `invalid-day`, `year-out-of-range`.
 */
export function planDeadline(question: DeadlineQuestion): PlannedDeadline | NoDeadline {
  const { rule, land, zone } = question;
  if (rule.kind === "rolling" || rule.kind === "none") return { none: true, reason: rule.reason };

  const nominalOn = nominalDay(rule, question.anchor, land);
  const rollPolicy = question.rollPolicy ?? defaultRollPolicy(question.kind, rule);
  const effectiveOn = roll(nominalOn, rollPolicy, land);
  const endsAt =
    rule.kind === "at-time" ? localInstant(effectiveOn, rule.time, rule.zone) : endOfDayAt(effectiveOn, zone);
  const procedureAct = question.procedureAct ?? (land === "SH" ? "LVwG SH" : "VwVfG");
  const explanation = explainDeadline({
    rule,
    anchor: question.anchor,
    nominalOn,
    effectiveOn,
    rollPolicy,
    procedureAct,
    land,
  });
  return { none: false, nominalOn, effectiveOn, endsAt, explanation };
}

/** Whether something received at an instant came too late: at `endsAt` itself it is. */
export function isLate(receivedAt: string | Date, endsAt: string | Date): boolean {
  return epochMs(receivedAt) >= epochMs(endsAt);
}

function defaultRollPolicy(kind: DeadlineKind, rule: DatedRule): RollPolicy {
  switch (rule.kind) {
    case "before-meeting":
    case "before-meeting-working-days":
    case "before-start":
      return "previous-working-day";
    case "at-time":
      return "none";
    default:
      return deadlineProfiles[kind].rollPolicy;
  }
}

function roll(day: string, policy: RollPolicy, land: Land): string {
  switch (policy) {
    case "none":
      return day;
    case "next-working-day":
      return nextWorkingDay(day, land);
    case "previous-working-day":
      return previousWorkingDay(day, land);
    default:
      return policy satisfies never;
  }
}

function profile(
  de: string,
  en: string,
  rollPolicy: RollPolicy,
  strictness: Strictness,
  statutory = true,
): DeadlineProfile {
  return { label: { de, en }, rollPolicy, strictness, statutory };
}
