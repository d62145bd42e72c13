import { jsonb } from "@zuwendo/db";
import {
  type DeadlineRule,
  DomainError,
  editableStates,
  eventLabels,
  eventOf,
  hasCommonDay,
  isOpenEnded,
  isReceivedLate,
  localInstant,
  referenceUnknown,
  ruleInForce,
  type Strictness,
  type Text,
  validateRule,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import { moveAnchor, planAgain, replanDeadlines } from "./change.ts";
import {
  type CallRule,
  type CutOffTerms,
  findMeetingDay,
  listUnchecked,
  lockCalls,
  type ReceivedApplication,
  setClosings,
  type Unchecked,
  type UncheckedScope,
} from "./cut-off-queries.ts";
import { type DeadlineDraft, plannedEnd } from "./draft.ts";
import { type Ending, endDuties, endedByRule } from "./ending.ts";
import { setLateness } from "./receipt-queries.ts";
import { listRules } from "./rule-queries.ts";
import { lockOpen, type StoredDeadline } from "./stored-queries.ts";

interface Closing {
  readonly closesOn: string | null;
  readonly closesAt: string | null;
}

/** The day and instant at which a call closes; null where its rule leads to no day common to all applications. */
function closing(
  session: Session,
  call: { readonly deadlineRule: DeadlineRule; readonly meetingOn: string | null } & Pick<
    CutOffTerms,
    "cutOffLand" | "cutOffRollPolicy"
  >,
): Closing {
  if (!hasCommonDay(call.deadlineRule)) return { closesOn: null, closesAt: null };
  const planned = plannedEnd(session, {
    kind: "application-cut-off",
    rule: call.deadlineRule,
    land: call.cutOffLand,
    rollPolicy: call.cutOffRollPolicy,
    ...(call.meetingOn === null ? {} : { anchor: { label: eventLabels.meeting, on: call.meetingOn } }),
  });
  return planned.none
    ? { closesOn: null, closesAt: null }
    : { closesOn: planned.effectiveOn, closesAt: planned.endsAt };
}

/** A call as its writer gives it. */
interface WrittenCall {
  readonly programmeId: string;
  readonly fundId?: string | null;
  readonly meetingId?: string | null;
  readonly deadlineRule?: DeadlineRule;
  readonly strictness?: Strictness;
}

/** The rule and the close of a call as it is written, as columns; a rule that is left out is the fund's or programme's. */
export async function closingOf(session: Session, call: WrittenCall): Promise<ColumnValues<"calls">> {
  const { fundId = null, programmeId } = call;
  const rules = await listRules(session, { fundId, programmeId }, ["application-cut-off"]);
  const set = ruleInForce(rules, "application-cut-off");
  const deadlineRule = call.deadlineRule ?? set?.rule;
  if (deadlineRule === undefined) throw new DomainError("call-rule-missing", {}, "/deadlineRule");
  validateRule(deadlineRule, "/deadlineRule");
  const taken =
    call.deadlineRule === undefined
      ? {
          deadlineRule: jsonb(deadlineRule),
          ...(call.strictness === undefined && set?.strictness ? { strictness: set.strictness } : {}),
        }
      : {};
  const meetingOn = eventOf(deadlineRule) === "meeting" ? await meetingDay(session, call.meetingId) : null;
  const terms = {
    cutOffLand: set?.land ?? null,
    cutOffRollPolicy: set?.rollPolicy ?? null,
  };
  return { ...taken, ...closing(session, { deadlineRule, meetingOn, ...terms }) };
}

async function meetingDay(session: Session, meetingId: string | null = null): Promise<string> {
  const day = meetingId === null ? undefined : await findMeetingDay(session, meetingId);
  if (day === undefined) throw referenceUnknown("meetingId");
  return day;
}

/** An application that is still being written, as its cut-off needs it. */
interface Writing {
  readonly id: string;
  readonly title: string;
  readonly leadId: string;
  readonly startsOn: string;
}

/** An application's cut-off by the rule of its call; undefined where the call sets none. */
export function cutOffPlan(call: CallRule, application: Writing): DeadlineDraft | undefined {
  const rule = call.deadlineRule;
  if (isOpenEnded(rule)) return undefined;
  const { id, title, leadId, startsOn } = application;
  const event = eventOf(rule);
  const happened =
    event === "meeting" && call.meetingId !== null && call.meetingOn !== null
      ? { type: "meetings", id: call.meetingId, on: call.meetingOn }
      : event === "project-start"
        ? { type: "applications", id, on: startsOn }
        : undefined;
  return {
    kind: "application-cut-off",
    rule,
    anchor: event && happened && { ...happened, event, label: eventLabels[event] },
    strictness: call.strictness,
    land: call.cutOffLand,
    rollPolicy: call.cutOffRollPolicy,
    isExtendable: call.cutOffIsExtendable,
    procedureAct: call.cutOffAct,
    subjectType: "applications",
    subjectId: id,
    applicationId: id,
    programmeId: call.programmeId,
    title,
    leadId,
    ownerId: call.ideaLeadId,
  };
}

/** The first instant that is too late by the rule of a call; null where it sets no cut-off. */
export function cutOffEnd(session: Session, call: CallRule, application: Writing): string | null {
  const plan = cutOffPlan(call, application);
  const planned = plan && plannedEnd(session, plan);
  return planned === undefined || planned.none ? null : planned.endsAt;
}

/** Whether an application came in after an end; paper counts from the beginning of the day of its stamp. */
export function isReceiptLate(
  { caller }: Pick<Session, "caller">,
  { receivedAt, receivedOn, inTimeUntil }: ReceivedApplication,
  endsAt: string | null,
): boolean {
  if (receivedAt === null) return false;
  const countedAt = receivedOn === null ? receivedAt : localInstant(receivedOn, "00:00", caller.zone);
  return isReceivedLate({ receivedAt: countedAt, inTimeUntil }, endsAt);
}

/** Judges anew what has come in and was not checked yet, as the end that it is judged by may be another. */
function judgeReceipts(session: Session, unchecked: readonly Unchecked[]): void {
  const judged = unchecked.flatMap((each) => {
    const isLate = isReceiptLate(session, each, cutOffEnd(session, each, each));
    return isLate === each.isLate ? [] : [{ id: each.id, isLate }];
  });
  if (judged.length === 0) return;
  setLateness(session, "applications", judged);
  for (const { id, isLate } of judged) {
    session.audit({
      action: "judge-anew",
      subjectType: "applications",
      subjectId: id,
      changes: { wasLate: !isLate, isLate },
    });
  }
}

/**
 * Recomputes the cut-offs of applications that are still being written, and judges anew those that wait for their check;
 * returns how many there are.
 */
export async function replanApplications(
  session: Session,
  scope: UncheckedScope,
  reason: Text,
): Promise<number> {
  if ("callIds" in scope && scope.callIds.length === 0) return 0;
  const unchecked = await listUnchecked(session, scope);
  judgeReceipts(session, unchecked);
  const drafts = unchecked.filter(({ state }) => editableStates.includes(state));
  if (drafts.length === 0) return unchecked.length;
  const ids = drafts.flatMap(({ deadlineId }) => deadlineId ?? []);
  const stored = new Map((await lockOpen(session, { ids })).map((one) => [one.id, one]));
  const changes: { stored: StoredDeadline; plan: DeadlineDraft }[] = [];
  const additions: DeadlineDraft[] = [];
  const endings: Ending[] = [];
  for (const draft of drafts) {
    const plan = cutOffPlan(draft, draft);
    const known = stored.get(draft.deadlineId ?? "");
    if (plan === undefined) {
      if (known !== undefined) endings.push({ id: known.id, ...endedByRule(draft.deadlineRule) });
    } else if (known === undefined) {
      // One that is in already has met its cut-off; it only came back to be completed.
      if (draft.receivedAt === null) additions.push(plan);
    } else {
      changes.push({ stored: known, plan: { ...plan, extendedTo: known.extendedTo } });
    }
  }
  endDuties(session, endings);
  await planAgain(session, additions, reason);
  await replanDeadlines(session, changes, reason);
  return unchecked.length;
}

/** A meeting takes place on another day: the close of every call that counts from it moves, and every open deadline. */
export async function moveMeeting(
  session: Session,
  meetingId: string,
  { on, reason }: { readonly on: string; readonly reason: Text },
): Promise<void> {
  const calls = await lockCalls(session, { meetingId });
  const closings = calls
    .filter(({ deadlineRule }) => eventOf(deadlineRule) === "meeting")
    .map((call) => ({ id: call.id, ...closing(session, { ...call, meetingOn: on }) }));
  if (closings.length > 0) {
    setClosings(session, closings);
    judgeReceipts(
      session,
      await listUnchecked(session, { callIds: closings.map(({ id: callId }) => callId) }),
    );
  }
  await moveAnchor(session, { id: meetingId, event: "meeting", on }, reason);
}

/** A fund's or programme's rule of cut-offs has changed: its open calls close by it, and their applications with them. */
export async function replanCalls(
  session: Session,
  owner: { readonly ownerType: "funds" | "programmes"; readonly ownerId: string },
  reason: Text,
): Promise<number> {
  const calls = await lockCalls(session, { ...owner, now: session.now });
  if (calls.length > 0) {
    setClosings(
      session,
      calls.map((call) => ({ id: call.id, ...closing(session, call) })),
    );
  }
  return replanApplications(session, { callIds: calls.map(({ id }) => id) }, reason);
}
