import type { Transaction } from "@zuwendo/db";
import type { ReminderAudience } from "@zuwendo/domain";
import { sql } from "kysely";

/** What somebody was told of a deadline last; no day where that was its end. */
interface ToldDay {
  readonly deadlineId: string;
  readonly recipientId: string;
  /** As what they were told. */
  readonly role: ReminderAudience;
  readonly toldOn: string | null;
  readonly toldEndsAt: string | null;
}

/** What people were told of deadlines last. */
export type ToldDays = ReadonlyMap<string, ToldDay>;

const keyOf = (deadlineId: string, recipientId: string) => `${deadlineId} ${recipientId}`;

/** What everybody was told last of these deadlines, by a reminder or a mail about a changed day, as the mails said it. */
export async function findToldDays(
  tx: Transaction,
  about: readonly { readonly officeId: string; readonly deadlineId: string }[],
): Promise<ToldDays> {
  if (about.length === 0) return new Map();
  const offices = [...new Set(about.map(({ officeId }) => officeId))];
  const deadlines = [...new Set(about.map(({ deadlineId }) => deadlineId))];
  const told = await tx.run<ToldDay>(sql`
    select distinct on (deadline_id, recipient_id) deadline_id, recipient_id, role, told_on, told_ends_at from (
      select r.deadline_id, r.recipient_id, r.role, r.told_on, r.told_ends_at, e.sent_at
      from reminders r join mails e on e.office_id = r.office_id and e.id = r.mail_id
      where r.office_id = any(${offices}::uuid[]) and r.deadline_id = any(${deadlines}::uuid[]) and r.told_on is not null
      union all
      select m.deadline_id, e.recipient_id, l.role, l.told_on, l.told_ends_at, e.sent_at
      from deadline_moves m
        join mail_moves l on l.office_id = m.office_id and l.move_id = m.id
        join mails e on e.office_id = l.office_id and e.id = l.mail_id
      where m.office_id = any(${offices}::uuid[]) and m.deadline_id = any(${deadlines}::uuid[]) and l.told_state is not null) told
    order by deadline_id, recipient_id, sent_at desc`);
  return new Map(told.map((one) => [keyOf(one.deadlineId, one.recipientId), one]));
}

/** Whether somebody was told of a deadline as one of the office, be it in the place of a lead who was not to be reached. */
export function wasToldAs(
  told: ToldDays,
  deadlineId: string,
  recipientId: string,
  audience: readonly ReminderAudience[],
): boolean {
  const last = told.get(keyOf(deadlineId, recipientId));
  return last !== undefined && audience.includes(last.role);
}

/** What people knew before a change. */
interface KnownBefore {
  readonly oldOn: string | null;
  readonly oldEndsAt: string | null;
  readonly wasNew: boolean;
}

/** A change as it is for one person: from what they were told last, else from what held before. */
export function changeFor<Known extends KnownBefore>(
  change: Known,
  { deadlineId, recipientId }: { readonly deadlineId: string; readonly recipientId: string },
  told: ToldDays,
): Known {
  const last = told.get(keyOf(deadlineId, recipientId));
  return last === undefined
    ? change
    : { ...change, oldOn: last.toldOn, oldEndsAt: last.toldEndsAt, wasNew: false };
}
