import { DomainError, epochMs, hasRolesAhead, localDay } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { issueToken } from "../../office/tokens/issuing.ts";
import { type Page, sendPage } from "../../pages/frame.ts";
import { type Visit, visit } from "../../pages/signed-link.ts";
import { malformed } from "../../request/problems.ts";
import type { Deps } from "../../request/session.ts";
import { type FollowedInvitation, findInvitation, lockInvitation, markUsed } from "../invitations/queries.ts";
import { askPage, closedPage, madePage, tokenName } from "./pages.ts";

const path = "/invitations/:token";

async function getInvitation({ session, id }: Visit): Promise<FollowedInvitation> {
  const invitation = await findInvitation(session, id);
  if (invitation === undefined) throw new DomainError("not-found");
  return invitation;
}

/** The page for an invitation that makes nothing any more; `usedStatus` is what a second use gets. */
function closed(visit: Visit, invitation: FollowedInvitation, usedStatus: number): Page | undefined {
  const { now, today } = visit.session;
  if (invitation.usedAt !== null) return closedPage(visit, invitation, "used", usedStatus);
  const isOff = invitation.revokedAt !== null || !hasRolesAhead(invitation, today);
  if (isOff) return closedPage(visit, invitation, "revoked", 410);
  const isOver = epochMs(invitation.expiresAt) <= epochMs(now);
  return isOver ? closedPage(visit, invitation, "expired", 410) : undefined;
}

/** Makes the first token of whoever was invited. */
async function accept({ session, language }: Visit, { id, version, createdAt }: FollowedInvitation) {
  const name = tokenName(localDay(createdAt, session.caller.zone), language);
  const { row, token } = await issueToken(session, { name });
  markUsed(session, id, session.now);
  session.audit({
    ...{ action: "use", subjectType: "invitations", subjectId: id, version: version + 1 },
    changes: { tokenId: row.id },
  });
  return { token, expiresAt: row.expiresAt };
}

/** The page behind an invitation: it asks, and makes the first token once. */
export function invitationPageRoutes(app: FastifyInstance, deps: Deps): void {
  app.get(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "invitation", async (visit) => {
        const invitation = await getInvitation(visit);
        return closed(visit, invitation, 410) ?? askPage(visit, invitation);
      });
      return sendPage(reply, page);
    },
  });

  app.post(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "invitation", async (visit) => {
        if (String(request.body) !== "access=set-up") throw malformed();
        await lockInvitation(visit.session, visit.id);
        const invitation = await getInvitation(visit);
        const over = closed(visit, invitation, 409);
        if (over !== undefined) return over;
        const made = await accept(visit, invitation);
        return madePage(visit, { ...made, docsUrl: `${deps.publicUrl}/docs` });
      });
      return sendPage(reply, page);
    },
  });
}
