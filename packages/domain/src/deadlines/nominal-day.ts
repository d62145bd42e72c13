import { DomainError } from "../errors.ts";
import { addDays, addMonths, addWeeks, compareDays, isDay } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import { addWorkingDays, type Land } from "../time/holidays.ts";
import { byLanguage } from "../wording.ts";
import { type AfterEvent, type Anchor, type DatedRule, getAnchor, type MonthPart, yearOf } from "./rules.ts";

/**
 * The day a rule names, before any roll; the day of the event is not counted unless the rule says so (§§ 187–192 BGB).
 * Throws `deadline-anchor-missing` for a relative rule without anchor, `deadline-window-reversed`, `invalid-day`.
 */
export function nominalDay(rule: DatedRule, anchor: Anchor | undefined, land: Land): string {
  switch (rule.kind) {
    case "fixed":
    case "at-time":
      return checkDay(rule.on);
    case "rolling-window":
      if (compareDays(rule.from, rule.to) > 0) {
        const days = byLanguage({ from: dayText(rule.from), to: dayText(rule.to) });
        throw new DomainError("deadline-window-reversed", days);
      }
      return rule.to;
    case "yearly":
      return yearlyDay(yearOf(getAnchor(rule, anchor).on) + rule.yearOffset, rule.monthDay);
    case "before-meeting":
      return addDays(getAnchor(rule, anchor).on, -rule.days);
    case "before-meeting-working-days":
      return addWorkingDays(getAnchor(rule, anchor).on, -rule.days, land);
    case "before-start":
      return addWeeks(getAnchor(rule, anchor).on, -rule.weeks);
    case "after-event":
      return periodEnd(rule, getAnchor(rule, anchor).on, land);
    case "month-part":
      return partOfMonth(rule.month, rule.part);
    default:
      return rule satisfies never;
  }
}

/** Whole months after a day and whether § 188 (3) BGB had to move it to the month's end, its own number missing there. */
export function monthsAfter(
  on: string,
  months: number,
  includesFirstDay: boolean,
): { on: string; isCutToMonthEnd: boolean } {
  // From the first of a month the period ends with a month, whatever its length: the day before the next first.
  if (includesFirstDay && on.endsWith("-01")) {
    return { on: addDays(addMonths(on, months), -1), isCutToMonthEnd: false };
  }
  const start = includesFirstDay ? addDays(on, -1) : on;
  const end = addMonths(start, months);
  return { on: end, isCutToMonthEnd: end.slice(8) !== start.slice(8) };
}

/** The months of a period in months or years; undefined for other units. */
export function monthsOf({ amount, unit }: AfterEvent): { whole: number; hasHalf: boolean } | undefined {
  if (unit !== "months" && unit !== "years") return undefined;
  const months = unit === "years" ? amount * 12 : amount;
  return { whole: Math.floor(months), hasHalf: !Number.isInteger(months) };
}

function periodEnd(rule: AfterEvent, on: string, land: Land): string {
  const includesFirstDay = rule.includesFirstDay === true;
  const months = monthsOf(rule);
  if (months !== undefined) {
    const { on: end } = monthsAfter(on, months.whole, includesFirstDay);
    return months.hasHalf ? addDays(end, 15) : end;
  }
  const start = includesFirstDay ? addDays(on, -1) : on;
  switch (rule.unit) {
    case "days":
      return addDays(start, rule.amount);
    case "weeks":
      return addWeeks(start, rule.amount);
    default:
      return addWorkingDays(start, rule.amount, land);
  }
}

function partOfMonth(month: string, part: MonthPart): string {
  switch (part) {
    case "beginning":
      return checkDay(`${month}-01`);
    case "middle":
      return checkDay(`${month}-15`);
    case "end":
      return addDays(addMonths(`${month}-01`, 1), -1);
    default:
      return part satisfies never;
  }
}

/** 29 February is the 28th in a common year, as a month's missing day is its last in § 188 (3) BGB. */
function yearlyDay(year: number, monthDay: string): string {
  const day = `${year}-${monthDay}`;
  return monthDay === "02-29" && !isDay(day) ? `${year}-02-28` : checkDay(day);
}

function checkDay(day: string): string {
  if (!isDay(day)) throw new DomainError("invalid-day", { day });
  return day;
}
