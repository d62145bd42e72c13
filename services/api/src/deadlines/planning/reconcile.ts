import {
  type DeadlineEvent,
  type DeadlineKind,
  type Duty,
  defaultDeadlineRule,
  endsInItsYear,
  isOpenEnded,
  lapsedBefore,
  type RuleTerms,
  type Text,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { correctAnchor, keyOf, planAgain, replanDeadlines } from "./change.ts";
import { type DeadlineDraft, plannedEnd, writeDeadlines } from "./draft.ts";
import { type Ending, endDuties, endedByRule } from "./ending.ts";
import type { DutyScope } from "./facts-queries.ts";
import { grouped, hasLapsed, listOwed, type Owed, planOfDuty } from "./owed.ts";
import { judgeReceipts } from "./receipts.ts";
import { listSettled, lockMisdated, lockOpenOf, type StoredDeadline } from "./stored-queries.ts";

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
 * or by another rule, ends what is owed no longer, brings back what had ended with its cause, and judges anew what has come
 * in already.
 * Throws `too-many-deadlines`.
 */
export async function reconcile(
  session: Session,
  scope: DutyScope,
  kinds: readonly DeadlineKind[],
  change: Change,
): Promise<void> {
  const owed = await listOwed(session, scope, kinds, change.arisenOn);
  if (owed.length === 0) return;
  const subjectIds = [...new Set(owed.map(({ facts: { subjectId } }) => subjectId))];
  const open = new Map((await lockOpenOf(session, subjectIds, kinds)).map((one) => [keyOf(one), one]));
  const changes: { stored: StoredDeadline; plan: DeadlineDraft }[] = [];
  const additions: { duty: Duty; plan: DeadlineDraft }[] = [];
  const endings: Ending[] = [];
  for (const each of owed) {
    const { duty, rule } = each;
    if (duty.state === "received") continue;
    const stored = open.get(keyOf({ ...duty, subjectId: each.facts.subjectId }));
    if (typeof duty.state === "object") {
      if (stored !== undefined) endings.push({ id: stored.id, ...(change.withoutDay ?? duty.state) });
      continue;
    }
    if (rule === undefined || isOpenEnded(rule)) {
      if (stored !== undefined) endings.push({ id: stored.id, ...(change.withoutDay ?? endedByRule(rule)) });
      continue;
    }
    const plan = planOfDuty(each, stored);
    if (plan === undefined) continue;
    if (hasLapsed(session, plan)) {
      if (stored !== undefined) endings.push({ id: stored.id, reason: lapsedBefore, because: lapsed });
      continue;
    }
    if (stored !== undefined)
      changes.push({ stored, plan: { ...plan, extendedTo: keptExtension(stored, plan) } });
    else if (duty.state === "arises") additions.push({ duty, plan });
  }
  const keys = new Set(owed.map(({ facts: { subjectId }, duty }) => keyOf({ ...duty, subjectId })));
  for (const [key, { id, budgetYear }] of open) {
    if (budgetYear !== null && !keys.has(key)) endings.push({ id, ...endsInItsYear });
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
  if (change.isByRule !== true) await correctMet(session, owed, open);
  await judgeReceipts(session, owed);
}

const lapsed: Text = {
  de: "Der Tag lag schon vor der Bewilligung",
  en: "The day had passed before the grant",
};

/** What was met before the day of its event was corrected or moved follows it; nobody is told of what is over. */
async function correctMet(
  session: Session,
  owed: readonly Owed[],
  open: ReadonlyMap<string, StoredDeadline>,
): Promise<void> {
  const events = owed.flatMap(
    ({ facts: { subjectType, subjectId, usedOn }, duty: { kind, budgetYear = null, events: days } }) =>
      (subjectType === "grants" || subjectType === "disbursements") &&
      !open.has(keyOf({ subjectId, kind, budgetYear }))
        ? Object.entries(days).map(([event, { on }]) => ({ subjectId, kind, budgetYear, event, on, usedOn }))
        : [],
  );
  if (events.length === 0) return;
  for (const stored of await lockMisdated(session, events)) {
    const corrected = events.find(
      (each) => keyOf(each) === keyOf(stored) && each.event === stored.anchorEvent,
    );
    if (corrected === undefined) continue;
    const metOn = stored.kind === "spending-window" ? corrected.usedOn : null;
    correctAnchor(session, stored, { anchorOn: corrected.on, metOn });
  }
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
      additions.map(({ plan: { subjectId, kind, budgetYear = null } }) => ({ subjectId, kind, budgetYear })),
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
