import type { Transaction } from "@zuwendo/db";
import type { DeadlineKind, Receipt } from "@zuwendo/domain";
import { sql } from "kysely";

/** What comes in by the last day of a kind of duty, and is judged by it. */
export type ReceivedTable = "papers" | "paymentRequests";

/** Something that has come in about a thing that owes a duty. */
interface Received extends Receipt {
  readonly table: ReceivedTable;
  readonly id: string;
  readonly subjectId: string;
  readonly isLate: boolean;
}

/** What has come in about some papers and grants. */
export function listReceived(tx: Transaction, subjectIds: readonly string[]): Promise<Received[]> {
  return tx.run<Received>(sql`
    select 'papers' as "table", id, id as subject_id, handed_in_at as received_at, in_time_until, is_late
    from papers where id = any(${[...subjectIds]}::uuid[]) and handed_in_at is not null
    union all
    select 'paymentRequests', id, grant_id, received_at, in_time_until, is_late
    from payment_requests where grant_id = any(${[...subjectIds]}::uuid[])`);
}

/** How the last deadline of a duty differs from its rule. */
interface LastOfDuty {
  readonly subjectId: string;
  readonly extendedTo: string | null;
  readonly isCalledOff: boolean;
}

/** The last deadlines of some duties: to which day each was extended, and whether somebody has cancelled it by hand. */
export function listLastOf(
  tx: Transaction,
  subjectIds: readonly string[],
  kinds: readonly DeadlineKind[],
): Promise<LastOfDuty[]> {
  return tx.run<LastOfDuty>(sql`
    select distinct on (subject_id) subject_id, extended_to, state = 'cancelled' and closed_by_id is not null as is_called_off
    from deadlines where subject_id = any(${[...subjectIds]}::uuid[]) and kind = any(${[...kinds]})
    order by subject_id, created_at desc, id desc`);
}

/** Flags things as late or in time, by id, and raises their versions. */
export function setLateness(
  tx: Transaction,
  table: "applications" | ReceivedTable,
  judged: readonly { readonly id: string; readonly isLate: boolean }[],
): void {
  tx.queue(sql`
    update ${sql.table(table)} r set is_late = n."isLate", version = r.version + 1, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(judged)}::jsonb) as n (id uuid, "isLate" boolean)
    where r.id = n.id`);
}
