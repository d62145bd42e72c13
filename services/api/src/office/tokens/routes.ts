import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { Deps } from "../../request/session.ts";
import { assertTokenScope, writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { created, endRoute } from "../../resources/write-routes.ts";
import { issueToken } from "./issuing.ts";
import { isStillIn, tokens } from "./queries.ts";
import { NewToken, Token, TokenCreate, TokenPage } from "./schema.ts";

export function tokenRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Token).addSchema(NewToken).addSchema(TokenCreate).addSchema(TokenPage);
  listRoute(app, deps, tokens, TokenPage);
  readRoute(app, deps, tokens);

  app.post("/tokens", {
    schema: describe({
      id: "createToken",
      permission: "tokens.write",
      tag: "tokens",
      summary: "Create a token for yourself",
      description:
        "The token is in the first answer and nowhere else: a reply repeated for an Idempotency-Key leaves it out. Nobody makes tokens for others: whoever has none is invited (`POST /v1/invitations`).",
      body: TokenCreate,
      answer: NewToken,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "tokens.write", async (session) => {
        const body = request.body as Static<typeof TokenCreate>;
        for (const scope of body.scopes ?? []) assertTokenScope(session.caller, scope);
        if (!(await isStillIn(session, session.caller))) throw new DomainError("unauthenticated");
        const { row, token } = await issueToken(session, body);
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
