import { assertRolesKept, assignableRoles, keptRoles, type RoleHolder, ruleBroken } from "@zuwendo/domain";
import { leadExemptions } from "../../deadlines/planning/name-queries.ts";
import { closeTask } from "../../office/tasks/queries.ts";
import type { Session } from "../../request/session.ts";
import type { RowOf } from "../../resources/resource.ts";
import { endAddressChanges, endInvitations, findInviterRoles, lockHolders } from "./access-queries.ts";
import { mailAccount } from "./mail-queries.ts";
import type { Person } from "./schema.ts";

type Row = RowOf<typeof Person>;

/**
 * Draws the consequences of a new or changed person: who leads the exemption of an organisation may be somebody else now; roles
 * above the reach of whoever invited them end the invitation; another address is one that mails can reach again, links to the old
 * one end, and the old one is told. `changeId` is the change that the person has confirmed; without it the office has made it.
 */
export async function followPerson(
  session: Session,
  before: Row | undefined,
  row: Row,
  changeId: string | null = null,
): Promise<void> {
  leadExemptions(session, [before?.organisationId, row.organisationId], session.today);
  if (before === undefined) return;
  await endOutgrownInvitation(session, before, row);
  if (before.email === row.email) return;
  closeTask(session, { kind: "bounce", subjectId: row.id }, { reason: "address-changed", now: session.now });
  await endInvitations(session, row.id, session.caller.enteredAt);
  endAddressChanges(session, row.id, session.caller.enteredAt);
  mailAccount(session, {
    ...{ kind: "address-changed", recipientId: row.id },
    ...{ toEmail: before.email, aboutId: changeId },
  });
}

/** Ends an invitation whose author could not have given the person what roles they have got since. */
async function endOutgrownInvitation(session: Session, before: Row, row: Row): Promise<void> {
  const gained = row.roles.filter((role) => !before.roles.includes(role));
  if (gained.length === 0) return;
  const inviterRoles = await findInviterRoles(session, row.id, session.today);
  if (inviterRoles === undefined) return;
  const assignable = assignableRoles(inviterRoles);
  if (gained.some((role) => !assignable.includes(role))) {
    await endInvitations(session, row.id, session.caller.enteredAt);
  }
}

/** Refuses to leave the office without a role that it must not lose; of two such changes at once the second waits. */
export async function assertOfficeKept(session: Session, before: Row, after: RoleHolder): Promise<void> {
  const alone = { before, after, others: [] };
  const isLoss = ruleBroken(() => assertRolesKept(alone, session.today)) !== undefined;
  if (!isLoss) return;
  assertRolesKept({ ...alone, others: await lockHolders(session, before.id, keptRoles) }, session.today);
}
