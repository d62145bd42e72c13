import type { Transaction } from "@zuwendo/db";
import { officeKinds } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import { firstLead, invitationTitle } from "./facts-queries.ts";

/** Another lead, as columns; whoever led it before still sees it in the calendar, as cancelled. */
function becomes(leadId: string | null): RawBuilder<unknown> {
  return sql`lead_id = ${leadId},
    former_lead_id = case when lead_id is distinct from ${leadId}::uuid then lead_id else former_lead_id end`;
}

/**
 * Names the lead and title that the mails of an application's open deadlines show, and the owner where the former lead was
 * it; those made by hand have their own, and what the office performs has none.
 * The day is the same, so the version is, and what waits to be sent stays good.
 */
export function renameDeadlines(
  tx: Transaction,
  application: { readonly id: string; readonly title: string; readonly leadId: string },
  formerLeadId: string,
): void {
  const { id, title, leadId } = application;
  const isAboutIt = sql`application_id = ${id} and subject_type <> 'deadlines' and state = 'open'`;
  tx.queue(sql`update deadlines set title = ${title}, updated_at = now() where ${isAboutIt}`);
  if (leadId === formerLeadId) return;
  tx.queue(sql`
    update deadlines set ${becomes(leadId)},
      owner_id = case when owner_id = ${formerLeadId} then ${leadId}::uuid else owner_id end
    where ${isAboutIt} and kind <> all(${[...officeKinds]})`);
}

/**
 * Gives a locked deadline another title, lead or owner and raises its version. The day is the same, so what waits to be
 * sent stays good for the new version.
 */
export function nameDeadline(
  tx: Transaction,
  id: string,
  names: { readonly title: string; readonly leadId: string | null; readonly ownerId: string | null },
): void {
  tx.queue(sql`
    with named as (
      update deadlines set title = ${names.title}, owner_id = ${names.ownerId}, ${becomes(names.leadId)},
        version = version + 1, updated_at = now()
      where id = ${id} and state = 'open' returning id, version)
    update reminders r set deadline_version = named.version
    from named where r.deadline_id = named.id and r.deadline_version = named.version - 1 and r.state = 'bound'`);
}

/** Gives every open deadline that somebody leads or owns to somebody else; returns how many. Otherwise as `renameDeadlines`. */
export async function handOverDeadlines(tx: Transaction, from: string, to: string): Promise<number> {
  const moved = await tx.run(sql`
    update deadlines set
      former_lead_id = case when lead_id = ${from} then lead_id else former_lead_id end,
      lead_id = case when lead_id = ${from} then ${to}::uuid else lead_id end,
      owner_id = case when owner_id = ${from} then ${to}::uuid else owner_id end, updated_at = now()
    where (lead_id = ${from} or owner_id = ${from}) and state = 'open' returning id`);
  return moved.length;
}

/**
 * Lets reminders that still wait to be sent to a former lead or owner, or to whoever stands in for them, go to who is that
 * now: they are dropped, and the step is looked at again. Who has been told of it is not told twice.
 */
export function remindAnew(tx: Transaction, formerId: string, now: string): void {
  tx.queue(sql`
    with dropped as (
      update reminders r set state = 'dropped', reason = 'not-theirs'
      from mails m, deadlines d
      where (r.recipient_id = ${formerId} and r.for_id is null and r.role in ('lead', 'owner') or r.for_id = ${formerId})
        and r.state = 'bound' and m.office_id = r.office_id and m.id = r.mail_id and m.state = 'pending' and m.attempt = 0
        and d.office_id = r.office_id and d.id = r.deadline_id and d.state = 'open'
        and d.lead_id is distinct from ${formerId}::uuid and d.owner_id is distinct from ${formerId}::uuid
      returning r.deadline_id, r.due_at)
    update deadlines d set next_remind_at = ${now},
      -- A day covers the step that was due, whenever that day the worker found it.
      reminded_until = least(d.reminded_until, w.due_at - interval '1 day')
    from (select deadline_id, min(due_at) as due_at from dropped group by deadline_id) w where d.id = w.deadline_id`);
}

/** Names another lead, title or committee in the open deadlines about a thing; otherwise as `renameDeadlines`. */
export function renameDuties(
  tx: Transaction,
  subjectId: string,
  { title, leadId, committeeId }: { title: string; leadId?: string; committeeId?: string },
): void {
  tx.queue(sql`
    update deadlines set title = ${title} ${leadId === undefined ? sql`` : sql`, ${becomes(leadId)}`}
      ${committeeId === undefined ? sql`` : sql`, committee_id = ${committeeId}`}, updated_at = now()
    where subject_id = ${subjectId} and state = 'open'`);
}

/** Names a committee's new name in the open invitations to its meetings; otherwise as `renameDeadlines`. */
export function renameInvitations(
  tx: Transaction,
  { id, name, oldName }: { readonly id: string; readonly name: string; readonly oldName: string },
): void {
  tx.queue(sql`
    update deadlines set title = ${invitationTitle(sql`${name}::text`)}, updated_at = now()
    where committee_id = ${id} and kind = 'meeting-invitation' and subject_type = 'meetings' and state = 'open'
      and title = ${invitationTitle(sql`${oldName}::text`)}`);
}

/** Names whoever leads projects of some organisations today in their open exemptions; otherwise as `renameDeadlines`. */
export function leadExemptions(
  tx: Transaction,
  organisationIds: readonly (string | null | undefined)[],
  today: string,
): void {
  const ids = organisationIds.filter((id) => id != null);
  if (ids.length === 0) return;
  tx.queue(sql`
    update deadlines d set lead_id = n.lead_id, former_lead_id = d.lead_id, updated_at = now()
    from (select o.id, ${firstLead(today)} as lead_id from organisations o where o.id = any(${ids}::uuid[])) n
    where d.subject_id = n.id and d.kind = 'charitable-exemption' and d.state = 'open'
      and d.lead_id is distinct from n.lead_id`);
}
