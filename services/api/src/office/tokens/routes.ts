import { byLanguage, DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { mintToken } from "../../request/caller.ts";
import type { Deps } from "../../request/session.ts";
import { assertTokenScope, writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { insertRow } from "../../resources/rows.ts";
import { created, endRoute } from "../../resources/write-routes.ts";
import { invites } from "./invitations.ts";
import { tokens } from "./queries.ts";
import { NewToken, Token, TokenCreate, TokenPage } from "./schema.ts";

const defaultDays = 90;
const longestDays = 366;
const invitationDays = 14;
const dayMs = 86_400_000;

/** When a new token ends: at most a year ahead, an invitation two weeks, never in the past. */
function expiryOf(wanted: string | undefined, now: string, isInvitation: boolean): string {
  const start = Date.parse(now);
  const most = isInvitation ? invitationDays : longestDays;
  const usual = isInvitation ? invitationDays : defaultDays;
  const end = wanted === undefined ? start + usual * dayMs : Date.parse(wanted);
  const isInReach = end > start && end <= start + most * dayMs;
  if (!isInReach) {
    const rule = isInvitation
      ? {
          de: `Eine Einladung gilt höchstens ${most} Tage, von jetzt an.`,
          en: `An invitation is valid for at most ${most} days from now.`,
        }
      : {
          de: `Ein Token gilt höchstens ${most} Tage, von jetzt an.`,
          en: `A token is valid for at most ${most} days from now.`,
        };
    throw new DomainError("value-refused", byLanguage({ rule }), "/expiresAt");
  }
  return new Date(end).toISOString();
}

export function tokenRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Token).addSchema(NewToken).addSchema(TokenCreate).addSchema(TokenPage);
  listRoute(app, deps, tokens, TokenPage);
  readRoute(app, deps, tokens);

  app.post("/tokens", {
    schema: describe({
      id: "createToken",
      permission: "tokens.write",
      tag: "tokens",
      summary: "Create a token",
      description:
        "The token is in the first answer and nowhere else: a reply repeated for an Idempotency-Key leaves it out. Everybody makes tokens for themselves; an administrator can invite somebody who has none in force with a first one, which ends as soon as that person makes their own.",
      problems: ["token-in-force", "person-erased"],
      body: TokenCreate,
      answer: NewToken,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "tokens.write", async (session) => {
        const body = request.body as Static<typeof TokenCreate>;
        const personId = body.personId ?? session.caller.personId;
        for (const scope of body.scopes ?? []) assertTokenScope(session.caller, scope);
        const isInvitation = await invites(session, personId);
        const { token, hash } = mintToken(session.caller.officeId);
        const row = await insertRow(session, tokens, body, {
          personId,
          hash,
          isInvitation,
          expiresAt: expiryOf(body.expiresAt, session.caller.enteredAt, isInvitation),
        });
        const { expiresAt, name, scopes } = row;
        session.audit({
          action: "create",
          subjectType: "tokens",
          subjectId: row.id,
          version: 1,
          changes: { personId, name, scopes, expiresAt, isInvitation },
        });
        return { ...created(tokens, row), secret: { token } };
      }),
  });

  endRoute(app, deps, tokens, {
    column: "revokedAt",
    action: "revoke",
    permission: "tokens.write",
    summary: "Revoke a token",
    description: "Takes effect with the next request. Revoking twice changes nothing.",
  });
}
