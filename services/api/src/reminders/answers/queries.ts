import { jsonb, type Transaction } from "@zuwendo/db";
import type { DeadlineKind, ReminderAnswer, ReminderAudience } from "@zuwendo/domain";
import { sql } from "kysely";

/** A reminder, its deadline as it stands now, and how it was answered, if it was. */
export interface AnsweredReminder {
  readonly id: string;
  readonly step: string;
  readonly role: ReminderAudience;
  readonly deadlineVersion: number;
  readonly deadlineId: string;
  readonly kind: DeadlineKind;
  readonly title: string;
  readonly number: string | null;
  readonly effectiveOn: string;
  readonly endsAt: string;
  readonly state: "open" | "met" | "cancelled";
  readonly closedAt: string | null;
  /** Who closed it by hand. */
  readonly closedById: string | null;
  readonly version: number;
  /** The answer that stands; null for none. */
  readonly answer: ReminderAnswer | null;
  readonly answeredAt: string | null;
  /** The answer that was taken back, where no other has followed, and when. */
  readonly takenBack: ReminderAnswer | null;
  readonly takenBackAt: string | null;
  readonly remindAt: string | null;
}

/** Keeps everybody else from answering, closing or moving the deadline of a reminder until the commit. */
export async function lockDeadlineOf(tx: Transaction, reminderId: string): Promise<void> {
  await tx.run(sql`
    select 1 from deadlines where id = (select deadline_id from reminders where id = ${reminderId}) for update`);
}

export async function findReminder(tx: Transaction, id: string): Promise<AnsweredReminder | undefined> {
  const [row] = await tx.run<AnsweredReminder>(sql`
    select r.id, r.step, r.role, r.deadline_version, d.id as deadline_id, d.kind, d.title, a.number, d.effective_on, d.ends_at,
      d.state, d.closed_at, d.closed_by_id, d.version, case when ra.taken_back_at is null then ra.answer end as answer, ra.answered_at,
      ra.remind_at, case when ra.taken_back_at is not null then ra.answer end as taken_back, ra.taken_back_at
    from reminders r
      join deadlines d on d.office_id = r.office_id and d.id = r.deadline_id
      left join applications a on a.office_id = d.office_id and a.id = d.application_id
      left join reminder_answers ra on ra.office_id = r.office_id and ra.reminder_id = r.id
    where r.id = ${id}`);
  return row;
}

/** Keeps the answer to a reminder that has none, or whose answer was taken back, its deadline locked. Travels with the commit. */
export function insertAnswer(
  tx: Transaction,
  row: {
    readonly reminderId: string;
    readonly deadlineId: string;
    readonly personId: string;
    readonly answer: ReminderAnswer;
    readonly quietUntil: string;
    readonly remindAt: string | null;
    readonly answeredAt: string;
  },
): void {
  tx.queue(sql`
    insert into reminder_answers (reminder_id, deadline_id, person_id, answer, quiet_until, remind_at, answered_at)
    values (${row.reminderId}, ${row.deadlineId}, ${row.personId}, ${row.answer}, ${row.quietUntil}, ${row.remindAt},
      ${row.answeredAt})
    on conflict (office_id, reminder_id) do update set answer = excluded.answer, quiet_until = excluded.quiet_until,
      remind_at = excluded.remind_at, answered_at = excluded.answered_at, taken_back_at = null
      where reminder_answers.taken_back_at is not null`);
}

/** Ends an answer and the quiet that it brought. Travels with the commit. */
export function endAnswer(tx: Transaction, reminderId: string, now: string): void {
  tx.queue(sql`
    update reminder_answers set taken_back_at = ${now}, quiet_until = ${now}, remind_at = null
    where reminder_id = ${reminderId} and taken_back_at is null`);
}

/**
 * Ends the open task that an answer has made, unless somebody else has said the same since it was made: then the office
 * still has to look. Travels with the commit.
 */
export function endTaskOf(
  tx: Transaction,
  { id, deadlineId, answer }: Pick<AnsweredReminder, "id" | "deadlineId" | "answer">,
  now: string,
): void {
  tx.queue(sql`
    update tasks t set state = 'done', state_reason = 'answer-taken-back', closed_at = ${now},
      version = version + 1, updated_at = now()
    where t.kind = ${answer === "done" ? "check-done" : "assign-lead"} and t.subject_id = ${deadlineId} and t.state = 'open'
      and t.detail ? 'reminderId' and not exists (
        select from reminder_answers o
          join reminder_answers first on first.office_id = o.office_id and first.reminder_id = (t.detail->>'reminderId')::uuid
        where o.office_id = t.office_id and o.deadline_id = t.subject_id and o.reminder_id <> ${id} and o.answer = ${answer}
          and o.taken_back_at is null and o.answered_at >= first.answered_at)`);
}

/** Gives the office something to look at; the same thing twice is one task. Travels with the commit. */
export function insertTask(
  tx: Transaction,
  task: {
    readonly kind: "check-done" | "assign-lead";
    readonly deadlineId: string;
    readonly personId: string;
    readonly reminderId: string;
  },
): void {
  tx.queue(sql`
    insert into tasks (kind, subject_type, subject_id, person_id, detail)
    values (${task.kind}, 'deadlines', ${task.deadlineId}, ${task.personId}, ${jsonb({ reminderId: task.reminderId })})
    on conflict (office_id, kind, subject_id) where state = 'open' do nothing`);
}
