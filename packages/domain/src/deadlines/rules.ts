import { DomainError } from "../errors.ts";
import type { Labels, Text } from "../text.ts";
import { isDay } from "../time/calendar.ts";
import { byLanguage, say } from "../wording.ts";

/** What happens in the life of a project that a deadline can count from. */
export const deadlineEvents = [
  "submission",
  "request",
  "service-of-notice",
  "payment",
  "project-start",
  "project-end",
  "budget-year-end",
  "proof-received",
  "meeting",
  "expiry",
] as const;
export type DeadlineEvent = (typeof deadlineEvents)[number];

/** What each event is called in explanations. */
export const eventLabels: Labels<DeadlineEvent> = {
  submission: { de: "Eingang des Antrags", en: "Receipt of the application" },
  request: { de: "Nachforderung", en: "Request for completion" },
  "service-of-notice": { de: "Bekanntgabe des Bescheids", en: "Service of the notice" },
  payment: { de: "Auszahlung", en: "Payment" },
  "project-start": { de: "Projektbeginn", en: "Start of the project" },
  "project-end": { de: "Projektende", en: "End of the project" },
  "budget-year-end": { de: "Ende des Haushaltsjahres", en: "End of the budget year" },
  "proof-received": { de: "Eingang des Verwendungsnachweises", en: "Receipt of the proof of use" },
  meeting: { de: "Sitzung", en: "Meeting" },
  expiry: { de: "Ablauf", en: "Expiry" },
};

/** Units that a period after an event is counted in. */
export const periodUnits = ["days", "weeks", "months", "working-days", "years"] as const;
export type PeriodUnit = (typeof periodUnits)[number];

export const periodUnitLabels: Labels<PeriodUnit> = {
  days: { de: "Tage", en: "days" },
  weeks: { de: "Wochen", en: "weeks" },
  months: { de: "Monate", en: "months" },
  "working-days": { de: "Arbeitstage", en: "working days" },
  years: { de: "Jahre", en: "years" },
};

/** The named days of a month (§ 192 BGB): the first, the 15th and the last. */
export const monthParts = ["beginning", "middle", "end"] as const;
export type MonthPart = (typeof monthParts)[number];

export const monthPartLabels: Labels<MonthPart> = {
  beginning: { de: "Anfang", en: "beginning" },
  middle: { de: "Mitte", en: "middle" },
  end: { de: "Ende", en: "end" },
};

/** A period that an event sets off. */
export interface AfterEvent {
  readonly kind: "after-event";
  /** Whole; months may end in .5, for half a month of 15 days (§ 189 BGB). */
  readonly amount: number;
  readonly unit: PeriodUnit;
  readonly event?: DeadlineEvent | undefined;
  /** The event begins a day, so that this day counts (§ 187 (2) BGB), as the first of a granting period does. */
  readonly includesFirstDay?: boolean | undefined;
}

/** A rule that leads to one day. */
export type DatedRule =
  | { readonly kind: "fixed"; readonly on: string }
  | {
      readonly kind: "yearly";
      readonly monthDay: string;
      /** Years from that of the event: 1 is the year after it. */
      readonly yearOffset: number;
      /** Whose year counts; the start of the project when not given. */
      readonly event?: DeadlineEvent | undefined;
    }
  | { readonly kind: "rolling-window"; readonly from: string; readonly to: string }
  | { readonly kind: "before-meeting"; readonly days: number }
  | { readonly kind: "before-meeting-working-days"; readonly days: number }
  | { readonly kind: "before-start"; readonly weeks: number }
  | AfterEvent
  | { readonly kind: "month-part"; readonly month: string; readonly part: MonthPart }
  | { readonly kind: "at-time"; readonly on: string; readonly time: string; readonly zone: string };

/** How a deadline is reckoned; data of a programme, never code. */
export type DeadlineRule =
  | DatedRule
  /** Should be in by the one day, must be in by the other. */
  | { readonly kind: "soft-and-hard"; readonly soft: DatedRule; readonly hard: DatedRule }
  | { readonly kind: "rolling"; readonly reason: Text }
  | { readonly kind: "none"; readonly reason: Text };

/** What each kind of rule is called. */
export const ruleKindLabels: Labels<DeadlineRule["kind"]> = {
  fixed: { de: "Stichtag", en: "fixed date" },
  "at-time": { de: "Zeitpunkt", en: "date and time" },
  yearly: { de: "jährlicher Stichtag", en: "yearly date" },
  "rolling-window": { de: "Zeitraum", en: "window" },
  "before-meeting": { de: "Tage vor der Sitzung", en: "days before the meeting" },
  "before-meeting-working-days": { de: "Arbeitstage vor der Sitzung", en: "working days before the meeting" },
  "before-start": { de: "Wochen vor Projektbeginn", en: "weeks before the start of the project" },
  "after-event": { de: "Zeit nach einem Ereignis", en: "time after an event" },
  "month-part": { de: "Teil eines Monats", en: "part of a month" },
  "soft-and-hard": { de: "Soll-Termin und spätester Termin", en: "recommended and latest day" },
  rolling: { de: "jederzeit", en: "at any time" },
  none: { de: "ohne Termin", en: "no date" },
};

/** The event a relative rule counts from, such as the payout or the meeting. */
export interface Anchor {
  readonly label: Text;
  readonly on: string;
}

/** The anchor of a relative rule. Throws `deadline-anchor-missing`, `invalid-day`. */
export function getAnchor(rule: DatedRule, anchor: Anchor | undefined): Anchor {
  if (anchor === undefined)
    throw new DomainError("deadline-anchor-missing", byLanguage({ rule: ruleKindLabels[rule.kind] }));
  if (!isDay(anchor.on)) throw new DomainError("invalid-day", { day: anchor.on });
  return anchor;
}

/**
 * The event a rule counts from; undefined for one that names its day itself, or none. Both rules of a pair count from
 * one event: throws `deadline-rule-invalid` for a pair with two.
 */
export function eventOf(rule: DeadlineRule, pointer?: string): DeadlineEvent | undefined {
  switch (rule.kind) {
    case "after-event":
      return rule.event;
    case "before-meeting":
    case "before-meeting-working-days":
      return "meeting";
    case "before-start":
      return "project-start";
    case "yearly":
      return rule.event ?? "project-start";
    case "soft-and-hard":
      return commonEvent(eventOf(rule.soft), eventOf(rule.hard), pointer);
    default:
      return undefined;
  }
}

/** Whether a rule counts from an event, named or not, so that it needs an anchor. */
export function isRelative(rule: DatedRule): boolean {
  return rule.kind === "after-event" || eventOf(rule) !== undefined;
}

/** Year of a day. */
export function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

function commonEvent(
  soft: DeadlineEvent | undefined,
  hard: DeadlineEvent | undefined,
  pointer: string | undefined,
): DeadlineEvent | undefined {
  if (soft !== undefined && hard !== undefined && soft !== hard) {
    throw ruleInvalid(
      say(
        {
          de: "Soll-Termin und spätester Termin rechnen von verschiedenen Ereignissen aus („{soft}“ und „{hard}“). Bitte für beide dasselbe Ereignis oder für einen einen festen Tag wählen.",
          en: "The recommended and the latest day count from different events (“{soft}” and “{hard}”). Please choose the same event for both, or a fixed day for one of them.",
        },
        { soft: eventLabels[soft], hard: eventLabels[hard] },
      ),
      pointer,
    );
  }
  return hard ?? soft;
}

/** A rule that cannot be reckoned with, and what to do about it. */
export function ruleInvalid(problem: Text, pointer?: string): DomainError {
  return new DomainError("deadline-rule-invalid", byLanguage({ problem }), pointer);
}

/** Whether a rule says that there is no day to keep. */
export function isOpenEnded(rule: DeadlineRule): rule is Extract<DeadlineRule, { kind: "rolling" | "none" }> {
  return rule.kind === "rolling" || rule.kind === "none";
}
