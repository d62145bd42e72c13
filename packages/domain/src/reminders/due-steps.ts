import type { DeadlineKind } from "../deadlines/kinds.ts";
import {
  addDays,
  compareDays,
  endOfDayAt,
  epochMs,
  localDay,
  localInstant,
  weekday,
} from "../time/calendar.ts";
import { addWorkingDays, holidayOn, type Land } from "../time/holidays.ts";
import { type ReminderStep, reminderAudiences, reminderLadders } from "./ladders.ts";

/** When an office sends: its holidays, its zone, its hours and its days of the week. */
export interface SendRule {
  readonly land: Land;
  readonly zone: string;
  /** Local time of day at which reminders go out; 07:00 when not given. */
  readonly sendFrom?: string | undefined;
  /** Local time of day after which digests wait for the next morning. */
  readonly sendUntil?: string | undefined;
  /** Days of the week mails go out on, 1 (Monday) to 7; Monday to Friday when not given. */
  readonly sendWeekdays?: readonly number[] | undefined;
}

/** What reminders need to know of a deadline; its days come from `planDeadline`. */
export interface RemindedDeadline extends SendRule {
  readonly kind: DeadlineKind;
  readonly nominalOn: string;
  /** The day it should be met by, where there is one before the day it must be met by; reminders count to both. */
  readonly softOn?: string | null | undefined;
  /** First instant too late: a roll can put it days after the nominal day. */
  readonly endsAt: string | Date;
  /** The steps of the plan in force instead of the default ladder of the kind. */
  readonly ladder?: readonly ReminderStep[] | undefined;
}

export interface PlannedReminder {
  readonly step: ReminderStep;
  readonly sendAt: string;
}

/** Why a step is not mailed; `superseded` by a later step of the same run, or of the same day. */
export const skipReasons = [
  "past-at-creation",
  "past-when-planned",
  "superseded",
  "deadline-passed",
  "muted",
  "put-off",
  "answered-done",
  "not-theirs",
] as const;
export type SkipReason = (typeof skipReasons)[number];

export interface SkippedStep extends PlannedReminder {
  readonly reason: SkipReason;
}

const defaultSendFrom = "07:00";
const mondayToFriday: readonly number[] = [1, 2, 3, 4, 5];

/** Whether an office sends on that day: one of its days of the week, and no public holiday. */
export function isSendDay(day: string, rule: SendRule): boolean {
  const weekdays = rule.sendWeekdays ?? mondayToFriday;
  return weekdays.includes(weekday(day)) && holidayOn(day, rule.land) === undefined;
}

/** The first send day from `day` on, or back from it. */
function sendDayFrom(day: string, direction: 1 | -1, rule: SendRule): string {
  let reached = day;
  while (!isSendDay(reached, rule)) reached = addDays(reached, direction);
  return reached;
}

/**
 * The day a step is sent on, counted from the nominal day: on a day off the send day before, for an overdue step
 * the one after.
 */
export function sendDayOf(nominalOn: string, step: ReminderStep, rule: SendRule): string {
  return sendDayFrom(ownDayOf(nominalOn, step, rule), isOverdue(step) ? 1 : -1, rule);
}

function ownDayOf(from: string, { unit, days }: ReminderStep, { land }: SendRule): string {
  return unit === "days" ? addDays(from, -days) : addWorkingDays(from, -days, land);
}

/**
 * The instant a step is due at: the office's hour on its send day. An overdue step waits for the first such morning
 * after the deadline's end, since a roll may leave the nominal day + 1 still in time.
 */
export function sendAtOf(deadline: RemindedDeadline, step: ReminderStep): string {
  const { endsAt, zone, sendFrom = defaultSendFrom } = deadline;
  const sendAt = localInstant(sendDayOf(countedFrom(deadline, step), step, deadline), sendFrom, zone);
  if (!isOverdue(step) || !isAfter(endsAt, sendAt)) return sendAt;
  return localInstant(sendDayFrom(firstMorningAfter(deadline), 1, deadline), sendFrom, zone);
}

/** The next instant from `now` on at which the office sends: now within its hours, else the next opening of them. */
export function nextOpening(now: string | Date, rule: SendRule): string {
  const { zone, sendFrom = defaultSendFrom, sendUntil } = rule;
  const today = localDay(now, zone);
  if (isSendDay(today, rule)) {
    const opens = localInstant(today, sendFrom, zone);
    if (!isAfter(now, opens)) return opens;
    if (sendUntil === undefined || !isAfter(now, localInstant(today, sendUntil, zone))) {
      return new Date(epochMs(now)).toISOString();
    }
  }
  return localInstant(sendDayFrom(addDays(today, 1), 1, rule), sendFrom, zone);
}

/**
 * The first step due strictly after an instant, null for the first of all; undefined when none is left.
 * Steps of one send day are one reminder: the later step, to the audience of all.
 */
export function nextReminder(
  deadline: RemindedDeadline,
  after: string | Date | null,
): PlannedReminder | undefined {
  const planned = plan(deadline);
  const first = planned.find((reminder) => isAfter(reminder.sendAt, after) && !isStale(reminder, deadline));
  return first && merge(first, planned);
}

/** Every reminder still to come after an instant and up to and including another, one per send day. */
export function remindersBetween(
  deadline: RemindedDeadline,
  after: string | Date | null,
  until: string | Date,
): PlannedReminder[] {
  const planned = plan(deadline);
  const due = planned.filter(
    (reminder) =>
      isAfter(reminder.sendAt, after) && !isAfter(reminder.sendAt, until) && !isStale(reminder, deadline),
  );
  const firstOfDay = due.filter((reminder, index) => due[index - 1]?.sendAt !== reminder.sendAt);
  return firstOfDay.map((reminder) => merge(reminder, planned));
}

/**
 * Of the steps with `from` < send instant ≤ `now` only the latest is due, however many a pause has piled up; the rest
 * are skipped. Once the deadline has ended only overdue steps are due.
 */
export function dueSteps(
  deadline: RemindedDeadline,
  from: string | Date | null,
  now: string | Date,
): { due: ReminderStep | undefined; skipped: SkippedStep[] } {
  const planned = plan(deadline);
  const piled = planned.filter(({ sendAt }) => isAfter(sendAt, from) && !isAfter(sendAt, now));
  const hasEnded = !isAfter(deadline.endsAt, now);
  const due = piled.findLast(({ step }) => !hasEnded || isOverdue(step));
  const skipped = piled
    .filter((reminder) => reminder !== due)
    .map((reminder): SkippedStep => {
      const isTooLate = hasEnded && !isOverdue(reminder.step);
      return { ...reminder, reason: isTooLate ? "deadline-passed" : "superseded" };
    });
  return { due: due && merge(due, planned).step, skipped };
}

/**
 * What a new deadline starts with. Steps up to and including the day of creation are skipped, so that a 42-day step does
 * not fire on the payout day of a 42-day window. Only if that leaves no step before the end of a deadline still ahead,
 * the latest skipped one is mailed `atOnce`. `plannedFrom` is the `from` of the first `dueSteps`.
 */
export function planOnCreation(
  deadline: RemindedDeadline,
  createdAt: string | Date,
): {
  atOnce: ReminderStep | undefined;
  next: PlannedReminder | undefined;
  skipped: SkippedStep[];
  plannedFrom: string;
} {
  // An office may send from 0:00: a step of tomorrow at that very instant is still to come.
  const endOfToday = endOfDayAt(localDay(createdAt, deadline.zone), deadline.zone);
  const plannedFrom = new Date(epochMs(endOfToday) - 1).toISOString();
  const planned = plan(deadline);
  const past = planned.filter(({ sendAt }) => !isAfter(sendAt, plannedFrom));
  const next = nextReminder(deadline, plannedFrom);
  const isLastCall = isAfter(deadline.endsAt, createdAt) && (next === undefined || isOverdue(next.step));
  const atOnce = isLastCall ? past.findLast(({ step }) => !isOverdue(step)) : undefined;
  const skipped = past
    .filter((reminder) => reminder !== atOnce)
    .map((reminder): SkippedStep => ({ ...reminder, reason: "past-at-creation" }));
  return { atOnce: atOnce && merge(atOnce, planned).step, next, skipped, plannedFrom };
}

/** Every step of a deadline with its instant, whether past or to come; for what a plan that begins later passes over. */
export function plannedSteps(deadline: RemindedDeadline): PlannedReminder[] {
  return plan(deadline);
}

/** How a step that goes out on a day stands to its own one. */
export interface StepStanding {
  /** The day that the step counts to. */
  readonly countedOn: string;
  /** Early where its own day is no send day, late where its send day is over. */
  readonly timing: "early" | "on-time" | "late";
}

/** The standing of a deadline's step, by its key, when it goes out on a local day; undefined if the ladder has no such step. */
export function standingOf(deadline: RemindedDeadline, key: string, today: string): StepStanding | undefined {
  const planned = plan(deadline).find(({ step }) => step.key === key);
  if (planned === undefined) return undefined;
  const { step, sendAt } = planned;
  const countedOn = countedFrom(deadline, step);
  const isLate = compareDays(localDay(sendAt, deadline.zone), today) < 0;
  const isEarly = !isOverdue(step) && compareDays(ownDayOf(countedOn, step, deadline), today) > 0;
  return { countedOn, timing: isLate ? "late" : isEarly ? "early" : "on-time" };
}

function plan(deadline: RemindedDeadline): PlannedReminder[] {
  const ladder = deadline.ladder ?? reminderLadders[deadline.kind];
  const { softOn, nominalOn } = deadline;
  const soft =
    softOn != null && compareDays(softOn, nominalOn) < 0
      ? ladder
          .filter((step) => !isOverdue(step))
          .map((step) => ({ ...step, key: `${softPrefix}${step.key}` }))
      : [];
  return [...soft, ...ladder]
    .map((step) => ({ step, sendAt: sendAtOf(deadline, step) }))
    .sort((a, b) => epochMs(a.sendAt) - epochMs(b.sendAt) || b.step.days - a.step.days);
}

function merge(reminder: PlannedReminder, planned: readonly PlannedReminder[]): PlannedReminder {
  const sameDay = planned.filter(({ sendAt }) => sendAt === reminder.sendAt);
  const step = sameDay.at(-1)?.step ?? reminder.step;
  const audience = reminderAudiences.filter((each) =>
    sameDay.some(({ step }) => step.audience.includes(each)),
  );
  const urgent = sameDay.some(({ step }) => step.urgent);
  return { step: { ...step, audience, urgent }, sendAt: reminder.sendAt };
}

const softPrefix = "soft-";

/**
 * Steps count to the nominal day, or to the last day in time where that was brought forward: "one day before" must not
 * fall on the last day itself. What is overdue counts on from the nominal day.
 */
function countedFrom({ nominalOn, softOn, endsAt, zone }: RemindedDeadline, step: ReminderStep): string {
  if (isSoft(step) && softOn) return softOn;
  if (isOverdue(step)) return nominalOn;
  const lastDay = localDay(new Date(epochMs(endsAt) - 1), zone);
  return lastDay < nominalOn ? lastDay : nominalOn;
}

function isSoft(step: ReminderStep): boolean {
  return step.key.startsWith(softPrefix);
}

function isOverdue(step: ReminderStep): boolean {
  return step.days < 0;
}

/** Announcing an end that has come. */
function isStale({ step, sendAt }: PlannedReminder, deadline: RemindedDeadline): boolean {
  return !isOverdue(step) && !isAfter(deadline.endsAt, sendAt);
}

function isAfter(instant: string | Date, other: string | Date | null): boolean {
  return other === null || epochMs(instant) > epochMs(other);
}

function firstMorningAfter({ endsAt, zone, sendFrom = defaultSendFrom }: RemindedDeadline): string {
  const day = localDay(endsAt, zone);
  return isAfter(endsAt, localInstant(day, sendFrom, zone)) ? addDays(day, 1) : day;
}
