import { Temporal } from "temporal-polyfill";
import { DomainError } from "../errors.ts";
import type { Language, Text } from "../text.ts";

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Temporal is dear, and a sweep over all deadlines asks for the same days and mornings again and again: each day is
 * turned into its number once, each morning into its instant.
 */
const numbers = new Map<string, number>();
const days = new Map<number, string>();
const localInstants = new Map<string, string>();
const localDays = new Map<string, string>();
const mostKept = 50_000;

/** Names of the days of the week, Monday first. */
const weekdayNames: readonly Text[] = [
  { de: "Montag", en: "Monday" },
  { de: "Dienstag", en: "Tuesday" },
  { de: "Mittwoch", en: "Wednesday" },
  { de: "Donnerstag", en: "Thursday" },
  { de: "Freitag", en: "Friday" },
  { de: "Samstag", en: "Saturday" },
  { de: "Sonntag", en: "Sunday" },
];

const monthNames: readonly Text[] = [
  { de: "Januar", en: "January" },
  { de: "Februar", en: "February" },
  { de: "März", en: "March" },
  { de: "April", en: "April" },
  { de: "Mai", en: "May" },
  { de: "Juni", en: "June" },
  { de: "Juli", en: "July" },
  { de: "August", en: "August" },
  { de: "September", en: "September" },
  { de: "Oktober", en: "October" },
  { de: "November", en: "November" },
  { de: "Dezember", en: "December" },
];

/** Whether the text is an existing day written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return numbers.has(text) || civil(text) !== undefined;
}

/** What days begin with that can become deadlines: the years whose public holidays are known, 1990 to 2099. */
export const knownYears = "^(199\\d|20\\d\\d)-";

/** The day that somebody may have meant by another notation, such as `1.2.2026` or `2026-2-1`; undefined for none. */
export function dayMeant(text: string): string | undefined {
  const { year, month, day } =
    /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})$/.exec(text.trim())?.groups ??
    /^(?<day>\d{1,2})\. ?(?<month>\d{1,2})\. ?(?<year>\d{4})$/.exec(text.trim())?.groups ??
    {};
  const written = [year, month?.padStart(2, "0"), day?.padStart(2, "0")].join("-");
  return isDay(written) ? written : undefined;
}

/** The day `days` later, or earlier if negative. Throws `invalid-day`, as does every function here that takes a day. */
export function addDays(day: string, days: number): string {
  return dayAt(numberOf(day) + days);
}

/** The same weekday `weeks` later, or earlier if negative (§ 188 (2) BGB). */
export function addWeeks(day: string, weeks: number): string {
  return addDays(day, 7 * weeks);
}

/** The same day of the month `months` later, or earlier if negative; a missing day is the month's last (§ 188 (2), (3) BGB). */
export function addMonths(day: string, months: number): string {
  return getCivil(day).add({ months }, { overflow: "constrain" }).toString();
}

/** Number of days from `from` to `to`; negative if `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return numberOf(to) - numberOf(from);
}

/** The days from one to another, both included; none where the last lies before the first. */
export function daysFrom(first: string, last: string): string[] {
  return Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, index) =>
    addDays(first, index),
  );
}

/** Negative, 0 or positive as `a` is before, equal to or after `b`; fit for `sort`. */
export function compareDays(a: string, b: string): number {
  return Math.sign(numberOf(a) - numberOf(b));
}

/** Day of the week from 1 (Monday) to 7 (Sunday), ISO 8601. */
export function weekday(day: string): number {
  return ((((numberOf(day) + thursday) % 7) + 7) % 7) + 1;
}

/** The civil day that an instant (RFC 3339 text or Date) falls on in an IANA time zone. */
export function localDay(instant: string | Date, zone: string): string {
  const ms = epochMs(instant);
  const key = `${Math.floor(ms / quarterMs)} ${zone}`;
  const known = localDays.get(key);
  if (known !== undefined) return known;
  const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toString();
  // Zones differ by whole quarters of an hour since long before 1990, so that a quarter lies in one day.
  if (ms >= zonesAreEvenFrom) keep(localDays, key, day);
  return day;
}

/**
 * The instant of a local clock time such as "07:00", as UTC text of the shape `Date#toISOString` gives.
 * A time skipped in spring counts from the old offset (02:30 is 03:30), a repeated one in autumn is the first.
 */
export function localInstant(day: string, time: string, zone: string): string {
  const key = `${day} ${time} ${zone}`;
  const known = localInstants.get(key);
  if (known !== undefined) return known;
  const local = getCivil(day).toPlainDateTime(Temporal.PlainTime.from(time));
  const instant = instantText(local.toZonedDateTime(zone));
  keep(localInstants, key, instant);
  return instant;
}

/** The instant at which a local day is over, 24:00 = start of the next day, whatever the length of the day. */
export function endOfDayAt(day: string, zone: string): string {
  const key = `${day} 24:00 ${zone}`;
  const known = localInstants.get(key);
  if (known !== undefined) return known;
  const instant = instantText(getCivil(addDays(day, 1)).toZonedDateTime(zone));
  keep(localInstants, key, instant);
  return instant;
}

/** The local time of day an end lies at on its last day: `17:00`, or `24:00` where it is the start of the next day. */
export function endTimeOf(endsAt: string | Date, lastDay: string, zone: string): string {
  return epochMs(endsAt) === epochMs(endOfDayAt(lastDay, zone)) ? "24:00" : localTime(endsAt, zone);
}

/** The clock time such as "07:00" that an instant shows in an IANA time zone. */
export function localTime(instant: string | Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs(instant))
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: "minute" });
}

/** Whether the text names a time zone of the IANA database, such as "Europe/Berlin"; bare offsets are none. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Milliseconds since 1970 of an instant (RFC 3339 text or Date), for comparing. Throws RangeError if it is not one. */
export function epochMs(instant: string | Date): number {
  const ms =
    typeof instant !== "string"
      ? instant.getTime()
      : instantPattern.test(instant)
        ? Date.parse(instant)
        : NaN;
  if (Number.isNaN(ms)) throw new RangeError("not an instant");
  return ms;
}

/** German `22.11.2026`, English `22 Nov 2026`. */
export function formatDay(day: string, language: Language): string {
  const date = getCivil(day);
  switch (language) {
    case "de":
      return `${twoDigits(date.day)}.${twoDigits(date.month)}.${fourDigits(date.year)}`;
    case "en":
      return `${date.day} ${monthNames[date.month - 1]?.en.slice(0, 3)} ${fourDigits(date.year)}`;
    default:
      return language satisfies never;
  }
}

/** German `Montag, 02.11.2026`, English `Monday, 2 Nov 2026`. */
export function formatDayWithWeekday(day: string, language: Language): string {
  return `${weekdayName(day)[language]}, ${formatDay(day, language)}`;
}

/** `November 2026`, for a month written `2026-11`. */
export function monthName(month: string): Text {
  const { de, en } = monthNames[Number(month.slice(5)) - 1] ?? { de: "", en: "" };
  const year = month.slice(0, 4);
  return { de: `${de} ${year}`, en: `${en} ${year}` };
}

/** The name of the day's weekday. */
export function weekdayName(day: string): Text {
  return weekdayNames[weekday(day) - 1] ?? { de: "", en: "" };
}

const epoch = Temporal.PlainDate.from("1970-01-01");
/** 1 January 1970 was a Thursday, three days after a Monday. */
const thursday = 3;
const quarterMs = 900_000;
const zonesAreEvenFrom = Date.UTC(1990, 0);

/** Days since 1970. */
function numberOf(day: string): number {
  const known = numbers.get(day);
  if (known !== undefined) return known;
  const number = epoch.until(getCivil(day), { largestUnit: "day" }).days;
  keep(numbers, day, number);
  return number;
}

function dayAt(number: number): string {
  const known = days.get(number);
  if (known !== undefined) return known;
  const day = epoch.add({ days: number }).toString();
  keep(days, number, day);
  return day;
}

function keep<Key, Value>(known: Map<Key, Value>, key: Key, value: Value): void {
  if (known.size >= mostKept) known.clear();
  known.set(key, value);
}

function civil(text: string): Temporal.PlainDate | undefined {
  if (!dayPattern.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return undefined;
  }
}

function getCivil(day: string): Temporal.PlainDate {
  const date = civil(day);
  if (date === undefined) throw new DomainError("invalid-day", { day });
  return date;
}

function instantText(moment: Temporal.ZonedDateTime): string {
  return moment.toInstant().toString({ smallestUnit: "millisecond" });
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function fourDigits(value: number): string {
  return String(value).padStart(4, "0");
}
