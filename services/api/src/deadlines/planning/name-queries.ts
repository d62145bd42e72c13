import type { Transaction } from "@zuwendo/db";
import { type RawBuilder, sql } from "kysely";
import { firstLead, invitationTitle } from "./facts-queries.ts";

/** Another lead, as columns; whoever led it before still sees it in the calendar, as cancelled. */
function becomes(leadId: string | null): RawBuilder<unknown> {
  return sql`lead_id = ${leadId},
    former_lead_id = case when lead_id is distinct from ${leadId}::uuid then lead_id else former_lead_id end`;
}

/**
 * Names the lead and title that the mails of an application's open deadlines show; those made by hand have their own.
 * The day is the same, so the version is, and what waits to be sent stays good.
 */
export function renameDeadlines(
  tx: Transaction,
  application: { readonly id: string; readonly title: string; readonly leadId: string },
): void {
  tx.queue(sql`
    update deadlines set ${becomes(application.leadId)}, title = ${application.title}, updated_at = now()
    where application_id = ${application.id} and subject_type <> 'deadlines' and state = 'open'`);
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
