import type { Transaction } from "@zuwendo/db";
import { type RawBuilder, sql } from "kysely";

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
