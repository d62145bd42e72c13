import type { Transaction } from "@zuwendo/db";
import { type DeadlineKind, permissions, type ReminderAudience } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Viewer } from "../../request/session.ts";

const mostReminders = 50;
const mostDeadlines = 200;
const mostDeputies = 200;

/** A reminder as the person it was for reads it. */
export interface OwnReminder {
  readonly step: string;
  readonly role: ReminderAudience;
  readonly state: "bound" | "sent" | "skipped" | "dropped";
  readonly reason: string | null;
  readonly dueAt: string;
  readonly sentAt: string | null;
  readonly kind: DeadlineKind;
  readonly title: string;
  readonly number: string | null;
  readonly effectiveOn: string;
}

/** The last reminders of a person, newest first. */
export function listReminders(tx: Transaction, personId: string): Promise<OwnReminder[]> {
  return tx.run<OwnReminder>(sql`
    select r.step, r.role, r.state, r.reason, r.due_at, m.sent_at, d.kind, d.title, a.number, d.effective_on
    from reminders r
      join deadlines d on d.office_id = r.office_id and d.id = r.deadline_id
      left join mails m on m.office_id = r.office_id and m.id = r.mail_id
      left join applications a on a.office_id = d.office_id and a.id = d.application_id
    where r.recipient_id = ${personId} order by r.created_at desc, r.id desc limit ${mostReminders}`);
}

/** An open deadline that has reminders to come, what this person is to it, and until when they wanted to be left alone. */
export interface OwnDeadline {
  readonly id: string;
  readonly kind: DeadlineKind;
  readonly programmeId: string | null;
  readonly title: string;
  readonly number: string | null;
  readonly nominalOn: string;
  readonly softOn: string | null;
  readonly effectiveOn: string;
  readonly endsAt: string;
  /** Steps up to this instant have been handled. */
  readonly remindedUntil: string;
  readonly isLead: boolean;
  readonly isOwner: boolean;
  readonly quietUntil: string | null;
  readonly remindAt: string | null;
}

/** The next open deadlines that a person leads or owns or, for those of the office, may be reminded of by their function. */
export function listDeadlinesAhead(
  tx: Transaction,
  { personId }: Viewer["caller"],
  isOfOffice: boolean,
): Promise<OwnDeadline[]> {
  const mine = sql`(d.lead_id = ${personId} or d.owner_id = ${personId})`;
  return tx.run<OwnDeadline>(sql`
    select d.id, d.kind, d.programme_id, d.title, a.number, d.nominal_on, d.soft_on, d.effective_on, d.ends_at,
      d.reminded_until, d.lead_id is not distinct from ${personId}::uuid as is_lead,
      d.owner_id is not distinct from ${personId}::uuid as is_owner, ra.quiet_until, ra.remind_at
    from deadlines d
      left join applications a on a.office_id = d.office_id and a.id = d.application_id
      left join lateral (
        select max(quiet_until) as quiet_until, min(remind_at) as remind_at from reminder_answers
        where office_id = d.office_id and deadline_id = d.id and person_id = ${personId}) ra on true
    where d.state = 'open' and (d.next_remind_at is not null or ra.remind_at is not null)
      and ${isOfOffice ? sql`true` : mine}
    order by d.effective_on, d.id limit ${mostDeadlines}`);
}

export interface Deputy {
  readonly id: string;
  readonly name: string;
}

/**
 * Who can stand in for a person: those of the same organisation or, for the office's people, of the office, with a role
 * that shows deadlines; and who does now.
 */
export function listDeputies(
  tx: Transaction,
  { caller: { personId, organisationId }, today }: Pick<Viewer, "caller" | "today">,
  { isOfOffice, current }: { readonly isOfOffice: boolean; readonly current: string | null },
): Promise<Deputy[]> {
  const colleagues = isOfOffice
    ? sql`roles_on(p, ${today}) && array['coordinator', 'lead-office']`
    : sql`organisation_id = ${organisationId}::uuid and roles_on(p, ${today}) && ${Object.keys(permissions["deadlines.read"])}::text[]`;
  return tx.run<Deputy>(sql`
    select id, name from people p
    where id <> ${personId} and (${colleagues} or id = ${current}::uuid)
    order by id is distinct from ${current}::uuid, name, id limit ${mostDeputies}`);
}
