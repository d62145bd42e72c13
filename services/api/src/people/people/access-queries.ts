import type { Transaction } from "@zuwendo/db";
import type { Role, RoleHolder } from "@zuwendo/domain";
import { sql } from "kysely";

/** Revokes everything of a kind that opens the office to somebody; returns how many there were. */
async function revokeAll(
  tx: Transaction,
  table: "tokens" | "calendarFeeds",
  personId: string,
  at: string,
): Promise<number> {
  const ended = await tx.run(sql`
    update ${sql.table(table)} set revoked_at = ${at}, version = version + 1, updated_at = now()
    where person_id = ${personId} and revoked_at is null returning id`);
  return ended.length;
}

/** Revokes the invitation that somebody has not used yet; returns how many that is. */
export async function endInvitations(tx: Transaction, personId: string, at: string): Promise<number> {
  const ended = await tx.run(sql`
    update invitations set revoked_at = ${at}, version = version + 1, updated_at = now()
    where person_id = ${personId} and used_at is null and revoked_at is null returning id`);
  return ended.length;
}

/** The roles that the author of somebody's open invitation has on a day; undefined for none, and for one that an operator made. */
export async function findInviterRoles(
  tx: Transaction,
  personId: string,
  day: string,
): Promise<Role[] | undefined> {
  const [row] = await tx.run<{ roles: Role[] }>(sql`
    select roles_on(b, ${day}::date) as roles
    from invitations i join people b on b.office_id = i.office_id and b.id = i.invited_by_id
    where i.person_id = ${personId} and i.used_at is null and i.revoked_at is null`);
  return row?.roles;
}

/** Ends the change of an address that somebody has not confirmed yet. */
export function endAddressChanges(tx: Transaction, personId: string, at: string): void {
  tx.queue(sql`
    update address_changes set revoked_at = ${at}, version = version + 1, updated_at = now()
    where person_id = ${personId} and confirmed_at is null and revoked_at is null`);
}

/** Ends everything that opens the office to somebody or could yet; returns how many there were of each. */
export async function endAccess(tx: Transaction, personId: string, at: string) {
  endAddressChanges(tx, personId, at);
  return {
    tokens: await revokeAll(tx, "tokens", personId, at),
    calendarFeeds: await revokeAll(tx, "calendarFeeds", personId, at),
    invitations: await endInvitations(tx, personId, at),
  };
}

/** Everybody else with one of the roles; whoever asks next in this office waits until this transaction is over. */
export function lockHolders(tx: Transaction, personId: string, held: readonly Role[]): Promise<RoleHolder[]> {
  tx.queue(sql`select pg_advisory_xact_lock(hashtextextended('roles ' || current_office(), 0))`);
  return tx.run<RoleHolder>(sql`
    select roles, roles_from, roles_until, deactivated_at from people
    where id <> ${personId} and roles && ${[...held]}::text[]`);
}

/** Whether somebody else of the office has an address, in whatever case; `personId` is null for somebody new. */
export async function isTaken(tx: Transaction, email: string, personId: string | null): Promise<boolean> {
  const found = await tx.run(sql`
    select 1 from people where lower(email) = lower(${email}) and id is distinct from ${personId}::uuid limit 1`);
  return found.length > 0;
}
