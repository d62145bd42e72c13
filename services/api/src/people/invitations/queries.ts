import type { Transaction } from "@zuwendo/db";
import type { RoleHolder } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { Invitation } from "./schema.ts";

export const invitations: Resource<typeof Invitation, "invitations"> = {
  name: "invitations",
  one: "an invitation",
  table: "invitations",
  shape: Invitation,
  filters: ["personId", "isRevoked"],
  sorts: ["createdAt"],
  read: "invitations.read",
};

/** How many of a person's invitations hold beyond an instant, whatever became of them. */
export async function countExpiringAfter(tx: Transaction, personId: string, at: string): Promise<number> {
  const [row] = await tx.run<{ count: number }>(sql`
    select count(*)::int as count from invitations where person_id = ${personId} and expires_at > ${at}`);
  return row?.count ?? 0;
}

/** An invitation as the page behind its link needs it. */
export interface FollowedInvitation extends RoleHolder {
  readonly id: string;
  readonly version: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly usedAt: string | null;
  readonly revokedAt: string | null;
  /** The office's name where an operator has invited. */
  readonly inviterName: string;
  readonly inviterEmail: string | null;
  readonly officeEmail: string | null;
}

/** The invitation of a link, with what the person's roles are now. */
export async function findInvitation(tx: Transaction, id: string): Promise<FollowedInvitation | undefined> {
  const [row] = await tx.run<FollowedInvitation>(sql`
    select i.id, i.version, i.created_at, i.expires_at, i.used_at, i.revoked_at, p.roles, p.roles_from, p.roles_until,
      p.deactivated_at, coalesce(b.name, o.name) as inviter_name, b.email as inviter_email, o.email as office_email
    from invitations i
      join people p on p.office_id = i.office_id and p.id = i.person_id
      left join people b on b.office_id = i.office_id and b.id = i.invited_by_id
      join offices o on o.id = i.office_id
    where i.id = ${id}`);
  return row;
}

/** Keeps everybody else from using or revoking an invitation, and from shutting its person out, until the commit. */
export async function lockInvitation(tx: Transaction, id: string): Promise<void> {
  tx.queue(
    sql`select 1 from people where id = (select person_id from invitations where id = ${id}) for update`,
  );
  await tx.run(sql`select 1 from invitations where id = ${id} for update`);
}

/** Notes that the person has made their first token with it. */
export function markUsed(tx: Transaction, id: string, at: string): void {
  tx.queue(sql`
    update invitations set used_at = ${at}, version = version + 1, updated_at = now() where id = ${id}`);
}
