import type { Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { Idea } from "./schema.ts";

export type IdeaRow = RowOf<typeof Idea>;

export const ideas: Resource<typeof Idea, "ideas"> = {
  name: "ideas",
  one: "an idea",
  table: "ideas",
  shape: Idea,
  filters: ["state", "themeId", "needId", "organisationId", "leadId", "origin", "applicantKind", "areaKey"],
  ranges: ["capturedOn", "startsOn"],
  sorts: ["createdAt", "title", "number"],
  search: "search",
  hasNumber: true,
  read: "ideas.read",
  own: ownedThrough({ organisation: "organisationId", person: "leadId" }),
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
