import { addDays, addMonths, weekday } from "@zuwendo/domain";

export type Value = null | boolean | number | string | Value[] | Fields;

export interface Fields {
  readonly [field: string]: Value;
}

/** What the words in braces are worked out from. */
export interface Setting {
  readonly today: string;
  /** The id, or another field, of a thing that is there or will be. */
  readonly find: (reference: string) => Promise<string>;
}

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields as the API takes them; an error names the field whose words cannot be worked out. */
export async function workOut(fields: Fields, setting: Setting, place = ""): Promise<Fields> {
  const entries = Object.entries(fields).map(async ([name, value]) => {
    const worked = await workOutValue(value, setting, `${place}${name}`);
    return [name, worked];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function workOutValue(value: Value, setting: Setting, place: string): Promise<Value> {
  if (Array.isArray(value))
    return Promise.all(value.map((item, index) => workOutValue(item, setting, `${place}[${index}]`)));
  if (isFields(value)) return workOut(value, setting, `${place}.`);
  if (typeof value !== "string") return value;
  const [, euros, cents = "00"] = /^(\d+)(?:\.(\d\d))? EUR$/.exec(value) ?? [];
  if (euros !== undefined) return { amountCents: Number(euros + cents), currency: "EUR" };
  const parts = value.split(/\{([^{}]*)\}/);
  const worked = parts.map((part, index) => (index % 2 === 0 ? part : workOutWords(part, setting, place)));
  const [before, only, after, ...rest] = await Promise.all(worked);
  if (only === undefined) return value;
  return before === "" && after === "" && rest.length === 0 ? only : [before, only, after, ...rest].join("");
}

async function workOutWords(
  words: string,
  { today, find }: Setting,
  place: string,
): Promise<string | number> {
  try {
    if (words.includes("/")) return await find(words);
    const year = /(?:^| )year$/.exec(words);
    const path = words.slice(0, year?.index).split(" ");
    const day = path.filter((word) => word !== "").reduce(walk, today);
    return year === null ? day : yearOf(day);
  } catch (error) {
    throw new Error(`${place}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The day to which one word leads from another. */
function walk(day: string, word: string): string {
  const [, amount, unit, which, monthDay] =
    /^(?:([+-]\d+)([dmy])|(on|next|last):(\d\d-\d\d))$/.exec(word) ?? [];
  if (unit === "d") return addDays(day, Number(amount));
  if (unit !== undefined) return addMonths(day, Number(amount) * (unit === "y" ? 12 : 1));
  const inYear = (year: number) => `${year}-${monthDay}`;
  const year = yearOf(day);
  if (which === "on") return inYear(year);
  if (which === "next") return inYear(year) > day ? inYear(year) : inYear(year + 1);
  if (which === "last") return inYear(year) < day ? inYear(year) : inYear(year - 1);
  if (weekdays.includes(word)) return addDays(day, (weekdays.indexOf(word) + 8 - weekday(day)) % 7);
  if (word === "today") return day;
  throw new Error(`"${word}" is not a word for a day`);
}

/** Both days in one year, as projects must end on 31 December: what has begun begins later, what is to come ends earlier. */
export function inOneYear(fields: Fields, today: string): Fields {
  const { startsOn, endsOn } = fields;
  if (typeof startsOn !== "string" || typeof endsOn !== "string") return fields;
  const newYear = `${yearOf(endsOn)}-01-01`;
  if (startsOn >= newYear) return fields;
  return newYear <= today
    ? { ...fields, startsOn: newYear }
    : { ...fields, endsOn: `${yearOf(startsOn)}-12-31` };
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}
