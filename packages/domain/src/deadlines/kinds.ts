import type { Text } from "../text.ts";

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
    isExtendable: false,
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
