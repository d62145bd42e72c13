import Type from "typebox";
import { Day, Id, nullable, Prose } from "../../resources/schema.ts";

const id = "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11";
const to = "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12";

export const HandOver = Type.Object(
  {
    to: Type.Optional(
      Type.Unsafe<string>({ ...Id, description: "Who takes everything over; without it nothing moves" }),
    ),
    reason: Prose,
    rolesUntil: Type.Optional(
      Type.Unsafe<string>({
        ...Day,
        description: "The last day of the person's roles; today if left out, or the day they end already",
      }),
    ),
  },
  {
    $id: "HandOver",
    additionalProperties: false,
    examples: [{ to, reason: "Leaves the association at the end of the month", rolesUntil: "2026-11-30" }],
  },
);

const Count = Type.Integer({ minimum: 0 });
export const HandedOver = Type.Object(
  {
    personId: Id,
    toId: nullable(Id),
    rolesUntil: Day,
    applications: Count,
    ideas: Count,
    deadlines: Count,
    deputyFor: Count,
    tokens: Count,
    calendarFeeds: Count,
    invitations: Count,
  },
  {
    $id: "HandedOver",
    additionalProperties: false,
    description:
      "How much went to the other person, and how many tokens, calendar feeds and invitations have ended",
    examples: [
      {
        ...{ personId: id, toId: to, rolesUntil: "2026-11-30", applications: 2, ideas: 1, deadlines: 9 },
        ...{ deputyFor: 1, tokens: 1, calendarFeeds: 1, invitations: 0 },
      },
    ],
  },
);
