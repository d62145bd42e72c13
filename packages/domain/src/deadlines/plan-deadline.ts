import type { Text } from "../text.ts";
import { compareDays, endOfDayAt, epochMs, localInstant } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import { type Land, nextWorkingDay, previousWorkingDay } from "../time/holidays.ts";
import { joinTexts, say } from "../wording.ts";
import { explainDeadline } from "./explanations.ts";
import {
  type DeadlineKind,
  deadlineProfiles,
  type ProcedureAct,
  procedureActOf,
  type RollPolicy,
  type Strictness,
} from "./kinds.ts";
import { nominalDay } from "./nominal-day.ts";
import type { Anchor, DatedRule, DeadlineRule } from "./rules.ts";

export type { Anchor, DeadlineRule } from "./rules.ts";

export interface DeadlineQuestion {
  readonly kind: DeadlineKind;
  readonly rule: DeadlineRule;
  readonly anchor?: Anchor;
  /** Where the declaration or payment is due: its holidays count (§ 193 BGB). */
  readonly land: Land;
  readonly zone: string;
  readonly rollPolicy?: RollPolicy;
  /** Whose paragraphs the explanation names: that of an authority of the Land when left out, null under private law. */
  readonly procedureAct?: ProcedureAct | null;
  /** Says how firm it is: a printed day of an ordinary one may legally end on the next working day. */
  readonly strictness?: Strictness;
  /** The day an extension was granted to; it runs from the old end (§ 190 BGB), and a later day of the rule prevails. */
  readonly extendedTo?: string | null;
  /** The day the duty arose: whoever owes it cannot be late before, so that an earlier day becomes this one. */
  readonly arisenOn?: string | null;
}

export interface PlannedDeadline {
  readonly none: false;
  /** The day the rule names; reminders count from it. */
  readonly nominalOn: string;
  /** The day it should be met by, where the rule is a pair; null otherwise. */
  readonly softOn: string | null;
  /** The last day in time, after the roll. */
  readonly effectiveOn: string;
  /** The first instant that is too late. */
  readonly endsAt: string;
  readonly explanation: Text;
}

export interface NoDeadline {
  readonly none: true;
  readonly reason: Text;
}

/**
 * The nominal day, the effective day after the roll, the first instant too late and why, in both languages
 * (§§ 187–193 BGB, § 31 VwVfG); `none` with the reason for open-ended rules. Of a pair the hard rule counts, the soft
 * one gives `softOn`. A rule counted backward rolls back, a rule with a clock time not at all, whatever the kind, unless
 * `rollPolicy` says so; an extension rolls as its kind does. A day before the duty arose becomes that day, unrolled.
 * Throws `deadline-anchor-missing`, `deadline-window-reversed`, `invalid-day`, `year-out-of-range`.
 */
export function planDeadline(question: DeadlineQuestion): PlannedDeadline | NoDeadline {
  const { kind, rule, anchor, land, zone, extendedTo = null } = question;
  if (rule.kind === "rolling" || rule.kind === "none") return { none: true, reason: rule.reason };

  const hard = rule.kind === "soft-and-hard" ? rule.hard : rule;
  const soft = rule.kind === "soft-and-hard" ? rule.soft : undefined;
  const ruledOn = nominalDay(hard, anchor, land);
  const recommendedOn = soft && nominalDay(soft, anchor, land);
  const isExtended = extendedTo !== null && compareDays(extendedTo, ruledOn) > 0;
  const nominalOn = isExtended ? extendedTo : ruledOn;
  const softOn =
    recommendedOn !== undefined && compareDays(recommendedOn, nominalOn) < 0 ? recommendedOn : null;
  const profile = deadlineProfiles[kind];
  const rollPolicy = question.rollPolicy ?? (isExtended ? profile.rollPolicy : defaultRollPolicy(kind, hard));
  const effectiveOn = roll(nominalOn, rollPolicy, land);
  const endsAt =
    hard.kind === "at-time" ? localInstant(effectiveOn, hard.time, hard.zone) : endOfDayAt(effectiveOn, zone);
  const explanation = explainDeadline({
    ...{ hard, soft, anchor, ruledOn, recommendedOn, extendedTo, nominalOn, effectiveOn, endsAt },
    ...{ rollPolicy, land, zone },
    mayEndLater: mayEndLater(kind, hard, question.strictness ?? profile.strictness),
    procedureAct: question.procedureAct === undefined ? procedureActOf(land) : question.procedureAct,
  });
  const { arisenOn = null } = question;
  if (arisenOn !== null && compareDays(effectiveOn, arisenOn) < 0)
    return dueAtOnce(arisenOn, zone, explanation);
  return { none: false, nominalOn, softOn, effectiveOn, endsAt, explanation };
}

/** Due on the day that it arose, and why, as its own day had passed by then. */
function dueAtOnce(on: string, zone: string, explanation: Text): PlannedDeadline {
  const days = { nominalOn: on, softOn: null, effectiveOn: on, endsAt: endOfDayAt(on, zone) };
  return { none: false, ...days, explanation: joinTexts([explanation, say(atOnce, { day: dayText(on) })]) };
}

const atOnce: Text = {
  de: "Dieser Tag lag schon vor dem {day}, an dem die Pflicht entstand; sie ist daher sofort zu erfüllen.",
  en: "That day lies before {day}, on which the duty arose; it is therefore to be met at once.",
};

/** Whether something received at an instant came too late: at `endsAt` itself it is. */
export function isLate(receivedAt: string | Date, endsAt: string | Date): boolean {
  return epochMs(receivedAt) >= epochMs(endsAt);
}

function defaultRollPolicy(kind: DeadlineKind, rule: DatedRule): RollPolicy {
  switch (rule.kind) {
    case "before-meeting":
    case "before-meeting-working-days":
    case "before-start":
      return "previous-working-day";
    case "at-time":
      return "none";
    default:
      return deadlineProfiles[kind].rollPolicy;
  }
}

/**
 * Whether the law may give an end on a day off until the next working day though it is kept as printed: not where late
 * is inadmissible, nothing is owed, or a clock time is set (§ 193 BGB, § 31 (5) VwVfG).
 */
function mayEndLater(kind: DeadlineKind, rule: DatedRule, strictness: Strictness): boolean {
  return (
    strictness !== "substantive" && rule.kind !== "at-time" && deadlineProfiles[kind].endsByItself !== true
  );
}

function roll(day: string, policy: RollPolicy, land: Land): string {
  switch (policy) {
    case "none":
      return day;
    case "next-working-day":
      return nextWorkingDay(day, land);
    case "previous-working-day":
      return previousWorkingDay(day, land);
    default:
      return policy satisfies never;
  }
}
