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

/** Writes down a mail about somebody's access or address for the worker to send at once; travels with the commit. */
export function mailAccount(session: Session, { kind, recipientId, toEmail, aboutId }: AccountMail): void {
  session.queue(sql`
    insert into mails (recipient_id, kind, for_on, to_email, about_id)
    values (${recipientId}, ${kind}, ${session.today}, ${toEmail}, ${aboutId})`);
  session.nudge("sweep-reminders", {});
}
