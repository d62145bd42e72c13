import {
  type DeadlineEvent,
  type DeadlineKind,
  type DeadlineRule,
  defaultDeadlineRule,
  eventLabels,
  eventOf,
  type RuleTerms,
  ruleInForce,
  type SetRule,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { type DeadlineAnchor, type DeadlineDraft, writeDeadlines } from "./draft.ts";
import { listRules, type RuleOwners } from "./rule-queries.ts";

/** The events of a thing that rules may count from, by name. */
export type Events = Partial<Record<DeadlineEvent, Pick<DeadlineAnchor, "type" | "id" | "on">>>;

/** What a duty is about and whom it concerns. */
export type DutyAbout = Pick<
  DeadlineDraft,
  | "subjectType"
  | "subjectId"
  | "applicationId"
  | "programmeId"
  | "committeeId"
  | "title"
  | "leadId"
  | "ownerId"
>;

/** Which rule decides, and who has set it; `set` is missing where it is the default. */
export interface RuleDecision {
  readonly set: SetRule | undefined;
  readonly rule: DeadlineRule;
}

/** The plan by a rule; undefined where its event is not known. Without an event it keeps the one it would count from. */
export function planBy(
  { set, rule }: RuleDecision,
  about: Omit<DeadlineDraft, "rule">,
  events: Events,
): DeadlineDraft | undefined {
  const event = eventOf(rule);
  const happened = event && events[event];
  if (event !== undefined && happened === undefined) return undefined;
  return {
    ...about,
    rule,
    anchor: event && happened ? { ...happened, event, label: eventLabels[event] } : about.anchor,
    strictness: set?.strictness ?? null,
    rollPolicy: set?.rollPolicy ?? null,
    land: set?.land ?? null,
    isExtendable: set?.isExtendable ?? null,
  };
}

/** Where a duty arises: whose rules decide, on what terms, after which events. */
export interface DutyGround {
  readonly owners: RuleOwners;
  readonly terms?: RuleTerms;
  readonly events: Events;
  readonly about: DutyAbout;
}

/**
 * The plans of the duties that an event brings with it, each by the rule that somebody around it has set or, where nobody
 * has, by the default of its kind; none where there is no rule or its event has not happened.
 */
export async function listDutyPlans(
  session: Session,
  kinds: readonly DeadlineKind[],
  around: DutyGround,
): Promise<DeadlineDraft[]> {
  const rules = await listRules(session, around.owners, kinds);
  return kinds.flatMap((kind) => {
    const set = ruleInForce(rules, kind);
    const rule = set?.rule ?? defaultDeadlineRule(kind, around.terms);
    return rule === undefined ? [] : (planBy({ set, rule }, { ...around.about, kind }, around.events) ?? []);
  });
}

/** Keeps the deadlines of the duties that an event brings with it; they travel with the commit. */
export async function planDuties(
  session: Session,
  kinds: readonly DeadlineKind[],
  around: DutyGround,
): Promise<void> {
  await writeDeadlines(session, await listDutyPlans(session, kinds, around));
}
