import type { Text } from "../text.ts";
import { localDay, localTime, weekday, weekdayName } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import {
  holidayOn,
  isWorkingDay,
  type Land,
  nextWorkingDay,
  previousWorkingDay,
  weekdayHolidaysBetween,
} from "../time/holidays.ts";
import { joinTexts, namesText, say } from "../wording.ts";
import type { ProcedureAct, RollPolicy } from "./kinds.ts";
import { describeRule, longDayText } from "./rule-words.ts";
import type { Anchor, DatedRule } from "./rules.ts";

interface Reckoning {
  readonly hard: DatedRule;
  readonly soft: DatedRule | undefined;
  readonly anchor: Anchor | undefined;
  /** The day of the hard rule, and of the soft one, before extension and roll. */
  readonly ruledOn: string;
  readonly recommendedOn: string | undefined;
  readonly extendedTo: string | null;
  readonly nominalOn: string;
  readonly effectiveOn: string;
  readonly endsAt: string;
  readonly rollPolicy: RollPolicy;
  /** Whether an end on a day off that does not roll may by law still be in time on the next working day. */
  readonly mayEndLater: boolean;
  readonly procedureAct: ProcedureAct | null;
  readonly land: Land;
  readonly zone: string;
}

const sentences = {
  rule: { de: "{hard}.", en: "{hard}." },
  pair: { de: "Soll: {soft}; spätestens: {hard}.", en: "Recommended: {soft}; at the latest: {hard}." },
  softTooLate: {
    de: "Der Soll-Termin liegt nicht davor und entfällt.",
    en: "The recommended day is not before it and is dropped.",
  },
  here: { de: "Das ist {day}, {time} Uhr ({zone}).", en: "That is {day}, {time} ({zone})." },
  extended: { de: "Verlängert bis {day} ({citation}).", en: "Extended to {day} ({citation})." },
  extensionOvertaken: {
    de: "Die Verlängerung bis {day} endet nicht später.",
    en: "The extension to {day} does not end later.",
  },
  "next-working-day": {
    de: "{day} ist {reason}, daher {effective} ({citation}).",
    en: "{day} is {reason}, therefore {effective} ({citation}).",
  },
  "previous-working-day": {
    de: "{day} ist {reason}, daher vorgezogen auf {effective} (sichere Seite).",
    en: "{day} is {reason}, therefore brought forward to {effective} (the safe side).",
  },
  none: {
    de: "{day} ist {reason}; die Frist verschiebt sich nicht, letzter Arbeitstag davor: {lastWorkingDay}.",
    en: "{day} is {reason}; the deadline does not move, last working day before it: {lastWorkingDay}.",
  },
  noneButMaybeLater: {
    de: "{day} ist {reason}: Rechtlich reicht vielleicht noch {nextWorkingDay} (§ 193 BGB), sicher ist nur {lastWorkingDay}.",
    en: "{day} is {reason}: by law {nextWorkingDay} may still be in time (§ 193 BGB), but only {lastWorkingDay} is safe.",
  },
} as const satisfies Record<string, Text>;

interface Citations {
  readonly roll: Text;
  readonly extension: Text;
}

const privateLaw: Citations = {
  roll: { de: "§ 193 BGB", en: "§ 193 BGB" },
  extension: { de: "§ 190 BGB", en: "§ 190 BGB" },
};

const citations: Readonly<Record<ProcedureAct, Citations>> = {
  VwVfG: {
    roll: { de: "§ 31 Abs. 3 VwVfG", en: "§ 31 (3) VwVfG" },
    extension: { de: "§ 31 Abs. 7 VwVfG", en: "§ 31 (7) VwVfG" },
  },
  "LVwG SH": {
    roll: { de: "§ 89 LVwG SH", en: "§ 89 LVwG SH" },
    extension: { de: "§ 89 LVwG SH", en: "§ 89 LVwG SH" },
  },
};

function citationsOf(act: ProcedureAct | null): Citations {
  return act === null ? privateLaw : citations[act];
}

/**
 * Why a deadline ends when it does: rule, arithmetic, extension and, off a working day, weekday, holiday and statute;
 * for a clock time elsewhere also what it is here.
 */
export function explainDeadline(reckoning: Reckoning): Text {
  return joinTexts([
    ...explainRule(reckoning),
    ...explainExtension(reckoning),
    ...explainRoll(reckoning),
    ...explainClock(reckoning),
  ]);
}

function explainRule({ hard, soft, anchor, ruledOn, recommendedOn, nominalOn, land }: Reckoning): Text[] {
  const isInPair = soft !== undefined;
  const hardWords = describeRule(hard, anchor, { on: ruledOn, isInPair, land });
  if (!isInPair || recommendedOn === undefined) return [say(sentences.rule, { hard: hardWords })];
  const softWords = describeRule(soft, anchor, { on: recommendedOn, isInPair, land });
  const pair = say(sentences.pair, { soft: softWords, hard: hardWords });
  return recommendedOn < nominalOn ? [pair] : [pair, sentences.softTooLate];
}

function explainExtension({ extendedTo, nominalOn, procedureAct }: Reckoning): Text[] {
  if (extendedTo === null) return [];
  const sentence = extendedTo === nominalOn ? sentences.extended : sentences.extensionOvertaken;
  const citation = citationsOf(procedureAct).extension;
  return [say(sentence, { day: longDayText(extendedTo), citation })];
}

function explainRoll(reckoning: Reckoning): Text[] {
  const { nominalOn, effectiveOn, land, rollPolicy, mayEndLater, procedureAct } = reckoning;
  if (isWorkingDay(nominalOn, land)) return [];
  const sentence = rollPolicy === "none" && mayEndLater ? sentences.noneButMaybeLater : sentences[rollPolicy];
  return [
    say(sentence, {
      day: dayText(nominalOn),
      reason: dayOff(reckoning),
      effective: longDayText(effectiveOn),
      nextWorkingDay: longDayText(nextWorkingDay(nominalOn, land)),
      lastWorkingDay: longDayText(previousWorkingDay(nominalOn, land)),
      citation: citationsOf(procedureAct).roll,
    }),
  ];
}

const dayOffWords = {
  weekday: { de: "ein {weekday}", en: "a {weekday}" },
  holiday: { de: "ein Feiertag ({holiday})", en: "a public holiday ({holiday})" },
  both: { de: "ein {weekday} und Feiertag ({holiday})", en: "a {weekday} and a public holiday ({holiday})" },
  after: { de: ", danach {passed}", en: ", followed by {passed}" },
  before: { de: ", davor {passed}", en: ", preceded by {passed}" },
} as const satisfies Record<string, Text>;

const noHoliday: Text = { de: "", en: "" };

/** Why the day is off: weekday, holiday and, where it leads past further holidays, those. */
function dayOff({ nominalOn, effectiveOn, land }: Reckoning): Text {
  const holiday = holidayOn(nominalOn, land) ?? noHoliday;
  const isWeekend = weekday(nominalOn) > 5;
  const off = holiday === noHoliday ? dayOffWords.weekday : dayOffWords[isWeekend ? "both" : "holiday"];
  const isForward = effectiveOn > nominalOn;
  const passed = isForward
    ? weekdayHolidaysBetween(nominalOn, effectiveOn, land)
    : weekdayHolidaysBetween(effectiveOn, nominalOn, land).toReversed();
  const parts = [
    say(off, { weekday: weekdayName(nominalOn), holiday }),
    ...(passed.length === 0
      ? []
      : [say(isForward ? dayOffWords.after : dayOffWords.before, { passed: namesText(passed) })]),
  ];
  return { de: parts.map(({ de }) => de).join(""), en: parts.map(({ en }) => en).join("") };
}

/** Says nothing where the office's clocks show what the rule says; they do not in another zone, or when the time is skipped. */
function explainClock({ hard, effectiveOn, endsAt, zone }: Reckoning): Text[] {
  if (hard.kind !== "at-time") return [];
  const day = localDay(endsAt, zone);
  const time = localTime(endsAt, zone);
  if (day === effectiveOn && time === hard.time) return [];
  return [say(sentences.here, { day: longDayText(day), time, zone })];
}
