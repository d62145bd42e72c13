import type { Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { AddressChange } from "./schema.ts";

export const addressChanges: Resource<typeof AddressChange, "addressChanges"> = {
  name: "address-changes",
  one: "a change of an address",
  table: "addressChanges",
  shape: AddressChange,
  filters: [],
  sorts: ["createdAt"],
  read: "me.read",
};

/** A person's address; nobody else changes them until this transaction is over. */
export async function lockAddress(tx: Transaction, personId: string): Promise<string | undefined> {
  const [row] = await tx.run<{ email: string }>(
    sql`select email from people where id = ${personId} for update`,
  );
  return row?.email;
}

/** How many changes somebody has begun whose time is not over, whatever became of them. */
export async function countRecent(tx: Transaction, personId: string, now: string): Promise<number> {
  const [row] = await tx.run<{ count: number }>(sql`
    select count(*)::int as count from address_changes where person_id = ${personId} and expires_at > ${now}`);
  return row?.count ?? 0;
}

/** A change of an address as the page behind its link needs it. */
export interface FollowedChange {
  readonly id: string;
  readonly personId: string;
  readonly oldEmail: string;
  readonly newEmail: string;
  readonly expiresAt: string;
  readonly confirmedAt: string | null;
  readonly revokedAt: string | null;
  /** Whether the person has been deactivated or erased. */
  readonly isShutOut: boolean;
  readonly officeEmail: string | null;
}

export async function findChange(tx: Transaction, id: string): Promise<FollowedChange | undefined> {
  const [row] = await tx.run<FollowedChange>(sql`
    select c.id, c.person_id, c.old_email, c.new_email, c.expires_at, c.confirmed_at, c.revoked_at, o.email as office_email,
      coalesce(p.deactivated_at, p.erased_at) is not null as is_shut_out
    from address_changes c
      join offices o on o.id = c.office_id
      join people p on p.office_id = c.office_id and p.id = c.person_id
    where c.id = ${id}`);
  return row;
}

/** Notes that the new address was confirmed. */
export function markConfirmed(tx: Transaction, id: string, at: string): void {
  tx.queue(sql`
    update address_changes set confirmed_at = ${at}, version = version + 1, updated_at = now() where id = ${id}`);
}
