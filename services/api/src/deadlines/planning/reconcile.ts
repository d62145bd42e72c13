import {
  type DeadlineEvent,
  type DeadlineKind,
  DomainError,
  type Duty,
  type DutyFacts,
  defaultDeadlineRule,
  eventLabels,
  eventOf,
  isOpenEnded,
  localDay,
  owedDuties,
  type RuleTerms,
  ruleInForce,
  type SetRule,
  type Text,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { planAgain, planOf, replanDeadlines } from "./change.ts";
import { type DeadlineDraft, plannedEnd, writeDeadlines } from "./draft.ts";
import { type Ending, endDuties, endedByRule } from "./ending.ts";
import { type DutyScope, listFacts, type StoredFacts } from "./facts-queries.ts";
import { holdRules, listRulesOf, ownerIdsOf } from "./rule-queries.ts";
import { listSettled, lockOpenOf, type StoredDeadline } from "./stored-queries.ts";

/** What one change may move at once; more would keep the office waiting and its people flooded. */
const most = 5_000;

/** Refuses a change that concerns more deadlines than may move at once: `too-many-deadlines`. */
export function assertBounded(count: number): void {
  if (count > most) throw new DomainError("too-many-deadlines", { most });
}

interface Change {
  /** Why days are other days, for those concerned; by the event that a day counts from where several have moved. */
  readonly reason: Text | ((event: DeadlineEvent | undefined) => Text);
  /** The day of the step that has just been taken and has set off a duty. */
  readonly arisenOn?: string;
  /** A rule is the cause: a duty that only it brings about is not owed for a day that was over before. */
  readonly isByRule?: boolean;
  /** What is said of a duty whose rule leads to no day, where the rule itself has not changed. */
  readonly withoutDay?: { readonly reason: string; readonly because: Text };
}

/**
 * Brings the deadlines of a scope in line with what is owed today: plans what is missing, moves what counts from another day
 * or by another rule, ends what is owed no longer, and brings back what had ended with its cause.
 * Throws `too-many-deadlines`.
 */
export async function reconcile(
  session: Session,
  scope: DutyScope,
  kinds: readonly DeadlineKind[],
  change: Change,
): Promise<void> {
  // Rules, and the programme's weeks that stand for one, are read once nobody is changing them.
  holdRules(session, "shared");
  const facts = await listFacts(session, scope, kinds, { today: session.today, limit: most + 1 });
  assertBounded(facts.length);
  const owed = facts.flatMap((each) =>
    owedDuties(datedFacts(session, each, change.arisenOn), session.today)
      .filter(({ kind }) => kinds.includes(kind))
      .map((duty) => ({ facts: each, duty })),
  );
  if (owed.length === 0) return;
  const subjectIds = [...new Set(owed.map(({ facts: { subjectId } }) => subjectId))];
  const open = new Map((await lockOpenOf(session, subjectIds, kinds)).map((one) => [keyOf(one), one]));
  const ruleOf = await decide(session, facts, kinds);
  const changes: { stored: StoredDeadline; plan: DeadlineDraft }[] = [];
  const additions: { duty: Duty; plan: DeadlineDraft }[] = [];
  const endings: Ending[] = [];
  for (const { facts: each, duty } of owed) {
    const stored = open.get(keyOf({ subjectId: each.subjectId, kind: duty.kind }));
    if (typeof duty.state === "object") {
      if (stored !== undefined) endings.push({ id: stored.id, ...(change.withoutDay ?? duty.state) });
      continue;
    }
    const { set, rule } = ruleOf(each, duty.kind);
    if (rule === undefined || isOpenEnded(rule)) {
      if (stored !== undefined) endings.push({ id: stored.id, ...(change.withoutDay ?? endedByRule(rule)) });
      continue;
    }
    const plan = planBy({ set, rule }, each, duty, stored);
    if (plan === undefined) continue;
    if (stored !== undefined)
      changes.push({ stored, plan: { ...plan, extendedTo: keptExtension(stored, plan) } });
    else if (duty.state === "arises") additions.push({ duty, plan });
  }
  // What a step has just set off is owed, whatever was met before.
  const wanted =
    change.arisenOn === undefined
      ? await withoutSettled(session, additions, change.isByRule ?? false)
      : additions;
  endDuties(session, endings);
  for (const [reason, some] of byReason(changes, change.reason)) await replanDeadlines(session, some, reason);
  for (const [reason, some] of byReason(wanted, change.reason)) {
    const plans = some.map(({ plan }) => plan);
    await (change.arisenOn === undefined
      ? planAgain(session, plans, reason)
      : writeDeadlines(session, plans));
  }
}

function grouped<Item, Key>(items: readonly Item[], keyOfItem: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOfItem(item)) ?? [];
    group.push(item);
    groups.set(keyOfItem(item), group);
  }
  return groups;
}

function keyOf({ subjectId, kind }: { readonly subjectId: string; readonly kind: DeadlineKind }): string {
  return `${subjectId} ${kind}`;
}

function datedFacts(session: Session, facts: StoredFacts, arisenOn: string | undefined): DutyFacts {
  const { arisenAt } = facts;
  return {
    ...facts,
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
  return (each: StoredFacts, kind: DeadlineKind) => {
    const around = Object.entries(ownerIdsOf(each)).flatMap(
      ([type, id]) => byOwner.get(`${type} ${id}`) ?? [],
    );
    const set = ruleInForce(around, kind);
    return { set, rule: set?.rule ?? defaultDeadlineRule(kind, termsOf(each)) };
  };
}

/** The plan by a rule; undefined where its event is not known. What a step of the office has set off keeps its day. */
function planBy(
  { set, rule }: { readonly set: SetRule | undefined; readonly rule: DeadlineDraft["rule"] },
  { subjectType, subjectId, title, ...about }: StoredFacts,
  { kind, events }: Duty,
  stored: StoredDeadline | undefined,
): DeadlineDraft | undefined {
  const event = eventOf(rule);
  const known = stored && planOf(stored).anchor;
  const kept = subjectType === "applications" && known?.event === event ? known : undefined;
  const happened = event && (kept ?? events[event]);
  if (event !== undefined && happened === undefined) return undefined;
  const {
    applicationId = null,
    programmeId = null,
    committeeId = null,
    leadId = null,
    ownerId = null,
  } = about;
  return {
    ...{
      kind,
      rule,
      subjectType,
      subjectId,
      applicationId,
      programmeId,
      committeeId,
      title,
      leadId,
      ownerId,
    },
    anchor: event && happened ? { ...happened, event, label: eventLabels[event] } : known,
    strictness: set?.strictness ?? null,
    rollPolicy: set?.rollPolicy ?? null,
    land: set?.land ?? null,
    isExtendable: set?.isExtendable ?? null,
  };
}

/** What leads up to a meeting cannot reach beyond it, and an extension was granted for one meeting, not for every other. */
function keptExtension({ extendedTo, anchorId }: StoredDeadline, { anchor }: DeadlineDraft): string | null {
  if (extendedTo === null || anchor?.event !== "meeting") return extendedTo;
  return anchorId === anchor.id && extendedTo <= anchor.on ? extendedTo : null;
}

/** Leaves out what has been met or called off by hand and, where a rule is the cause, what only it brings about too late. */
async function withoutSettled<Addition extends { readonly duty: Duty; readonly plan: DeadlineDraft }>(
  session: Session,
  additions: readonly Addition[],
  isByRule: boolean,
): Promise<Addition[]> {
  if (additions.length === 0) return [];
  const settled = grouped(
    await listSettled(
      session,
      additions.map(({ plan: { subjectId, kind } }) => ({ subjectId, kind })),
    ),
    keyOf,
  );
  return additions.filter(({ duty, plan }) => {
    const before = settled.get(keyOf(plan)) ?? [];
    if (before.some(({ anchorOn }) => !duty.recurs || anchorOn === plan.anchor?.on)) return false;
    return !isByRule || defaultDeadlineRule(plan.kind, anyTerms) !== undefined || isAhead(session, plan);
  });
}

/** Whether a kind has a default does not depend on the programme's weeks. */
const anyTerms: RuleTerms = { spendingWindowWeeks: 1, proofWeeks: 1 };

function isAhead(session: Session, plan: DeadlineDraft): boolean {
  const planned = plannedEnd(session, plan);
  return !planned.none && Date.parse(planned.endsAt) > Date.parse(session.now);
}

function byReason<Item extends { readonly plan: DeadlineDraft }>(
  items: readonly Item[],
  reason: Change["reason"],
) {
  if (typeof reason !== "function") return new Map([[reason, items]]);
  const byEvent = grouped(items, ({ plan }) => plan.anchor?.event as DeadlineEvent | undefined);
  return new Map([...byEvent].map(([event, some]) => [reason(event), some]));
}
