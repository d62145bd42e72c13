import Type from "typebox";
import { Id, Instant, Line, nullable, oneOf, Prose, pageOf, stored } from "../../resources/schema.ts";

const Email = Type.String({ format: "email", maxLength: 254 });

export const SuppressionCreate = Type.Object(
  { email: Email, detail: Type.Optional(nullable(Line)) },
  {
    $id: "SuppressionCreate",
    additionalProperties: false,
    description: "An address that is to get no mail; kept in lower case",
    examples: [{ email: "frieda@kulturverein.example", detail: "Asked for it on the telephone" }],
  },
);
export const Suppression = Type.Object(
  {
    id: stored.id,
    email: Email,
    reason: oneOf(["bounce", "complaint", "manual"]),
    detail: nullable(Prose),
    mailId: nullable(Id),
    liftedAt: nullable(Instant),
    version: stored.version,
    createdAt: Instant,
    updatedAt: Instant,
  },
  {
    $id: "Suppression",
    additionalProperties: false,
    description: "An address that gets no mail, in force until it is lifted",
    examples: [
      {
        id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a1c",
        email: "frieda@kulturverein.example",
        reason: "bounce",
        detail: "5.1.1: No such user",
        mailId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a15",
        liftedAt: null,
        version: 1,
        createdAt: "2026-11-23T08:15:30.123456Z",
        updatedAt: "2026-11-23T08:15:30.123456Z",
      },
    ],
  },
);
export const SuppressionPage = pageOf(Suppression, "SuppressionPage");
