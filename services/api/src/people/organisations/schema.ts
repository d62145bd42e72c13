import { applicantKinds } from "@zuwendo/domain";
import Type from "typebox";
import { AreaKey, Day, Line, nullable, oneOf, pageOf, patchOf, stored } from "../../resources/schema.ts";

const properties = {
  name: Line,
  kind: oneOf(applicantKinds, "Kind of applicant"),
  isCharitable: Type.Optional(
    nullable(Type.Boolean({ description: "Recognised as charitable; null: not known" })),
  ),
  charitableUntil: Type.Optional(
    nullable(
      Type.Unsafe<string>({
        ...Day,
        description:
          "Last day of the exemption notice (Freistellungsbescheid); after it the status counts no more",
      }),
    ),
  ),
  areaKey: Type.Optional(nullable(AreaKey)),
  email: Type.Optional(nullable(Type.String({ format: "email", maxLength: 254 }))),
};
const example = {
  name: "Kulturverein Seenland e. V.",
  kind: "association",
  isCharitable: true,
  charitableUntil: "2028-12-31",
  areaKey: "01053100",
  email: "post@kulturverein.example",
};

export const OrganisationCreate = Type.Object(properties, {
  $id: "OrganisationCreate",
  additionalProperties: false,
  examples: [example],
});
export const OrganisationPatch = patchOf(OrganisationCreate, "OrganisationPatch", [{ isCharitable: true }]);
export const Organisation = Type.Object(
  { ...Type.Required(OrganisationCreate).properties, ...stored },
  {
    $id: "Organisation",
    additionalProperties: false,
    description:
      "Association, authority or funder in the office's directory (Träger, Körperschaft, Zuwendungsgeber)",
  },
);
export const OrganisationPage = pageOf(Organisation, "OrganisationPage");
