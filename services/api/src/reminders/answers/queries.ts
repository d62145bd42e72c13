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
  readonly version: number;
  readonly answer: ReminderAnswer | null;
  readonly answeredAt: string | null;
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
      d.state, d.closed_at, d.version, ra.answer, ra.answered_at, ra.remind_at
    from reminders r
      join deadlines d on d.office_id = r.office_id and d.id = r.deadline_id
      left join applications a on a.office_id = d.office_id and a.id = d.application_id
      left join reminder_answers ra on ra.office_id = r.office_id and ra.reminder_id = r.id
    where r.id = ${id}`);
  return row;
}

/** Keeps the answer to a reminder that has none; its key refuses a second one. Travels with the commit. */
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
      ${row.answeredAt})`);
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
