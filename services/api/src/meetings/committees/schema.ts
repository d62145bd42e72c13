import Type from "typebox";
import { Line, oneOf, pageOf, patchOf, stored } from "../../resources/schema.ts";

const properties = {
  name: Line,
  kind: oneOf(["steering", "youth", "council", "board"]),
};

export const CommitteeCreate = Type.Object(properties, {
  $id: "CommitteeCreate",
  additionalProperties: false,
  examples: [{ name: "Begleitausschuss", kind: "steering" }],
});
export const CommitteePatch = patchOf(CommitteeCreate, "CommitteePatch", [{ name: "Bündnis" }]);
export const Committee = Type.Object(
  { ...Type.Required(CommitteeCreate).properties, ...stored },
  {
    $id: "Committee",
    additionalProperties: false,
    description: "Deciding body (Begleitausschuss, Jugendforum)",
  },
);
export const CommitteePage = pageOf(Committee, "CommitteePage");
