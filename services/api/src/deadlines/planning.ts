import { build, jsonb } from "@zuwendo/db";
import {
  type DeadlineKind,
  type DeadlineRule,
  deadlineProfiles,
  type Land,
  planDeadline,
  planOnCreation,
  sendAtOf,
  type Text,
} from "@zuwendo/domain";
import type { Session } from "../session.ts";
import { moveDeadlines, updateOpenDeadlines } from "./queries.ts";

/** The event a deadline counts from; moving its day moves the deadline. */
interface DeadlineAnchor {
  readonly type: string;
  readonly id: string;
  readonly label: Text;
  readonly on: string;
}

/** A deadline to be kept: what it is about, how it is reckoned and who owes it. */
export interface DeadlinePlan {
  readonly kind: DeadlineKind;
  readonly rule: DeadlineRule;
  readonly anchor?: DeadlineAnchor;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly applicationId: string;
  readonly title: string;
  readonly leadId: string;
  readonly strictness?: string;
}

/** The columns that follow from a plan, including when the first reminder is due; undefined where the rule leads to no day. */
function schedule(session: Session, plan: DeadlinePlan) {
  const { land, zone } = session.caller;
  const place = { land: land as Land, zone };
  const { kind, rule, anchor } = plan;
  const planned = planDeadline({ kind, rule, ...place, ...(anchor === undefined ? {} : { anchor }) });
  if (planned.none) return undefined;
  const { nominalOn, effectiveOn, endsAt, explanation } = planned;
  const reminded = { kind, nominalOn, endsAt, ...place };
  const { atOnce, next, plannedFrom } = planOnCreation(reminded, session.now);
  // A step that must still go out today is taken by the sweep if everything just before it counts as handled.
  const remindedUntil =
    atOnce === undefined ? plannedFrom : new Date(Date.parse(sendAtOf(reminded, atOnce)) - 1).toISOString();
  const nextRemindAt =
    atOnce === undefined ? (next?.sendAt ?? null) : latest(sendAtOf(reminded, atOnce), session.now);
  return {
    kind,
    rule,
    anchorType: anchor?.type ?? null,
    anchorId: anchor?.id ?? null,
    anchorLabel: anchor?.label ?? null,
    anchorOn: anchor?.on ?? null,
    nominalOn,
    effectiveOn,
    endsAt,
    explanation,
    strictness: plan.strictness ?? deadlineProfiles[kind].strictness,
    remindedUntil,
    nextRemindAt,
  };
}

function latest(a: string, b: string): string {
  return Date.parse(a) > Date.parse(b) ? a : b;
}

/** Keeps the deadlines; they travel with the commit. Rules that lead to no day keep none. */
export function planDeadlines(session: Session, plans: readonly DeadlinePlan[]): void {
  const rows = plans.flatMap((plan) => {
    const columns = schedule(session, plan);
    if (columns === undefined) return [];
    const { subjectType, subjectId, applicationId, title, leadId } = plan;
    return [
      {
        ...columns,
        rule: jsonb(columns.rule),
        anchorLabel: columns.anchorLabel === null ? null : jsonb(columns.anchorLabel),
        explanation: jsonb(columns.explanation),
        subjectType,
        subjectId,
        applicationId,
        title,
        leadId,
      },
    ];
  });
  if (rows.length === 0) return;
  session.later(build.insertInto("deadlines").values(rows));
  session.nudge("sweep-reminders", {});
}

/** Closes the open deadlines of an application that a step has met or made void, and with them their reminders. */
export function closeDeadlines(
  session: Session,
  applicationId: string,
  kinds: readonly DeadlineKind[] | "all",
  state: "met" | "cancelled",
): void {
  updateOpenDeadlines(session, applicationId, kinds, { state, closedAt: session.now, nextRemindAt: null });
}

/** Recomputes open deadlines from changed plans: raises the version of those that move, and plans their reminders anew. */
export function replanDeadlines(
  session: Session,
  changes: readonly { id: string; plan: DeadlinePlan }[],
): void {
  const rows = changes.flatMap(({ id, plan }) => {
    const columns = schedule(session, plan);
    return columns === undefined ? [] : [{ id, ...columns }];
  });
  if (rows.length === 0) return;
  moveDeadlines(session, rows);
  session.nudge("sweep-reminders", {});
}
