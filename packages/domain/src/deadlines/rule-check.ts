import type { Labels, Text } from "../text.ts";
import { addMonths, isDay, isZone } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import { namesText, numberText, say } from "../wording.ts";
import { nominalDay } from "./nominal-day.ts";
import {
  type AfterEvent,
  type DatedRule,
  type DeadlineRule,
  eventLabels,
  eventOf,
  isRelative,
  monthPartLabels,
  periodUnitLabels,
  ruleInvalid,
  yearOf,
} from "./rules.ts";

/** A year less than the calendar of holidays has on either side, so that a roll stays inside it. */
const range = { first: 1991, last: 2099 };
const mostUnits = 1_200;
const mostYears = 100;
const farthestYears = 20;

const problems = {
  day: {
    de: "„{value}“ ist kein Tag von {first} bis {last}. Bitte als JJJJ-MM-TT schreiben.",
    en: "“{value}” is not a day from {first} to {last}. Please write it as YYYY-MM-DD.",
  },
  time: {
    de: "„{value}“ ist keine Uhrzeit. Bitte als 17:00 schreiben, höchstens 23:59.",
    en: "“{value}” is not a time of day. Please write it as 17:00, at most 23:59.",
  },
  zone: {
    de: "„{value}“ ist keine Zeitzone. Bitte einen Namen der IANA-Liste angeben, etwa Europe/Brussels.",
    en: "“{value}” is not a time zone. Please give a name of the IANA list, such as Europe/Brussels.",
  },
  window: {
    de: "Der Zeitraum beginnt am {from} und endet schon davor, am {to}. Bitte die Tage tauschen oder berichtigen.",
    en: "The window begins on {from} and ends before that, on {to}. Please swap or correct the days.",
  },
  monthDay: {
    de: "Den Tag „{value}“ gibt es in keinem Jahr. Bitte Monat und Tag als MM-TT schreiben, etwa 11-15.",
    en: "The day “{value}” exists in no year. Please write month and day as MM-DD, such as 11-15.",
  },
  yearOffset: {
    de: "Ein Abstand von {value} Jahren ist nicht möglich. Bitte eine ganze Zahl von −{most} bis {most} angeben.",
    en: "An offset of {value} years is not possible. Please give a whole number from −{most} to {most}.",
  },
  amount: {
    de: "Die Anzahl {value} ist nicht möglich. Bitte eine ganze Zahl von 0 bis {most} angeben.",
    en: "The number {value} is not possible. Please give a whole number from 0 to {most}.",
  },
  months: {
    de: "Die Anzahl {value} ist nicht möglich. Bitte ganze oder halbe Monate von 0 bis {most} angeben, etwa 1,5.",
    en: "The number {value} is not possible. Please give whole or half months from 0 to {most}, such as 1.5.",
  },
  empty: {
    de: "Eine Frist, deren erster Tag mitzählt, ist nicht leer. Bitte eine Anzahl über 0 angeben.",
    en: "A period whose first day counts is not empty. Please give a number above 0.",
  },
  unit: {
    de: "Die Einheit „{value}“ gibt es nicht. Bitte eine von diesen wählen: {known}.",
    en: "There is no unit “{value}”. Please choose one of these: {known}.",
  },
  event: {
    de: "Das Ereignis „{value}“ gibt es nicht. Bitte eines von diesen wählen: {known}.",
    en: "There is no event “{value}”. Please choose one of these: {known}.",
  },
  month: {
    de: "„{value}“ ist kein Monat von {first} bis {last}. Bitte als JJJJ-MM schreiben.",
    en: "“{value}” is not a month from {first} to {last}. Please write it as YYYY-MM.",
  },
  part: {
    de: "Den Monatsteil „{value}“ gibt es nicht. Bitte einen von diesen wählen: {known}.",
    en: "There is no part of a month “{value}”. Please choose one of these: {known}.",
  },
  order: {
    de: "Der Soll-Termin liegt nicht vor dem spätesten Termin. Bitte die Tage tauschen oder nur einen angeben.",
    en: "The recommended day is not before the latest day. Please swap the days or give only one.",
  },
} as const satisfies Record<string, Text>;

/**
 * Checks a rule that somebody has written, beyond its shape. `pointer` is where it stands in the input, such as
 * "/rule". Throws `deadline-rule-invalid`, which says what to do and points at the value that does not work.
 */
export function validateRule(rule: DeadlineRule, pointer?: string): void {
  switch (rule.kind) {
    case "rolling":
    case "none":
      return;
    case "soft-and-hard":
      checkDated(rule.soft, below(pointer, "soft"));
      checkDated(rule.hard, below(pointer, "hard"));
      eventOf(rule, pointer);
      if (!canBeBefore(rule.soft, rule.hard)) throw ruleInvalid(problems.order, below(pointer, "soft"));
      return;
    default:
      checkDated(rule, pointer);
  }
}

/** Whether a value is right and, for when it is not, where it stands and what its problem is called. */
interface Check {
  readonly isRight: boolean;
  readonly field: string;
  readonly problem: keyof typeof problems;
  readonly values: Readonly<Record<string, Text | string | number>>;
}

function checkDated(rule: DatedRule, pointer: string | undefined): void {
  const failed = checksOf(rule).find(({ isRight }) => !isRight);
  if (failed === undefined) return;
  throw ruleInvalid(say(problems[failed.problem], failed.values), below(pointer, failed.field));
}

function checksOf(rule: DatedRule): Check[] {
  switch (rule.kind) {
    case "fixed":
      return [dayCheck("on", rule.on)];
    case "at-time":
      return [
        dayCheck("on", rule.on),
        check("time", rule.time, "time", /^([01]\d|2[0-3]):[0-5]\d$/.test(rule.time)),
        check("zone", rule.zone, "zone", isZone(rule.zone)),
      ];
    case "rolling-window":
      return [dayCheck("from", rule.from), dayCheck("to", rule.to), windowCheck(rule.from, rule.to)];
    case "yearly":
      return [
        check("monthDay", rule.monthDay, "monthDay", isDay(`2000-${rule.monthDay}`)),
        check(
          "yearOffset",
          rule.yearOffset,
          "yearOffset",
          isWhole(rule.yearOffset, -farthestYears, farthestYears),
          {
            most: farthestYears,
          },
        ),
        oneOf("event", rule.event ?? "project-start", "event", eventLabels),
      ];
    case "before-meeting":
    case "before-meeting-working-days":
      return [amountCheck("days", rule.days)];
    case "before-start":
      return [amountCheck("weeks", rule.weeks)];
    case "after-event":
      return periodChecks(rule);
    case "month-part":
      return [
        check("month", rule.month, "month", isDayInRange(`${rule.month}-01`), range),
        oneOf("part", rule.part, "part", monthPartLabels),
      ];
    default:
      return rule satisfies never;
  }
}

function periodChecks({ amount, unit, event, includesFirstDay }: AfterEvent): Check[] {
  return [
    oneOf("unit", unit, "unit", periodUnitLabels),
    unit === "months"
      ? check("amount", amount, "months", isWhole(amount * 2, 0, mostUnits * 2), { most: mostUnits })
      : amountCheck("amount", amount, unit === "years" ? mostYears : mostUnits),
    check("amount", amount, "empty", includesFirstDay !== true || amount > 0),
    ...(event === undefined ? [] : [oneOf("event", event, "event", eventLabels)]),
  ];
}

function check(
  field: string,
  value: string | number,
  problem: Check["problem"],
  isRight: boolean,
  others: Check["values"] = {},
): Check {
  const written = typeof value === "number" ? numberText(value) : value;
  return { isRight, field, problem, values: { value: written, ...others } };
}

function dayCheck(field: string, day: string): Check {
  return check(field, day, "day", isDayInRange(day), range);
}

/** Days that do not exist are refused before their order is. */
function windowCheck(from: string, to: string): Check {
  const values = isDay(from) && isDay(to) ? { from: dayText(from), to: dayText(to) } : {};
  return { isRight: from <= to, field: "to", problem: "window", values };
}

function amountCheck(field: string, amount: number, most = mostUnits): Check {
  return check(field, amount, "amount", isWhole(amount, 0, most), { most });
}

function oneOf(field: string, value: string, problem: Check["problem"], known: Labels): Check {
  return check(field, value, problem, Object.hasOwn(known, value), {
    known: namesText(Object.values(known)),
  });
}

function isDayInRange(day: string): boolean {
  return isDay(day) && yearOf(day) >= range.first && yearOf(day) <= range.last;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Whether the first day can come before the second; of a fixed and a relative one nobody can tell. */
function canBeBefore(soft: DatedRule, hard: DatedRule): boolean {
  if (isRelative(soft) !== isRelative(hard)) return true;
  return Array.from({ length: 12 }, (_, month) => addMonths("2027-01-15", month)).some((on) => {
    const anchor = { label: { de: "", en: "" }, on };
    return nominalDay(soft, anchor, "SH") < nominalDay(hard, anchor, "SH");
  });
}

function below(pointer: string | undefined, field: string): string | undefined {
  return pointer === undefined ? undefined : `${pointer}/${field}`;
}
