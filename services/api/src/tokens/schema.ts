import Type from "typebox";
import { Id, Instant, Line, nullable, oneOf, pageOf, stored } from "../schema.ts";

const TokenScopes = Type.Array(oneOf(["read", "write"]), { minItems: 1, maxItems: 2, uniqueItems: true });

export const TokenCreate = Type.Object(
  {
    name: Line,
    personId: Type.Optional(Id),
    scopes: Type.Optional(TokenScopes),
    expiresAt: Type.Optional(Instant),
  },
  {
    $id: "TokenCreate",
    additionalProperties: false,
    description: "Without `personId` for yourself, without `expiresAt` for 90 days",
    examples: [{ name: "Calendar script", scopes: ["read"] }],
  },
);
export const Token = Type.Object(
  {
    id: stored.id,
    personId: Id,
    name: Line,
    scopes: TokenScopes,
    expiresAt: Instant,
    lastUsedAt: nullable(Instant),
    revokedAt: nullable(Instant),
    version: stored.version,
    createdAt: Instant,
    updatedAt: Instant,
    token: Type.Optional(
      Type.String({ description: "The secret itself; shown once, in the answer to its creation" }),
    ),
  },
  { $id: "Token", additionalProperties: false, description: "Bearer token; stored as SHA-256 only" },
);
export const TokenPage = pageOf(Token, "TokenPage");
