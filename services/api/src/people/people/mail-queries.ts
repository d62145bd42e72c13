import type { Transaction } from "@zuwendo/db";
import type { MailKind } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Session } from "../../request/session.ts";

interface AccountMail {
  readonly kind: Extract<MailKind, "invitation" | "address-confirmation" | "address-changed">;
  readonly recipientId: string;
  /** Null: to the recipient's own address. */
  readonly toEmail: string | null;
  /** The invitation or the change of an address that it is about. */
  readonly aboutId: string | null;
}

/** How many mails of the last 24 hours tell an earlier address of a person that the office has changed it. */
export async function countOfficeChanges(tx: Transaction, personId: string): Promise<number> {
  const kind: MailKind = "address-changed";
  const [row] = await tx.run<{ count: number }>(sql`
    select count(*)::int as count from mails
    where recipient_id = ${personId} and kind = ${kind} and about_id is null and created_at > now() - interval '24 hours'`);
  return row?.count ?? 0;
}

/** Writes down a mail about somebody's access or address for the worker to send at once; travels with the commit. */
export function mailAccount(session: Session, { kind, recipientId, toEmail, aboutId }: AccountMail): void {
  session.queue(sql`
    insert into mails (recipient_id, kind, for_on, to_email, about_id)
    values (${recipientId}, ${kind}, ${session.today}, ${toEmail}, ${aboutId})`);
  session.nudge("sweep-reminders", {});
}
