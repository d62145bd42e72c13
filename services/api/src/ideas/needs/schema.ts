import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Id, Line, nullable, Prose, pageOf, patchOf, stored } from "../../resources/schema.ts";

const properties = {
  themeId: Id,
  findingId: Type.Optional(nullable(Id)),
  title: Line,
  description: Type.Optional(nullable(Prose)),
  priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 3, description: "1 is the most urgent" })),
};

export const NeedCreate = Type.Object(properties, {
  $id: "NeedCreate",
  additionalProperties: false,
  examples: [
    { themeId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10", title: "Orte für zwanglose Begegnung", priority: 1 },
  ],
});
export const NeedPatch = patchOf(NeedCreate, "NeedPatch", [{ priority: 2 }]);
export const Need = withNames(
  Type.Object(
    { ...Type.Required(NeedCreate).properties, ...stored },
    {
      $id: "Need",
      additionalProperties: false,
      description: "A need (Bedarf) that ideas answer; sums count at its home theme only",
    },
  ),
);
export const NeedPage = pageOf(Need, "NeedPage");
