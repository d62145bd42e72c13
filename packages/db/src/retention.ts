import type { KeptFile, Restriction } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { Transaction } from "./transaction.ts";

/** A select of the last day for which the vouchers of an application are kept; `table` is what its row is called. */
export function selectRetentionEnd(table: string): RawBuilder<string | null> {
  return sql`
    select max(d.effective_on) from deadlines d
    where d.office_id = ${sql.ref(`${table}.office_id`)} and d.application_id = ${sql.ref(`${table}.id`)}
      and d.kind = 'retention-end' and d.state <> 'cancelled'`;
}

/** An erasure whose name and address are still kept, in any office. */
interface RestrictedErasure {
  readonly officeId: string;
  readonly id: string;
  readonly zone: string;
  readonly keptUntil: string | null;
  readonly files: readonly KeptFile[];
}

/** Every erasure that still keeps a name and address, with the files for which it does; locked until the transaction ends. */
export function listRestricted(tx: Transaction): Promise<RestrictedErasure[]> {
  return tx.run(sql`
    select e.office_id, e.id, o.zone, e.kept_until, array(
      select jsonb_build_object('state', a.state, 'retentionEndsOn', (${selectRetentionEnd("a")})) from applications a
      where a.office_id = e.office_id and a.id = any(e.application_ids)) as files
    from erasures e join offices o on o.id = e.office_id where e.blanked_at is null order by e.id for update of e`);
}

/** Keeps name and address of an erasure until another day, or no longer. */
export function restrict(
  tx: Transaction,
  { officeId, id }: Pick<RestrictedErasure, "officeId" | "id">,
  { isRestricted, keptUntil }: Restriction,
  now: string,
): void {
  // The day until which they were kept stays in the protocol.
  const change = isRestricted
    ? sql`kept_until = ${keptUntil}`
    : sql`kept_name = null, kept_email = null, blanked_at = ${now}`;
  tx.queue(sql`
    update erasures set ${change}, version = version + 1, updated_at = now() where office_id = ${officeId} and id = ${id}`);
}
