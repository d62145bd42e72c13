import type { Labels, Text } from "../text.ts";
import type { Land } from "../time/holidays.ts";
import type { DeadlineEvent, DeadlineRule } from "./rules.ts";

/** What becomes of an end on a Saturday, Sunday or public holiday. */
export const rollPolicies = ["none", "next-working-day", "previous-working-day"] as const;

export type RollPolicy = (typeof rollPolicies)[number];

export const rollPolicyLabels: Labels<RollPolicy> = {
  none: { de: "keine Verschiebung", en: "no move" },
  "next-working-day": { de: "auf den nächsten Arbeitstag", en: "to the next working day" },
  "previous-working-day": { de: "auf den vorigen Arbeitstag", en: "to the previous working day" },
};

/** Substantive (Ausschlussfrist): late is inadmissible; ordinary: can be extended or reinstated; internal: binds nobody outside. */
export const strictnesses = ["substantive", "ordinary", "internal"] as const;

export type Strictness = (typeof strictnesses)[number];

export const strictnessLabels: Labels<Strictness> = {
  substantive: { de: "Ausschlussfrist", en: "substantive deadline (Ausschlussfrist)" },
  ordinary: { de: "gewöhnliche Frist", en: "ordinary deadline" },
  internal: { de: "interne Frist", en: "internal deadline" },
};

/**
 * The acts of administrative procedure whose paragraphs are known here: the federal one, which most Länder apply or repeat, and
 * that of Schleswig-Holstein, which says the same in paragraphs of its own.
 */
export const procedureActs = ["VwVfG", "LVwG SH"] as const;

export type ProcedureAct = (typeof procedureActs)[number];

export const procedureActLabels: Labels<ProcedureAct> = {
  VwVfG: {
    de: "Verwaltungsverfahrensgesetz des Bundes",
    en: "federal act on administrative procedure (Verwaltungsverfahrensgesetz)",
  },
  "LVwG SH": {
    de: "Landesverwaltungsgesetz Schleswig-Holstein",
    en: "act on administration of Schleswig-Holstein (Landesverwaltungsgesetz)",
  },
};

/** The act of an authority of a Land, unless it is said otherwise. */
export function procedureActOf(land: Land): ProcedureAct {
  return land === "SH" ? "LVwG SH" : "VwVfG";
}

/** Who stands behind a programme, from the European Union to a service club. */
export const funderLevels = [
  "eu",
  "federal",
  "state",
  "district",
  "municipal",
  "foundation",
  "lottery",
  "club",
] as const;
export type FunderLevel = (typeof funderLevels)[number];

/** The act that the funder of a programme works by, unless it is said otherwise; null for those who are no German authority. */
export function procedureActOfFunder(level: FunderLevel, ofOffice: ProcedureAct): ProcedureAct | null {
  switch (level) {
    case "federal":
      return "VwVfG";
    case "state":
    case "district":
    case "municipal":
      return ofOffice;
    case "eu":
    case "foundation":
    case "lottery":
    case "club":
      return null;
    default:
      return level satisfies never;
  }
}

export const deadlineKinds = [
  "application-cut-off",
  "completion",
  "formal-check",
  "fast-lane-answer",
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

interface DeadlineProfile {
  readonly label: Text;
  readonly rollPolicy: RollPolicy;
  readonly strictness: Strictness;
  /** Rests on a statute or the grant notice, so its mails cannot be unsubscribed. */
  readonly isStatutory: boolean;
  /** Whether whoever set it may put it off (§ 31 (7) VwVfG); a rule of the programme may say otherwise. */
  readonly isExtendable: boolean;
  /** Who may set its rule; nobody's for what no rule decides. */
  readonly owners: readonly RuleOwner[];
  /** The events that are known when it arises; a rule that counts from another never leads to a day. */
  readonly events: readonly DeadlineEvent[];
  /** Set by the funder of the programme, and not by the office. */
  readonly isFunders?: true;
  /** Nothing is left to be done where its day had passed before it could arise, so that it never does. */
  readonly lapses?: true;
  /** Performed by the office itself, so that no lead or owner is named for it. */
  readonly isOffices?: true;
  /** Ends by itself, with nothing to be declared or paid by then (§ 31 (4) VwVfG). */
  readonly endsByItself?: true;
  /** The rule where nobody has set one; undefined where there are no terms to make it from. */
  readonly defaultRule?: (terms: RuleTerms | undefined) => DeadlineRule | undefined;
}

/** Whom a rule can belong to, the most particular first: its word counts before that of those after it. */
export const ruleOwners = ["papers", "applications", "calls", "funds", "programmes", "committees"] as const;
export type RuleOwner = (typeof ruleOwners)[number];

/** Terms of a programme that the defaults are made from. */
export interface RuleTerms {
  readonly spendingWindowWeeks: number;
  readonly proofWeeks: number;
}

const ofProjects: readonly RuleOwner[] = ["applications", "calls", "funds", "programmes"];
const ofGrants: readonly DeadlineEvent[] = [
  "service-of-notice",
  "project-start",
  "project-end",
  "budget-year-end",
];

/** Everything that is said of a kind of deadline, in one row; a rule of its owners may set other terms. */
export const deadlineProfiles: Readonly<Record<DeadlineKind, DeadlineProfile>> = {
  "application-cut-off": {
    label: { de: "Antragsfrist", en: "Application cut-off" },
    rollPolicy: "none",
    strictness: "substantive",
    isStatutory: false,
    isExtendable: false,
    owners: ["funds", "programmes"],
    events: ["meeting", "project-start"],
    isFunders: true,
  },
  completion: {
    label: { de: "Nachreichen von Unterlagen", en: "Missing documents" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
    owners: ofProjects,
    events: ["request"],
    defaultRule: () => ({ kind: "after-event", amount: 14, unit: "days", event: "request" }),
  },
  "formal-check": {
    label: { de: "Formale Prüfung", en: "Formal check" },
    rollPolicy: "next-working-day",
    strictness: "internal",
    isStatutory: false,
    isExtendable: true,
    owners: ofProjects,
    events: ["submission"],
  },
  "fast-lane-answer": {
    label: { de: "Antwort auf ein Kleinprojekt", en: "Answer to a small project" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: false,
    isExtendable: false,
    owners: ofProjects,
    events: ["submission"],
    isOffices: true,
    defaultRule: () => ({ kind: "after-event", amount: 7, unit: "days", event: "submission" }),
  },
  "drawdown-request": {
    label: { de: "Mittelabruf", en: "Drawdown request" },
    lapses: true,
    rollPolicy: "none",
    strictness: "ordinary",
    isStatutory: false,
    isExtendable: false,
    owners: ofProjects,
    events: ofGrants,
  },
  "spending-window": {
    label: { de: "Verwendungsfrist", en: "Spending window" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: false,
    owners: ofProjects,
    events: ["payment"],
    // ANBest-P no. 1.4
    defaultRule: (terms) =>
      terms && { kind: "after-event", amount: terms.spendingWindowWeeks, unit: "weeks", event: "payment" },
  },
  "granting-period-end": {
    label: { de: "Ende des Bewilligungszeitraums", en: "End of the granting period" },
    rollPolicy: "none",
    strictness: "substantive",
    isStatutory: true,
    isExtendable: false,
    owners: ofProjects,
    events: ofGrants,
    endsByItself: true,
    lapses: true,
    defaultRule: () => ({ kind: "after-event", amount: 0, unit: "days", event: "project-end" }),
  },
  "interim-proof": {
    label: { de: "Zwischennachweis", en: "Interim proof" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
    owners: ofProjects,
    events: ofGrants,
    // Four months after the budget year (ANBest-P no. 6.1)
    defaultRule: () => ({ kind: "after-event", amount: 4, unit: "months", event: "budget-year-end" }),
  },
  "proof-of-use": {
    label: { de: "Verwendungsnachweis", en: "Proof of use" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
    owners: ofProjects,
    events: ofGrants,
    defaultRule: (terms) =>
      terms && { kind: "after-event", amount: terms.proofWeeks, unit: "weeks", event: "project-end" },
  },
  objection: {
    label: { de: "Widerspruch", en: "Objection" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    // Set by § 70 VwGO, so that nobody may put it off.
    isExtendable: false,
    owners: ofProjects,
    events: ofGrants,
    // § 70 VwGO
    defaultRule: () => ({ kind: "after-event", amount: 1, unit: "months", event: "service-of-notice" }),
  },
  "meeting-invitation": {
    label: { de: "Einladung zur Sitzung", en: "Invitation to the meeting" },
    rollPolicy: "previous-working-day",
    strictness: "internal",
    isStatutory: false,
    isExtendable: false,
    owners: ["committees"],
    events: ["meeting"],
  },
  "paper-cut-off": {
    label: { de: "Vorlagenschluss", en: "Cut-off for papers" },
    rollPolicy: "previous-working-day",
    strictness: "internal",
    isStatutory: false,
    isExtendable: true,
    owners: ["papers", "committees"],
    events: ["meeting"],
  },
  "upstream-proof": {
    label: { de: "Verwendungsnachweis an den Zuwendungsgeber", en: "Proof of use to the funder" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
    owners: ["programmes"],
    events: ["budget-year-end"],
    isFunders: true,
  },
  "charitable-exemption": {
    label: { de: "Ablauf des Freistellungsbescheids", en: "Expiry of the charitable exemption" },
    rollPolicy: "none",
    strictness: "ordinary",
    isStatutory: false,
    isExtendable: false,
    owners: [],
    events: ["expiry"],
    endsByItself: true,
    defaultRule: () => ({ kind: "after-event", amount: 0, unit: "days", event: "expiry" }),
  },
  "retention-end": {
    label: { de: "Ende der Aufbewahrungsfrist", en: "End of retention" },
    rollPolicy: "none",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
    owners: ofProjects,
    events: ["proof-received"],
    endsByItself: true,
    // Vouchers: five years after the proof
    defaultRule: () => ({ kind: "after-event", amount: 60, unit: "months", event: "proof-received" }),
  },
  repayment: {
    label: { de: "Rückzahlung", en: "Repayment" },
    rollPolicy: "next-working-day",
    strictness: "ordinary",
    isStatutory: true,
    isExtendable: true,
    owners: [],
    events: [],
  },
  "follow-up": {
    label: { de: "Wiedervorlage", en: "Follow-up" },
    rollPolicy: "none",
    strictness: "internal",
    isStatutory: false,
    isExtendable: true,
    owners: [],
    events: [],
    endsByItself: true,
  },
};

/** The kinds that the office performs itself. */
export const officeKinds: readonly DeadlineKind[] = deadlineKinds.filter(
  (kind) => deadlineProfiles[kind].isOffices === true,
);
