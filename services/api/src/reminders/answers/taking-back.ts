import {
  assertTransition,
  DomainError,
  deadlineTransitions,
  epochMs,
  type Reason,
  say,
  stepRefused,
  takeBackDays,
  takeBackUntil,
} from "@zuwendo/domain";
import { reopen } from "../../deadlines/deadlines/reopen.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import type { Session } from "../../request/session.ts";
import { type AnsweredReminder, endAnswer, endTaskOf, findReminder } from "./queries.ts";

const hasMovedOn: Reason = {
  code: "closed-otherwise",
  text: {
    de: "Die Frist wurde inzwischen auf anderem Weg geschlossen; deshalb lässt sich die Antwort nicht mehr zurücknehmen. Bitte wenden Sie sich an die Koordinierungsstelle.",
    en: "The deadline has been closed in another way since, so the answer cannot be taken back any more. Please contact the coordination office.",
  },
};

const isNotOwedNow: Reason = {
  code: "closed-with-its-cause",
  text: {
    de: "Was diese Frist verlangt, ist inzwischen erledigt oder nicht mehr zu tun; deshalb lässt sie sich nicht wieder öffnen. Bitte wenden Sie sich an die Koordinierungsstelle.",
    en: "What this deadline asks for has been done since or need not be done any more, so it cannot be opened again. Please contact the coordination office.",
  },
};

const isTooLongAgo: Reason = {
  code: "take-back-time-over",
  text: say(
    {
      de: "Zurücknehmen lässt sich eine Antwort {days} Tage lang. War sie ein Versehen, wenden Sie sich bitte an die Koordinierungsstelle.",
      en: "An answer can be taken back for {days} days. If it was a mistake, please contact the coordination office.",
    },
    { days: takeBackDays },
  ),
};

/** What taking an answer back would do. */
type TakingBack = { readonly reopens: boolean; readonly until: string } | { readonly against: Reason };

/** Whether an answer can be taken back; undefined where there is none that needs it. */
export function takingBackOf(session: Session, reminder: AnsweredReminder): TakingBack | undefined {
  const { answer, answeredAt, state, closedAt, closedById } = reminder;
  if (answer === null || answeredAt === null || answer === "later") return undefined;
  const until = takeBackUntil(answeredAt);
  if (epochMs(session.now) >= epochMs(until)) return { against: isTooLongAgo };
  if (state === "open") return { reopens: false, until };
  const isClosedByIt =
    state === "met" &&
    closedById === session.caller.personId &&
    closedAt !== null &&
    epochMs(closedAt) === epochMs(answeredAt);
  return isClosedByIt ? { reopens: true, until } : { against: hasMovedOn };
}

/** Refuses in the words of the step that is not possible. */
function refuse(reminder: AnsweredReminder, reason: Reason): DomainError {
  return stepRefused(deadlineTransitions, { from: reminder.state, to: "open" }, [reason]);
}

/** Takes an answer back and what followed from it: the deadline is open again, or the task for the office ends. */
export async function takeBack(session: Session, reminder: AnsweredReminder): Promise<void> {
  const { id, deadlineId, kind, state, answer } = reminder;
  const taking = takingBackOf(session, reminder);
  if (taking === undefined) throw new DomainError("not-found");
  if ("against" in taking) throw refuse(reminder, taking.against);
  endAnswer(session, id, session.now);
  session.audit({
    ...{ action: "take-back", subjectType: "reminders", subjectId: id },
    changes: { answer, deadlineId },
  });
  if (!taking.reopens) {
    endTaskOf(session, reminder, session.now);
    return;
  }
  holdRules(session, "shared");
  const step = { from: state, to: "open" };
  assertTransition(deadlineTransitions, step, { kind, isClosedByHand: true }, session.caller.roles);
  await reopen(session, { id: deadlineId, state });
  const after = await findReminder(session, id);
  // What it asks for may have ended with its cause in the meantime.
  if (after?.state !== "open") throw refuse(reminder, isNotOwedNow);
  session.audit({
    ...{ action: "to:open", subjectType: "deadlines", subjectId: deadlineId, version: after.version },
    changes: { from: state, to: "open", reason: null },
  });
}
