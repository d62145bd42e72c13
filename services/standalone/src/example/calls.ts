import { addDays, type DeadlineRule, type NoDeadlineReason, type Strictness } from "@zuwendo/domain";
import { nextYearly, yearOf } from "./days.ts";

type CallRule =
  | { readonly kind: "fixed"; readonly on: string }
  | { readonly kind: "at-time"; readonly on: string; readonly time: string; readonly zone: string }
  | { readonly kind: "rolling-window"; readonly from: string; readonly to: string }
  | { readonly kind: "before-meeting" | "before-meeting-working-days"; readonly days: number }
  | { readonly kind: "before-start"; readonly weeks: number }
  | Extract<DeadlineRule, { readonly kind: "soft-and-hard" }>
  | { readonly kind: "rolling" | "none"; readonly reason: NoDeadlineReason };

export interface ExampleCall {
  readonly key: string;
  readonly programme: string;
  readonly fund?: string;
  readonly meeting?: string;
  readonly title: string;
  readonly opensOn?: string;
  readonly deadlineRule: CallRule;
  readonly strictness?: Strictness;
  readonly projectFrom?: string;
  readonly projectTo?: string;
}

const rolling: CallRule = { kind: "rolling", reason: "rolling" };
const none = (reason: NoDeadlineReason): CallRule => ({ kind: "none", reason });

/** The partnership's rounds. Past ones are kept without a cut-off: their money is given away, their files came on paper. */
function partnershipCalls(today: string): ExampleCall[] {
  const opened = addDays(today, -30);
  return [
    {
      key: "action-early",
      programme: "pfd",
      fund: "action",
      meeting: "steering-early",
      title: "Aktions- und Initiativfonds, frühere Runde (aus den Akten nacherfasst)",
      deadlineRule: none("exhausted"),
    },
    {
      key: "action-last",
      programme: "pfd",
      fund: "action",
      meeting: "steering-last",
      title: "Aktions- und Initiativfonds, letzte Runde (aus den Akten nacherfasst)",
      deadlineRule: none("exhausted"),
    },
    {
      key: "action-next",
      programme: "pfd",
      fund: "action",
      meeting: "steering-next",
      title: "Aktions- und Initiativfonds, laufende Runde",
      opensOn: opened,
      deadlineRule: { kind: "before-meeting", days: 14 },
    },
    {
      key: "action-later",
      programme: "pfd",
      fund: "action",
      meeting: "steering-later",
      title: "Aktions- und Initiativfonds, nächste Runde",
      opensOn: addDays(today, 10),
      deadlineRule: { kind: "before-meeting", days: 14 },
    },
    {
      key: "youth-last",
      programme: "pfd",
      fund: "youth",
      meeting: "youth-last",
      title: "Jugendfonds, letzte Runde (aus den Akten nacherfasst)",
      deadlineRule: none("exhausted"),
    },
    {
      key: "youth-next",
      programme: "pfd",
      fund: "youth",
      meeting: "youth-next",
      title: "Jugendfonds, laufende Runde",
      opensOn: opened,
      deadlineRule: { kind: "before-meeting-working-days", days: 10 },
      strictness: "ordinary",
    },
    {
      key: "small",
      programme: "small-projects",
      fund: "small",
      title: "Kleinprojekte, jederzeit",
      deadlineRule: rolling,
    },
  ];
}

function landCalls(today: string): ExampleCall[] {
  const matzOn = nextYearly(today, "11-15");
  const matzYear = yearOf(matzOn) + 1;
  const regionalOn = nextYearly(today, "04-30");
  return [
    {
      key: "matz-next",
      programme: "matz",
      title: `MaTZ ${matzYear}, Stichtag 15. November`,
      deadlineRule: { kind: "fixed", on: matzOn },
      strictness: "ordinary",
      projectFrom: `${matzYear}-01-01`,
      projectTo: `${matzYear}-12-31`,
    },
    {
      key: "matz-now",
      programme: "matz",
      title: "MaTZ, möglichst zum 15. November, spätestens sechs Wochen vor Beginn",
      deadlineRule: {
        kind: "soft-and-hard",
        soft: { kind: "yearly", monthDay: "11-15", yearOffset: -1 },
        hard: { kind: "before-start", weeks: 6 },
      },
    },
    {
      key: "mbsh",
      programme: "mbsh",
      title: "Migrationsberatung, vor Beginn (eine Woche ist ein Beispielwert)",
      deadlineRule: { kind: "before-start", weeks: 1 },
    },
    {
      key: "structures",
      programme: "volunteer-structures",
      title: "Ehrenamtliche Strukturen, laufend",
      deadlineRule: rolling,
    },
    {
      key: "land-democracy",
      programme: "land-democracy",
      title: "Kleine Zuschüsse, laufend",
      deadlineRule: rolling,
    },
    {
      key: "leader",
      programme: "leader",
      meeting: "board-next",
      title: "Grundbudget, nächste Vorstandssitzung",
      deadlineRule: { kind: "before-meeting", days: 28 },
    },
    {
      key: "regional-budget",
      programme: "regional-budget",
      title: `Regionalbudget ${yearOf(regionalOn)}`,
      deadlineRule: { kind: "fixed", on: regionalOn },
      projectTo: `${yearOf(regionalOn)}-12-31`,
    },
  ];
}

function unionCalls(today: string): ExampleCall[] {
  const bamfOn = nextYearly(today, "06-30");
  const cervOn = nextYearly(today, "09-17");
  return [
    { key: "amif", programme: "amif", title: "AMIF, laufend über das Portal ITSI", deadlineRule: rolling },
    {
      key: "bamf",
      programme: "bamf",
      title: `Interessenbekundung ${yearOf(bamfOn)}`,
      deadlineRule: { kind: "fixed", on: bamfOn },
      projectFrom: `${yearOf(bamfOn) + 1}-01-01`,
    },
    {
      key: "esf-land",
      programme: "esf-land",
      title: "Innovative Wege in Beschäftigung",
      deadlineRule: none("exhausted"),
    },
    { key: "wir", programme: "wir", title: "WIR, nächster Aufruf", deadlineRule: none("not-published") },
    {
      key: "cerv",
      programme: "cerv",
      title: `Städtepartnerschaften ${yearOf(cervOn)}`,
      deadlineRule: { kind: "at-time", on: cervOn, time: "17:00", zone: "Europe/Brussels" },
    },
    {
      key: "social-cohesion",
      programme: "social-cohesion",
      title: "Programmanmeldung im Herbst",
      deadlineRule: none("dates-follow"),
    },
  ];
}

function privateCalls(today: string): ExampleCall[] {
  const dseeTo = nextYearly(today, "10-15");
  const foundationOn = nextYearly(today, "03-01");
  return [
    {
      key: "aktion-mensch-micro",
      programme: "aktion-mensch-micro",
      title: "Mikroförderung, laufend",
      deadlineRule: rolling,
    },
    {
      key: "aktion-mensch",
      programme: "aktion-mensch",
      title: "Projektförderung, laufend",
      deadlineRule: rolling,
    },
    { key: "postcode", programme: "postcode", title: "Nächste Runde", deadlineRule: none("dates-follow") },
    {
      key: "dsee",
      programme: "dsee",
      title: `Mikroförderung ${yearOf(dseeTo)}`,
      opensOn: `${yearOf(dseeTo)}-01-15`,
      deadlineRule: { kind: "rolling-window", from: `${yearOf(dseeTo)}-01-15`, to: dseeTo },
      projectTo: `${yearOf(dseeTo)}-12-31`,
    },
    {
      key: "foundation",
      programme: "community-foundation",
      title: "Frühjahrssitzung des Vorstands",
      deadlineRule: { kind: "fixed", on: foundationOn },
    },
    { key: "club", programme: "service-club", title: "Anfragen jederzeit", deadlineRule: rolling },
  ];
}

/** Every call there is around today, with every kind of deadline rule among them. */
export function callsAround(today: string): readonly ExampleCall[] {
  return [...partnershipCalls(today), ...landCalls(today), ...unionCalls(today), ...privateCalls(today)];
}
