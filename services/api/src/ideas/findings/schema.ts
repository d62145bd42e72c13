import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Id, oneOf, Prose, pageOf, patchOf, stored } from "../../resources/schema.ts";

const properties = {
  themeId: Id,
  kind: oneOf(
    ["offer", "expected-task", "statement"],
    "Offer, expected task, or a free statement of a discursive table",
  ),
  description: Prose,
};

export const FindingCreate = Type.Object(properties, {
  $id: "FindingCreate",
  additionalProperties: false,
  examples: [
    {
      themeId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
      kind: "offer",
      description: "Offenes Café im Gemeindehaus, donnerstags",
    },
  ],
});
export const FindingPatch = patchOf(FindingCreate, "FindingPatch", [
  { description: "Offenes Café im Gemeindehaus, dienstags und donnerstags" },
]);
export const Finding = withNames(
  Type.Object(
    { ...Type.Required(FindingCreate).properties, ...stored },
    {
      $id: "Finding",
      additionalProperties: false,
      description: "What a topic table found (Ergebnis); needs are a resource of their own",
    },
  ),
);
export const FindingPage = pageOf(Finding, "FindingPage");
