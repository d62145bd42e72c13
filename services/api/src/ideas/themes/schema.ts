import Type from "typebox";
import { Day, Line, nullable, oneOf, pageOf, patchOf, stored } from "../../resources/schema.ts";

const properties = {
  position: Type.Integer({ minimum: 1, maximum: 1000 }),
  title: Line,
  method: Type.Optional(
    oneOf(["guided-questions", "discursive"], "Discursive tables have free statements only"),
  ),
  workedFrom: Type.Optional(nullable(Day)),
  workedUntil: Type.Optional(nullable(Day)),
};

export const ThemeCreate = Type.Object(properties, {
  $id: "ThemeCreate",
  additionalProperties: false,
  examples: [
    {
      position: 1,
      title: "Begegnungsmöglichkeiten und gesellschaftliche Teilhabe",
      method: "guided-questions",
    },
  ],
});
export const ThemePatch = patchOf(ThemeCreate, "ThemePatch", [{ title: "Begegnung und Teilhabe" }]);
export const Theme = Type.Object(
  { ...Type.Required(ThemeCreate).properties, ...stored },
  {
    $id: "Theme",
    additionalProperties: false,
    description: "Topic table (Thementisch) of a strategy process",
  },
);
export const ThemePage = pageOf(Theme, "ThemePage");
