import type { RollPolicy } from "../deadlines/kinds.ts";
import { planDeadline } from "../deadlines/plan-deadline.ts";
import { type DeadlineRule, eventLabels, isOpenEnded } from "../deadlines/rules.ts";
import type { Text } from "../text.ts";
import { addMonths } from "../time/calendar.ts";
import type { Land } from "../time/holidays.ts";
import type { NoDeadlineReason } from "../vocabulary.ts";

/** What a call says of its close, with the terms of its fund or programme. */
export interface CallClosing {
  readonly deadlineRule: DeadlineRule;
  readonly closesOn: string | null;
  readonly land: Land | null;
  readonly rollPolicy: RollPolicy | null;
}

const countsFromStart: readonly DeadlineRule["kind"][] = ["before-start", "yearly", "soft-and-hard"];

/** Whether a rule leads to one day for all applications of a call. */
export function hasCommonDay(rule: DeadlineRule): boolean {
  return !isOpenEnded(rule) && !countsFromStart.includes(rule.kind);
}

/** The day a call closes for an idea: one that counts from the project's start has a day of its own for each. */
export function closesOnFor(
  call: CallClosing,
  startsOn: string | null,
  place: { readonly land: Land; readonly zone: string },
): string | null {
  if (startsOn === null || !countsFromStart.includes(call.deadlineRule.kind)) return call.closesOn;
  const planned = planDeadline({
    ...{ kind: "application-cut-off", rule: call.deadlineRule, zone: place.zone },
    anchor: { label: eventLabels["project-start"], on: startsOn },
    land: call.land ?? place.land,
    ...(call.rollPolicy === null ? {} : { rollPolicy: call.rollPolicy }),
  });
  return planned.none ? null : planned.effectiveOn;
}

/** Why there is no closing date, in a word; a reason taken over from a programme is told in a sentence of its own. */
export function noDayReason(rule: DeadlineRule): NoDeadlineReason {
  // Calls may name one of the usual reasons by its code.
  const reason: Text | NoDeadlineReason | undefined = isOpenEnded(rule) ? rule.reason : undefined;
  if (typeof reason === "string") return reason;
  return rule.kind === "rolling" ? "rolling" : "dates-follow";
}

/** The last day of a project by a month and day (`MM-DD`) that comes every year; `02-29` is the last of February. */
export function latestEndOn(monthDay: string, days: readonly (string | null)[]): string {
  // A project without days of its own cannot run before the call has opened and closed.
  const year = days.reduce<string>((late, day) => (day !== null && day > late ? day : late), "").slice(0, 4);
  return monthDay === "02-29" ? addMonths(`${year}-01-31`, 1) : `${year}-${monthDay}`;
}
