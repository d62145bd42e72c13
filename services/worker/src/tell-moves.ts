import { findAround, findPlans, type Transaction } from "@zuwendo/db";
import {
  epochMs,
  localDay,
  type Recipient,
  type ReminderAudience,
  recipientsOf,
  reminderAudiences,
} from "@zuwendo/domain";
import { sql } from "kysely";
import { v7 as newId } from "uuid";
import { atNow, handleAll } from "./batches.ts";
import { type SweptDeadline, sweptColumns, withLadder } from "./sweep-reminders.ts";
import type { Tools } from "./tools.ts";

const batchSize = 500;

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
}

interface UntoldMove extends SweptDeadline, Change {
  readonly moveId: string;
}

function findUntold(tx: Transaction, now: string): Promise<UntoldMove[]> {
  return tx.run<UntoldMove>(sql`
    select ${sweptColumns}, d.state, d.effective_on, m.id as move_id, m.old_on, m.old_ends_at, m.is_end
    from deadline_moves m
      join deadlines d on d.office_id = m.office_id and d.id = m.deadline_id
      join offices o on o.id = m.office_id
    where m.told_at is null and m.due_at <= ${now}
    order by m.due_at, m.office_id limit ${batchSize} for update of m skip locked`);
}

/**
 * Whether there is still something to tell: not of a duty that was met, or that was cancelled for another reason, and not
 * of a day that is again what people know.
 */
export function isWorthTelling({ state, effectiveOn, endsAt, oldOn, oldEndsAt, isEnd }: Change): boolean {
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

async function tellBatch(tools: Tools): Promise<number> {
  return atNow(tools, async (tx, now) => {
    const moves = await findUntold(tx, now);
    if (moves.length === 0) return 0;
    const worthTelling = moves.filter(isWorthTelling);
    const plans = await findPlans(tx, worthTelling);
    const around = await findAround(tx, worthTelling, now);
    const told = worthTelling.map((move) => {
      const { ladder = [] } = withLadder(move, plans).reminded;
      // Whoever any reminder of it goes to is concerned, and the lead in any case.
      const audience = reminderAudiences.filter(
        (one) => one === "lead" || ladder.some((step) => step.audience.includes(one)),
      );
      return {
        move,
        recipients: recipientsOf(move, audience, around, { at: now, today: localDay(now, move.zone) }),
      };
    });
    const { letters, items } = writeLetters(told, now);
    tx.later(sql`
      insert into mails (office_id, id, recipient_id, kind, for_on)
      select "officeId", id, "recipientId", 'moved', "forOn"
      from jsonb_to_recordset(${JSON.stringify(letters)}::jsonb) as n ("officeId" uuid, id uuid, "recipientId" uuid, "forOn" date)`);
    tx.later(sql`
      insert into mail_moves (office_id, mail_id, move_id, role, for_id)
      select "officeId", "mailId", "moveId", role, "forId"
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as n ("officeId" uuid, "mailId" uuid, "moveId" uuid, role text, "forId" uuid)`);
    tx.later(sql`
      update deadline_moves m set told_at = ${now}
      from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as n ("officeId" uuid, "moveId" uuid)
      where m.office_id = n."officeId" and m.id = n."moveId"`);
    return moves.length;
  });
}

/** Tells the people concerned of days that have moved, ended or come back, and stayed so for a minute; returns how many were decided. */
export function tellMoves(tools: Tools): Promise<number> {
  return handleAll(tools, batchSize, tellBatch);
}
