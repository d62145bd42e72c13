import type { Transaction } from "@zuwendo/db";
import { digestAt, endOfDayAt, epochMs, localDay, type Recipient, type SendRule } from "@zuwendo/domain";
import { sql } from "kysely";
import { v7 as newId } from "uuid";

/** How long a digest waits for the other reminders of the same morning. */
const digestGraceMs = 1000;
/** A digest left over for a morning waits until the sweeps of that morning have added to it. */
const morningGraceMs = 15_000;

/** A row of the ledger of reminders, with what says into which mail it goes. */
export interface DueReminder {
  readonly id: string;
  readonly officeId: string;
  readonly deadlineId: string;
  readonly deadlineVersion: number;
  readonly step: string;
  readonly recipientId: string;
  readonly forId: string | null;
  readonly role: string;
  readonly state: "bound" | "skipped";
  readonly reason: string | null;
  readonly dueAt: string;
  readonly isUrgent: boolean;
  /** The local day of its digest. */
  readonly forOn: string;
  /** When that digest goes; null: as soon as the other reminders of this moment are in it. */
  readonly notBefore: string | null;
  /** The digest after that one, for what comes when it has been closed. */
  readonly nextOn: string;
  readonly nextMorning: string;
}

interface What {
  readonly officeId: string;
  readonly deadlineId: string;
  readonly deadlineVersion: number;
  readonly endsAt: string;
  readonly step: string;
  readonly isUrgent: boolean;
}

/**
 * The ledger row of a reminder for one person. Outside of the office's hours a digest waits for the next opening, unless
 * the deadline would be over by then: that one goes at once, single.
 */
export function dueReminder(what: What, recipient: Recipient, rule: SendRule, now: string): DueReminder {
  const { officeId, deadlineId, deadlineVersion, step } = what;
  const row = {
    ...{ id: newId(), officeId, deadlineId, deadlineVersion, step },
    ...{ recipientId: recipient.id, forId: recipient.forId, role: recipient.role, reason: recipient.silence },
    dueAt: now,
  };
  if (recipient.silence !== null) {
    const today = localDay(now, rule.zone);
    const never = { isUrgent: false, forOn: today, notBefore: null, nextOn: today, nextMorning: now };
    return { ...row, state: "skipped", ...never };
  }
  const { at, on } = digestAt(recipient.mailAt, rule, now);
  const following = digestAt(recipient.mailAt, rule, endOfDayAt(on, rule.zone));
  const isLastChance = epochMs(what.endsAt) > epochMs(now) && epochMs(what.endsAt) <= epochMs(at);
  return {
    ...row,
    state: "bound",
    isUrgent: what.isUrgent || isLastChance,
    forOn: on,
    notBefore: epochMs(at) > epochMs(now) ? at : null,
    nextOn: following.on,
    nextMorning: following.at,
  };
}

/** Writes the ledger of reminders; the unique key keeps one that is there already from being written again. Returns those to be mailed. */
export function insertReminders(tx: Transaction, reminders: readonly DueReminder[]): Promise<DueReminder[]> {
  if (reminders.length === 0) return Promise.resolve([]);
  return tx.run<DueReminder>(sql`
    with n as (select * from jsonb_to_recordset(${JSON.stringify(reminders)}::jsonb) as n (
      id uuid, "officeId" uuid, "deadlineId" uuid, "deadlineVersion" int, step text, "recipientId" uuid, "forId" uuid,
      role text, state text, reason text, "dueAt" timestamptz, "isUrgent" boolean, "forOn" date, "notBefore" timestamptz,
      "nextOn" date, "nextMorning" timestamptz)),
    written as (
      insert into reminders (office_id, id, deadline_id, deadline_version, step, recipient_id, for_id, role, state, reason, due_at)
      select "officeId", id, "deadlineId", "deadlineVersion", step, "recipientId", "forId", role, state, reason, "dueAt" from n
      on conflict (office_id, deadline_id, deadline_version, step, recipient_id) do nothing
      returning id)
    select n.* from n join written using (id) where n.state = 'bound'`);
}

/**
 * Binds reminders into mails: urgent ones single, the others of one person and day into one digest. A digest that
 * a worker has taken up already is closed; what comes later waits for the next working morning's. Digests are
 * written in one order, or two workers with the same people in their batches would wait for each other.
 */
export function bindToMails(tx: Transaction, reminders: readonly DueReminder[]): void {
  if (reminders.length === 0) return;
  const rows = JSON.stringify(reminders);
  const parsed = sql`jsonb_to_recordset(${rows}::jsonb) as n (id uuid, "officeId" uuid, "recipientId" uuid,
    "isUrgent" boolean, "forOn" date, "notBefore" timestamptz, "nextOn" date, "nextMorning" timestamptz)`;
  tx.later(sql`
    with n as (select * from ${parsed} where "isUrgent"),
    made as (
      insert into mails (office_id, id, recipient_id, kind, for_on)
      select "officeId", id, "recipientId", 'urgent', "forOn" from n returning id)
    update reminders r set mail_id = n.id from n where r.office_id = n."officeId" and r.id = n.id`);
  tx.later(sql`
    with n as (select * from ${parsed} where not "isUrgent"),
    people as (
      select "officeId", "recipientId", "forOn", min("notBefore") as "notBefore", "nextOn", "nextMorning"
      from n group by "officeId", "recipientId", "forOn", "nextOn", "nextMorning"),
    today as (
      insert into mails (office_id, recipient_id, kind, for_on, next_try_at)
      select "officeId", "recipientId", 'digest', "forOn", coalesce(
        "notBefore" + ${morningGraceMs} * interval '1 millisecond',
        clock_timestamp() + ${digestGraceMs} * interval '1 millisecond') from people
      order by "officeId", "recipientId", "forOn"
      on conflict (office_id, recipient_id, for_on) where kind = 'digest'
        do update set for_on = excluded.for_on where mails.state = 'pending' and mails.attempt = 0
      returning office_id, recipient_id, for_on, id),
    later as (
      insert into mails (office_id, recipient_id, kind, for_on, next_try_at)
      select "officeId", "recipientId", 'digest', "nextOn", "nextMorning" + ${morningGraceMs} * interval '1 millisecond' from people
      where ("officeId", "recipientId") not in (select office_id, recipient_id from today)
      order by "officeId", "recipientId", "forOn"
      on conflict (office_id, recipient_id, for_on) where kind = 'digest' do update set for_on = excluded.for_on
      returning office_id, recipient_id, for_on, id),
    bound as (select * from today union all select * from later)
    update reminders r set mail_id = bound.id
    from n join bound on bound.office_id = n."officeId" and bound.recipient_id = n."recipientId"
    where r.office_id = n."officeId" and r.id = n.id`);
}
