import { mayCloseByAnswer, putOffUntil, quietForGood, type ReminderAnswer } from "@zuwendo/domain";
import { closeDeadlines } from "../../deadlines/planning/change.ts";
import { type Session, sendRuleOf } from "../../request/session.ts";
import { type AnsweredReminder, insertAnswer, insertTask } from "./queries.ts";

/** What becomes of an answer. */
export interface Effect {
  readonly answer: ReminderAnswer;
  readonly closes: boolean;
  /** Until then this person is not reminded of this deadline. */
  readonly quietUntil: string;
  /** When a reminder that was put off comes again. */
  readonly remindAt: string | null;
}

/** What an answer would do now; undefined when there is no morning left to put the reminder off to. */
export function effectOf(
  session: Session,
  { kind, endsAt }: Pick<AnsweredReminder, "kind" | "endsAt">,
  { answer, days }: { readonly answer: ReminderAnswer; readonly days: number },
): Effect | undefined {
  switch (answer) {
    case "done":
      return {
        answer,
        closes: mayCloseByAnswer(session.caller.roles, kind),
        quietUntil: endsAt,
        remindAt: null,
      };
    case "later": {
      const remindAt = putOffUntil(days, { now: session.now, endsAt, rule: sendRuleOf(session) });
      return remindAt === undefined ? undefined : { answer, closes: false, quietUntil: remindAt, remindAt };
    }
    case "not-mine":
      return { answer, closes: false, quietUntil: quietForGood, remindAt: null };
    default:
      return answer satisfies never;
  }
}

/** Keeps an answer and does what follows from it; everything travels with the commit. */
export function applyEffect(session: Session, reminder: AnsweredReminder, effect: Effect): void {
  const { answer, closes, quietUntil, remindAt } = effect;
  const { id: reminderId, deadlineId } = reminder;
  const { personId } = session.caller;
  insertAnswer(session, {
    ...{ reminderId, deadlineId, personId, answer, quietUntil, remindAt },
    answeredAt: session.now,
  });
  session.audit({
    action: "answer",
    subjectType: "reminders",
    subjectId: reminderId,
    changes: { answer, deadlineId, quietUntil },
  });
  if (closes) {
    closeDeadlines(session, { id: deadlineId }, "met", { byHand: true });
    session.audit({
      action: "to:met",
      subjectType: "deadlines",
      subjectId: deadlineId,
      version: reminder.version + 1,
      changes: { from: "open", to: "met", reason: null },
    });
  } else if (answer !== "later") {
    const kind = answer === "done" ? "check-done" : "assign-lead";
    insertTask(session, { kind, deadlineId, personId, reminderId });
  }
}
