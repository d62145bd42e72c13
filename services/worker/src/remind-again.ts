import { findAround, type Transaction, transact } from "@zuwendo/db";
import { epochMs, localDay, type ReminderAudience, recipientsOf } from "@zuwendo/domain";
import { sql } from "kysely";
import { bindToMails, dueReminder, insertReminders } from "./bind-mails.ts";
import { type SweptDeadline, sweptColumns } from "./sweep-reminders.ts";
import type { Tools } from "./tools.ts";

const batchSize = 200;
const urgentWithinMs = 3 * 86_400_000;

interface PutOff extends SweptDeadline {
  readonly reminderId: string;
  readonly personId: string;
  /** As what they were reminded. */
  readonly askedAs: ReminderAudience;
  readonly state: string;
}

function findPutOff(tx: Transaction, now: string): Promise<PutOff[]> {
  return tx.run<PutOff>(sql`
    select ${sweptColumns}, a.reminder_id, a.person_id, r.role as asked_as, d.state
    from reminder_answers a
      join reminders r on r.office_id = a.office_id and r.id = a.reminder_id
      join deadlines d on d.office_id = a.office_id and d.id = a.deadline_id
      join offices o on o.id = a.office_id
    where a.remind_at <= ${now} order by a.remind_at limit ${batchSize} for update of a skip locked`);
}

async function remindBatch(tools: Tools): Promise<number> {
  const clockQuery = { sql: "select now() as now", parameters: [] };
  return transact(tools.pool, [clockQuery], async (tx, [clock]) => {
    const now = tools.clock(String(clock?.[0]?.now));
    const found = await findPutOff(tx, now);
    if (found.length === 0) return 0;
    const open = found.filter(({ state }) => state === "open");
    const around = await findAround(
      tx,
      open.map((deadline) => ({ ...deadline, ownerId: deadline.personId })),
      now,
    );
    const reminders = open.flatMap((deadline) => {
      const asked = { ...deadline, ownerId: deadline.personId };
      const what = {
        officeId: deadline.officeId,
        deadlineId: deadline.id,
        deadlineVersion: deadline.version,
        endsAt: deadline.endsAt,
        step: `again-${deadline.reminderId.slice(-12)}`,
        isUrgent: epochMs(deadline.endsAt) - epochMs(now) <= urgentWithinMs,
      };
      return recipientsOf(asked, ["owner"], around, { at: now, today: localDay(now, deadline.zone) }).map(
        (recipient) => dueReminder(what, { ...recipient, role: deadline.askedAs }, deadline, now),
      );
    });
    bindToMails(tx, await insertReminders(tx, reminders, now));
    tx.later(sql`
      update reminder_answers a set remind_at = null
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as n ("officeId" uuid, "reminderId" uuid)
      where a.office_id = n."officeId" and a.reminder_id = n."reminderId"`);
    return found.length;
  });
}

/** Brings the reminders back that people have put off; returns how many there were. */
export async function remindAgain(tools: Tools): Promise<number> {
  let total = 0;
  for (;;) {
    const handled = await remindBatch(tools);
    total += handled;
    if (handled < batchSize || tools.stopping.aborted) return total;
  }
}
