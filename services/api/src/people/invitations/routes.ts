import { byLanguage, DomainError, hasRolesAhead } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { hasTokenInForce } from "../../office/tokens/queries.ts";
import type { Deps, Session } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { getReferenced, insertRow } from "../../resources/rows.ts";
import { created, endRoute } from "../../resources/write-routes.ts";
import { endInvitations } from "../people/access-queries.ts";
import { assertAssignable } from "../people/assignable.ts";
import { mailAccount } from "../people/mail-queries.ts";
import { people } from "../people/queries.ts";
import { countExpiringAfter, invitations } from "./queries.ts";
import { Invitation, InvitationCreate, InvitationPage } from "./schema.ts";

const dayMs = 86_400_000;
const validMs = 14 * dayMs;
/** Of one person in 24 hours: each is a mail to an address that nobody has confirmed. */
const mostInvitations = 5;

const withoutRole = {
  de: "Diese Person hat von heute an keine Rolle. Bitte geben Sie ihr zuerst eine.",
  en: "This person has no role from today on. Please give them one first.",
};
const shutOut = {
  de: "Diese Person ist deaktiviert. Bitte heben Sie das zuerst auf.",
  en: "This person is deactivated. Please undo that first.",
};

async function invite(session: Session, body: Static<typeof InvitationCreate>) {
  const person = await getReferenced(session, people, body, "personId", { lock: true });
  if (person.erasedAt !== null) throw new DomainError("person-erased", {}, "/personId");
  assertAssignable(session, [person.roles], "/personId");
  const refusal =
    person.deactivatedAt === null
      ? hasRolesAhead(person, session.today)
        ? undefined
        : withoutRole
      : shutOut;
  if (refusal !== undefined) {
    throw new DomainError("value-refused", byLanguage({ rule: refusal }), "/personId");
  }
  if (await hasTokenInForce(session, person.id)) throw new DomainError("token-in-force", {}, "/personId");
  // Begun within a day, as its time says.
  const recent = new Date(Date.parse(session.now) + validMs - dayMs).toISOString();
  if ((await countExpiringAfter(session, person.id, recent)) >= mostInvitations) {
    throw new DomainError("too-many-invitations", { most: mostInvitations }, "/personId");
  }
  await endInvitations(session, person.id, session.caller.enteredAt);
  const row = await insertRow(session, invitations, body, {
    email: person.email,
    invitedById: session.caller.personId,
    expiresAt: new Date(Date.parse(session.now) + validMs).toISOString(),
  });
  mailAccount(session, { kind: "invitation", recipientId: person.id, toEmail: null, aboutId: row.id });
  session.audit({
    ...{ action: "create", subjectType: invitations.name, subjectId: row.id, version: 1 },
    changes: { personId: person.id, email: row.email, expiresAt: row.expiresAt },
  });
  return row;
}

export function invitationRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Invitation).addSchema(InvitationCreate).addSchema(InvitationPage);
  listRoute(app, deps, invitations, InvitationPage);
  readRoute(app, deps, invitations);

  app.post("/invitations", {
    schema: describe({
      id: "createInvitation",
      permission: "invitations.write",
      tag: invitations.name,
      summary: "Invite somebody by mail",
      description:
        "A mail goes out at once, with a link that holds for 14 days: its page makes the person's first token, once, and shows it to them alone. For people with a role that the caller may give and without a token in force; a new invitation ends the earlier one; at most five in 24 hours.",
      problems: ["token-in-force", "person-erased", "role-not-assignable", "too-many-invitations"],
      body: InvitationCreate,
      answer: Invitation,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "invitations.write", async (session) =>
        created(invitations, await invite(session, request.body as Static<typeof InvitationCreate>)),
      ),
  });

  endRoute(app, deps, invitations, {
    column: "revokedAt",
    action: "revoke",
    permission: "invitations.write",
    summary: "Revoke an invitation",
    description: "Its link opens nothing any more. Revoking twice changes nothing.",
  });
}
