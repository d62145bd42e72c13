import type { Text } from "../text.ts";
import { addDays, formatDay, formatDayWithWeekday, isDay, monthName } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import { type Land, weekdayHolidaysBetween } from "../time/holidays.ts";
import { joinTexts, namesText, say } from "../wording.ts";
import { monthsAfter, monthsOf } from "./nominal-day.ts";
import {
  type AfterEvent,
  type Anchor,
  type DatedRule,
  getAnchor,
  type MonthPart,
  type PeriodUnit,
  yearOf,
} from "./rules.ts";

const units: Readonly<Record<PeriodUnit, { readonly one: Text; readonly more: Text }>> = {
  days: { one: { de: "Tag", en: "day" }, more: { de: "Tage", en: "days" } },
  weeks: { one: { de: "Woche", en: "week" }, more: { de: "Wochen", en: "weeks" } },
  months: { one: { de: "Monat", en: "month" }, more: { de: "Monate", en: "months" } },
  "working-days": {
    one: { de: "Arbeitstag", en: "working day" },
    more: { de: "Arbeitstage", en: "working days" },
  },
  years: { one: { de: "Jahr", en: "year" }, more: { de: "Jahre", en: "years" } },
};

const parts: Readonly<Record<MonthPart, Text>> = {
  beginning: { de: "Anfang", en: "Beginning of" },
  middle: { de: "Mitte", en: "Middle of" },
  end: { de: "Ende", en: "End of" },
};

const clauses = {
  day: { de: "{end}", en: "{end}" },
  fixed: { de: "Stichtag: {end}", en: "Fixed date: {end}" },
  clock: { de: "{end}, {time} Uhr ({zone})", en: "{end}, {time} ({zone})" },
  time: { de: "Stichtag: {end}, {time} Uhr ({zone})", en: "Fixed date: {end}, {time} ({zone})" },
  window: { de: "Zeitraum vom {from} bis {end}", en: "Window from {from} to {end}" },
  monthPart: { de: "{part} {month} = {end} (§ 192 BGB)", en: "{part} {month} = {end} (§ 192 BGB)" },
  yearly: {
    de: "{label} am {on}, Stichtag jährlich am {monthDay}, Jahr {year} {sign} {size} = {end}",
    en: "{label} on {on}, yearly date {monthDay}, year {year} {sign} {size} = {end}",
  },
  sameYear: {
    de: "{label} am {on}, Stichtag jährlich am {monthDay} = {end}",
    en: "{label} on {on}, yearly date {monthDay} = {end}",
  },
  counted: {
    de: "{label} am {on} {sign} {size} {unit} = {end}",
    en: "{label} on {on} {sign} {size} {unit} = {end}",
  },
  without: { de: "{unit} (ohne {names}, {land})", en: "{unit} (without {names}, {land})" },
  onTheDay: { de: "{label}: {end}", en: "{label}: {end}" },
} as const satisfies Record<string, Text>;

const notes = {
  monthEnd: { de: "(Monatsende, § 188 Abs. 3 BGB)", en: "(end of month, § 188 (3) BGB)" },
  halfMonth: { de: "(halber Monat = 15 Tage, § 189 BGB)", en: "(half a month = 15 days, § 189 BGB)" },
  firstDay: { de: "(erster Tag zählt mit, § 187 Abs. 2 BGB)", en: "(first day counts, § 187 (2) BGB)" },
  commonYear: { de: "(kein Schaltjahr)", en: "(not a leap year)" },
} as const satisfies Record<string, Text>;

const others: Text = { de: "weitere", en: "others" };
const mostHolidays = 4;

/** A rule and its arithmetic up to the day it leads to, as a clause without a full stop; shorter as one of a pair. */
export function describeRule(
  rule: DatedRule,
  anchor: Anchor | undefined,
  { on, isInPair, land }: { readonly on: string; readonly isInPair: boolean; readonly land: Land },
): Text {
  const end = longDayText(on);
  switch (rule.kind) {
    case "fixed":
      return say(clauses[isInPair ? "day" : "fixed"], { end });
    case "at-time":
      return say(clauses[isInPair ? "clock" : "time"], { end, time: rule.time, zone: rule.zone });
    case "rolling-window":
      return say(clauses.window, { end, from: dayText(rule.from) });
    case "month-part":
      return say(clauses.monthPart, { end, part: parts[rule.part], month: monthName(rule.month) });
    case "yearly":
      return describeYearly(rule, getAnchor(rule, anchor), on);
    case "before-meeting":
      return describeCount(getAnchor(rule, anchor), -rule.days, unitText("days", rule.days), on);
    case "before-meeting-working-days": {
      const meeting = getAnchor(rule, anchor);
      const unit = workingDaysText(rule.days, { after: on, before: meeting.on, land });
      return describeCount(meeting, -rule.days, unit, on);
    }
    case "before-start":
      return describeCount(getAnchor(rule, anchor), -rule.weeks, unitText("weeks", rule.weeks), on);
    case "after-event": {
      const event = getAnchor(rule, anchor);
      const after = rule.includesFirstDay === true ? addDays(event.on, -1) : event.on;
      const unit =
        rule.unit === "working-days"
          ? workingDaysText(rule.amount, { after, before: on, land })
          : unitText(rule.unit, rule.amount);
      return joinTexts([describeCount(event, rule.amount, unit, on), ...periodNotes(rule, event.on)]);
    }
    default:
      return rule satisfies never;
  }
}

/** `Montag, 02.11.2026` and `Monday, 2 Nov 2026`. */
export function longDayText(day: string): Text {
  return { de: formatDayWithWeekday(day, "de"), en: formatDayWithWeekday(day, "en") };
}

function describeYearly(
  { monthDay, yearOffset }: Extract<DatedRule, { kind: "yearly" }>,
  { label, on }: Anchor,
  endOn: string,
): Text {
  // The leap year lets 29 February be written.
  const leapDay = `2000-${monthDay}`;
  const clause = say(yearOffset === 0 ? clauses.sameYear : clauses.yearly, {
    ...{ label, on: dayText(on), end: longDayText(endOn), year: yearOf(on) },
    monthDay: {
      de: formatDay(leapDay, "de").replace("2000", ""),
      en: formatDay(leapDay, "en").replace(" 2000", ""),
    },
    ...signed(yearOffset),
  });
  return isDay(`${yearOf(endOn)}-${monthDay}`) ? clause : joinTexts([clause, notes.commonYear]);
}

function describeCount({ label, on }: Anchor, amount: number, unit: Text, endOn: string): Text {
  const end = longDayText(endOn);
  if (amount === 0) return say(clauses.onTheDay, { label, end });
  return say(clauses.counted, { label, on: dayText(on), end, unit, ...signed(amount) });
}

function unitText(unit: PeriodUnit, amount: number): Text {
  return units[unit][amount <= 1 ? "one" : "more"];
}

/** The unit with the holidays that were not counted, since nobody would find the day again without them. */
function workingDaysText(
  amount: number,
  { after, before, land }: { readonly after: string; readonly before: string; readonly land: Land },
): Text {
  const unit = unitText("working-days", amount);
  const holidays = weekdayHolidaysBetween(after, before, land);
  if (holidays.length === 0) return unit;
  const names = namesText(
    holidays.length <= mostHolidays ? holidays : [...holidays.slice(0, mostHolidays - 1), others],
  );
  return say(clauses.without, { unit, names, land });
}

function periodNotes(rule: AfterEvent, on: string): Text[] {
  const months = monthsOf(rule);
  const includesFirstDay = rule.includesFirstDay === true;
  const isCut =
    months !== undefined &&
    months.whole > 0 &&
    monthsAfter(on, months.whole, includesFirstDay).isCutToMonthEnd;
  return [
    ...(includesFirstDay ? [notes.firstDay] : []),
    ...(isCut ? [notes.monthEnd] : []),
    ...(months?.hasHalf ? [notes.halfMonth] : []),
  ];
}

/** Half months are written ½ and 1½. */
function signed(amount: number): { sign: string; size: string } {
  const size = Math.abs(amount);
  const whole = Math.floor(size);
  const written = Number.isInteger(size) ? String(size) : `${whole === 0 ? "" : whole}½`;
  return { sign: amount < 0 ? "−" : "+", size: written };
}
