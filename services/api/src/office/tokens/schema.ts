import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Id, Instant, Line, nullable, oneOf, pageOf, stored } from "../../resources/schema.ts";

const TokenScopes = Type.Array(oneOf(["read", "write"]), { minItems: 1, maxItems: 2, uniqueItems: true });

export const TokenCreate = Type.Object(
  {
    name: Line,
    scopes: Type.Optional(TokenScopes),
    expiresAt: Type.Optional(Instant),
  },
  {
    $id: "TokenCreate",
    additionalProperties: false,
    description: "For yourself; without `expiresAt` for 90 days",
    examples: [{ name: "Calendar script", scopes: ["read"] }],
  },
);
export const Token = withNames(
  Type.Object(
    {
      id: stored.id,
      personId: Id,
      name: Line,
      scopes: TokenScopes,
      expiresAt: Instant,
      lastUsedAt: nullable(Instant),
      revokedAt: nullable(Instant),
      isRevoked: Type.Boolean(),
      version: stored.version,
      createdAt: Instant,
      updatedAt: Instant,
    },
    { $id: "Token", additionalProperties: false, description: "Bearer token; stored as SHA-256 only" },
  ),
);
export const NewToken = Type.Object(
  {
    ...Token.properties,
    expiresAt: Type.Unsafe<string>({ ...Instant, examples: ["2027-02-21T08:15:30.123456Z"] }),
    name: Type.Unsafe<string>({ ...Line, examples: ["Calendar script"] }),
    token: Type.Optional(
      Type.String({
        description: "The secret itself; shown once, in the first answer to its creation",
        examples: ["zwd_AZqyxG8OejGdfi8fa49KENn7cVQ0m4Jq3pXo2bTfLwYk8RzUeHs1vGdC6iNaMxKB"],
      }),
    ),
  },
  { $id: "NewToken", additionalProperties: false, description: "A token as it is shown once" },
);
export const TokenPage = pageOf(Token, "TokenPage");
