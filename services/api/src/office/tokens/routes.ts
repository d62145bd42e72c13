import { byLanguage, DomainError, forbidden } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { mintToken } from "../../request/caller.ts";
import type { Deps } from "../../request/session.ts";
import { assertTokenScope, writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { present, type Resource } from "../../resources/resource.ts";
import { getRow, insertRow, updateRow } from "../../resources/rows.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { created } from "../../resources/write-routes.ts";
import { NewToken, Token, TokenCreate, TokenPage } from "./schema.ts";

const tokens: Resource = {
  name: "tokens",
  table: "tokens",
  shape: Token,
  filters: ["personId"],
  sorts: ["createdAt"],
  read: "tokens.read",
  own: ownedThrough({ person: "personId" }),
};

const defaultDays = 90;
const longestDays = 366;
const dayMs = 86_400_000;

/** When a new token ends: at most a year ahead, never in the past. */
function expiryOf(wanted: unknown, now: string): string {
  const start = Date.parse(now);
  const end = wanted === undefined ? start + defaultDays * dayMs : Date.parse(String(wanted));
  const isInReach = end > start && end <= start + longestDays * dayMs;
  if (!isInReach) {
    const rule = {
      de: `Ein Token gilt höchstens ${longestDays} Tage, von jetzt an.`,
      en: `A token is valid for at most ${longestDays} days from now.`,
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
      tag: "tokens",
      summary: "Create a token",
      description:
        "The token is in the first answer and nowhere else: a reply repeated for an Idempotency-Key leaves it out.",
      body: TokenCreate,
      answer: NewToken,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "tokens.write", async (session) => {
        const body = request.body as {
          name: string;
          personId?: string;
          scopes?: ("read" | "write")[];
          expiresAt?: string;
        };
        const personId = body.personId ?? session.caller.personId;
        for (const scope of body.scopes ?? []) assertTokenScope(session.caller, scope);
        if (session.scope === "own" && personId !== session.caller.personId) throw forbidden("tokens.write");
        const { token, hash } = mintToken(session.caller.officeId);
        const row = await insertRow(session, tokens, body, {
          personId,
          hash,
          expiresAt: expiryOf(body.expiresAt, session.caller.enteredAt),
        });
        const { expiresAt, name, scopes } = row;
        session.audit({
          action: "create",
          subjectType: "tokens",
          subjectId: String(row.id),
          version: 1,
          changes: { personId, name, scopes, expiresAt },
        });
        return { ...created(tokens, row), secret: { token } };
      }),
  });

  app.delete<{ Params: { id: string } }>("/tokens/:id", {
    schema: describe({
      tag: "tokens",
      summary: "Revoke a token",
      description: "Takes effect with the next request. Revoking twice changes nothing.",
      params: keyParams,
      answer: Token,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "tokens.write", async (session) => {
        const before = await getRow(session, tokens, request.params.id, { lock: true });
        const isRevoked = before.revokedAt !== null;
        const row = isRevoked
          ? before
          : await updateRow(session, tokens, before.id, { revokedAt: session.caller.enteredAt });
        if (!isRevoked) {
          session.audit({
            action: "revoke",
            subjectType: "tokens",
            subjectId: String(row.id),
            version: Number(row.version),
          });
        }
        return { body: present(tokens, row), version: Number(row.version) };
      }),
  });
}
