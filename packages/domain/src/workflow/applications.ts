import { DomainError, type Reason } from "../errors.ts";
import { formatDay } from "../time/calendar.ts";
import { type CharitableStatus, charitableOn } from "../vocabulary.ts";
import type { Transition } from "./transitions.ts";

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
  /** Whether the programme funds charitable applicants only. */
  readonly isCharitableRequired: boolean;
}

/** States in which the applicant may still edit. */
export const editableStates: readonly string[] = ["draft", "returned"];

/** States in which a grant can be paid on and amended. */
export const payableStates: readonly string[] = ["granted", "running", "proof-due", "proof-submitted"];

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
export const judgedStates: readonly string[] = [...editableStates, "submitted"];

/** What the office assigns, also when the applicant edits no more: the round until the check, the meeting until the vote. */
export const assignableStates: Readonly<Record<"callId" | "meetingId", readonly string[]>> = {
  callId: judgedStates,
  meetingId: [...editableStates, "submitted", "formally-checked"],
};

/** States that a committee has in front of it or behind it. */
export const agendaStates: readonly ApplicationState[] = applicationStates.slice(
  applicationStates.indexOf("on-agenda"),
  applicationStates.indexOf("withdrawn"),
);

const callHasOpened = (facts: ApplicationFacts): Reason | undefined =>
  facts.callOpensOn === null || facts.callOpensOn <= facts.today
    ? undefined
    : {
        code: "call-not-open-yet",
        text: {
          de: `Der Förderaufruf öffnet erst am ${formatDay(facts.callOpensOn, "de")}.`,
          en: `The call does not open before ${formatDay(facts.callOpensOn, "en")}.`,
        },
      };

const isAdmissible = (facts: ApplicationFacts): Reason | undefined =>
  facts.isLate && facts.strictness === "substantive"
    ? {
        code: "inadmissible-late",
        text: {
          de: "Der Antrag ging nach der Ausschlussfrist ein; er kann nur in eine spätere Runde.",
          en: "The application came in after a substantive cut-off; it can only join a later round.",
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
          de: `Das Vorhaben beginnt erst am ${formatDay(facts.startsOn, "de")}.`,
          en: `The project does not start before ${formatDay(facts.startsOn, "en")}.`,
        },
      };

const hasEnded = (facts: ApplicationFacts): Reason | undefined =>
  facts.endsOn <= facts.today
    ? undefined
    : {
        code: "not-ended-yet",
        text: {
          de: `Das Vorhaben endet erst am ${formatDay(facts.endsOn, "de")}.`,
          en: `The project does not end before ${formatDay(facts.endsOn, "en")}.`,
        },
      };

type Step = Transition<ApplicationState, ApplicationFacts>;

/**
 * The steps of an application. A vote reserves and a grant commits: those steps are the
 * effect of their own entries, never a bare change of state.
 */
export const applicationTransitions: readonly Step[] = [
  { from: ["draft", "returned"], to: "submitted", permission: "applications.write", guards: [callHasOpened] },
  { from: ["submitted"], to: "returned", permission: "applications.check", isReasonRequired: true },
  {
    from: ["submitted"],
    to: "formally-checked",
    permission: "applications.check",
    guards: [isAdmissible, isCharitableEnough],
  },
  { from: ["formally-checked"], to: "on-agenda", permission: "applications.check", guards: [hasMeeting] },
  { from: ["on-agenda"], to: "recommended", permission: "votes.write", through: "votes" },
  { from: ["on-agenda"], to: "rejected", permission: "votes.write", through: "votes" },
  { from: ["on-agenda"], to: "formally-checked", permission: "votes.write", through: "votes" },
  { from: ["recommended"], to: "granted", permission: "grants.write", through: "grants" },
  { from: ["granted"], to: "running", permission: "applications.write", guards: [hasStarted] },
  { from: ["running"], to: "proof-due", permission: "applications.check", guards: [hasEnded] },
  {
    from: ["running", "proof-due"],
    to: "proof-submitted",
    permission: "applications.write",
    guards: [hasEnded],
  },
  { from: ["proof-submitted"], to: "proof-due", permission: "applications.check", isReasonRequired: true },
  { from: ["proof-submitted"], to: "closed", permission: "applications.check" },
  {
    from: ["draft", "submitted", "returned", "formally-checked", "on-agenda", "recommended"],
    to: "withdrawn",
    permission: "applications.write",
    isReasonRequired: true,
  },
];

export const voteOutcomes = [
  "recommended",
  "recommended-with-conditions",
  "recommended-reduced",
  "postponed",
  "rejected",
] as const;
export type VoteOutcome = (typeof voteOutcomes)[number];

/** The state a committee's vote (Votum) leads to: a positive one reserves, a postponed one waits for a meeting. */
export function stateAfterVote(outcome: VoteOutcome): ApplicationState {
  switch (outcome) {
    case "recommended":
    case "recommended-with-conditions":
    case "recommended-reduced":
      return "recommended";
    case "postponed":
      return "formally-checked";
    case "rejected":
      return "rejected";
    default:
      return outcome satisfies never;
  }
}

/** A recommendation needs more votes in favour than against, where votes were counted: `vote-without-majority`. */
export function assertMajority(outcome: VoteOutcome, counted: { inFavour?: number; against?: number }): void {
  const { inFavour = 0, against = 0 } = counted;
  if (stateAfterVote(outcome) !== "recommended" || inFavour + against === 0 || inFavour > against) return;
  throw new DomainError("vote-without-majority", { inFavour, against }, "/inFavour");
}
