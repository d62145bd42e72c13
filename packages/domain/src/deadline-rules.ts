import { addDays, addMonths, addWeeks, compareDays, isDay } from "./calendar.ts";
import { DomainError } from "./errors.ts";
import { addWorkingDays, type Land } from "./holidays.ts";
import type { Text } from "./text.ts";

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
export const eventLabels: Readonly<Record<DeadlineEvent, Text>> = {
  submission: { de: "Eingang des Antrags", en: "Receipt of the application" },
  request: { de: "Nachforderung", en: "Request for completion" },
  "service-of-notice": { de: "Bekanntgabe des Bescheids", en: "Service of the notice" },
  payment: { de: "Auszahlung", en: "Payment" },
  "project-start": { de: "Beginn des Vorhabens", en: "Start of the project" },
  "project-end": { de: "Projektende", en: "End of the project" },
  "budget-year-end": { de: "Ende des Haushaltsjahres", en: "End of the budget year" },
  "proof-received": { de: "Eingang des Verwendungsnachweises", en: "Receipt of the proof of use" },
  meeting: { de: "Sitzung", en: "Meeting" },
  expiry: { de: "Ablauf", en: "Expiry" },
};

/** How a deadline is reckoned; data of a programme, never code. */
export type DeadlineRule =
  | { readonly kind: "fixed"; readonly on: string }
  | { readonly kind: "yearly"; readonly monthDay: string; readonly yearOffset: number }
  | { readonly kind: "rolling"; readonly reason: Text }
  | { readonly kind: "rolling-window"; readonly from: string; readonly to: string }
  | { readonly kind: "before-meeting"; readonly days: number }
  | { readonly kind: "before-meeting-working-days"; readonly days: number }
  | { readonly kind: "before-start"; readonly weeks: number }
  | {
      readonly kind: "after-event";
      readonly amount: number;
      readonly unit: "days" | "weeks" | "months";
      readonly event?: DeadlineEvent | undefined;
    }
  | { readonly kind: "at-time"; readonly on: string; readonly time: string; readonly zone: string }
  | { readonly kind: "none"; readonly reason: Text };

/** A rule that leads to a day. */
export type DatedRule = Exclude<DeadlineRule, { kind: "rolling" | "none" }>;

/** The event a relative rule counts from, such as the payout or the meeting. */
export interface Anchor {
  readonly label: Text;
  readonly on: string;
}

const adders = { days: addDays, weeks: addWeeks, months: addMonths } as const;

/**
 * The day a rule names, before any roll; the day of the event is not counted (§§ 187 (1), 188 BGB).
 * Throws `deadline-anchor-missing` for a relative rule without anchor, `deadline-window-reversed`, `invalid-day`.
 */
export function nominalDay(rule: DatedRule, anchor: Anchor | undefined, land: Land): string {
  switch (rule.kind) {
    case "fixed":
    case "at-time":
      return checkDay(rule.on);
    case "rolling-window":
      if (compareDays(rule.from, rule.to) > 0) {
        throw new DomainError("deadline-window-reversed", { from: rule.from, to: rule.to });
      }
      return rule.to;
    case "yearly":
      return yearlyDay(yearOf(getAnchor(rule, anchor).on) + rule.yearOffset, rule.monthDay);
    case "before-meeting":
      return addDays(getAnchor(rule, anchor).on, -rule.days);
    case "before-meeting-working-days":
      return addWorkingDays(getAnchor(rule, anchor).on, -rule.days, land);
    case "before-start":
      return addWeeks(getAnchor(rule, anchor).on, -rule.weeks);
    case "after-event":
      return adders[rule.unit](getAnchor(rule, anchor).on, rule.amount);
    default:
      return rule satisfies never;
  }
}

/** The anchor of a relative rule. Throws `deadline-anchor-missing`, `invalid-day`. */
export function getAnchor(rule: DatedRule, anchor: Anchor | undefined): Anchor {
  if (anchor === undefined) throw new DomainError("deadline-anchor-missing", { rule: rule.kind });
  checkDay(anchor.on);
  return anchor;
}

/** The event a rule counts from; undefined for one that names its day itself, or none. */
export function eventOf(rule: DeadlineRule): DeadlineEvent | undefined {
  switch (rule.kind) {
    case "after-event":
      return rule.event;
    case "before-meeting":
    case "before-meeting-working-days":
      return "meeting";
    case "before-start":
    case "yearly":
      return "project-start";
    default:
      return undefined;
  }
}

/** Year of a day. */
export function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

/** 29 February is the 28th in a common year, as a month's missing day is its last in § 188 (3) BGB. */
function yearlyDay(year: number, monthDay: string): string {
  const day = `${year}-${monthDay}`;
  return monthDay === "02-29" && !isDay(day) ? `${year}-02-28` : checkDay(day);
}

function checkDay(day: string): string {
  if (!isDay(day)) throw new DomainError("invalid-day", { day });
  return day;
}
