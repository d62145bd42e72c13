import { type Transaction, transact } from "@zuwendo/db";
import {
  addDays,
  type DeadlineKind,
  dueSteps,
  type Land,
  localDay,
  localInstant,
  nextReminder,
  nextWorkingDay,
  type RemindedDeadline,
  type ReminderAudience,
} from "@zuwendo/domain";
import { sql } from "kysely";
import { v7 as newId } from "uuid";
import type { Tools } from "./tools.ts";

/** Deadlines taken at a time; locks are held for as long as they take. */
const batchSize = 500;
/** How long a digest waits for the other reminders of the same morning. */
const digestGraceMs = 1000;
/** A digest left over for a morning waits until the sweeps of that morning have added to it. */
const morningGraceMs = 15_000;
/** When a deadline that could not be reckoned with is looked at again. */
const retryMs = 3_600_000;

interface DueDeadline {
  readonly id: string;
  readonly officeId: string;
  readonly kind: DeadlineKind;
  readonly nominalOn: string;
  readonly endsAt: string;
  readonly version: number;
  readonly leadId: string | null;
  readonly remindedUntil: string;
  readonly zone: string;
  readonly land: Land;
  readonly sendFrom: string;
}

interface Recipient {
  readonly id: string;
  readonly officeId: string;
  readonly roles: readonly string[];
}

interface DueReminder {
  readonly id: string;
  readonly officeId: string;
  readonly deadlineId: string;
  readonly deadlineVersion: number;
  readonly step: string;
  readonly recipientId: string;
  readonly role: ReminderAudience;
  readonly state: "bound" | "skipped";
  readonly reason: string | null;
  readonly isUrgent: boolean;
  readonly forOn: string;
  readonly nextOn: string;
  readonly nextMorning: string;
}

/** The roles that hold an audience of the office. */
const officeRoles: Partial<Record<ReminderAudience, string>> = {
  office: "coordinator",
  "lead-office": "lead-office",
};

function findDue(tx: Transaction, now: string): Promise<DueDeadline[]> {
  return tx.run<DueDeadline>(sql`
    select d.id, d.office_id, d.kind, d.nominal_on, d.ends_at, d.version, d.lead_id, d.reminded_until, o.zone, o.land, o.send_from
    from deadlines d join offices o on o.id = d.office_id
    where d.state = 'open' and d.next_remind_at <= ${now}
    order by d.next_remind_at limit ${batchSize} for update of d skip locked`);
}

/** Everybody these deadlines may concern: their leads, and the people of their offices' coordination and lead office. */
function findRecipients(tx: Transaction, due: readonly DueDeadline[], now: string): Promise<Recipient[]> {
  const offices = [...new Set(due.map((deadline) => deadline.officeId))];
  const leads = [...new Set(due.flatMap((deadline) => deadline.leadId ?? []))];
  return tx.run<Recipient>(sql`
    select id, office_id, roles from people
    where office_id = any(${offices}::uuid[]) and (id = any(${leads}::uuid[])
      or (roles && array['coordinator', 'lead-office'] and (roles_until is null or roles_until >= ${now}::date)))`);
}

function recipientsFor(
  deadline: DueDeadline,
  audience: readonly ReminderAudience[],
  people: readonly Recipient[],
): { id: string; role: ReminderAudience }[] {
  const found = new Map<string, ReminderAudience>();
  for (const role of audience) {
    for (const person of people) {
      const isMeant =
        role === "lead" ? person.id === deadline.leadId : person.roles.includes(officeRoles[role] ?? "");
      if (isMeant && person.officeId === deadline.officeId && !found.has(person.id))
        found.set(person.id, role);
    }
  }
  return [...found].map(([id, role]) => ({ id, role }));
}

/** The reminders that a deadline owes now, and when it wants to be looked at again. */
function remind(deadline: DueDeadline, people: readonly Recipient[], now: string) {
  const reminded: RemindedDeadline = deadline;
  const { due, skipped } = dueSteps(reminded, deadline.remindedUntil, now);
  const today = localDay(now, deadline.zone);
  const nextOn = nextWorkingDay(addDays(today, 1), deadline.land);
  const common = {
    officeId: deadline.officeId,
    deadlineId: deadline.id,
    deadlineVersion: deadline.version,
    forOn: today,
    nextOn,
    nextMorning: localInstant(nextOn, deadline.sendFrom, deadline.zone),
  };
  const bound = (due === undefined ? [] : recipientsFor(deadline, due.audience, people)).map(
    ({ id, role }) => ({
      ...common,
      id: newId(),
      step: due?.key ?? "",
      recipientId: id,
      role,
      state: "bound" as const,
      reason: null,
      isUrgent: due?.urgent ?? false,
    }),
  );
  const passed = skipped.flatMap(({ step, reason }) =>
    recipientsFor(deadline, step.audience, people).map(({ id, role }) => ({
      ...common,
      id: newId(),
      step: step.key,
      recipientId: id,
      role,
      state: "skipped" as const,
      reason,
      isUrgent: false,
    })),
  );
  return {
    reminders: [...bound, ...passed] as DueReminder[],
    next: nextReminder(reminded, now)?.sendAt ?? null,
  };
}

/** Writes the ledger of reminders: the unique key keeps one that is there already from being written again. */
function insertReminders(
  tx: Transaction,
  reminders: readonly DueReminder[],
  now: string,
): Promise<DueReminder[]> {
  if (reminders.length === 0) return Promise.resolve([]);
  return tx.run<DueReminder>(sql`
    with n as (select * from jsonb_to_recordset(${JSON.stringify(reminders)}::jsonb) as n (
      id uuid, "officeId" uuid, "deadlineId" uuid, "deadlineVersion" int, step text, "recipientId" uuid, role text,
      state text, reason text, "isUrgent" boolean, "forOn" date, "nextOn" date, "nextMorning" timestamptz)),
    written as (
      insert into reminders (office_id, id, deadline_id, deadline_version, step, recipient_id, role, state, reason, due_at)
      select "officeId", id, "deadlineId", "deadlineVersion", step, "recipientId", role, state, reason, ${now} from n
      on conflict (office_id, deadline_id, deadline_version, step, recipient_id) do nothing
      returning id)
    select n.* from n join written using (id) where n.state = 'bound'`);
}

/**
 * Binds reminders into mails: urgent ones single, the others of one person and day into one digest. A digest that
 * a worker has taken up already is closed; what comes later waits for the next working morning's. Digests are
 * written in one order, or two workers with the same people in their batches would wait for each other.
 */
function bindToMails(tx: Transaction, reminders: readonly DueReminder[]): void {
  if (reminders.length === 0) return;
  const rows = JSON.stringify(reminders);
  const parsed = sql`jsonb_to_recordset(${rows}::jsonb) as n (
    id uuid, "officeId" uuid, "recipientId" uuid, "isUrgent" boolean, "forOn" date, "nextOn" date, "nextMorning" timestamptz)`;
  tx.later(sql`
    with n as (select * from ${parsed} where "isUrgent"),
    made as (
      insert into mails (office_id, id, recipient_id, kind, for_on)
      select "officeId", id, "recipientId", 'urgent', "forOn" from n returning id)
    update reminders r set mail_id = n.id from n where r.office_id = n."officeId" and r.id = n.id`);
  tx.later(sql`
    with n as (select * from ${parsed} where not "isUrgent"),
    people as (select "officeId", "recipientId", "forOn", "nextOn", "nextMorning" from n group by 1, 2, 3, 4, 5),
    today as (
      insert into mails (office_id, recipient_id, kind, for_on, next_try_at)
      select "officeId", "recipientId", 'digest', "forOn", clock_timestamp() + ${digestGraceMs} * interval '1 millisecond' from people
      order by "officeId", "recipientId", "forOn"
      on conflict (office_id, recipient_id, for_on) where kind = 'digest'
        do update set for_on = excluded.for_on where mails.state = 'pending' and mails.attempt = 0
      returning office_id, recipient_id, id),
    later as (
      insert into mails (office_id, recipient_id, kind, for_on, next_try_at)
      select "officeId", "recipientId", 'digest', "nextOn", "nextMorning" + ${morningGraceMs} * interval '1 millisecond' from people
      where ("officeId", "recipientId") not in (select office_id, recipient_id from today)
      order by "officeId", "recipientId", "forOn"
      on conflict (office_id, recipient_id, for_on) where kind = 'digest' do update set for_on = excluded.for_on
      returning office_id, recipient_id, id),
    bound as (select * from today union all select * from later)
    update reminders r set mail_id = bound.id
    from n join bound on bound.office_id = n."officeId" and bound.recipient_id = n."recipientId"
    where r.office_id = n."officeId" and r.id = n.id`);
}

/** Steps up to `until` have been handled; null leaves them to the next look. */
interface Move {
  readonly officeId: string;
  readonly id: string;
  readonly until: string | null;
  readonly next: string | null;
}

function advance(tx: Transaction, moves: readonly Move[]): void {
  tx.later(sql`
    update deadlines d set reminded_until = coalesce(n.until, d.reminded_until), next_remind_at = n.next
    from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as n ("officeId" uuid, id uuid, until timestamptz, next timestamptz)
    where d.office_id = n."officeId" and d.id = n.id`);
}

/** What a deadline owes; one that cannot be reckoned with is looked at again later and keeps no other from its turn. */
function outcomeOf(
  tools: Tools,
  deadline: DueDeadline,
  people: readonly Recipient[],
  now: string,
): { reminders: DueReminder[]; move: Move } {
  const { officeId, id } = deadline;
  try {
    const { reminders, next } = remind(deadline, people, now);
    return { reminders, move: { officeId, id, until: now, next } };
  } catch (error) {
    tools.logger.error({ err: error, officeId, deadlineId: id }, "a deadline cannot be reminded of");
    const next = new Date(Date.parse(now) + retryMs).toISOString();
    return { reminders: [], move: { officeId, id, until: null, next } };
  }
}

/** Handles one batch of deadlines with a due step, all or nothing; returns how many there were. */
async function sweepBatch(tools: Tools): Promise<number> {
  const clockQuery = { sql: "select now() as now", parameters: [] };
  return transact(tools.pool, [clockQuery], async (tx, [clock]) => {
    const now = tools.clock(String(clock?.[0]?.now));
    const due = await findDue(tx, now);
    if (due.length === 0) return 0;
    const people = await findRecipients(tx, due, now);
    const outcomes = due.map((deadline) => outcomeOf(tools, deadline, people, now));
    bindToMails(
      tx,
      await insertReminders(
        tx,
        outcomes.flatMap(({ reminders }) => reminders),
        now,
      ),
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
export async function sweepReminders(tools: Tools): Promise<number> {
  let total = 0;
  for (;;) {
    const handled = await sweepBatch(tools);
    total += handled;
    if (handled < batchSize || tools.stopping.aborted) return total;
  }
}
