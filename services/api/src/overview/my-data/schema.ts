import type { Text } from "@zuwendo/domain";
import Type from "typebox";
import { BilingualText } from "../../resources/schema.ts";

/** How many of each list are shown. */
export const mostShown = 1000;

function listOf($id: string) {
  return Type.Object(
    {
      items: Type.Array(Type.Ref($id)),
      note: Type.Unsafe<Text | null>({
        ...BilingualText,
        type: ["object", "null"],
        description: "Says so where there are more",
      }),
    },
    { additionalProperties: false },
  );
}

const none = { items: [], note: null };

export const MyData = Type.Object(
  {
    person: Type.Ref("Person"),
    preferences: Type.Ref("Preferences"),
    ideas: listOf("Idea"),
    applications: listOf("Application"),
    deadlines: listOf("Deadline"),
    mails: listOf("Mail"),
    invitations: listOf("Invitation"),
    addressChanges: listOf("AddressChange"),
    auditEntries: listOf("AuditEntry"),
  },
  {
    $id: "MyData",
    additionalProperties: false,
    description: `What is kept of whoever asks: of each list the newest ${mostShown}`,
    examples: [
      {
        person: {
          ...{ id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11", name: "Frieda Musterfrau", language: "de" },
          ...{ email: "frieda@kulturverein.example", organisationId: null, organisationName: null },
          ...{ roles: ["project-lead"], rolesFrom: null, rolesUntil: null, deactivatedAt: null },
          ...{ deputyId: null, deputyName: null, erasedAt: null },
          ...{
            version: 1,
            createdAt: "2026-08-20T10:00:00.120366Z",
            updatedAt: "2026-08-20T10:00:00.120366Z",
          },
        },
        preferences: {
          ...{ id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11", mutedKinds: [], mailAt: null, deputyId: null },
          ...{ absentFrom: null, absentUntil: null, version: 0 },
        },
        ...{ ideas: none, applications: none, deadlines: none, mails: none, auditEntries: none },
        ...{ invitations: none, addressChanges: none },
      },
    ],
  },
);
