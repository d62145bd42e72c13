import { addDays, endOfDayAt, epochMs, localDay, localInstant } from "./calendar.ts";
import type { DeadlineKind } from "./deadlines.ts";
import { type Land, nextWorkingDay, previousWorkingDay } from "./holidays.ts";
import { type ReminderStep, reminderAudiences, reminderLadders } from "./reminder-ladders.ts";

/** Local time of day at which reminders go out. */
export const sendTime = "07:00";

/** What reminders need to know of a deadline; both days come from `planDeadline`. */
export interface RemindedDeadline {
  readonly kind: DeadlineKind;
  readonly nominalOn: string;
  /** First instant too late: a roll can put it days after the nominal day. */
  readonly endsAt: string | Date;
  readonly land: Land;
  readonly zone: string;
  /** The programme's own steps instead of the default ladder of the kind. */
  readonly ladder?: readonly ReminderStep[];
}

export interface PlannedReminder {
  readonly step: ReminderStep;
  readonly sendAt: string;
}

/** Why a step is not mailed; `superseded` by a later step of the same run, or of the same day. */
export const skipReasons = ["past-at-creation", "superseded", "deadline-passed"] as const;
export type SkipReason = (typeof skipReasons)[number];

export interface SkippedStep {
  readonly step: ReminderStep;
  readonly reason: SkipReason;
}

/**
 * The working day a step is due on, counted from the nominal day: on a day off the working day before,
 * for an overdue step the one after.
 */
export function sendDayOf(nominalOn: string, step: ReminderStep, land: Land): string {
  const day = addDays(nominalOn, -step.days);
  return isOverdue(step) ? nextWorkingDay(day, land) : previousWorkingDay(day, land);
}

/**
 * The instant a step is due at, 07:00 local of its send day. An overdue step waits for the first such working morning
 * after the deadline's end, since a roll may leave the nominal day + 1 still in time.
 */
export function sendAtOf(deadline: RemindedDeadline, step: ReminderStep): string {
  const { nominalOn, endsAt, land, zone } = deadline;
  const sendAt = localInstant(sendDayOf(nominalOn, step, land), sendTime, zone);
  if (!isOverdue(step) || !isAfter(endsAt, sendAt)) return sendAt;
  return localInstant(nextWorkingDay(firstMorningAfter(endsAt, zone), land), sendTime, zone);
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
    .map(({ step }): SkippedStep => {
      const isTooLate = hasEnded && !isOverdue(step);
      return { step, reason: isTooLate ? "deadline-passed" : "superseded" };
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
  const plannedFrom = endOfDayAt(localDay(createdAt, deadline.zone), deadline.zone);
  const planned = plan(deadline);
  const past = planned.filter(({ sendAt }) => !isAfter(sendAt, plannedFrom));
  const next = nextReminder(deadline, plannedFrom);
  const isLastCall = isAfter(deadline.endsAt, createdAt) && (next === undefined || isOverdue(next.step));
  const atOnce = isLastCall ? past.findLast(({ step }) => !isOverdue(step)) : undefined;
  const skipped = past
    .filter((reminder) => reminder !== atOnce)
    .map(({ step }): SkippedStep => ({ step, reason: "past-at-creation" }));
  return { atOnce: atOnce && merge(atOnce, planned).step, next, skipped, plannedFrom };
}

function plan(deadline: RemindedDeadline): PlannedReminder[] {
  const ladder = deadline.ladder ?? reminderLadders[deadline.kind];
  return ladder
    .toSorted((a, b) => b.days - a.days)
    .map((step) => ({ step, sendAt: sendAtOf(deadline, step) }));
}

function merge(reminder: PlannedReminder, planned: readonly PlannedReminder[]): PlannedReminder {
  const sameDay = planned.filter(({ sendAt }) => sendAt === reminder.sendAt);
  const step = sameDay.at(-1)?.step ?? reminder.step;
  const audience = reminderAudiences.filter((each) =>
    sameDay.some(({ step }) => step.audience.includes(each)),
  );
  return { step: { ...step, audience }, sendAt: reminder.sendAt };
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

function firstMorningAfter(endsAt: string | Date, zone: string): string {
  const day = localDay(endsAt, zone);
  return isAfter(endsAt, localInstant(day, sendTime, zone)) ? addDays(day, 1) : day;
}
