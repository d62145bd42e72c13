import { build } from "@zuwendo/db";
import { type DeadlineRule, DomainError, type Land, planDeadline, type Text } from "@zuwendo/domain";
import { closeDeadlines, type DeadlinePlan, planDeadlines, replanDeadlines } from "../deadlines/planning.ts";
import type { Session } from "../session.ts";
import { type CallRule, listDrafts, setClosings } from "./queries.ts";

const countsFromMeeting = ["before-meeting", "before-meeting-working-days"];

const meeting: Text = { de: "Sitzung", en: "Meeting" };

interface Closing {
  readonly closesOn: string | null;
  readonly closesAt: string | null;
}

/** The day and instant at which a call closes; null where its rule leads to no day common to all applications. */
function closing(session: Session, rule: { kind: string }, meetingOn: string | undefined): Closing {
  if (rule.kind === "rolling" || rule.kind === "none" || rule.kind === "before-start") {
    return { closesOn: null, closesAt: null };
  }
  const planned = planDeadline({
    kind: "application-cut-off",
    rule: rule as DeadlineRule,
    land: session.caller.land as Land,
    zone: session.caller.zone,
    ...(meetingOn === undefined ? {} : { anchor: { label: meeting, on: meetingOn } }),
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
  const [found] =
    meetingId == null
      ? []
      : await session.run(
          build.selectFrom("meetings").select("takesPlaceOn").where("id", "=", String(meetingId)),
        );
  if (found === undefined) throw new DomainError("reference-unknown", { field: "meetingId" }, "/meetingId");
  return found.takesPlaceOn;
}

/** An application's cut-off by the rule of its call; undefined where the call sets none. */
export function cutOffPlan(
  call: CallRule,
  application: { id: string; title: string; leadId: string; startsOn: string },
): DeadlinePlan | undefined {
  const { kind } = call.deadlineRule;
  if (kind === "rolling" || kind === "none") return undefined;
  const plan = {
    kind: "application-cut-off" as const,
    rule: call.deadlineRule as DeadlineRule,
    strictness: call.strictness,
    subjectType: "applications",
    subjectId: application.id,
    applicationId: application.id,
    title: application.title,
    leadId: application.leadId,
  };
  if (kind === "before-start") {
    const label = { de: "Beginn des Vorhabens", en: "Start of the project" };
    return { ...plan, anchor: { type: "applications", id: application.id, label, on: application.startsOn } };
  }
  if (countsFromMeeting.includes(kind) && call.meetingId !== null && call.meetingOn !== null) {
    return { ...plan, anchor: { type: "meetings", id: call.meetingId, label: meeting, on: call.meetingOn } };
  }
  return plan;
}

/** Recomputes the cut-off of every application that is still being written for these calls. */
export async function replanApplications(session: Session, callIds: readonly string[]): Promise<void> {
  if (callIds.length === 0) return;
  const rows = await listDrafts(session, callIds);
  const changes: { id: string; plan: DeadlinePlan }[] = [];
  const additions: DeadlinePlan[] = [];
  for (const row of rows) {
    const plan = cutOffPlan(row, row);
    if (plan === undefined) closeDeadlines(session, row.id, ["application-cut-off"], "cancelled");
    else if (row.deadlineId === null) additions.push(plan);
    else changes.push({ id: row.deadlineId, plan });
  }
  planDeadlines(session, additions);
  replanDeadlines(session, changes);
}

/** Moves the close of every call that counts from the meeting, and the cut-offs of its applications. */
export async function moveMeeting(session: Session, meetingId: string, meetingOn: string): Promise<void> {
  const calls = await session.run(
    build
      .selectFrom("calls")
      .select(["id", "deadlineRule", "meetingId"])
      .where("meetingId", "=", meetingId)
      .orderBy("id")
      .forUpdate(),
  );
  const affected = calls.filter((call) =>
    countsFromMeeting.includes((call.deadlineRule as { kind: string }).kind),
  );
  if (affected.length === 0) return;
  const closings = affected.map((call) => ({
    id: call.id,
    ...closing(session, call.deadlineRule as { kind: string }, meetingOn),
  }));
  setClosings(session, closings);
  await replanApplications(
    session,
    affected.map((call) => call.id),
  );
}
