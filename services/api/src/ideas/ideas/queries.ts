import type { Transaction } from "@zuwendo/db";
import { ideaStatus, localDay, type Status } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { Viewer } from "../../request/session.ts";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { anyOf, applicationVisibility, ownedThrough } from "../../resources/visibility.ts";
import { Idea } from "./schema.ts";

export type IdeaRow = RowOf<typeof Idea>;

const ideaOwners = ownedThrough({ organisation: "organisationId", person: "leadId" });

/** Ideas that some of these applications were made of. */
function ofApplications(which: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql<boolean>`id in (select idea_id from applications where ${which})`;
}

export const ideas: Resource<typeof Idea, "ideas"> = {
  name: "ideas",
  one: "an idea",
  table: "ideas",
  shape: Idea,
  filters: [
    "state",
    "themeId",
    "needId",
    "organisationId",
    "leadId",
    "origin",
    "applicantKind",
    "areaKey",
    "hasApplication",
  ],
  ranges: ["capturedOn", "startsOn"],
  sorts: ["createdAt", "title", "number", "organisationName", "leadName", "stateSince"],
  hasWords: true,
  hasNumber: true,
  read: "ideas.read",
  own: (caller) => anyOf([ideaOwners(caller), ofApplications(applicationVisibility.own(caller))]),
  ownToChange: ideaOwners,
  // Who decides on an application reads the idea it came from.
  agenda: () => ofApplications(applicationVisibility.agenda()),
};

/** Names another lead of an idea as the owner of its applications' open deadlines, but where the office has named somebody. */
export function changeOwner(
  tx: Transaction,
  {
    id,
    leadId,
    oldLeadId,
  }: { readonly id: string; readonly leadId: string | null; readonly oldLeadId: string | null },
): void {
  tx.queue(sql`
    update deadlines d set owner_id = ${leadId}, updated_at = now()
    from applications a
    where a.idea_id = ${id} and d.application_id = a.id and d.subject_type <> 'deadlines' and d.state = 'open'
      and d.owner_id is not distinct from ${oldLeadId}::uuid`);
}

/** Where an idea stands. */
export function statusOfIdea({ caller }: Pick<Viewer, "caller">, row: IdeaRow): Status {
  return ideaStatus({
    state: row.state,
    since: localDay(row.stateSince, caller.zone),
    hasApplication: row.hasApplication,
  });
}
