import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Id, Instant, nullable, pageOf, stored } from "../../resources/schema.ts";

export const StatusLinkCreate = Type.Object(
  { applicationId: Id },
  {
    $id: "StatusLinkCreate",
    additionalProperties: false,
    examples: [{ applicationId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10" }],
  },
);
export const StatusLink = withNames(
  Type.Object(
    {
      ...StatusLinkCreate.properties,
      personId: Type.Unsafe<string>({ ...Id, description: "Who made it" }),
      revokedAt: nullable(Instant),
      isRevoked: Type.Boolean(),
      ...stored,
    },
    {
      $id: "StatusLink",
      additionalProperties: false,
      description: "Private page that tells where an application stands, for whoever has its address",
    },
  ),
);
export const NewStatusLink = Type.Object(
  {
    ...StatusLink.properties,
    url: Type.Optional(
      Type.String({
        description: "The address of the page; shown once, in the first answer to its creation",
        examples: [
          "https://zuwendo.example/status/BAGasbaPDnoxnX4vH2uPShABmrLEbw56MZ1-Lx9rj0oRq8XWZK2h0CkQ1nN7b9sYVwT3m6dPzUfLxJcEoHgRiA",
        ],
      }),
    ),
  },
  { $id: "NewStatusLink", additionalProperties: false, description: "A status link as it is shown once" },
);
export const StatusLinkPage = pageOf(StatusLink, "StatusLinkPage");
