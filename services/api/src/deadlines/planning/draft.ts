import {
  type DeadlineKind,
  type DeadlineRule,
  deadlineProfiles,
  holidayCalendar,
  type Land,
  ladderInForce,
  type ProcedureAct,
  planDeadline,
  planOnCreation,
  type RollPolicy,
  type SetPlan,
  type Strictness,
  sendAtOf,
  type Text,
} from "@zuwendo/domain";
import { v7 as newId } from "uuid";
import { type Session, sendRuleOf } from "../../request/session.ts";
import { insertDeadlines } from "./change-queries.ts";
import { listPlansInForce } from "./rule-queries.ts";

/** The event a deadline counts from; moving its day moves the deadline. */
export interface DeadlineAnchor {
  readonly type: string;
  readonly id: string;
  /** What of it: a grant has a day of service and an end. */
  readonly event: string;
  readonly label: Text;
  readonly on: string;
}

/** A deadline to be kept: what it is about, how it is reckoned and who owes it. */
export interface DeadlineDraft {
  /** Of the new deadline, where it must be known before. */
  readonly id?: string;
  readonly kind: DeadlineKind;
  readonly rule: DeadlineRule;
  readonly anchor?: DeadlineAnchor | undefined;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Of which budget year it is, where each brings one of its own. */
  readonly budgetYear?: number | null;
  readonly applicationId: string | null;
  readonly programmeId: string | null;
  readonly committeeId?: string | null;
  readonly title: string;
  readonly leadId: string | null;
  readonly ownerId?: string | null;
  readonly strictness?: Strictness | null;
  readonly rollPolicy?: RollPolicy | null;
  /** Where the duty is performed; the office's own Land unless a rule says otherwise. */
  readonly land?: Land | null;
  readonly isExtendable?: boolean | null;
  readonly extendedTo?: string | null;
  /** Whose paragraphs its explanation names; the office's own unless it is said, null under private law. */
  readonly procedureAct?: ProcedureAct | null | undefined;
  /** The day the duty arose, before which it is never due. */
  readonly arisenOn?: string | null;
}

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

/** The days of a plan and why, by the office's calendar; `none` with the reason for an open-ended rule. */
export function plannedEnd(
  { caller }: Pick<Session, "caller">,
  plan: Pick<
    DeadlineDraft,
    "kind" | "rule" | "strictness" | "rollPolicy" | "land" | "extendedTo" | "procedureAct" | "arisenOn"
  > & {
    readonly anchor?: Pick<DeadlineAnchor, "label" | "on"> | undefined;
  },
) {
  const { kind, rule, anchor } = plan;
  return planDeadline({
    kind,
    rule,
    land: landOf(caller, plan),
    zone: caller.zone,
    strictness: strictnessOf(plan),
    procedureAct: actOf(caller, plan),
    ...(anchor === undefined ? {} : { anchor }),
    ...(plan.rollPolicy == null ? {} : { rollPolicy: plan.rollPolicy }),
    ...(plan.extendedTo == null ? {} : { extendedTo: plan.extendedTo }),
    arisenOn: plan.arisenOn ?? null,
  });
}

function landOf(caller: Session["caller"], plan: Pick<DeadlineDraft, "land">): Land {
  return plan.land ?? caller.land;
}

function actOf(
  caller: Session["caller"],
  { procedureAct = caller.procedureAct }: Pick<DeadlineDraft, "procedureAct">,
): ProcedureAct | null {
  return procedureAct;
}

function strictnessOf({ kind, strictness }: Pick<DeadlineDraft, "kind" | "strictness">): Strictness {
  return strictness ?? deadlineProfiles[kind].strictness;
}

/** The days of a plan and when its first reminder is due; undefined where the rule leads to no day. */
function reckon(session: Session, plan: DeadlineDraft, plansInForce: readonly SetPlan[]) {
  const { now } = session;
  const { kind, programmeId } = plan;
  const planned = plannedEnd(session, plan);
  if (planned.none) return undefined;
  const { nominalOn, softOn, effectiveOn, endsAt, explanation } = planned;
  const { ladder } = ladderInForce(plansInForce, { kind, programmeId });
  const reminded = { kind, nominalOn, softOn, endsAt, ladder, ...sendRuleOf(session) };
  const { atOnce, next, plannedFrom } = planOnCreation(reminded, now);
  // A step that must still go out today is taken by the sweep if everything just before it counts as handled.
  const remindedUntil =
    atOnce === undefined ? plannedFrom : new Date(Date.parse(sendAtOf(reminded, atOnce)) - 1).toISOString();
  const nextRemindAt =
    atOnce === undefined ? (next?.sendAt ?? null) : latest(sendAtOf(reminded, atOnce), now);
  return {
    ...{ nominalOn, softOn, effectiveOn, endsAt, explanation },
    remindedUntil,
    nextRemindAt,
  };
}

/**
 * The columns that follow from a plan, for many plans: those that agree in everything the days depend on are reckoned
 * once, as a millisecond each would add up where a rule moves thousands.
 */
export function scheduler(session: Session, plansInForce: readonly SetPlan[]) {
  const known = new Map<string, ReturnType<typeof reckon>>();
  return (plan: DeadlineDraft) => {
    const { kind, rule, anchor, programmeId, extendedTo } = plan;
    const place = [plan.land, plan.rollPolicy, plan.strictness, actOf(session.caller, plan), plan.arisenOn];
    const key = JSON.stringify([kind, rule, anchor?.on, anchor?.label, programmeId, extendedTo, ...place]);
    if (!known.has(key)) known.set(key, reckon(session, plan, plansInForce));
    const reckoned = known.get(key);
    if (reckoned === undefined) return undefined;
    return {
      kind,
      rule,
      land: plan.land ?? null,
      rollPolicy: plan.rollPolicy ?? null,
      calendar: `${holidayCalendar} ${landOf(session.caller, plan)}`,
      procedureAct: actOf(session.caller, plan),
      anchorType: anchor?.type ?? null,
      anchorId: anchor?.id ?? null,
      anchorEvent: anchor?.event ?? null,
      anchorLabel: anchor?.label ?? null,
      anchorOn: anchor?.on ?? null,
      arisenOn: plan.arisenOn ?? null,
      strictness: strictnessOf(plan),
      extendedTo: plan.extendedTo ?? null,
      isExtendable: plan.isExtendable ?? deadlineProfiles[kind].isExtendable,
      ...reckoned,
    };
  };
}

function latest(a: string, b: string): string {
  return Date.parse(a) > Date.parse(b) ? a : b;
}

export function kindsOf(plans: readonly { readonly kind: DeadlineKind }[]): DeadlineKind[] {
  return [...new Set(plans.map(({ kind }) => kind))];
}

/** Keeps the deadlines; they travel with the commit. Rules that lead to no day keep none. */
export async function writeDeadlines(session: Session, plans: readonly DeadlineDraft[]): Promise<void> {
  if (plans.length === 0) return;
  const plansInForce = await listPlansInForce(session, kindsOf(plans));
  const schedule = scheduler(session, plansInForce);
  const rows = plans.flatMap((plan) => {
    const columns = schedule(plan);
    if (columns === undefined) return [];
    const { subjectType, subjectId, applicationId, programmeId, title, leadId } = plan;
    const { committeeId = null, ownerId = null, budgetYear = null } = plan;
    const about = { subjectType, subjectId, budgetYear, applicationId, programmeId, committeeId };
    const own = { id: plan.id ?? newId(), title, leadId, ownerId, createdAt: session.now };
    return [{ ...columns, ...about, ...own }];
  });
  if (rows.length === 0) return;
  insertDeadlines(session, rows);
  session.nudge("sweep-reminders", {});
}
