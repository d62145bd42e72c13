import { compareDays, endOfDayAt, epochMs, localInstant } from "./calendar.ts";
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
  "formal-check",
  "drawdown-request",
  "spending-window",
  "granting-period-end",
  "interim-proof",
  "proof-of-use",
  "objection",
  "meeting-invitation",
  "paper-cut-off",
  "upstream-proof",
  "charitable-exemption",
  "retention-end",
  "repayment",
  "follow-up",
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
  /** Says how firm it is: a printed day of an ordinary one may legally end on the next working day. */
  readonly strictness?: Strictness;
  /** The day an extension was granted to; it runs from the old end (§ 190 BGB), and a later day of the rule prevails. */
  readonly extendedTo?: string | null;
}

export interface PlannedDeadline {
  readonly none: false;
  /** The day the rule names; reminders count from it. */
  readonly nominalOn: string;
  /** The day it should be met by, where the rule is a pair; null otherwise. */
  readonly softOn: string | null;
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
  readonly isStatutory: boolean;
  /** Whether whoever set it may put it off (§ 31 (7) VwVfG); a rule of the programme may say otherwise. */
  readonly isExtendable: boolean;
}

/** Label and defaults of each kind; a programme may set others. */
export const deadlineProfiles: Readonly<Record<DeadlineKind, DeadlineProfile>> = {
  "application-cut-off": {
    label: { de: "Antragsfrist", en: "Application cut-off" },
    rollPolicy: "none",
    strictness: "substantive",
    isStatutory: false,
    isExtendable: false,
  },
  completion: {
    label: { de: "Nachreichen von Unterlagen", en: "Completion of documents" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
  },
  "formal-check": {
    label: { de: "Formale Prüfung", en: "Formal check" },
    rollPolicy: "next-working-day",
    strictness: "internal",
    isStatutory: false,
    isExtendable: true,
  },
  "drawdown-request": {
    label: { de: "Mittelabruf", en: "Drawdown request" },
    rollPolicy: "none",
    strictness: "ordinary",
    isStatutory: false,
    isExtendable: false,
  },
  "spending-window": {
    label: { de: "Alsbaldige Verwendung", en: "Spending window" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: false,
  },
  "granting-period-end": {
    label: { de: "Ende des Bewilligungszeitraums", en: "End of granting period" },
    rollPolicy: "none",
    strictness: "substantive",
    isStatutory: true,
    isExtendable: false,
  },
  "interim-proof": {
    label: { de: "Zwischennachweis", en: "Interim proof" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
  },
  "proof-of-use": {
    label: { de: "Verwendungsnachweis", en: "Proof of use" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
  },
  objection: {
    label: { de: "Widerspruch", en: "Objection" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    // Set by § 70 VwGO, so that nobody may put it off.
    isExtendable: false,
  },
  "meeting-invitation": {
    label: { de: "Einladung zur Sitzung", en: "Invitation to the meeting" },
    rollPolicy: "previous-working-day",
    strictness: "internal",
    isStatutory: false,
    isExtendable: true,
  },
  "paper-cut-off": {
    label: { de: "Abgabe der Vorlage", en: "Council paper cut-off" },
    rollPolicy: "previous-working-day",
    strictness: "internal",
    isStatutory: false,
    isExtendable: true,
  },
  "upstream-proof": {
    label: { de: "Verwendungsnachweis an den Zuwendungsgeber", en: "Proof of use to the funder" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
  },
  "charitable-exemption": {
    label: { de: "Freistellungsbescheid läuft ab", en: "Charitable exemption expires" },
    rollPolicy: "none",
    strictness: "ordinary",
    isStatutory: false,
    isExtendable: false,
  },
  "retention-end": {
    label: { de: "Ende der Aufbewahrung", en: "End of retention" },
    rollPolicy: "none",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
  },
  repayment: {
    label: { de: "Rückzahlung", en: "Repayment" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
  },
  "follow-up": {
    label: { de: "Wiedervorlage", en: "Follow-up" },
    rollPolicy: "none",
    strictness: "internal",
    isStatutory: false,
    isExtendable: true,
  },
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

  const ruleOn = nominalDay(rule, question.anchor, land);
  const { extendedTo } = question;
  const isExtended = extendedTo != null && compareDays(extendedTo, ruleOn) > 0;
  const nominalOn = isExtended ? extendedTo : ruleOn;
  const rollPolicy = question.rollPolicy ?? defaultRollPolicy(question.kind, rule);
  const effectiveOn = roll(nominalOn, rollPolicy, land);
  const endsAt =
    rule.kind === "at-time" ? localInstant(effectiveOn, rule.time, rule.zone) : endOfDayAt(effectiveOn, zone);
  const procedureAct = question.procedureAct ?? (land === "SH" ? "LVwG SH" : "VwVfG");
  const explanation = explainDeadline({
    rule: isExtended ? { kind: "fixed", on: nominalOn } : rule,
    anchor: question.anchor,
    nominalOn,
    effectiveOn,
    rollPolicy,
    procedureAct,
    land,
  });
  return { none: false, nominalOn, softOn: null, effectiveOn, endsAt, explanation };
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
