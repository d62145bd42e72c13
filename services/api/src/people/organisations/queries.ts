import type { Transaction } from "@zuwendo/db";
import { sql } from "kysely";

/** Who has led projects of an organisation the longest; null when nobody does. */
export async function findFirstLead(
  tx: Transaction,
  organisationId: string,
  today: string,
): Promise<string | null> {
  const [lead] = await tx.run<{ id: string }>(sql`
    select id from people
    where organisation_id = ${organisationId} and 'project-lead' = any(roles)
      and (roles_until is null or roles_until >= ${today}::date)
    order by created_at, id limit 1`);
  return lead?.id ?? null;
}
