import { build, type Transaction } from "@zuwendo/db";
import type { DeadlineKind } from "@zuwendo/domain";
import { sql } from "kysely";
import { ofAgendaApplications, ofVisibleApplications } from "../applications/queries.ts";
import type { Resource } from "../resource.ts";
import { Deadline } from "./schema.ts";

export const deadlines: Resource = {
  name: "deadlines",
  table: "deadlines",
  shape: Deadline,
  computed: ["transitions"],
  filters: ["state", "kind", "applicationId", "leadId", "subjectId"],
  ranges: ["effectiveOn"],
  sorts: ["effectiveOn", "createdAt"],
  read: "deadlines.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own" }),
  agenda: ofAgendaApplications,
};

/** Changes the open deadlines of an application, of some kinds or of all, and raises their versions. */
export function updateOpenDeadlines(
  tx: Transaction,
  applicationId: string,
  kinds: readonly DeadlineKind[] | "all",
  values: { state: "met" | "cancelled"; closedAt: string; nextRemindAt: null },
): void {
  let query = build
    .updateTable("deadlines")
    .set({ ...values, version: sql`version + 1`, updatedAt: sql`now()` })
    .where("applicationId", "=", applicationId)
    .where("state", "=", "open");
  if (kinds !== "all") query = query.where("kind", "in", [...kinds]);
  tx.later(query);
}

/** Gives open deadlines their new days and raises the versions of those that move. `rows` are columns by id. */
export function moveDeadlines(tx: Transaction, rows: readonly object[]): void {
  tx.later(sql`
    update deadlines d set
      rule = n.rule, anchor_type = n."anchorType", anchor_id = n."anchorId", anchor_label = n."anchorLabel",
      anchor_on = n."anchorOn", nominal_on = n."nominalOn", effective_on = n."effectiveOn", ends_at = n."endsAt",
      explanation = n.explanation, strictness = n.strictness, reminded_until = n."remindedUntil",
      next_remind_at = n."nextRemindAt", version = d.version + 1, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (
      id uuid, rule jsonb, "anchorType" text, "anchorId" uuid, "anchorLabel" jsonb, "anchorOn" date,
      "nominalOn" date, "effectiveOn" date, "endsAt" timestamptz, explanation jsonb, strictness text,
      "remindedUntil" timestamptz, "nextRemindAt" timestamptz)
    where d.id = n.id and d.state = 'open'
      and (d.nominal_on, d.effective_on, d.ends_at) is distinct from (n."nominalOn", n."effectiveOn", n."endsAt")`);
}

/** Names the lead and title that the mails of an open cut-off show; returns its id, where there is one. */
export async function renameCutOff(
  tx: Transaction,
  application: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const [open] = await tx.run<{ id: string }>(sql`
    update deadlines set lead_id = ${application.leadId}, title = ${application.title}
    where application_id = ${application.id} and kind = 'application-cut-off' and state = 'open' returning id`);
  return open?.id;
}
