import type { Transaction } from "@zuwendo/db";
import {
  digestAt,
  endOfDayAt,
  epochMs,
  localDay,
  mailingOf,
  type Recipient,
  type SendRule,
} from "@zuwendo/domain";
import { sql } from "kysely";

/** How long a digest waits for the other reminders of the same morning. */
const digestGraceMs = 1000;
/** A digest left over for a morning waits until the sweeps of that morning have added to it. */
const morningGraceMs = 15_000;

/** A row of the ledger of reminders, with what says into which mail it goes. */
export interface DueReminder {
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
  /** The local day of its mail. */
  readonly forOn: string;
  /** When that mail goes; null: at once, a digest as soon as the other reminders of this moment are in it. */
  readonly notBefore: string | null;
  /** When it goes if it has to go single after all; null: at once. */
  readonly singleNotBefore: string | null;
  /** The digest after that one, for what comes when it has been closed. */
  readonly nextOn: string;
  readonly nextMorning: string;
  /** Whether the deadline will be over by then, so that it goes single instead. */
  readonly endsBeforeNext: boolean;
}

interface What {
  readonly officeId: string;
  readonly deadlineId: string;
  readonly deadlineVersion: number;
  readonly endsAt: string;
  readonly step: string;
  readonly isUrgent: boolean;
}

/** The ledger row of a reminder for one person. Outside of the office's hours it waits for the next opening (`mailingOf`). */
export function dueReminder(what: What, recipient: Recipient, rule: SendRule, now: string): DueReminder {
  const { officeId, deadlineId, deadlineVersion, step } = what;
  const row = {
    ...{ officeId, deadlineId, deadlineVersion, step },
    ...{ recipientId: recipient.id, forId: recipient.forId, role: recipient.role, reason: recipient.silence },
    dueAt: now,
  };
  if (recipient.silence !== null) {
    const today = localDay(now, rule.zone);
    const never = {
      isUrgent: false,
      forOn: today,
      notBefore: null,
      singleNotBefore: null,
      nextOn: today,
      nextMorning: now,
      endsBeforeNext: false,
    };
    return { ...row, state: "skipped", ...never };
  }
  const { isUrgent, endsAt } = what;
  const { mailAt } = recipient;
  const { isSingle, at, on } = mailingOf({ isUrgent, endsAt, mailAt }, rule, now);
  const single = mailingOf({ isUrgent: true, endsAt, mailAt }, rule, now);
  const following = digestAt(mailAt, rule, endOfDayAt(on, rule.zone));
  const waitsUntil = (instant: string) => (epochMs(instant) > epochMs(now) ? instant : null);
  return {
    ...row,
    state: "bound",
    isUrgent: isSingle,
    forOn: on,
    notBefore: waitsUntil(at),
    singleNotBefore: waitsUntil(single.at),
    nextOn: following.on,
    nextMorning: following.at,
    endsBeforeNext: epochMs(endsAt) > epochMs(now) && epochMs(endsAt) <= epochMs(following.at),
  };
}

/**
 * Writes the ledger of reminders and binds each that is not in it yet into a mail: urgent ones single, the others of one
 * person and day into one digest. A digest that a worker has taken up already is closed; what comes later waits for the
 * next working morning's or, where that is too late, goes single. One that was dropped, as nothing was left to say, is
 * opened again. Digests are written in one order, or two workers with the same people in their batches would
 * wait for each other. It is one statement, as a row that is bound after it was written is written, and all that it refers
 * to is checked, a second time. "offset 0" keeps the planner from reading the whole ledger: see `claim` in take-up.ts.
 */
export function writeReminders(tx: Transaction, reminders: readonly DueReminder[]): void {
  if (reminders.length === 0) return;
  tx.queue(sql`
    with n as materialized (
      select distinct on ("officeId", "deadlineId", "deadlineVersion", step, "recipientId") new_id() as id, *
      from jsonb_to_recordset(${JSON.stringify(reminders)}::jsonb) as n (
        "officeId" uuid, "deadlineId" uuid, "deadlineVersion" int, step text, "recipientId" uuid, "forId" uuid, role text,
        state text, reason text, "dueAt" timestamptz, "isUrgent" boolean, "forOn" date, "notBefore" timestamptz,
        "singleNotBefore" timestamptz, "nextOn" date, "nextMorning" timestamptz, "endsBeforeNext" boolean)
      order by "officeId", "deadlineId", "deadlineVersion", step, "recipientId"),
    bound as (
      select n.* from n left join lateral (
        select true as is_written from reminders where office_id = n."officeId" and deadline_id = n."deadlineId"
          and deadline_version = n."deadlineVersion" and step = n.step and recipient_id = n."recipientId" offset 0) r on true
      where n.state = 'bound' and r.is_written is null),
    people as (
      select "officeId", "recipientId", "forOn", min("notBefore") as "notBefore", "nextOn", "nextMorning"
      from bound where not "isUrgent" group by "officeId", "recipientId", "forOn", "nextOn", "nextMorning"),
    today as (
      insert into mails (office_id, recipient_id, kind, for_on, next_try_at)
      select "officeId", "recipientId", 'digest', "forOn", coalesce(
        "notBefore" + ${morningGraceMs} * interval '1 millisecond',
        clock_timestamp() + ${digestGraceMs} * interval '1 millisecond') from people
      order by "officeId", "recipientId", "forOn"
      on conflict (office_id, recipient_id, for_on) where kind = 'digest'
        do update set state = 'pending', attempt = mails.attempt + (mails.state = 'dropped')::int,
          next_try_at = case mails.state when 'dropped' then excluded.next_try_at else mails.next_try_at end
        where mails.state = 'pending' and mails.attempt = 0 or mails.state = 'dropped'
      returning office_id, recipient_id, id),
    missed as (
      select * from bound where not "isUrgent" and ("officeId", "recipientId") not in (select office_id, recipient_id from today)),
    single as (
      insert into mails (office_id, id, recipient_id, kind, for_on, next_try_at)
      select "officeId", id, "recipientId", 'urgent', "forOn", coalesce("singleNotBefore", now()) from (
        select * from bound where "isUrgent" union all select * from missed where "endsBeforeNext") s
      returning id),
    later as (
      insert into mails (office_id, recipient_id, kind, for_on, next_try_at)
      select distinct "officeId", "recipientId", 'digest', "nextOn", "nextMorning" + ${morningGraceMs} * interval '1 millisecond'
      from missed where not "endsBeforeNext" order by "officeId", "recipientId", "nextOn"
      on conflict (office_id, recipient_id, for_on) where kind = 'digest' do update set for_on = excluded.for_on
      returning office_id, recipient_id, id),
    digests as (select * from today union all select * from later)
    insert into reminders (office_id, id, deadline_id, deadline_version, step, recipient_id, for_id, role, state, reason, due_at, mail_id)
    select n."officeId", n.id, "deadlineId", "deadlineVersion", step, "recipientId", "forId", role, state, reason, "dueAt",
      coalesce(single.id, digests.id)
    from n left join single on single.id = n.id
      left join digests on state = 'bound' and not "isUrgent"
        and digests.office_id = "officeId" and digests.recipient_id = "recipientId"
    on conflict (office_id, deadline_id, deadline_version, step, recipient_id) do nothing`);
}
