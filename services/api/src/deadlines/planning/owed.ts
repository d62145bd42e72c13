import {
  type DeadlineKind,
  DomainError,
  type Duty,
  type DutyFacts,
  deadlineProfiles,
  defaultDeadlineRule,
  eventLabels,
  eventOf,
  isOpenEnded,
  localDay,
  officeKinds,
  owedDuties,
  type RuleTerms,
  ruleInForce,
  type SetRule,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { planOf } from "./change.ts";
import { type DeadlineDraft, plannedEnd } from "./draft.ts";
import { type DutyScope, listFacts, type StoredFacts } from "./facts-queries.ts";
import { holdRules, listRulesOf, ownerIdsOf } from "./rule-queries.ts";
import type { StoredDeadline } from "./stored-queries.ts";

/** What one change may move at once; more would keep the office waiting and its people flooded. */
const most = 5_000;

/** Refuses a change that concerns more deadlines than may move at once: `too-many-deadlines`. */
export function assertBounded(count: number): void {
  if (count > most) throw new DomainError("too-many-deadlines", { most });
}

/** The rule in force for a duty: as somebody has set it, else the default, else none. */
interface RuleInForce {
  readonly set: SetRule | undefined;
  readonly rule: DeadlineDraft["rule"] | undefined;
}

/** A duty with the facts that it follows from and the rule that decides its day. */
export interface Owed extends RuleInForce {
  readonly facts: StoredFacts;
  readonly duty: Duty;
}

/** What the things of a scope owe today, of some kinds. Throws `too-many-deadlines`. */
export async function listOwed(
  session: Session,
  scope: DutyScope,
  kinds: readonly DeadlineKind[],
  arisenOn?: string,
): Promise<Owed[]> {
  // Rules, and the programme's weeks that stand for one, are read once nobody is changing them.
  holdRules(session, "shared");
  const facts = await listFacts(session, scope, kinds, { today: session.today, limit: most + 1 });
  assertBounded(facts.length);
  const duties = facts.flatMap((each) =>
    owedDuties(datedFacts(session, each, arisenOn), session.today)
      .filter(({ kind }) => kinds.includes(kind))
      .map((duty) => ({ facts: each, duty })),
  );
  if (duties.length === 0) return [];
  const ruleOf = await decide(session, facts, kinds);
  return (
    duties
      .map(({ facts: each, duty }) => ({ facts: each, duty, ...ruleOf(each, duty.kind) }))
      // A rule that names its day itself asks once, however many years there are.
      .filter(({ duty, rule }) => duty.isFurtherYear !== true || isOfEachYear(rule))
  );
}

function isOfEachYear(rule: DeadlineDraft["rule"] | undefined): boolean {
  return rule === undefined || isOpenEnded(rule) || eventOf(rule) === "budget-year-end";
}

export function grouped<Item, Key>(items: readonly Item[], keyOfItem: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOfItem(item)) ?? [];
    group.push(item);
    groups.set(keyOfItem(item), group);
  }
  return groups;
}

function datedFacts(session: Session, facts: StoredFacts, arisenOn: string | undefined): DutyFacts {
  const { arisenAt } = facts;
  return {
    ...facts,
    procedureAct: session.caller.procedureAct,
    arisenOn: arisenOn ?? (arisenAt == null ? null : localDay(arisenAt, session.caller.zone)),
  };
}

function termsOf({ spendingWindowWeeks, proofWeeks }: StoredFacts): RuleTerms | undefined {
  return spendingWindowWeeks == null || proofWeeks == null ? undefined : { spendingWindowWeeks, proofWeeks };
}

/** Which rule is in force for each thing and kind: the most particular owner's, else the default. */
async function decide(session: Session, facts: readonly StoredFacts[], kinds: readonly DeadlineKind[]) {
  const ids = new Set(facts.flatMap((each) => Object.values(ownerIdsOf(each)).filter((id) => id != null)));
  const rules = ids.size === 0 ? [] : await listRulesOf(session, [...ids], kinds);
  const byOwner = grouped(rules, ({ ownerType, ownerId }) => `${ownerType} ${ownerId}`);
  return (each: StoredFacts, kind: DeadlineKind): RuleInForce => {
    const around = Object.entries(ownerIdsOf(each)).flatMap(
      ([type, id]) => byOwner.get(`${type} ${id}`) ?? [],
    );
    const set = ruleInForce(around, kind);
    return { set, rule: set?.rule ?? defaultDeadlineRule(kind, termsOf(each)) };
  };
}

/**
 * The plan of a duty by its rule; undefined without a rule or where its event is not known. What a step of the office has
 * set off keeps its day.
 */
export function planOfDuty(
  {
    set,
    rule,
    facts: { subjectType, subjectId, title, instrument, ...about },
    duty: { kind, events, arisesOn = null, budgetYear },
  }: Owed,
  stored?: StoredDeadline,
): DeadlineDraft | undefined {
  if (rule === undefined) return undefined;
  const event = eventOf(rule);
  const known = stored && planOf(stored).anchor;
  const kept = subjectType === "applications" && known?.event === event ? known : undefined;
  const happened = event && (kept ?? events[event]);
  if (event !== undefined && happened === undefined) return undefined;
  const { applicationId = null, programmeId = null, committeeId = null } = about;
  const isOffices = officeKinds.includes(kind);
  const { leadId = null, ownerId = null } = isOffices ? {} : about;
  return {
    ...{ kind, rule, subjectType, subjectId, applicationId, programmeId, committeeId, title, leadId },
    ...{ ownerId, budgetYear: budgetYear ?? null },
    anchor: event && happened ? { label: eventLabels[event], ...happened, event } : known,
    strictness: set?.strictness ?? null,
    rollPolicy: set?.rollPolicy ?? null,
    land: set?.land ?? null,
    isExtendable: set?.isExtendable ?? null,
    // A contract is private law, whatever the office's notices rest on.
    procedureAct: instrument === "contract" ? null : undefined,
    // A notice and a payment have a day of their own, which may be corrected; what else has arisen has done so on its day.
    arisenOn:
      stored === undefined || subjectType === "grants" || subjectType === "disbursements"
        ? arisesOn
        : stored.arisenOn,
  };
}

/** Whether a chance had passed before it could arise. */
export function hasLapsed(session: Session, { arisenOn = null, ...plan }: DeadlineDraft): boolean {
  if (arisenOn === null || deadlineProfiles[plan.kind].lapses !== true) return false;
  const planned = plannedEnd(session, plan);
  return !planned.none && planned.effectiveOn < arisenOn;
}
