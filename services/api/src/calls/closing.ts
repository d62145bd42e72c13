import {
  type DeadlineRule,
  DomainError,
  eventLabels,
  eventOf,
  type Land,
  movedText,
  planDeadline,
  type Text,
} from "@zuwendo/domain";
import {
  closeDeadlines,
  type DeadlinePlan,
  moveAnchor,
  planDeadlines,
  replanDeadlines,
} from "../deadlines/planning.ts";
import { lockDeadlines, type StoredDeadline } from "../deadlines/queries.ts";
import type { Session } from "../session.ts";
import { type CallRule, findMeetingDay, listDrafts, lockCallsOf, setClosings } from "./queries.ts";

const countsFromMeeting = ["before-meeting", "before-meeting-working-days"];

interface Closing {
  readonly closesOn: string | null;
  readonly closesAt: string | null;
}

/** The day and instant at which a call closes; null where its rule leads to no day common to all applications. */
function closing(session: Session, rule: { kind: string }, meetingOn: string | undefined): Closing {
  if (["rolling", "none", "before-start", "yearly", "soft-and-hard"].includes(rule.kind)) {
    return { closesOn: null, closesAt: null };
  }
  const planned = planDeadline({
    kind: "application-cut-off",
    rule: rule as DeadlineRule,
    land: session.caller.land as Land,
    zone: session.caller.zone,
    ...(meetingOn === undefined ? {} : { anchor: { label: eventLabels.meeting, on: meetingOn } }),
  });
  return planned.none
    ? { closesOn: null, closesAt: null }
    : { closesOn: planned.effectiveOn, closesAt: planned.endsAt };
}

/** The close of a call as it is written, as columns. */
export async function closingOf(
  session: Session,
  call: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const rule = call.deadlineRule as { kind: string; zone?: string };
  if (rule.zone !== undefined && !isZone(rule.zone)) {
    throw new DomainError("value-refused", { rule: "IANA time zone" }, "/deadlineRule/zone");
  }
  const meetingOn = countsFromMeeting.includes(rule.kind)
    ? await meetingDay(session, call.meetingId)
    : undefined;
  return { ...closing(session, rule, meetingOn) };
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

async function meetingDay(session: Session, meetingId: unknown): Promise<string> {
  const day = meetingId == null ? undefined : await findMeetingDay(session, String(meetingId));
  if (day === undefined) throw new DomainError("reference-unknown", { field: "meetingId" }, "/meetingId");
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
export function cutOffPlan(call: CallRule, application: Writing): DeadlinePlan | undefined {
  const rule = call.deadlineRule as DeadlineRule;
  if (rule.kind === "rolling" || rule.kind === "none") return undefined;
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
    subjectType: "applications",
    subjectId: id,
    applicationId: id,
    programmeId: call.programmeId,
    title,
    leadId,
    ownerId: call.ideaLeadId,
  };
}

/** Recomputes the cut-off of every application that is still being written for these calls. */
export async function replanApplications(
  session: Session,
  callIds: readonly string[],
  reason: Text,
): Promise<void> {
  if (callIds.length === 0) return;
  const drafts = await listDrafts(session, callIds);
  const stored = await lockDeadlines(
    session,
    drafts.flatMap(({ deadlineId }) => deadlineId ?? []),
  );
  const changes: { stored: StoredDeadline; plan: DeadlinePlan }[] = [];
  const additions: DeadlinePlan[] = [];
  for (const draft of drafts) {
    const plan = cutOffPlan(draft, draft);
    const known = stored.find(({ id }) => id === draft.deadlineId);
    if (plan === undefined) {
      closeDeadlines(session, { applicationId: draft.id, kinds: ["application-cut-off"] }, "cancelled");
    } else if (known === undefined) {
      additions.push(plan);
    } else {
      changes.push({ stored: known, plan: { ...plan, extendedTo: known.extendedTo } });
    }
  }
  await planDeadlines(session, additions);
  await replanDeadlines(session, changes, reason);
}

/** A meeting takes place on another day: the close of every call that counts from it moves, and every open deadline. */
export async function moveMeeting(
  session: Session,
  meetingId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const calls = await lockCallsOf(session, meetingId);
  const closings = calls
    .filter(({ deadlineRule }) => countsFromMeeting.includes(deadlineRule.kind))
    .map(({ id, deadlineRule }) => ({ id, ...closing(session, deadlineRule, to) }));
  if (closings.length > 0) setClosings(session, closings);
  const reason = movedText(eventLabels.meeting, from, to);
  await moveAnchor(session, { id: meetingId, event: "meeting", on: to }, reason);
}
