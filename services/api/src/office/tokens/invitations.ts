import { DomainError, forbidden } from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { findUnerased } from "../../resources/named-people.ts";
import { endInvitations, hasTokenInForce } from "./queries.ts";

/**
 * Whether a new token is an invitation: one that an administrator makes for somebody who has none in force. Everybody else
 * makes tokens for themselves only; with the first one of their own the invitation ends.
 */
export async function invites(session: Session, personId: string): Promise<boolean> {
  await findUnerased(session, personId, "/personId");
  if (personId === session.caller.personId) {
    endInvitations(session, personId, session.caller.enteredAt);
    return false;
  }
  if (session.scope === "own") throw forbidden("tokens.write");
  if (await hasTokenInForce(session, personId)) throw new DomainError("token-in-force", {}, "/personId");
  return true;
}
