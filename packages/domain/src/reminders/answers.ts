import type { DeadlineKind } from "../deadlines/kinds.ts";
import { may } from "../roles.ts";
import { addDays, epochMs, localDay, localInstant } from "../time/calendar.ts";
import { isSendDay, type SendRule } from "./due-steps.ts";

/** What a recipient can answer to a reminder: it is done, remind me later, it is not mine. */
export const reminderAnswers = ["done", "later", "not-mine"] as const;
export type ReminderAnswer = (typeof reminderAnswers)[number];

/** For how many days a reminder can be put off, and for how many it is when nobody chooses. */
export const putOffDays = { least: 1, most: 14, usual: 3 } as const;

/** For how many days an answer can be taken back that was a mistake. */
export const takeBackDays = 7;

/** The instant from which on an answer can no longer be taken back. */
export function takeBackUntil(answeredAt: string): string {
  return new Date(epochMs(answeredAt) + takeBackDays * 86_400_000).toISOString();
}

/** Until when somebody is quiet about a deadline that is not theirs: for as long as it exists. */
export const quietForGood = "2999-12-31T00:00:00.000Z";

/**
 * When a reminder comes again that is put off for some days: at the office's hour on that day or, if it does not send on
 * that day, on its next one; never after the deadline's end, but on the last such morning before it. Undefined when no
 * morning is left before the end.
 */
export function putOffUntil(
  days: number,
  { now, endsAt, rule }: { readonly now: string; readonly endsAt: string; readonly rule: SendRule },
): string | undefined {
  const { zone, sendFrom = "07:00" } = rule;
  const today = localDay(now, zone);
  let wanted = addDays(today, days);
  while (!isSendDay(wanted, rule)) wanted = addDays(wanted, 1);
  const morning = localInstant(wanted, sendFrom, zone);
  if (epochMs(morning) < epochMs(endsAt)) return morning;

  for (let day = localDay(endsAt, zone); day >= today; day = addDays(day, -1)) {
    const earlier = localInstant(day, sendFrom, zone);
    const isBetween = epochMs(earlier) > epochMs(now) && epochMs(earlier) < epochMs(endsAt);
    if (isBetween && isSendDay(day, rule)) return earlier;
  }
  return undefined;
}

/**
 * Whether the word of somebody with these roles closes a deadline. That of others makes a task for the office, as a click
 * fulfils no duty; a cut-off is closed by the submission alone.
 */
export function mayCloseByAnswer(held: readonly string[], kind: DeadlineKind): boolean {
  return kind !== "application-cut-off" && may(held, "deadlines.write");
}
