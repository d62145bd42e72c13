import type { Transaction } from "@zuwendo/db";
import type { DeadlineKind } from "@zuwendo/domain";
import { sql } from "kysely";

/** The kinds of deadlines that a mail is about, whether it reminds of them or tells that they moved. */
export async function listKindsOfMail(tx: Transaction, mailId: string): Promise<DeadlineKind[]> {
  const rows = await tx.run<{ kind: DeadlineKind }>(sql`
    select d.kind from reminders r join deadlines d on d.office_id = r.office_id and d.id = r.deadline_id
      where r.mail_id = ${mailId}
    union
    select d.kind from mail_moves mm
      join deadline_moves m on m.office_id = mm.office_id and m.id = mm.move_id
      join deadlines d on d.office_id = m.office_id and d.id = m.deadline_id
      where mm.mail_id = ${mailId}
    order by kind`);
  return rows.map(({ kind }) => kind);
}
