import type { DeadlineKind } from "../deadlines/kinds.ts";
import { isLate } from "../deadlines/plan-deadline.ts";
import type { Reason } from "../errors.ts";
import type { Labels } from "../text.ts";
import type { Lifecycle } from "./transitions.ts";

/** Life of a deadline (Frist). */
export const deadlineStates = ["open", "met", "cancelled"] as const;
export type DeadlineState = (typeof deadlineStates)[number];

export const deadlineStateLabels: Labels<DeadlineState> = {
  open: { de: "offen", en: "open" },
  met: { de: "erfüllt", en: "met" },
  cancelled: { de: "aufgehoben", en: "cancelled" },
};

/** What the steps of a deadline depend on. */
export interface DeadlineFacts {
  readonly kind: DeadlineKind;
  /** Whether somebody has closed it, and not the step that it asks for. */
  readonly isClosedByHand: boolean;
}

/** A cut-off decides whether an application is late; only its submission or withdrawal closes it. */
const isNoCutOff = ({ kind }: DeadlineFacts): Reason | undefined =>
  kind === "application-cut-off"
    ? {
        code: "closed-by-submission",
        text: {
          de: "Die Antragsfrist endet mit der Einreichung oder der Rücknahme des Antrags.",
          en: "The application cut-off is closed by submitting or withdrawing the application.",
        },
      }
    : undefined;

const wasClosedByHand = ({ isClosedByHand }: DeadlineFacts): Reason | undefined =>
  isClosedByHand
    ? undefined
    : {
        code: "closed-with-its-cause",
        text: {
          de: "Diese Frist wurde mit ihrem Anlass geschlossen und gilt erst wieder, wenn er wieder besteht.",
          en: "This deadline was closed with its cause and applies again only when the cause does.",
        },
      };

/** What the office closes by hand, and opens again; most duties are met by the step that they ask for. */
export const deadlineTransitions: Lifecycle<DeadlineState, DeadlineFacts> = {
  labels: deadlineStateLabels,
  steps: [
    { from: ["open"], to: "met", permission: "deadlines.write", guards: [isNoCutOff] },
    {
      from: ["open"],
      to: "cancelled",
      permission: "deadlines.write",
      isReasonRequired: true,
      guards: [isNoCutOff],
    },
    { from: ["met", "cancelled"], to: "open", permission: "deadlines.write", guards: [wasClosedByHand] },
  ],
};

/** Kinds that end with their day and leave nothing undone: a right that was not used, a period that is over. */
const endWithTheirDay: readonly DeadlineKind[] = ["objection", "granting-period-end", "retention-end"];

/** Whether something that should have been done by its end is still to be done, so that it is late already. */
export function isOverdue(
  {
    kind,
    state,
    endsAt,
  }: { readonly kind: DeadlineKind; readonly state: DeadlineState; readonly endsAt: string },
  now: string,
): boolean {
  return state === "open" && !endWithTheirDay.includes(kind) && isLate(now, endsAt);
}
