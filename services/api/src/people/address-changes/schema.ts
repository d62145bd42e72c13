import Type from "typebox";
import { Email, Instant, stored } from "../../resources/schema.ts";

const email = "frieda.musterfrau@kulturverein.example";

export const AddressChangeCreate = Type.Object(
  { email: Email },
  {
    $id: "AddressChangeCreate",
    additionalProperties: false,
    description: "The address at which you want to get your mails",
    examples: [{ email }],
  },
);
export const AddressChange = Type.Object(
  {
    id: stored.id,
    oldEmail: Email,
    newEmail: Email,
    expiresAt: Type.Unsafe<string>({ ...Instant, description: "Until when it can be confirmed" }),
    version: stored.version,
    createdAt: Instant,
    updatedAt: Instant,
  },
  {
    $id: "AddressChange",
    additionalProperties: false,
    description: "Another address of one's own, in force as soon as it is confirmed from there",
    examples: [
      {
        ...{
          id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a1f",
          oldEmail: "frieda@kulturverein.example",
          newEmail: email,
        },
        ...{ expiresAt: "2026-11-24T08:15:30.123456Z", version: 1 },
        ...{ createdAt: "2026-11-23T08:15:30.123456Z", updatedAt: "2026-11-23T08:15:30.123456Z" },
      },
    ],
  },
);
