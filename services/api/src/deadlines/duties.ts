import {
  type DeadlineEvent,
  type DeadlineKind,
  defaultDeadlineRule,
  eventLabels,
  eventOf,
  type RuleTerms,
  ruleInForce,
  type SetRule,
} from "@zuwendo/domain";
import type { Session } from "../session.ts";
import { type DeadlineAnchor, type DeadlinePlan, planDeadlines } from "./planning.ts";
import { listRules, type RuleContext } from "./queries.ts";

/** The events of a thing that rules may count from, by name. */
export type Events = Partial<Record<DeadlineEvent, Pick<DeadlineAnchor, "type" | "id" | "on">>>;

/** What a duty is about and whom it concerns. */
export type DutyAbout = Pick<
  DeadlinePlan,
  | "subjectType"
  | "subjectId"
  | "applicationId"
  | "programmeId"
  | "committeeId"
  | "title"
  | "leadId"
  | "ownerId"
>;

/**
 * The plan of a duty by the rule that somebody around it has set or, where nobody has, by the default of its kind;
 * undefined where there is no rule or its event has not happened.
 */
function planOfDuty(
  kind: DeadlineKind,
  around: {
    readonly rules: readonly SetRule[];
    readonly terms: RuleTerms | undefined;
    readonly events: Events;
    readonly about: DutyAbout;
  },
): DeadlinePlan | undefined {
  const set = ruleInForce(around.rules, kind);
  const rule = set?.rule ?? defaultDeadlineRule(kind, around.terms);
  if (rule === undefined) return undefined;
  const event = eventOf(rule);
  const happened = event && around.events[event];
  if (event !== undefined && happened === undefined) return undefined;
  return {
    ...around.about,
    kind,
    rule,
    anchor: event && happened && { ...happened, event, label: eventLabels[event] },
    strictness: set?.strictness ?? null,
    rollPolicy: set?.rollPolicy ?? null,
    land: set?.land ?? null,
    isExtendable: set?.isExtendable ?? null,
  };
}

/** Where a duty arises: whose rules decide, on what terms, after which events. */
export interface DutyGround {
  readonly context: RuleContext;
  readonly terms?: RuleTerms;
  readonly events: Events;
  readonly about: DutyAbout;
}

/** The plans of the duties that an event brings with it. */
export async function listDutyPlans(
  session: Session,
  kinds: readonly DeadlineKind[],
  around: DutyGround,
): Promise<DeadlinePlan[]> {
  const rules = await listRules(session, around.context, kinds);
  const plans = kinds.map((kind) => planOfDuty(kind, { ...around, rules, terms: around.terms }));
  return plans.filter((plan) => plan !== undefined);
}

/** Keeps the deadlines of the duties that an event brings with it; they travel with the commit. */
export async function planDuties(
  session: Session,
  kinds: readonly DeadlineKind[],
  around: DutyGround,
): Promise<void> {
  await planDeadlines(session, await listDutyPlans(session, kinds, around));
}
