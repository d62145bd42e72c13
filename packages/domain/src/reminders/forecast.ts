import { addDays, daysFrom, epochMs, localDay, localInstant } from "../time/calendar.ts";
import { addWorkingDays, isWorkingDay, type Land } from "../time/holidays.ts";
import {
  isSendDay,
  nextOpening,
  type RemindedDeadline,
  remindersBetween,
  type SendRule,
  sendDayOf,
} from "./due-steps.ts";
import type { ReminderAudience, ReminderStep } from "./ladders.ts";
import { ladderInForce, type SetPlan } from "./plans.ts";
import { type Around, type Concerning, recipientsOf } from "./recipients.ts";

/** A deadline as its reminders are foreseen from it. */
export interface ForeseenDeadline extends Concerning, Omit<RemindedDeadline, "ladder"> {
  readonly programmeId: string | null;
  readonly remindedUntil: string;
}

/** A mail that will go out if nothing changes until then. */
export interface PlannedMail {
  readonly sendAt: string;
  /** The local day it goes on. */
  readonly on: string;
  readonly recipientId: string;
  readonly kind: "digest" | "urgent";
  readonly items: readonly PlannedItem[];
}

interface PlannedItem {
  readonly deadlineId: string;
  readonly step: string;
  readonly role: ReminderAudience;
}

/** The first moment from `now` on that suits the office and the person, and its local day. */
export function digestAt(mailAt: string | null, rule: SendRule, now: string): { at: string; on: string } {
  const opening = nextOpening(now, rule);
  const on = localDay(opening, rule.zone);
  const wanted = mailAt === null ? opening : localInstant(on, mailAt, rule.zone);
  return { at: epochMs(wanted) > epochMs(opening) ? wanted : opening, on };
}

/**
 * Whether a reminder that is due at `now` goes single or into the day's digest, when, and on which local day. Both keep to
 * the office's hours, and only a digest to the hour that a person wishes: what is urgent must not wait for the afternoon. A
 * deadline that would be over before its digest goes single, and one that would be over before the office sends again at once.
 */
export function mailingOf(
  about: { readonly isUrgent: boolean; readonly endsAt: string | Date; readonly mailAt: string | null },
  rule: SendRule,
  now: string,
): { isSingle: boolean; at: string; on: string } {
  const endsAt = epochMs(about.endsAt);
  const isOverBefore = (instant: string) => endsAt > epochMs(now) && endsAt <= epochMs(instant);
  const digest = digestAt(about.mailAt, rule, now);
  if (!about.isUrgent && !isOverBefore(digest.at)) return { isSingle: false, ...digest };
  const opening = nextOpening(now, rule);
  const at = isOverBefore(opening) ? now : opening;
  return { isSingle: true, at, on: localDay(at, rule.zone) };
}

/**
 * The mails that these deadlines will lead to after an instant and up to and including another, in the order of time:
 * one digest per person and day, urgent ones single, without those who have muted a kind or asked for quiet.
 */
export function foreseeMails(
  deadlines: readonly ForeseenDeadline[],
  plans: readonly SetPlan[],
  around: Around,
  window: { readonly after: string; readonly until: string },
): PlannedMail[] {
  const mails = new Map<string, PlannedMail & { items: PlannedItem[] }>();
  for (const deadline of deadlines) {
    const { ladder, since } = ladderInForce(plans, deadline);
    const from = latest([deadline.remindedUntil, window.after, ...(since === null ? [] : [since])]);
    for (const { step, sendAt } of remindersBetween({ ...deadline, ladder }, from, window.until)) {
      const today = localDay(sendAt, deadline.zone);
      for (const recipient of recipientsOf(deadline, step.audience, around, { at: sendAt, today })) {
        if (recipient.silence !== null) continue;
        const about = { isUrgent: step.urgent, endsAt: deadline.endsAt, mailAt: recipient.mailAt };
        const { isSingle, at, on } = mailingOf(about, deadline, sendAt);
        const key = isSingle ? `${recipient.id} ${sendAt} ${deadline.id}` : `${recipient.id} ${on}`;
        const mail = mails.get(key) ?? {
          ...{ sendAt: at, on },
          recipientId: recipient.id,
          kind: isSingle ? "urgent" : "digest",
          items: [],
        };
        mail.items.push({ deadlineId: deadline.id, step: step.key, role: recipient.role });
        mails.set(key, mail);
      }
    }
  }
  return [...mails.values()].sort(
    (a, b) =>
      epochMs(a.sendAt) - epochMs(b.sendAt) ||
      compareTexts(a.recipientId, b.recipientId) ||
      compareTexts(a.items[0]?.deadlineId ?? "", b.items[0]?.deadlineId ?? ""),
  );
}

function latest(instants: readonly string[]): string {
  return instants.reduce((found, each) => (epochMs(each) > epochMs(found) ? each : found));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The days a deadline counts to for a step to be sent on a day: what a preview has to look for, and no others. An overdue
 * step that had to wait for the end of a rolled deadline is found by that end instead (`endDaysFor`).
 */
export function countedDaysFor(step: ReminderStep, day: string, rule: SendRule): string[] {
  if (!isSendDay(day, rule)) return [];
  const direction = step.days < 0 ? -1 : 1;
  const targets = [day, ...pauseFrom(addDays(day, direction), direction, rule)];
  const counted = targets.flatMap((target) =>
    step.unit === "days" || step.days === 0
      ? [addDays(target, step.days)]
      : isWorkingDay(target, rule.land)
        ? daysWithWorkingDays(target, step.days, rule.land)
        : [],
  );
  return counted.filter((one) => sendDayOf(one, step, rule) === day);
}

/** The days from which so many working days back (or, if negative, ahead) lies a working day. */
function daysWithWorkingDays(target: string, amount: number, land: Land): string[] {
  return amount > 0
    ? daysFrom(addDays(addWorkingDays(target, amount - 1, land), 1), addWorkingDays(target, amount, land))
    : daysFrom(addWorkingDays(target, amount, land), addDays(addWorkingDays(target, amount + 1, land), -1));
}

/** The last days of deadlines whose first morning after the end is that day. */
export function endDaysFor(day: string, rule: SendRule): string[] {
  if (!isSendDay(day, rule)) return [];
  const pause = pauseFrom(addDays(day, -1), -1, rule);
  const lastSendDay = addDays(pause.at(-1) ?? day, -1);
  return [lastSendDay, ...pause, day];
}

/** The days in a row, from one on in a direction, on which the office does not send. */
function pauseFrom(first: string, direction: 1 | -1, rule: SendRule): string[] {
  const days: string[] = [];
  for (let day = first; !isSendDay(day, rule); day = addDays(day, direction)) days.push(day);
  return days;
}
