import { fill, type Language, type Params } from "../text.ts";
import { daysBetween, endTimeOf, epochMs, formatDayWithWeekday, localDay } from "./calendar.ts";

const phrases = {
  de: {
    overdueOne: "seit 1 Tag überfällig",
    overdue: "seit {days} Tagen überfällig",
    overToday: "heute um {time} Uhr abgelaufen",
    today: "heute bis {time} Uhr",
    tomorrow: "morgen",
    ahead: "in {days} Tagen",
    dueOverdue: "{left}, die Frist endete am {day}",
    dueToday: "{left} ({day})",
    dueAhead: "bis {day} ({left})",
    dueAheadAt: "bis {day}, {time} Uhr ({left})",
  },
  en: {
    overdueOne: "1 day overdue",
    overdue: "{days} days overdue",
    overToday: "ended today at {time}",
    today: "today until {time}",
    tomorrow: "tomorrow",
    ahead: "in {days} days",
    dueOverdue: "{left}, the deadline was {day}",
    dueToday: "{left} ({day})",
    dueAhead: "by {day} ({left})",
    dueAheadAt: "by {day}, {time} ({left})",
  },
} as const;

/** When something ends: so many days from today, at a local time of day (`24:00` for the end of the day), over or not. */
export interface End {
  readonly on: string;
  readonly days: number;
  readonly time: string;
  readonly isOver: boolean;
}

/**
 * The end of a deadline as it is seen at an instant in a zone. A clock time set elsewhere may fall on another day here:
 * day and time are both those of the zone.
 */
export function endSeenAt(
  { effectiveOn, endsAt }: { readonly effectiveOn: string; readonly endsAt: string },
  { now, zone }: { readonly now: string; readonly zone: string },
): End {
  const isOver = epochMs(endsAt) <= epochMs(now);
  const time = endTimeOf(endsAt, effectiveOn, zone);
  const on = time === "24:00" ? effectiveOn : localDay(endsAt, zone);
  return { on, days: daysBetween(localDay(now, zone), on), time, isOver };
}

/** How far away an end is, as "in 14 Tagen", "morgen", "heute bis 24:00 Uhr" or "seit 3 Tagen überfällig". */
export function daysLeft({ days, time, isOver }: Omit<End, "on">, language: Language): string {
  const phrase = days === 0 && isOver ? "overToday" : phraseFor(days);
  return fill(phrases[language][phrase], { days: Math.abs(days), time });
}

/** Until when, with weekday, date, distance and a time of day that is not midnight, as the beginning of a line. */
export function dueLine(end: End, language: Language): string {
  const { on, days, time } = end;
  const params: Params = { day: formatDayWithWeekday(on, language), left: daysLeft(end, language), time };
  const ahead = time === "24:00" ? "dueAhead" : "dueAheadAt";
  const frame = days < 0 ? "dueOverdue" : days === 0 ? "dueToday" : ahead;
  return capitalised(fill(phrases[language][frame], params));
}

/** The text with its first letter in upper case, for a label that begins a line. */
export function capitalised(text: string): string {
  return text.replace(/^./su, (first) => first.toUpperCase());
}

function phraseFor(days: number): "overdueOne" | "overdue" | "today" | "tomorrow" | "ahead" {
  if (days < -1) return "overdue";
  if (days === -1) return "overdueOne";
  if (days === 0) return "today";
  return days === 1 ? "tomorrow" : "ahead";
}
