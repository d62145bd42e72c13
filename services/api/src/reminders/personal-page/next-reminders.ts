import {
  type DeadlineKind,
  epochMs,
  ladderInForce,
  nextReminder,
  type ReminderAudience,
  type SetPlan,
} from "@zuwendo/domain";
import { listPlansInForce } from "../../deadlines/planning/rule-queries.ts";
import { type Session, sendRuleOf } from "../../request/session.ts";
import { listDeadlinesAhead, type OwnDeadline } from "./queries.ts";

const mostShown = 50;

/** A deadline and when it reminds this person next. */
export interface ComingReminder {
  readonly deadline: OwnDeadline;
  readonly remindAt: string;
  /** Null for one that this person has put off. */
  readonly step: string | null;
  readonly role: ReminderAudience;
}

/** Whether somebody gets reminders for the office's functions, and not only for what they lead. */
export function isOfOffice(roles: readonly string[]): boolean {
  return roles.includes("coordinator") || roles.includes("lead-office") || roles.includes("admin");
}

function audiencesOf(
  { isLead, isOwner }: Pick<OwnDeadline, "isLead" | "isOwner">,
  roles: readonly string[],
): ReminderAudience[] {
  return [
    ...(isLead ? (["lead"] as const) : []),
    ...(isOwner ? (["owner"] as const) : []),
    ...(roles.includes("coordinator") ? (["office"] as const) : []),
    ...(roles.includes("lead-office") ? (["lead-office"] as const) : []),
  ];
}

function comingOf(session: Session, deadline: OwnDeadline, plans: readonly SetPlan[]): ComingReminder[] {
  const audiences = audiencesOf(deadline, session.caller.roles);
  const [ownRole = "lead"] = audiences;
  if (deadline.remindAt !== null) {
    return [{ deadline, remindAt: deadline.remindAt, step: null, role: ownRole }];
  }
  const { ladder } = ladderInForce(plans, deadline);
  const steps = ladder.filter(({ audience }) => audience.some((one) => audiences.includes(one)));
  const after = [deadline.remindedUntil, deadline.quietUntil].reduce<string>(
    (latest, one) => (one !== null && epochMs(one) > epochMs(latest) ? one : latest),
    session.now,
  );
  const next = nextReminder({ ...deadline, ...sendRuleOf(session), ladder: steps }, after);
  if (next === undefined) return [];
  const role = audiences.find((one) => next.step.audience.includes(one)) ?? ownRole;
  return [{ deadline, remindAt: next.sendAt, step: next.step.key, role }];
}

/** What will remind a person next, soonest first: by the plans in force, without what they have muted or answered. */
export async function listComing(
  session: Session,
  mutedKinds: readonly DeadlineKind[],
): Promise<ComingReminder[]> {
  const { caller } = session;
  const deadlines = (await listDeadlinesAhead(session, caller, isOfOffice(caller.roles))).filter(
    ({ kind }) => !mutedKinds.includes(kind),
  );
  if (deadlines.length === 0) return [];
  const plans = await listPlansInForce(session, [...new Set(deadlines.map(({ kind }) => kind))]);
  return deadlines
    .flatMap((deadline) => comingOf(session, deadline, plans))
    .sort((a, b) => epochMs(a.remindAt) - epochMs(b.remindAt))
    .slice(0, mostShown);
}
