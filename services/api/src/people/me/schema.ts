import { roles, scopes } from "@zuwendo/domain";
import Type from "typebox";
import {
  BilingualText,
  Day,
  Id,
  LanguageCode,
  nullable,
  oneOf,
  patchOf,
  stored,
} from "../../resources/schema.ts";

const contact = { id: Id, name: Type.String(), email: Type.String() };

export const Me = Type.Object(
  {
    ...contact,
    language: LanguageCode,
    roles: Type.Array(
      Type.Object({ role: oneOf(roles), label: BilingualText }, { additionalProperties: false }),
    ),
    rolesFrom: nullable(Day),
    rolesUntil: nullable(Day),
    organisationId: nullable(Id),
    organisationName: nullable(Type.String()),
    tokenScopes: Type.Array(oneOf(["read", "write"]), { description: "What the token that asks allows" }),
    permissions: Type.Array(
      Type.Object({ permission: Type.String(), reach: oneOf(scopes) }, { additionalProperties: false }),
      { description: "What the roles allow, and how far: own things, those on an agenda, or all" },
    ),
    office: Type.Object(
      {
        id: Id,
        name: Type.String(),
        email: nullable(Type.String()),
        zone: Type.String(),
        land: Type.String(),
      },
      { additionalProperties: false },
    ),
    contacts: Type.Array(Type.Object(contact, { additionalProperties: false }), {
      description: "Whom to ask: who coordinates in the office today",
    }),
    version: stored.version,
  },
  {
    $id: "Me",
    additionalProperties: false,
    description: "Who asks, what they may do, for which office, and whom they can ask",
    examples: [
      {
        id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
        name: "Frieda Musterfrau",
        email: "frieda@kulturverein.example",
        language: "de",
        roles: [{ role: "project-lead", label: { de: "Projektleitung", en: "project lead" } }],
        rolesFrom: null,
        rolesUntil: null,
        organisationId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a14",
        organisationName: "Kulturverein Seenland e. V.",
        tokenScopes: ["read", "write"],
        permissions: [{ permission: "ideas.write", reach: "own" }],
        office: {
          id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a01",
          name: "Koordinierungsstelle Seenstadt",
          email: "koordination@seenstadt.example",
          zone: "Europe/Berlin",
          land: "SH",
        },
        contacts: [
          {
            id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a15",
            name: "Konrad Beispiel",
            email: "konrad@seenstadt.example",
          },
        ],
        version: 1,
      },
    ],
  },
);

export const MePatch = patchOf(Type.Object({ language: LanguageCode }), "MePatch", [{ language: "en" }]);
