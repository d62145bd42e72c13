import {
  type DeadlineKind,
  DomainError,
  defaultDeadlineRule,
  isOpenEnded,
  localDay,
  type RuleTerms,
  ruleInForce,
  type Text,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { planAgain, planOf, replanDeadlines } from "./change.ts";
import { type DeadlineDraft, plannedEnd } from "./draft.ts";
import { type Events, planBy, type RuleDecision } from "./duties.ts";
import { endByRule, reasonOfNone } from "./ending.ts";
import { listUnplanned, lockGoverned, type Owner, type RuleFacts, type Unplanned } from "./owed-queries.ts";
import { listRulesOf } from "./rule-queries.ts";
import type { StoredDeadline } from "./stored-queries.ts";

/** What one change may move at once; more would keep the office waiting and its people flooded. */
const most = 5_000;

/** Refuses a change that concerns more deadlines than may move at once: `too-many-deadlines`. */
export function assertBounded(count: number): void {
  if (count > most) throw new DomainError("too-many-deadlines", { most });
}

/** Whatever has a deadline, or should have one, with the ids of those whose rules decide. */
type Governed = RuleFacts &
  Pick<Unplanned, "subjectType" | "subjectId" | "applicationId" | "programmeId" | "committeeId">;

function ownersOf(one: Governed): Record<string, string | null | undefined> {
  return {
    papers: one.paperId,
    applications: one.applicationId,
    calls: one.callId,
    funds: one.fundId,
    programmes: one.programmeId,
    committees: one.committeeId,
  };
}

function termsOf({ spendingWindowWeeks, proofWeeks }: RuleFacts): RuleTerms | undefined {
  return spendingWindowWeeks == null || proofWeeks == null ? undefined : { spendingWindowWeeks, proofWeeks };
}

/** The days that are known of the events around a thing. */
function eventsOf(one: Governed, zone: string): Events {
  const at = (type: string, id: string, on: string | null) => (on == null ? undefined : { type, id, on });
  const ofGrant = (on: string | null) => at("grants", one.subjectId, on);
  const arisen = at("applications", String(one.applicationId), localDay(one.arisenAt, zone));
  const all: Record<string, ReturnType<typeof at>> = {
    "service-of-notice": ofGrant(one.servedOn),
    "project-start": ofGrant(one.periodFrom),
    "project-end": ofGrant(one.periodTo),
    "budget-year-end": ofGrant(one.periodFrom == null ? null : `${one.periodFrom.slice(0, 4)}-12-31`),
    payment: at("disbursements", one.subjectId, one.paidOn),
    meeting: at("meetings", String(one.meetingId), one.meetingOn),
    ...(one.subjectType === "applications"
      ? { submission: arisen, request: arisen, "proof-received": arisen }
      : {}),
  };
  return Object.fromEntries(Object.entries(all).filter(([, event]) => event !== undefined)) as Events;
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    group.push(item);
    groups.set(keyOf(item), group);
  }
  return groups;
}

/** Without a rule where nobody has set one and the kind has no default. */
type Decision = Omit<RuleDecision, "rule"> & { readonly rule: RuleDecision["rule"] | undefined };

/** Which rule is in force for each of them: the most particular owner's, else the default. */
async function decide(
  session: Session,
  governed: readonly Governed[],
  kinds: readonly DeadlineKind[],
): Promise<(one: Governed, kind: DeadlineKind) => Decision> {
  const ids = new Set(governed.flatMap((one) => Object.values(ownersOf(one)).filter((id) => id != null)));
  const rules = ids.size === 0 ? [] : await listRulesOf(session, [...ids], kinds);
  const byOwner = grouped(rules, ({ ownerType, ownerId }) => `${ownerType} ${ownerId}`);
  return (one, kind) => {
    const around = Object.entries(ownersOf(one)).flatMap(([type, id]) => byOwner.get(`${type} ${id}`) ?? []);
    const set = ruleInForce(around, kind);
    const terms = termsOf(one);
    return { set, rule: set?.rule ?? (terms && defaultDeadlineRule(kind, terms)) };
  };
}

/** Reckons the open deadlines anew that an owner's rules may decide; those whose rule says that there is none end. */
export async function recomputeGoverned(
  session: Session,
  owner: Parameters<typeof lockGoverned>[1],
  kinds: readonly DeadlineKind[],
  reason: Text,
): Promise<number> {
  const governed = await lockGoverned(session, owner, kinds, most + 1);
  assertBounded(governed.length);
  const decisionOf = await decide(session, governed, kinds);
  const changes: { stored: StoredDeadline; plan: DeadlineDraft }[] = [];
  const endings: { id: string; because: Text }[] = [];
  // One that is opened again counts from its event as that is now; of open ones the row itself was locked last.
  const isFresh = owner.type === "deadlines";
  for (const stored of governed) {
    const { set, rule } = decisionOf(stored, stored.kind);
    if (rule === undefined || isOpenEnded(rule)) {
      endings.push({ id: stored.id, because: reasonOfNone(rule) });
      continue;
    }
    const before = planOf(stored);
    const known = before.anchor && { [before.anchor.event]: before.anchor };
    const events = eventsOf(stored, session.caller.zone);
    const plan = planBy({ set, rule }, before, isFresh ? { ...known, ...events } : { ...events, ...known });
    if (plan !== undefined) changes.push({ stored, plan });
  }
  endByRule(session, endings);
  await replanDeadlines(session, changes, reason);
  return governed.length;
}

/**
 * Plans what an owner's rule now asks of events that have already happened. A duty that only the rule brings about is
 * not owed for a day that was over before.
 */
export async function planMissing(
  session: Session,
  owner: Owner,
  kind: DeadlineKind,
  reason: Text,
): Promise<number> {
  const unplanned = await listUnplanned(session, owner, kind, { today: session.today, limit: most + 1 });
  assertBounded(unplanned.length);
  const decisionOf = await decide(session, unplanned, [kind]);
  const plans = unplanned.flatMap((one) => {
    const { set, rule } = decisionOf(one, kind);
    if (rule === undefined || isOpenEnded(rule)) return [];
    const { subjectType, subjectId, title, applicationId = null, programmeId = null } = one;
    const { committeeId = null, leadId = null, ownerId = null } = one;
    const about = { subjectType, subjectId, applicationId, programmeId, committeeId, title, leadId, ownerId };
    const plan = planBy({ set, rule }, { kind, ...about }, eventsOf(one, session.caller.zone));
    if (plan === undefined) return [];
    const terms = termsOf(one);
    const isByDefault = terms !== undefined && defaultDeadlineRule(kind, terms) !== undefined;
    return isByDefault || isAhead(session, plan) ? [plan] : [];
  });
  await planAgain(session, plans, reason);
  return plans.length;
}

function isAhead(session: Session, plan: DeadlineDraft): boolean {
  const planned = plannedEnd(session, plan);
  return !planned.none && Date.parse(planned.endsAt) > Date.parse(session.now);
}
