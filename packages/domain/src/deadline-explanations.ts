import { formatDay, formatDayWithWeekday, weekdayName } from "./calendar.ts";
import { type Anchor, type DatedRule, getAnchor, yearOf } from "./deadline-rules.ts";
import type { ProcedureAct, RollPolicy } from "./deadlines.ts";
import { holidayOn, isWorkingDay, type Land, previousWorkingDay } from "./holidays.ts";
import { fill, type Language, type Params, type Text } from "./text.ts";

interface Reckoning {
  readonly rule: DatedRule;
  readonly anchor: Anchor | undefined;
  readonly nominalOn: string;
  readonly effectiveOn: string;
  readonly rollPolicy: RollPolicy;
  readonly procedureAct: ProcedureAct;
  readonly land: Land;
}

const units = {
  days: { one: { de: "Tag", en: "day" }, more: { de: "Tage", en: "days" } },
  weeks: { one: { de: "Woche", en: "week" }, more: { de: "Wochen", en: "weeks" } },
  months: { one: { de: "Monat", en: "month" }, more: { de: "Monate", en: "months" } },
  workingDays: {
    one: { de: "Arbeitstag", en: "working day" },
    more: { de: "Arbeitstage", en: "working days" },
  },
} as const;

const sentences = {
  fixed: { de: "Fester Termin: {end}.", en: "Fixed date: {end}." },
  time: { de: "Fester Zeitpunkt: {end}, {time} Uhr ({zone}).", en: "Fixed time: {end}, {time} ({zone})." },
  window: { de: "Zeitraum vom {from} bis {end}.", en: "Window from {from} to {end}." },
  yearly: {
    de: "{label} am {on}, jährlicher Stichtag {monthDay}, Jahr {year} {sign} {size} = {end}.",
    en: "{label} on {on}, yearly date {monthDay}, year {year} {sign} {size} = {end}.",
  },
  counted: {
    de: "{label} am {on} {sign} {size} {unit} = {end}.",
    en: "{label} on {on} {sign} {size} {unit} = {end}.",
  },
  countedToMonthEnd: {
    de: "{label} am {on} {sign} {size} {unit} = {end} (Monatsende, § 188 Abs. 3 BGB).",
    en: "{label} on {on} {sign} {size} {unit} = {end} (end of month, § 188 (3) BGB).",
  },
  "next-working-day": {
    de: "{day} ist ein {reason}, daher {effective} ({citation}).",
    en: "{day} is a {reason}, therefore {effective} ({citation}).",
  },
  "previous-working-day": {
    de: "{day} ist ein {reason}, daher vorgezogen auf {effective} (sichere Seite).",
    en: "{day} is a {reason}, therefore brought forward to {effective} (the safe side).",
  },
  none: {
    de: "{day} ist ein {reason}; die Frist verschiebt sich nicht, letzter Arbeitstag davor: {lastWorkingDay}.",
    en: "{day} is a {reason}; the deadline does not move, last working day before it: {lastWorkingDay}.",
  },
} as const satisfies Record<string, Text>;

const citations: Readonly<Record<ProcedureAct, Text>> = {
  VwVfG: { de: "§ 31 Abs. 3 VwVfG", en: "§ 31 (3) VwVfG" },
  "LVwG SH": { de: "§ 89 LVwG SH", en: "§ 89 LVwG SH" },
};

/** Why a deadline ends when it does: rule, arithmetic and, off a working day, weekday, holiday and statute. */
export function explainDeadline(reckoning: Reckoning): Text {
  return { de: explainIn("de", reckoning), en: explainIn("en", reckoning) };
}

function explainIn(language: Language, reckoning: Reckoning): string {
  const ruleSentence = explainRule(language, reckoning);
  if (isWorkingDay(reckoning.nominalOn, reckoning.land)) return ruleSentence;
  return `${ruleSentence} ${explainRoll(language, reckoning)}`;
}

function explainRule(language: Language, { rule, anchor, nominalOn }: Reckoning): string {
  const end = formatDayWithWeekday(nominalOn, language);
  const say = (name: keyof typeof sentences, params: Params) =>
    fill(sentences[name][language], { end, ...params });
  const count = (amount: number, unit: keyof typeof units) => {
    const { label, on } = getAnchor(rule, anchor);
    const monthEnd = unit === "months" && on.slice(8) !== nominalOn.slice(8);
    return say(monthEnd ? "countedToMonthEnd" : "counted", {
      label: label[language],
      on: formatDay(on, language),
      unit: units[unit][Math.abs(amount) === 1 ? "one" : "more"][language],
      ...signed(amount),
    });
  };
  switch (rule.kind) {
    case "fixed":
      return say("fixed", {});
    case "at-time":
      return say("time", { time: rule.time, zone: rule.zone });
    case "rolling-window":
      return say("window", { from: formatDay(rule.from, language) });
    case "yearly": {
      const { label, on } = getAnchor(rule, anchor);
      return say("yearly", {
        label: label[language],
        on: formatDay(on, language),
        monthDay: formatMonthDay(rule.monthDay, language),
        year: yearOf(on),
        ...signed(rule.yearOffset),
      });
    }
    case "before-meeting":
      return count(-rule.days, "days");
    case "before-meeting-working-days":
      return count(-rule.days, "workingDays");
    case "before-start":
      return count(-rule.weeks, "weeks");
    case "after-event":
      return count(rule.amount, rule.unit);
    default:
      return rule satisfies never;
  }
}

function explainRoll(language: Language, reckoning: Reckoning): string {
  const { nominalOn, land, rollPolicy } = reckoning;
  const weekday = weekdayName(nominalOn)[language];
  const holiday = holidayOn(nominalOn, land)?.[language];
  const and = language === "de" ? "und" : "and";
  return fill(sentences[rollPolicy][language], {
    day: formatDay(nominalOn, language),
    reason: holiday === undefined ? weekday : `${weekday} ${and} ${holiday}`,
    effective: formatDayWithWeekday(reckoning.effectiveOn, language),
    lastWorkingDay: formatDayWithWeekday(previousWorkingDay(nominalOn, land), language),
    citation: citations[reckoning.procedureAct][language],
  });
}

function signed(amount: number): { sign: string; size: number } {
  return { sign: amount < 0 ? "−" : "+", size: Math.abs(amount) };
}

/** `12.02.` and `12 Feb`; the leap year lets 29 February be written. */
function formatMonthDay(monthDay: string, language: Language): string {
  return formatDay(`2000-${monthDay}`, language).replace(/ ?2000$/, "");
}
