import type { Transaction } from "@zuwendo/db";
import { type Language, localDay, localTime, type MailKind, type Role, roleLabels } from "@zuwendo/domain";
import { linkPath } from "@zuwendo/links";
import { type AccountMatter, type RenderedMail, renderAccountMail } from "@zuwendo/mail";
import { sql } from "kysely";

/** What a mail about somebody's access or address is about, as it stands when the mail is taken up. */
export type BoundAccount = { readonly mailId: string } & (
  | {
      readonly kind: "invitation";
      readonly aboutId: string;
      readonly inviterName: string;
      readonly roles: readonly Role[];
      readonly rolesFrom: string | null;
      readonly expiresAt: string;
    }
  | {
      readonly kind: "address-confirmation";
      readonly aboutId: string;
      readonly newEmail: string;
      readonly expiresAt: string;
    }
  /** About the change that the person has confirmed; null: the office has made it. */
  | { readonly kind: "address-changed"; readonly aboutId: string | null }
);

/** A mail's recipient and office, as far as such a mail needs them. */
interface Letterhead {
  readonly officeId: string;
  readonly mailSecret: Buffer;
  readonly zone: string;
  readonly language: Language;
  readonly recipientName: string;
  readonly officeName: string;
  readonly officeEmail: string | null;
}

/** What the mails have to say of access and addresses, without what has been used, withdrawn or has expired. */
export async function readAccounts(
  tx: Transaction,
  taken: readonly { readonly officeId: string; readonly id: string; readonly kind: MailKind }[],
  now: string,
): Promise<BoundAccount[]> {
  const kinds: readonly MailKind[] = ["invitation", "address-confirmation", "address-changed"];
  const letters = taken.filter(({ kind }) => kinds.includes(kind));
  if (letters.length === 0) return [];
  return tx.run<BoundAccount>(sql`
    select m.id as mail_id, m.kind, m.about_id, b.name as inviter_name, p.roles, p.roles_from, c.new_email,
      coalesce(i.expires_at, c.expires_at) as expires_at
    from mails m
      join people p on p.office_id = m.office_id and p.id = m.recipient_id
      left join invitations i on m.kind = 'invitation' and i.office_id = m.office_id and i.id = m.about_id
        and i.used_at is null and i.revoked_at is null and i.expires_at > ${now}
      left join people b on b.office_id = i.office_id and b.id = i.invited_by_id
      left join address_changes c on m.kind = 'address-confirmation' and c.office_id = m.office_id and c.id = m.about_id
        and c.confirmed_at is null and c.revoked_at is null and c.expires_at > ${now}
    where m.id = any(${letters.map(({ id }) => id)}::uuid[])
      and m.office_id = any(${letters.map(({ officeId }) => officeId)}::uuid[])
      and (m.kind = 'address-changed' or i.id is not null or c.id is not null)`);
}

function matterOf(account: BoundAccount, mail: Letterhead, now: string): AccountMatter {
  const { officeId, mailSecret: secret, zone } = mail;
  const untilOf = (instant: string) => ({ on: localDay(instant, zone), time: localTime(instant, zone) });
  switch (account.kind) {
    case "invitation": {
      const { kind, inviterName, roles, rolesFrom, aboutId: id, expiresAt } = account;
      return {
        ...{ kind, inviterName },
        roles: roles.map((role) => roleLabels[role]),
        rolesFrom: rolesFrom !== null && rolesFrom > localDay(now, zone) ? rolesFrom : null,
        until: untilOf(expiresAt),
        path: linkPath(secret, { purpose: "invitation", officeId, id }),
      };
    }
    case "address-confirmation": {
      const { kind, newEmail, aboutId: id, expiresAt } = account;
      const path = linkPath(secret, { purpose: "address", officeId, id });
      return { kind, newEmail, until: untilOf(expiresAt), path };
    }
    case "address-changed":
      return { kind: account.kind, by: account.aboutId === null ? "office" : "person" };
    default:
      return account satisfies never;
  }
}

/** The words of such a mail as they are true at `now`. */
export function renderAccount(
  account: BoundAccount,
  mail: Letterhead,
  { publicUrl, now }: { readonly publicUrl: string; readonly now: string },
): RenderedMail {
  const { language, recipientName, officeName, officeEmail } = mail;
  const matter = matterOf(account, mail, now);
  return renderAccountMail({ language, recipientName, officeName, officeEmail, publicUrl, matter });
}
