import { roles } from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import {
  Day,
  Email,
  Id,
  Instant,
  LanguageCode,
  Line,
  looksUp,
  nullable,
  oneOf,
  pageOf,
  patchOf,
  stored,
} from "../../resources/schema.ts";
import { selectDeputy, selectDeputyName } from "./deputy-queries.ts";

const properties = {
  name: Line,
  email: Email,
  language: Type.Optional(LanguageCode),
  organisationId: Type.Optional(nullable(Id)),
  roles: Type.Optional(Type.Array(oneOf(roles), { maxItems: 7, uniqueItems: true })),
  rolesFrom: Type.Optional(nullable({ ...Day, description: "The first day on which the roles count" })),
  rolesUntil: Type.Optional(nullable({ ...Day, description: "The last day on which the roles count" })),
};

export const PersonCreate = Type.Object(properties, {
  $id: "PersonCreate",
  additionalProperties: false,
  examples: [
    {
      name: "Frieda Musterfrau",
      email: "frieda@kulturverein.example",
      language: "de",
      roles: ["project-lead"],
    },
  ],
});
export const PersonPatch = patchOf(PersonCreate, "PersonPatch", [{ language: "en" }]);
export const Person = withNames(
  Type.Object(
    {
      ...Type.Required(PersonCreate).properties,
      deactivatedAt: nullable({
        ...Instant,
        description: "Since when they are shut out, whatever their roles",
      }),
      deputyId: looksUp(nullable({ ...Id, description: "Who stands in while they are away" }), selectDeputy),
      deputyName: looksUp(nullable(Type.String()), selectDeputyName),
      erasedAt: nullable({ ...Instant, description: "Since when a pseudonym stands in place of the name" }),
      ...stored,
    },
    {
      $id: "Person",
      additionalProperties: false,
      description: "Somebody who works with the office, and in which roles",
    },
  ),
);
export const PersonPage = pageOf(Person, "PersonPage");
