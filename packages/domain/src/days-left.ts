import { formatDayWithWeekday } from "./calendar.ts";
import { fill, type Language, type Params } from "./text.ts";

const phrases = {
  de: {
    overdueOne: "seit 1 Tag überfällig",
    overdue: "seit {days} Tagen überfällig",
    today: "heute bis 24:00 Uhr",
    tomorrow: "morgen",
    ahead: "in {days} Tagen",
    dueOverdue: "{left}, die Frist endete am {day}",
    dueToday: "{left} ({day})",
    dueAhead: "bis {day} ({left})",
  },
  en: {
    overdueOne: "1 day overdue",
    overdue: "{days} days overdue",
    today: "today until 24:00",
    tomorrow: "tomorrow",
    ahead: "in {days} days",
    dueOverdue: "{left}, the deadline was {day}",
    dueToday: "{left} ({day})",
    dueAhead: "by {day} ({left})",
  },
} as const;

/** How far away a day is, as "in 14 Tagen", "morgen", "heute bis 24:00 Uhr" or "seit 3 Tagen überfällig"; negative days are past. */
export function daysLeft(days: number, language: Language): string {
  return fill(phrases[language][phraseFor(days)], { days: Math.abs(days) });
}

/** Until when, with weekday, date and distance, as the beginning of a line. */
export function dueLine(day: string, days: number, language: Language): string {
  const params: Params = { day: formatDayWithWeekday(day, language), left: daysLeft(days, language) };
  const frame = days < 0 ? "dueOverdue" : days === 0 ? "dueToday" : "dueAhead";
  return capitalised(fill(phrases[language][frame], params), language);
}

/** The text with its first letter in upper case, for a label that begins a line. */
export function capitalised(text: string, language: Language): string {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase(language) + rest.join("");
}

function phraseFor(days: number): "overdueOne" | "overdue" | "today" | "tomorrow" | "ahead" {
  if (days < -1) return "overdue";
  if (days === -1) return "overdueOne";
  if (days === 0) return "today";
  return days === 1 ? "tomorrow" : "ahead";
}
