import { findAround, type Transaction } from "@zuwendo/db";
import { type Around, epochMs, localDay, type ReminderAudience, recipientsOf } from "@zuwendo/domain";
import { sql } from "kysely";
import { atNow, handleAll } from "../batches.ts";
import type { Tools } from "../tools.ts";
import { type SweptDeadline, sweptColumns } from "./due-reminders.ts";
import { type DueReminder, dueReminder, writeReminders } from "./write-reminders.ts";

const batchSize = 200;
const urgentWithinMs = 3 * 86_400_000;

interface PutOff extends SweptDeadline {
  readonly reminderId: string;
  readonly personId: string;
  /** As what they were reminded. */
  readonly askedAs: ReminderAudience;
  readonly answeredAt: string;
  readonly state: string;
}

/** A deadline with a step due now is left to the sweep first, or both would tell of it. */
function findPutOff(tx: Transaction, now: string): Promise<PutOff[]> {
  return tx.run<PutOff>(sql`
    select ${sweptColumns}, a.reminder_id, a.person_id, a.answered_at, r.role as asked_as, d.state
    from reminder_answers a
      join reminders r on r.office_id = a.office_id and r.id = a.reminder_id
      join deadlines d on d.office_id = a.office_id and d.id = a.deadline_id
      join offices o on o.id = a.office_id
    where a.remind_at <= ${now} and (d.state <> 'open' or d.next_remind_at is null or d.next_remind_at > ${now})
    order by a.remind_at limit ${batchSize} for update of a, d skip locked`);
}

interface Told {
  readonly deadlineId: string;
  readonly version: number;
  readonly recipientId: string;
  readonly dueAt: string;
}

/** Who has been reminded of these deadlines on this local day. */
function findTold(tx: Transaction, putOff: readonly PutOff[], now: string): Promise<Told[]> {
  return tx.run<Told>(sql`
    select r.deadline_id, r.deadline_version as version, r.recipient_id, r.due_at
    from reminders r join offices o on o.id = r.office_id
    where r.office_id = any(${putOff.map(({ officeId }) => officeId)}::uuid[])
      and r.deadline_id = any(${putOff.map(({ id }) => id)}::uuid[]) and r.state in ('bound', 'sent')
      and r.due_at >= date_trunc('day', ${now}::timestamptz at time zone o.zone) at time zone o.zone`);
}

/** What comes back for everybody who has not been told of the deadline since they asked, each person once. */
function backFor(
  putOff: readonly PutOff[],
  around: Around,
  told: readonly Told[],
  now: string,
): DueReminder[] {
  const reminded = new Set<string>();
  return putOff.flatMap((deadline) => {
    const { officeId, id: deadlineId, version: deadlineVersion, endsAt, zone, askedAs } = deadline;
    const what = {
      ...{ officeId, deadlineId, deadlineVersion, endsAt },
      step: `again-${deadline.reminderId.slice(-12)}`,
      isUrgent: epochMs(endsAt) - epochMs(now) <= urgentWithinMs,
    };
    const when = { at: now, today: localDay(now, zone), isAsked: true, askedBy: deadline.personId };
    return recipientsOf(deadline, [], around, when).map((recipient) => {
      const isTold = told.some(
        (one) =>
          one.deadlineId === deadlineId &&
          one.version === deadlineVersion &&
          one.recipientId === recipient.id &&
          epochMs(one.dueAt) > epochMs(deadline.answeredAt),
      );
      const key = `${deadlineId} ${recipient.id}`;
      const silence = recipient.silence ?? (isTold || reminded.has(key) ? "superseded" : null);
      if (silence === null) reminded.add(key);
      // Where whoever asked is gone, the office is told in their place.
      const role = recipient.role === "office" ? "office" : askedAs;
      return dueReminder(what, { ...recipient, silence, role }, deadline, now);
    });
  });
}

async function remindBatch(tools: Tools): Promise<number> {
  return atNow(tools, async (tx, now) => {
    const found = await findPutOff(tx, now);
    if (found.length === 0) return 0;
    const open = found.filter(({ state }) => state === "open");
    const around = await findAround(
      tx,
      open.map((deadline) => ({ ...deadline, ownerId: deadline.personId })),
      now,
    );
    const reminders = backFor(open, around, await findTold(tx, open, now), now);
    writeReminders(tx, reminders);
    tx.queue(sql`
      update reminder_answers a set remind_at = null
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as n ("officeId" uuid, "reminderId" uuid)
      where a.office_id = n."officeId" and a.reminder_id = n."reminderId"`);
    return found.length;
  });
}

/** Brings the reminders back that people have put off; returns how many there were. */
export function remindSnoozed(tools: Tools): Promise<number> {
  return handleAll(tools, batchSize, remindBatch);
}
