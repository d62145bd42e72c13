import { findAround, findPlans, type OfficePlan, type Transaction } from "@zuwendo/db";
import {
  type Around,
  type Concerning,
  dueSteps,
  epochMs,
  lacksPerson,
  ladderInForce,
  localDay,
  nextReminder,
  type RemindedDeadline,
  type ReminderAudience,
  recipientsOf,
  type SendRule,
  type SkippedStep,
  type TaskKind,
  taskOfStep,
} from "@zuwendo/domain";
import { sql } from "kysely";
import { atNow, handleAll } from "../batches.ts";
import type { Tools } from "../tools.ts";
import { type DueReminder, dueReminder, writeReminders } from "./write-reminders.ts";

/** Deadlines taken at a time; locks are held for as long as they take. */
const batchSize = 500;
const batchesAtOnce = 2;
/** When a deadline that could not be reckoned with is looked at again. */
const retryMs = 3_600_000;

/** A deadline as its reminders are made from it, with the send rule of its office. */
export interface SweptDeadline extends Concerning, SendRule {
  readonly programmeId: string | null;
  readonly nominalOn: string;
  readonly softOn: string | null;
  readonly endsAt: string;
  readonly version: number;
  readonly remindedUntil: string;
}

export const sweptColumns =
  sql.raw(`d.id, d.office_id, d.kind, d.programme_id, d.nominal_on, d.soft_on, d.ends_at, d.version,
  d.lead_id, d.owner_id, d.application_id, d.committee_id, d.reminded_until, o.zone, o.land, o.send_from, o.send_until, o.send_weekdays`);

function findDue(tx: Transaction, now: string): Promise<SweptDeadline[]> {
  return tx.run<SweptDeadline>(sql`
    select ${sweptColumns} from deadlines d join offices o on o.id = d.office_id
    where d.state = 'open' and d.next_remind_at <= ${now}
    order by d.next_remind_at limit ${batchSize} for update of d skip locked`);
}

/** A deadline with the ladder it follows, and the instant up to which its steps are over and done with. */
export function withLadder(
  deadline: SweptDeadline,
  plans: readonly OfficePlan[],
): { reminded: RemindedDeadline; from: string; since: string | null } {
  const own = plans.filter((plan) => plan.officeId === deadline.officeId);
  const { ladder, since } = ladderInForce(own, deadline);
  // A deadline that was made under the plan knows by itself what is over and done with.
  const isAwaited = own.some(
    ({ kind, replanAfter }) => kind === deadline.kind && replanAfter !== null && replanAfter < deadline.id,
  );
  const isNewer = isAwaited && since !== null && epochMs(since) > epochMs(deadline.remindedUntil);
  return { reminded: { ...deadline, ladder }, from: isNewer ? since : deadline.remindedUntil, since };
}

/** Ledger rows of steps that are passed over, due when they were planned, for everybody who would have been told. */
export function skippedReminders(
  deadline: SweptDeadline,
  skipped: readonly SkippedStep[],
  around: Around,
  now: string,
): DueReminder[] {
  const today = localDay(now, deadline.zone);
  return skipped.flatMap(({ step, sendAt, reason }) =>
    recipientsOf(deadline, step.audience, around, { at: now, today }).map((recipient) => ({
      ...dueReminder(whatOf(deadline, step), { ...recipient, silence: reason }, deadline, now),
      dueAt: sendAt,
    })),
  );
}

function whatOf(deadline: SweptDeadline, step: { readonly key: string; readonly urgent: boolean }) {
  const { officeId, id: deadlineId, version: deadlineVersion, endsAt } = deadline;
  return { officeId, deadlineId, deadlineVersion, endsAt, step: step.key, isUrgent: step.urgent };
}

/** Something for the office to look at that a deadline brings with it. */
interface NewTask {
  readonly officeId: string;
  readonly kind: TaskKind;
  readonly subjectId: string;
  /** Whom it concerns. */
  readonly personId: string | null;
}

/** The task to find somebody for a deadline whose lead and owner may not be told of it any more. */
export function tasksWithoutPerson(
  deadline: SweptDeadline,
  audience: readonly ReminderAudience[],
  around: Around,
  now: string,
): NewTask[] {
  if (!lacksPerson(deadline, audience, around, localDay(now, deadline.zone))) return [];
  const { officeId, id: subjectId, leadId, ownerId } = deadline;
  return [{ officeId, kind: "assign-lead", subjectId, personId: leadId ?? ownerId }];
}

/** The reminders that a deadline owes now, and when it wants to be looked at again. */
function remind(deadline: SweptDeadline, plans: readonly OfficePlan[], around: Around, now: string) {
  const { reminded, from } = withLadder(deadline, plans);
  const { due, skipped } = dueSteps(reminded, from, now);
  const recipients =
    due === undefined
      ? []
      : recipientsOf(deadline, due.audience, around, { at: now, today: localDay(now, deadline.zone) });
  const bound = recipients.map((recipient) =>
    dueReminder(whatOf(deadline, due ?? { key: "", urgent: false }), recipient, deadline, now),
  );
  const kind = due && taskOfStep(deadline.kind, due);
  const { officeId, id: subjectId } = deadline;
  const tasks: NewTask[] = [
    ...(kind === undefined ? [] : [{ officeId, kind, subjectId, personId: null }]),
    ...tasksWithoutPerson(deadline, due?.audience ?? [], around, now),
  ];
  return {
    reminders: [...bound, ...skippedReminders(deadline, skipped, around, now)],
    tasks,
    next: nextReminder(reminded, now)?.sendAt ?? null,
  };
}

/** Steps up to `until` have been handled; null leaves them to the next look. */
interface Move {
  readonly officeId: string;
  readonly id: string;
  readonly until: string | null;
  readonly next: string | null;
}

/** Notes for deadlines locked in this transaction how far their steps have been handled and when the next is due. */
export function advance(tx: Transaction, moves: readonly Move[]): void {
  tx.queue(sql`
    update deadlines d set reminded_until = coalesce(n.until, d.reminded_until), next_remind_at = n.next
    from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as n ("officeId" uuid, id uuid, until timestamptz, next timestamptz)
    where d.office_id = n."officeId" and d.id = n.id`);
}

/** Opens tasks about deadlines, unless the same thing is open already. */
export function insertTasks(tx: Transaction, tasks: readonly NewTask[]): void {
  if (tasks.length === 0) return;
  tx.queue(sql`
    insert into tasks (office_id, kind, subject_type, subject_id, person_id)
    select "officeId", kind, 'deadlines', "subjectId", "personId"
    from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as n ("officeId" uuid, kind text, "subjectId" uuid, "personId" uuid)
    on conflict (office_id, kind, subject_id) where state = 'open' do nothing`);
}

/** What a deadline owes; one that cannot be reckoned with is looked at again later and keeps no other from its turn. */
function outcomeOf(
  tools: Tools,
  deadline: SweptDeadline,
  plans: readonly OfficePlan[],
  around: Around,
  now: string,
): { reminders: DueReminder[]; tasks: NewTask[]; move: Move } {
  const { officeId, id } = deadline;
  try {
    const { reminders, tasks, next } = remind(deadline, plans, around, now);
    return { reminders, tasks, move: { officeId, id, until: now, next } };
  } catch (error) {
    tools.logger.error({ err: error, officeId, deadlineId: id }, "a deadline cannot be reminded of");
    const next = new Date(Date.parse(now) + retryMs).toISOString();
    return { reminders: [], tasks: [], move: { officeId, id, until: null, next } };
  }
}

/** Handles one batch of deadlines with a due step, all or nothing; returns how many there were. */
async function sweepBatch(tools: Tools): Promise<number> {
  return atNow(tools, async (tx, now) => {
    const due = await findDue(tx, now);
    if (due.length === 0) return 0;
    const plans = await findPlans(tx, due);
    const around = await findAround(tx, due, now);
    const outcomes = due.map((deadline) => outcomeOf(tools, deadline, plans, around, now));
    const reminders = outcomes.flatMap((outcome) => outcome.reminders);
    writeReminders(tx, reminders);
    insertTasks(
      tx,
      outcomes.flatMap(({ tasks }) => tasks),
    );
    advance(
      tx,
      outcomes.map(({ move }) => move),
    );
    return due.length;
  });
}

/**
 * Turns every due step of a deadline's ladder into reminders and mails, until nothing is due. Every worker does
 * this without a leader: "due and not yet in the ledger", so that a run that was missed loses nothing.
 */
export function remindOfDue(tools: Tools): Promise<number> {
  return handleAll(tools, batchSize, sweepBatch, batchesAtOnce);
}
