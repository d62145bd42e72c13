import { jsonb, type Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import type { mailEventNames } from "../mails/schema.ts";

export type MailEventName = (typeof mailEventNames)[number];

/** An answer of the mail server, or an event that was reported later. */
export interface Attempt {
  readonly at: string;
  readonly response: string;
  readonly event?: MailEventName;
}

interface ReportedMail {
  readonly id: string;
  readonly recipientId: string;
  /** Where it went. */
  readonly email: string;
  /** Whether that is the recipient's own address, and not one that is to become it or was it. */
  readonly isOwnAddress: boolean;
  readonly attempts: readonly Attempt[];
  /** Whether the recipient has got another address since the mail went out. */
  readonly isReaddressed: boolean;
  /** Whether the recipient has been erased: what is reported may hold their address, and is not kept. */
  readonly isErased: boolean;
}

/** The mail with that id, locked, and the address that it went to; undefined if the office has none. */
export async function lockMail(tx: Transaction, id: string): Promise<ReportedMail | undefined> {
  const [mail] = await tx.run<ReportedMail>(sql`
    select m.id, m.recipient_id, coalesce(m.to_email, p.email) as email, m.attempts, p.erased_at is not null as is_erased,
      m.to_email is null or lower(m.to_email) = lower(p.email) as is_own_address,
      m.to_email is null and exists (
        select from audit_log a
        where a.subject_id = p.id and a.subject_type = 'people' and a.action = 'change' and a.changes ? 'email'
          and a.at > coalesce(m.sent_at, m.next_try_at)) as is_readdressed
    from mails m join people p on p.office_id = m.office_id and p.id = m.recipient_id
    where m.id = ${id} for update of m`);
  return mail;
}

const attemptsKept = 30;

/** Adds an event to what is known of a locked mail; one that came back is `bounced` from then on. */
export function noteEvent(
  tx: Transaction,
  mail: ReportedMail,
  attempt: Attempt,
  { cameBack }: { cameBack: boolean },
): void {
  const attempts = [...mail.attempts, attempt].slice(-attemptsKept);
  tx.queue(sql`
    update mails set attempts = ${jsonb(attempts)},
      state = case when ${cameBack} and state in ('sent', 'captured') then 'bounced' else state end,
      bounced_at = case when ${cameBack} then coalesce(bounced_at, ${attempt.at}::timestamptz) else bounced_at end
    where id = ${mail.id}`);
}
