import { hasRolesAhead, localDay, type RoleHolder } from "@zuwendo/domain";
import type { Client } from "./database.ts";
import { StartError } from "./postgres/start-error.ts";

interface Invitee extends RoleHolder {
  readonly officeId: string;
  readonly id: string;
  readonly email: string;
  readonly zone: string;
  readonly hasToken: boolean;
}

const selectInvitees = `
  select p.office_id as "officeId", p.id, p.email, o.zone, p.roles, p.roles_from::text as "rolesFrom",
    p.roles_until::text as "rolesUntil", p.deactivated_at::text as "deactivatedAt",
    exists (select from tokens t where t.office_id = p.office_id and t.person_id = p.id
      and not t.is_revoked and t.expires_at > now()) as "hasToken"
  from people p join offices o on o.id = p.office_id
  where p.office_id = $1 and lower(p.email) = lower($2) and p.erased_at is null`;

/**
 * Invites whoever has the address, has roles and has no way in, in every one of the offices; for an office whose administrators
 * have all lost theirs. Runs as the owner inside a transaction.
 */
export async function invite(owner: Client, email: string, officeIds: readonly string[]): Promise<void> {
  const found: Invitee[] = [];
  for (const officeId of officeIds) {
    await enter(owner, officeId);
    const { rows } = await owner.query<Invitee>(`${selectInvitees} for update of p`, [officeId, email]);
    found.push(...rows);
  }
  if (found.length === 0) throw new StartError(`Nobody has the address ${email}.`);
  const now = new Date();
  const invitees = found.filter(
    (one) => !one.hasToken && one.deactivatedAt === null && hasRolesAhead(one, localDay(now, one.zone)),
  );
  if (invitees.length === 0) {
    throw new StartError(
      found.some(({ hasToken }) => hasToken)
        ? `Whoever has the address ${email} has a token in force and needs no invitation.`
        : `Whoever has the address ${email} is deactivated or has no role from today on.`,
    );
  }
  for (const invitee of invitees) await insertInvitation(owner, invitee);
}

async function enter(owner: Client, officeId: string): Promise<void> {
  await owner.query("select set_config('app.office_id', $1, true)", [officeId]);
}

/** Valid for a day only: the link is handed over at once. An earlier invitation ends. */
async function insertInvitation(owner: Client, { officeId, id, email }: Invitee): Promise<void> {
  await enter(owner, officeId);
  await owner.query(
    `update invitations set revoked_at = now(), version = version + 1, updated_at = now()
     where office_id = $1 and person_id = $2 and used_at is null and revoked_at is null`,
    [officeId, id],
  );
  await owner.query(
    `with made as (
       insert into invitations (person_id, email, expires_at) values ($1, $2, now() + interval '1 day') returning id, version, expires_at)
     insert into audit_log (action, subject_type, subject_id, version, changes)
     select 'create', 'invitations', id, version,
       jsonb_build_object('personId', $1::uuid, 'email', $2::text, 'expiresAt', expires_at) from made`,
    [id, email],
  );
}
