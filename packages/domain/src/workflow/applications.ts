import { DomainError, type Reason } from "../errors.ts";
import type { Labels } from "../text.ts";
import { formatDay } from "../time/calendar.ts";
import { type CharitableStatus, charitableOn } from "../vocabulary.ts";
import { byLanguage } from "../wording.ts";
import type { Lifecycle } from "./transitions.ts";

/** Life of an application (Antrag), from the draft to the last proof of use. */
export const applicationStates = [
  "draft",
  "submitted",
  "returned",
  "formally-checked",
  "on-agenda",
  "recommended",
  "rejected",
  "granted",
  "running",
  "proof-due",
  "proof-submitted",
  "closed",
  "withdrawn",
] as const;
export type ApplicationState = (typeof applicationStates)[number];

export const applicationStateLabels: Labels<ApplicationState> = {
  draft: { de: "Entwurf", en: "draft" },
  submitted: { de: "eingereicht", en: "submitted" },
  returned: { de: "zur Ergänzung zurückgegeben", en: "returned for completion" },
  "formally-checked": { de: "formal geprüft", en: "formally checked" },
  "on-agenda": { de: "auf der Tagesordnung", en: "on the agenda" },
  recommended: { de: "zur Förderung empfohlen", en: "recommended" },
  rejected: { de: "abgelehnt", en: "rejected" },
  granted: { de: "bewilligt", en: "granted" },
  running: { de: "in der Umsetzung", en: "under way" },
  "proof-due": { de: "Nachweis fällig", en: "proof of use due" },
  "proof-submitted": { de: "Nachweis eingereicht", en: "proof of use submitted" },
  closed: { de: "abgeschlossen", en: "closed" },
  withdrawn: { de: "zurückgezogen", en: "withdrawn" },
};

/** What the guards of an application's steps look at. */
export interface ApplicationFacts extends CharitableStatus {
  readonly today: string;
  readonly callOpensOn: string | null;
  /** `substantive`: late means inadmissible (Ausschlussfrist). */
  readonly strictness: string;
  readonly isLate: boolean;
  readonly meetingOn: string | null;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly disbursedCents: number;
  /** Whether whoever looks may act for the application: the office, or the applicant; a partner may only look. */
  readonly isActing: boolean;
  /** What the finance plan lacks for a submission, where that is to be shown; the submission itself names each place. */
  readonly planFault?: Reason | undefined;
  /** Whether the programme funds charitable applicants only. */
  readonly isCharitableRequired: boolean;
}

/** States in which the applicant may still edit. */
export const editableStates: readonly ApplicationState[] = ["draft", "returned"];

/** States of an application that has not come to its end. */
export const openApplicationStates: readonly ApplicationState[] = applicationStates.filter(
  (state) => !["rejected", "closed", "withdrawn"].includes(state),
);

/** States in which a grant can be paid on and amended. */
export const payableStates: readonly ApplicationState[] = [
  "granted",
  "running",
  "proof-due",
  "proof-submitted",
];

/** States of a project that is under way: its duties arise. */
export const runningStates: readonly ApplicationState[] = ["granted", "running", "proof-due"];

/** States in which anything may be owed. */
export const statesWithDuties: readonly ApplicationState[] = [
  "submitted",
  "returned",
  ...runningStates,
  "proof-submitted",
];

/** States in which whether it came in time is still judged: once it has been checked, the check has judged. */
export const judgedStates: readonly ApplicationState[] = [...editableStates, "submitted"];

const untilClosed = applicationStates.filter((state) => state !== "closed");

/**
 * What the office assigns, also when the applicant edits no more: the round until the check, the meeting until the vote,
 * who leads it and for which organisation until everything is closed.
 */
export const assignableStates: Readonly<
  Record<"callId" | "meetingId" | "leadId" | "organisationId", readonly ApplicationState[]>
> = {
  callId: judgedStates,
  meetingId: [...editableStates, "submitted", "formally-checked", "on-agenda"],
  leadId: untilClosed,
  organisationId: untilClosed,
};

/** The states in which a field of an application can be changed, by the office (`mayAssign`) or by the applicant. */
export function statesToChange(field: string, mayAssign: boolean): readonly ApplicationState[] {
  const assigned: Readonly<Record<string, readonly ApplicationState[]>> = assignableStates;
  return (mayAssign ? assigned[field] : undefined) ?? editableStates;
}

const reasonMissing = {
  de: "Nach dem Einreichen wechseln Projektleitung und Träger nur mit einem Grund. Bitte den Grund angeben.",
  en: "Once an application has been submitted, its lead and organisation change only for a reason. Please give the reason.",
};

/** Refuses another lead or organisation of what was handed in without a reason: `value-refused`. */
export function assertReasonGiven(
  before: { readonly leadId: string; readonly organisationId: string; readonly receivedAt: string | null },
  wanted: {
    readonly leadId?: string | undefined;
    readonly organisationId?: string | undefined;
    readonly reason?: string | undefined;
  },
): void {
  const { leadId = before.leadId, organisationId = before.organisationId, reason } = wanted;
  const isChanged = leadId !== before.leadId || organisationId !== before.organisationId;
  if (!isChanged || before.receivedAt === null || reason !== undefined) return;
  throw new DomainError("value-refused", byLanguage({ rule: reasonMissing }), "/reason");
}

/** States that a committee has in front of it or behind it. */
export const agendaStates: readonly ApplicationState[] = applicationStates.slice(
  applicationStates.indexOf("on-agenda"),
  applicationStates.indexOf("withdrawn"),
);

const isActing = (facts: ApplicationFacts): Reason | undefined =>
  facts.isActing
    ? undefined
    : {
        code: "applicant-only",
        text: {
          de: "Diesen Schritt geht der antragstellende Träger, nicht seine Partner.",
          en: "The applicant takes this step, not its partners.",
        },
      };

const hasWholePlan = (facts: ApplicationFacts): Reason | undefined => facts.planFault;

const callHasOpened = (facts: ApplicationFacts): Reason | undefined =>
  facts.callOpensOn === null || facts.callOpensOn <= facts.today
    ? undefined
    : {
        code: "call-not-open-yet",
        text: {
          de: `Der Förderaufruf öffnet erst am ${formatDay(facts.callOpensOn, "de")}.`,
          en: `The call does not open until ${formatDay(facts.callOpensOn, "en")}.`,
        },
      };

const isAdmissible = (facts: ApplicationFacts): Reason | undefined =>
  facts.isLate && facts.strictness === "substantive"
    ? {
        code: "inadmissible-late",
        text: {
          de: "Der Antrag ging nach der Ausschlussfrist ein; er kann nur in eine spätere Runde.",
          en: "The application came in after a substantive deadline (Ausschlussfrist); it can only join a later round.",
        },
      }
    : undefined;

const isCharitableEnough = (facts: ApplicationFacts): Reason | undefined => {
  const status = facts.isCharitableRequired ? charitableOn(facts, facts.today) : "yes";
  return status === "no" || status === "expired"
    ? {
        code: "charitable-status-missing",
        text: {
          de: "Das Programm fördert nur gemeinnützige Träger; für diesen gilt kein Freistellungsbescheid.",
          en: "The programme funds charitable applicants only; no exemption notice is in force for this one.",
        },
      }
    : undefined;
};

const hasMeeting = (facts: ApplicationFacts): Reason | undefined =>
  facts.meetingOn === null
    ? {
        code: "meeting-missing",
        text: { de: "Es ist noch keine Sitzung zugeordnet.", en: "No meeting has been assigned yet." },
      }
    : undefined;

const hasStarted = (facts: ApplicationFacts): Reason | undefined =>
  facts.startsOn <= facts.today
    ? undefined
    : {
        code: "not-started-yet",
        text: {
          de: `Das Projekt beginnt erst am ${formatDay(facts.startsOn, "de")}.`,
          en: `The project does not start until ${formatDay(facts.startsOn, "en")}.`,
        },
      };

const hasEnded = (facts: ApplicationFacts): Reason | undefined =>
  facts.endsOn <= facts.today
    ? undefined
    : {
        code: "not-ended-yet",
        text: {
          de: `Das Projekt endet erst am ${formatDay(facts.endsOn, "de")}.`,
          en: `The project does not end until ${formatDay(facts.endsOn, "en")}.`,
        },
      };

/**
 * The steps of an application. A vote reserves and a grant commits: those steps are the
 * effect of their own entries, never a bare change of state.
 */
export const applicationTransitions: Lifecycle<ApplicationState, ApplicationFacts> = {
  labels: applicationStateLabels,
  steps: [
    {
      from: ["draft", "returned"],
      to: "submitted",
      permission: "applications.write",
      guards: [isActing, callHasOpened, hasWholePlan],
    },
    { from: ["submitted"], to: "returned", permission: "applications.check", isReasonRequired: true },
    {
      from: ["submitted"],
      to: "formally-checked",
      permission: "applications.check",
      guards: [isAdmissible, isCharitableEnough],
    },
    { from: ["formally-checked"], to: "on-agenda", permission: "applications.check", guards: [hasMeeting] },
    {
      from: ["formally-checked", "on-agenda"],
      to: "recommended",
      permission: "votes.write",
      through: "votes",
    },
    { from: ["formally-checked", "on-agenda"], to: "rejected", permission: "votes.write", through: "votes" },
    // Taken off the agenda, or postponed by a vote.
    { from: ["on-agenda"], to: "formally-checked", permission: "applications.check", isReasonRequired: true },
    { from: ["recommended"], to: "granted", permission: "grants.write", through: "grants" },
    { from: ["granted"], to: "running", permission: "applications.write", guards: [isActing, hasStarted] },
    { from: ["running"], to: "proof-due", permission: "applications.check", guards: [hasEnded] },
    {
      from: ["running", "proof-due"],
      to: "proof-submitted",
      permission: "applications.write",
      guards: [isActing, hasEnded],
    },
    { from: ["proof-submitted"], to: "proof-due", permission: "applications.check", isReasonRequired: true },
    { from: ["proof-submitted"], to: "closed", permission: "applications.check" },
    {
      from: ["draft", "submitted", "returned", "formally-checked", "on-agenda", "recommended"],
      to: "withdrawn",
      permission: "applications.write",
      guards: [isActing],
      isReasonRequired: true,
    },
  ],
};
