import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Email, Id, Instant, nullable, pageOf, stored } from "../../resources/schema.ts";

const personId = "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11";

export const InvitationCreate = Type.Object(
  { personId: Id },
  {
    $id: "InvitationCreate",
    additionalProperties: false,
    description: "Somebody with a role who has no token in force",
    examples: [{ personId }],
  },
);
export const Invitation = withNames(
  Type.Object(
    {
      id: stored.id,
      personId: Id,
      email: Type.Unsafe<string>({ ...Email, description: "Where the mail with the link goes" }),
      invitedById: nullable({ ...Id, description: "Null: whoever operates the installation" }),
      expiresAt: Instant,
      usedAt: nullable({ ...Instant, description: "When the person made their first token" }),
      revokedAt: nullable(Instant),
      isRevoked: Type.Boolean(),
      version: stored.version,
      createdAt: Instant,
      updatedAt: Instant,
    },
    {
      $id: "Invitation",
      additionalProperties: false,
      description: "An invitation by mail; its link, which only the mail has, makes the person's first token",
      examples: [
        {
          ...{ id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a1e", personId, email: "frieda@kulturverein.example" },
          ...{
            invitedById: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12",
            expiresAt: "2026-12-07T08:15:30.123456Z",
          },
          ...{ usedAt: null, revokedAt: null, isRevoked: false, version: 1 },
          ...{ createdAt: "2026-11-23T08:15:30.123456Z", updatedAt: "2026-11-23T08:15:30.123456Z" },
        },
      ],
    },
  ),
);
export const InvitationPage = pageOf(Invitation, "InvitationPage");
