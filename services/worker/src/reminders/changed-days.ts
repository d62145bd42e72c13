import { findAround, findPlans, type Transaction } from "@zuwendo/db";
import {
  epochMs,
  localDay,
  type Recipient,
  type ReminderAudience,
  recipientsOf,
  reminderAudiences,
} from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import { v7 as newId } from "uuid";
import { atNow, handleAll } from "../batches.ts";
import type { Tools } from "../tools.ts";
import {
  insertTasks,
  type SweptDeadline,
  sweptColumns,
  tasksWithoutPerson,
  withLadder,
} from "./due-reminders.ts";
import { changeFor, findToldDays, wasToldAs } from "./told-days.ts";

const batchSize = 500;
const officeAudience: readonly ReminderAudience[] = ["office", "lead-office"];

/** A day that has changed, beside how its deadline stands now. */
export interface Change {
  readonly state: string;
  readonly effectiveOn: string;
  readonly endsAt: string;
  /** The day that people know; null for a deadline that they know as cancelled. */
  readonly oldOn: string | null;
  readonly oldEndsAt: string | null;
  /** Whether it tells that the deadline has been cancelled. */
  readonly isEnd: boolean;
  /** Whether the deadline was so new that nobody can have known it as it was, but for those whom a mail told. */
  readonly wasNew: boolean;
}

/** Whether the deadline, `d`, was too new at its first change for anybody to have known it. */
export const isNews = (first: RawBuilder<unknown>) =>
  sql`(${first}.created_at < d.created_at + interval '1 minute')`;

interface UntoldMove extends SweptDeadline, Change {
  readonly moveId: string;
}

function findUntold(tx: Transaction, now: string): Promise<UntoldMove[]> {
  return tx.run<UntoldMove>(sql`
    select ${sweptColumns}, d.state, d.effective_on, m.id as move_id, m.old_on, m.old_ends_at, m.is_end, ${isNews(sql`m`)} as was_new
    from (
      select * from deadline_moves where told_at is null and due_at <= ${now}
      order by due_at limit ${batchSize} for update skip locked) m
      join deadlines d on d.office_id = m.office_id and d.id = m.deadline_id
      join offices o on o.id = m.office_id`);
}

/**
 * Whether there is still something to tell: not of a duty that was met, or that was cancelled for another reason, not of a
 * day that is again what people know, and not of one that was put right within a minute.
 */
export function isWorthTelling(change: Change): boolean {
  const { state, effectiveOn, endsAt, oldOn, oldEndsAt, isEnd, wasNew } = change;
  if (wasNew) return false;
  if (state === "cancelled") return isEnd && oldOn !== null;
  return (
    state === "open" &&
    (oldEndsAt === null || effectiveOn !== oldOn || epochMs(endsAt) !== epochMs(oldEndsAt))
  );
}

interface Letter {
  readonly id: string;
  readonly officeId: string;
  readonly recipientId: string;
  readonly forOn: string;
}

interface Item {
  readonly officeId: string;
  readonly mailId: string;
  readonly moveId: string;
  readonly role: ReminderAudience;
  readonly forId: string | null;
}

/** One mail per person for everything that has moved for them, and what stands in it. */
function writeLetters(told: readonly { move: UntoldMove; recipients: readonly Recipient[] }[], now: string) {
  const letters = new Map<string, Letter>();
  const items = told.flatMap(({ move, recipients }) =>
    recipients
      .filter(({ silence }) => silence === null || silence === "put-off")
      .map(({ id, role, forId }): Item => {
        const key = `${move.officeId} ${id}`;
        const letter = letters.get(key) ?? {
          ...{ id: newId(), officeId: move.officeId, recipientId: id },
          forOn: localDay(now, move.zone),
        };
        letters.set(key, letter);
        return { officeId: move.officeId, mailId: letter.id, moveId: move.moveId, role, forId };
      }),
  );
  return { letters: [...letters.values()], items };
}

/**
 * A day that is again what people know: reminders of it that still wait in a mail are good as they were, whatever version
 * they were written for.
 */
function keepReminders(tx: Transaction, back: readonly UntoldMove[]): void {
  if (back.length === 0) return;
  const rows = JSON.stringify(back.map(({ officeId, id, version }) => ({ officeId, id, version })));
  tx.queue(sql`
    update reminders r set state = 'bound', reason = null, deadline_version = n.version
    from jsonb_to_recordset(${rows}::jsonb) as n ("officeId" uuid, id uuid, version int), mails m
    where r.office_id = n."officeId" and r.deadline_id = n.id and r.deadline_version < n.version
      and (r.state = 'bound' or r.state = 'dropped' and r.reason in ('deadline-moved', 'deadline-cancelled'))
      and m.office_id = r.office_id and m.id = r.mail_id and m.state = 'pending'
      and not exists (
        select from reminders o where o.office_id = r.office_id and o.deadline_id = r.deadline_id
          and o.deadline_version > r.deadline_version and o.step = r.step and o.recipient_id = r.recipient_id)`);
}

async function tellBatch(tools: Tools): Promise<number> {
  return atNow(tools, async (tx, now) => {
    const moves = await findUntold(tx, now);
    if (moves.length === 0) return 0;
    // Also where it is as it was: somebody may have been told of a day in between.
    const tellable = moves.filter(({ state, isEnd }) => state === "open" || (state === "cancelled" && isEnd));
    const plans = await findPlans(tx, tellable);
    const around = await findAround(tx, tellable, now);
    const known = await findToldDays(
      tx,
      tellable.map(({ officeId, id: deadlineId }) => ({ officeId, deadlineId })),
    );
    const told = tellable.map((move) => {
      const { ladder = [] } = withLadder(move, plans).reminded;
      // Whoever any reminder of it goes to is concerned, and the lead in any case.
      const audience = reminderAudiences.filter(
        (one) => one === "lead" || ladder.some((step) => step.audience.includes(one)),
      );
      // Muted are reminders; a day that has changed is news.
      const when = { at: now, today: localDay(now, move.zone), isAsked: true };
      const concerned = recipientsOf(move, audience, around, when);
      // The office may know the day because nobody else could be told, while the steps name the lead only.
      const others = recipientsOf(move, officeAudience, around, when).filter(
        ({ id, forId }) =>
          wasToldAs(known, move.id, forId ?? id, officeAudience) &&
          !concerned.some((recipient) => recipient.id === id),
      );
      const recipients = [...concerned, ...others].filter(({ id: recipientId }) =>
        isWorthTelling(changeFor(move, { deadlineId: move.id, recipientId }, known)),
      );
      const tasks = recipients.length === 0 ? [] : tasksWithoutPerson(move, audience, around, now);
      return { move, tasks, recipients };
    });
    const { letters, items } = writeLetters(told, now);
    insertTasks(
      tx,
      told.flatMap(({ tasks }) => tasks),
    );
    tx.queue(sql`
      insert into mails (office_id, id, recipient_id, kind, for_on)
      select "officeId", id, "recipientId", 'moved', "forOn"
      from jsonb_to_recordset(${JSON.stringify(letters)}::jsonb) as n ("officeId" uuid, id uuid, "recipientId" uuid, "forOn" date)`);
    tx.queue(sql`
      insert into mail_moves (office_id, mail_id, move_id, role, for_id)
      select "officeId", "mailId", "moveId", role, "forId"
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as n ("officeId" uuid, "mailId" uuid, "moveId" uuid, role text, "forId" uuid)`);
    keepReminders(
      tx,
      moves.filter((move) => move.state === "open" && !move.wasNew && !isWorthTelling(move)),
    );
    tx.queue(sql`
      update deadline_moves m set told_at = ${now}
      from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as n ("officeId" uuid, "moveId" uuid)
      where m.office_id = n."officeId" and m.id = n."moveId"`);
    return moves.length;
  });
}

/** Tells the people concerned of days that have moved, ended or come back, and stayed so for a minute; returns how many were decided. */
export function tellChangedDays(tools: Tools): Promise<number> {
  return handleAll(tools, batchSize, tellBatch);
}
