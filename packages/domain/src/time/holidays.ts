import Holidays from "date-holidays";
import { DomainError } from "../errors.ts";
import type { Labels, Text } from "../text.ts";
import { addDays, isDay, weekday } from "./calendar.ts";

/** The sixteen Länder by their ISO 3166-2 letters. */
export const lands = [
  "BW",
  "BY",
  "BE",
  "BB",
  "HB",
  "HH",
  "HE",
  "MV",
  "NI",
  "NW",
  "RP",
  "SL",
  "SN",
  "ST",
  "SH",
  "TH",
] as const;
export type Land = (typeof lands)[number];

export const landLabels: Labels<Land> = {
  BW: { de: "Baden-Württemberg", en: "Baden-Württemberg" },
  BY: { de: "Bayern", en: "Bavaria" },
  BE: { de: "Berlin", en: "Berlin" },
  BB: { de: "Brandenburg", en: "Brandenburg" },
  HB: { de: "Bremen", en: "Bremen" },
  HH: { de: "Hamburg", en: "Hamburg" },
  HE: { de: "Hessen", en: "Hesse" },
  MV: { de: "Mecklenburg-Vorpommern", en: "Mecklenburg-Western Pomerania" },
  NI: { de: "Niedersachsen", en: "Lower Saxony" },
  NW: { de: "Nordrhein-Westfalen", en: "North Rhine-Westphalia" },
  RP: { de: "Rheinland-Pfalz", en: "Rhineland-Palatinate" },
  SL: { de: "Saarland", en: "Saarland" },
  SN: { de: "Sachsen", en: "Saxony" },
  ST: { de: "Sachsen-Anhalt", en: "Saxony-Anhalt" },
  SH: { de: "Schleswig-Holstein", en: "Schleswig-Holstein" },
  TH: { de: "Thüringen", en: "Thuringia" },
};

const firstYear = 1990;
const lastYear = 2100;

/**
 * The source of the holidays with its version, as deadlines name it. Written down rather than read from disk, since the
 * domain does no I/O; a test compares it with the installed package, so that no update goes unnoticed.
 */
export const holidayCalendar = "date-holidays 3.37.0";

/** At most 16 Länder × 111 years; about 5 ms to fill each. */
const cache = new Map<string, ReadonlyMap<string, Text>>();

const workingDays = new Map<string, readonly string[]>();

/**
 * Public holidays of a whole Land in a year, day → name, as the law of that year had them; local ones such as
 * 15 August in Catholic municipalities of Bavaria are left out. Source: `date-holidays`, type `public`.
 * It does not know the Buß- und Bettag before 1995 outside Saxony. Throws `year-out-of-range` outside 1990–2100.
 */
export function holidaysOf(land: Land, year: number): ReadonlyMap<string, Text> {
  const key = `${land}-${year}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (!Number.isInteger(year) || year < firstYear || year > lastYear) {
    throw new DomainError("year-out-of-range", { year, first: firstYear, last: lastYear });
  }
  const days = readHolidays(land, year);
  cache.set(key, days);
  return days;
}

/** The names of the holiday on a day, undefined if it is none. */
export function holidayOn(day: string, land: Land): Text | undefined {
  return holidaysOf(land, Number(day.slice(0, 4))).get(day);
}

/** Whether a day is neither Saturday, Sunday nor a public holiday in the Land (§ 193 BGB, § 31 (3) VwVfG). */
export function isWorkingDay(day: string, land: Land): boolean {
  return weekday(day) < 6 && holidayOn(day, land) === undefined;
}

/** The names of the holidays from Monday to Friday that lie after one day and before another, in their order. */
export function weekdayHolidaysBetween(after: string, before: string, land: Land): Text[] {
  const names: Text[] = [];
  for (let year = Number(after.slice(0, 4)); year <= Number(before.slice(0, 4)); year += 1) {
    for (const [day, name] of holidaysOf(land, year)) {
      if (day > after && day < before && weekday(day) < 6) names.push(name);
    }
  }
  return names;
}

/** The day itself if it is a working day, otherwise the next one (§ 193 BGB). */
export function nextWorkingDay(day: string, land: Land): string {
  return walk(day, 1, land);
}

/** The day itself if it is a working day, otherwise the one before. */
export function previousWorkingDay(day: string, land: Land): string {
  return walk(day, -1, land);
}

/** The `amount`-th working day after the day, before it if negative; the day itself is not counted, 0 returns it as it is. */
export function addWorkingDays(day: string, amount: number, land: Land): string {
  if (!isDay(day)) throw new DomainError("invalid-day", { day });
  if (amount === 0) return day;
  let year = Number(day.slice(0, 4));
  let days = workingDaysOf(land, year);
  const following = days.findIndex((each) => each > day);
  const after = following < 0 ? days.length : following;
  let index = amount > 0 ? after + amount - 1 : after - (days[after - 1] === day ? 1 : 0) + amount;
  while (index >= days.length) {
    index -= days.length;
    year += 1;
    days = workingDaysOf(land, year);
  }
  while (index < 0) {
    year -= 1;
    days = workingDaysOf(land, year);
    index += days.length;
  }
  return days[index] ?? day;
}

function walk(day: string, direction: 1 | -1, land: Land): string {
  let reached = day;
  while (!isWorkingDay(reached, land)) reached = addDays(reached, direction);
  return reached;
}

/** Listed once for each Land and year, since counting hundreds of days one by one is dear. */
function workingDaysOf(land: Land, year: number): readonly string[] {
  const key = `${land}-${year}`;
  const known = workingDays.get(key);
  if (known !== undefined) return known;
  const days: string[] = [];
  for (let day = `${year}-01-01`; day < `${year + 1}`; day = addDays(day, 1)) {
    if (isWorkingDay(day, land)) days.push(day);
  }
  workingDays.set(key, days);
  return days;
}

/** English names that say more than those of the source. */
const usualNames: Readonly<Record<string, string>> = {
  "National Holiday": "Day of German Unity",
  Pentecost: "Whit Sunday",
};

function readHolidays(land: Land, year: number): ReadonlyMap<string, Text> {
  const calendar = new Holidays("DE", land, { types: ["public"] });
  const german = namesByDay(calendar.getHolidays(year, "de"));
  const english = namesByDay(calendar.getHolidays(year, "en"));
  return new Map(
    [...german].map(([day, de]) => {
      const en = english.get(day) ?? de;
      return [day, { de, en: usualNames[en] ?? en }];
    }),
  );
}

/** Two holidays on one day, such as 1 May 2008, keep both names. */
function namesByDay(holidays: readonly { date: string; name: string }[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { date, name } of holidays) {
    const day = date.slice(0, 10);
    const before = names.get(day);
    names.set(day, before === undefined ? name : `${before} / ${name}`);
  }
  return names;
}
