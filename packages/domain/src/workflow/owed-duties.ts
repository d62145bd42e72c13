import type { DeadlineKind, ProcedureAct } from "../deadlines/kinds.ts";
import { type DeadlineEvent, eventLabels, yearOf } from "../deadlines/rules.ts";
import type { Text } from "../text.ts";
import { calledOffText } from "../time/day-words.ts";
import { type ApplicationState, runningStates } from "./applications.ts";
import { type NoticeService, servedOn } from "./notice-service.ts";
import type { PaperState } from "./papers.ts";

/** The reason of a deadline whose meeting is not held; it comes back when the meeting is held after all. */
export const meetingCancelled = "meeting-cancelled";
/** The reason of a paper's cut-off when the paper is for a meeting that has none; it comes back with one that has. */
export const meetingWithoutCutOff = "meeting-without-cut-off";
/** The reason of an interim proof when the project does not outlast its budget year; it comes back with a longer project. */
export const withinBudgetYear = "within-budget-year";
/** The reason of a drawdown of a grant that has been paid to the last cent. */
export const paidOut = "paid-out";
/** The reason of a chance that had passed before it could arise; it comes back with another day. */
export const lapsedBefore = "day-before-it-arose";
/** The reason of an objection period of a contract, to which nobody can object (§ 68 VwGO). */
export const contractWithoutObjection = "contract-without-objection";
/** The reason of the answer to a small project that a meeting decides after all, or that waits for its applicant. */
export const notOfFastLane = "not-of-fast-lane";
/** The reason of that answer when the fund's amount or the fund is another; it comes back with one that fits. */
export const leftFastLane = "left-fast-lane";
/** The reasons of an exemption that is gone; another one is another duty. */
export const exemptionGone = { removed: "exemption-removed", expired: "exemption-expired" } as const;

/** A notice is an act of an authority (Zuwendungsbescheid), a contract is agreed (Zuwendungs- or Weiterleitungsvertrag). */
export const grantInstruments = ["notice", "contract"] as const;
export type GrantInstrument = (typeof grantInstruments)[number];

/** The day of an event of a thing, such as the service of a grant's notice. */
export interface EventDay {
  readonly type: string;
  readonly id: string;
  readonly on: string;
  /** What the event is called here, where that says more than its usual name. */
  readonly label?: Text;
}

export type EventDays = Readonly<Partial<Record<DeadlineEvent, EventDay>>>;

/** What is known of a thing that may owe something; what it does not have is null or left out. */
export interface DutyFacts {
  readonly subjectType: "applications" | "grants" | "disbursements" | "meetings" | "papers" | "organisations";
  readonly subjectId: string;
  readonly applicationState: ApplicationState | null;
  /** When the application was handed in, sent back, or its proof came in: whatever its state is about. */
  readonly arisenOn: string | null;
  /** Whether the application asks for no more than its fund decides without a meeting. */
  readonly isSmall: boolean;
  /** Whether a proof of use has come in before. */
  readonly hadProof: boolean;
  /** How it was granted. */
  readonly instrument: GrantInstrument | null;
  readonly servedOn: string | null;
  /** How the notice was served, where that is known. */
  readonly service: NoticeService | null;
  /** The act that the office's notices rest on. */
  readonly procedureAct: ProcedureAct;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  /** Whether the whole grant has been paid. */
  readonly isPaidOut: boolean;
  readonly paidOn: string | null;
  readonly usedOn: string | null;
  readonly meetingId: string | null;
  readonly meetingOn: string | null;
  readonly meetingState: "planned" | "held" | "cancelled" | null;
  readonly paperState: PaperState | null;
  readonly charitableUntil: string | null;
}

/**
 * What a thing owes: `arises` is planned where it is missing; `stands` follows its rule while it is open; of what has been
 * `received` only whether it came in time follows; the rest ends with a reason by code and, where those concerned are to be
 * told, in words.
 */
export interface Duty {
  readonly kind: DeadlineKind;
  readonly state: "arises" | "stands" | "received" | { readonly reason: string; readonly because?: Text };
  readonly events: EventDays;
  /**
   * The day it arises. Where its rule names an earlier one it is due at once, so that nobody is late from the start; a chance
   * that had passed by then does not arise at all (`lapses` of the kind).
   */
  readonly arisesOn?: string | null;
  /** Of which budget year it is, where each brings one of its own; the first of them also where its rule names a day itself. */
  readonly budgetYear?: number;
  readonly isFurtherYear?: boolean;
  /** Whether it is owed again when its event has another day, though it was met. */
  readonly recurs?: boolean;
}

const subjectOf: Readonly<Partial<Record<DeadlineKind, DutyFacts["subjectType"]>>> = {
  "formal-check": "applications",
  "fast-lane-answer": "applications",
  completion: "applications",
  "retention-end": "applications",
  objection: "grants",
  "granting-period-end": "grants",
  "proof-of-use": "grants",
  "drawdown-request": "grants",
  "interim-proof": "grants",
  "spending-window": "disbursements",
  "meeting-invitation": "meetings",
  "paper-cut-off": "papers",
  "charitable-exemption": "organisations",
};

/** The things that may owe duties of some kinds; none for kinds that nothing owes by itself. */
export function subjectTypesOf(kinds: readonly DeadlineKind[]): DutyFacts["subjectType"][] {
  return [...new Set(kinds.flatMap((kind) => subjectOf[kind] ?? []))];
}

const isRunning = (state: ApplicationState | null) => state !== null && runningStates.includes(state);

/** States that ask for something next: the step into one of them sets off a duty. */
export const askingStates: readonly ApplicationState[] = [
  "submitted",
  "returned",
  "proof-due",
  "proof-submitted",
];

/** The last day of a budget year. */
export function budgetYearEnd(year: number): string {
  return `${year}-12-31`;
}

/** Everything that a thing owes on a day, whatever brought it about. */
export function owedDuties(facts: DutyFacts, today: string): Duty[] {
  switch (facts.subjectType) {
    case "applications":
      return owedByApplication(facts);
    case "grants":
      return owedByGrant(facts);
    case "disbursements":
      return owedByPayment(facts);
    case "meetings":
      return owedByMeeting(facts, "meeting-invitation", today);
    case "papers":
      return owedByPaper(facts, today);
    case "organisations":
      return owedByOrganisation(facts, today);
    default:
      return facts.subjectType satisfies never;
  }
}

function eventDays(type: string, id: string, days: Partial<Record<DeadlineEvent, string | null>>): EventDays {
  return Object.fromEntries(
    Object.entries(days).flatMap(([event, on]) => (on === null ? [] : [[event, { type, id, on }]])),
  );
}

/** Each state of an application asks for one thing at the most, and for an answer where the project is small. */
function owedByApplication(facts: DutyFacts): Duty[] {
  const { subjectId, applicationState, arisenOn, hadProof } = facts;
  const arises = (kind: DeadlineKind, event: DeadlineEvent): Duty[] => [
    {
      ...{ kind, state: "arises", arisesOn: arisenOn },
      events: eventDays("applications", subjectId, { [event]: arisenOn }),
    },
  ];
  switch (applicationState) {
    case "submitted":
      return [...arises("formal-check", "submission"), ...fastLaneAnswer(facts)];
    case "returned":
      return [...arises("completion", "request"), ...fastLaneAnswer(facts)];
    case "formally-checked":
    case "on-agenda":
      return fastLaneAnswer(facts);
    case "proof-due":
      return hadProof ? arises("completion", "request") : [];
    case "proof-submitted":
    case "closed":
      return hadProof ? arises("retention-end", "proof-received") : [];
    default:
      return [];
  }
}

/**
 * Who applies for a small amount gets the decision a week after the receipt. What is returned has been answered, and a week
 * begins anew when it comes back; what is put on an agenda is decided with the others.
 */
function fastLaneAnswer({ subjectId, applicationState, arisenOn, isSmall }: DutyFacts): Duty[] {
  const states: Partial<Record<ApplicationState, Duty["state"]>> = {
    submitted: "arises",
    "formally-checked": "stands",
  };
  const state = isSmall
    ? ((applicationState && states[applicationState]) ?? { reason: notOfFastLane })
    : { reason: leftFastLane };
  const events = eventDays("applications", subjectId, { submission: arisenOn });
  return [{ kind: "fast-lane-answer", state, arisesOn: arisenOn, events }];
}

function owedByGrant(facts: DutyFacts): Duty[] {
  const { subjectId, applicationState, instrument, periodFrom, periodTo, isPaidOut } = facts;
  const state: Duty["state"] = isRunning(applicationState) ? "arises" : "stands";
  const yearEnd = periodFrom === null ? null : budgetYearEnd(yearOf(periodFrom));
  const events = {
    ...eventDays("grants", subjectId, {
      "project-start": periodFrom,
      "project-end": periodTo,
      "budget-year-end": yearEnd,
    }),
    ...serviceOf(facts),
  };
  const arisesOn = facts.servedOn;
  const duties: Duty[] = [
    {
      kind: "objection",
      state: instrument === "contract" ? { reason: contractWithoutObjection } : state,
      events,
    },
    { kind: "granting-period-end", state, events },
    { kind: "proof-of-use", state, events },
    { kind: "drawdown-request", state: isPaidOut ? nothingToDraw : state, events },
    ...interimProofs(facts).map((year) => ({ ...year, state, events: { ...events, ...year.events } })),
  ];
  return duties.map((duty) => ({ ...duty, arisesOn }));
}

/** The service of a notice, or the conclusion of a contract. */
function serviceOf({ subjectId, instrument, servedOn: on, service, procedureAct }: DutyFacts): EventDays {
  if (on === null) return {};
  const label =
    instrument === "contract" ? contractConcluded : service && servedOn(service, procedureAct).label;
  return { "service-of-notice": { type: "grants", id: subjectId, on, ...(label && { label }) } };
}

const contractConcluded: Text = { de: "Abschluss des Vertrags", en: "Conclusion of the contract" };

const nothingToDraw = {
  reason: paidOut,
  because: { de: "Die Zuwendung ist vollständig ausgezahlt", en: "The whole grant has been paid" },
} as const;

/** One of each budget year that ends before the project does (ANBest-P no. 6.1). */
function interimProofs({ subjectId, periodFrom, periodTo }: DutyFacts) {
  if (periodFrom === null || periodTo === null) return [];
  const first = yearOf(periodFrom);
  const years = Array.from(
    { length: Math.max(0, yearOf(periodTo) - first + 1) },
    (_, index) => first + index,
  );
  return years
    .filter((year) => budgetYearEnd(year) < periodTo)
    .map((budgetYear) => ({
      ...{ kind: "interim-proof" as const, budgetYear, isFurtherYear: budgetYear !== first },
      events: eventDays("grants", subjectId, { "budget-year-end": budgetYearEnd(budgetYear) }),
    }));
}

/** How an interim proof ends whose budget year the project does not outlast any more. */
export const endsInItsYear = {
  reason: withinBudgetYear,
  because: {
    de: "Das Projekt läuft nicht mehr über dieses Haushaltsjahr hinaus",
    en: "The project does not run beyond this budget year any more",
  },
} as const;

/** Paid money must be spent within the programme's window (alsbaldige Verwendung), counted from the payment. */
function owedByPayment({ subjectId, applicationState, paidOn, usedOn }: DutyFacts): Duty[] {
  const state = isRunning(applicationState) && usedOn === null ? "arises" : "stands";
  const events = eventDays("disbursements", subjectId, { payment: paidOn });
  return [{ kind: "spending-window", state, events, arisesOn: paidOn }];
}

/** Nobody is invited to a meeting that is not held, and nobody writes for it; nor for one that is over. */
function owedByMeeting(facts: DutyFacts, kind: DeadlineKind, today: string): Duty[] {
  const { meetingId, meetingOn, meetingState } = facts;
  if (meetingId === null || meetingOn === null) return [];
  const events = eventDays("meetings", meetingId, { meeting: meetingOn });
  if (meetingState === "cancelled") {
    const because = calledOffText(eventLabels.meeting, meetingOn);
    return [{ kind, state: { reason: meetingCancelled, because }, events }];
  }
  const isAhead = meetingState === "planned" && meetingOn >= today;
  return [{ kind, state: isAhead ? "arises" : "stands", events, arisesOn: today }];
}

/** What was handed in is judged by the day of its meeting until the meeting is held or called off. */
function owedByPaper(facts: DutyFacts, today: string): Duty[] {
  const kind = "paper-cut-off";
  const { paperState, meetingState } = facts;
  if (paperState === "draft") return owedByMeeting(facts, kind, today);
  if (paperState !== "handed-in" || meetingState !== "planned") return [];
  return owedByMeeting(facts, kind, today).map((duty) => ({ ...duty, state: "received" }));
}

/** An exemption notice (Freistellungsbescheid) that runs out some day must be renewed before. */
function owedByOrganisation({ subjectId, charitableUntil }: DutyFacts, today: string): Duty[] {
  const kind = "charitable-exemption";
  const events = eventDays("organisations", subjectId, { expiry: charitableUntil });
  if (charitableUntil === null) return [{ kind, state: { reason: exemptionGone.removed }, events }];
  if (charitableUntil <= today) return [{ kind, state: { reason: exemptionGone.expired }, events }];
  return [{ kind, state: "arises", events, recurs: true }];
}
