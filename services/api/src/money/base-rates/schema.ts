import Type from "typebox";
import { Day, nullable, pageOf, patchOf, stored } from "../../resources/schema.ts";

const properties = {
  validFrom: Type.Unsafe<string>({ ...Day, description: "1 January or 1 July (§ 247 BGB)" }),
  rateBp: Type.Integer({
    minimum: -1000,
    maximum: 5000,
    description: "In basis points; may be negative",
  }),
  verifiedOn: Type.Optional(
    nullable(Type.Unsafe<string>({ ...Day, description: "When somebody compared it with the publication" })),
  ),
};

export const BaseRateCreate = Type.Object(properties, {
  $id: "BaseRateCreate",
  additionalProperties: false,
  examples: [{ validFrom: "2026-07-01", rateBp: 127, verifiedOn: "2026-07-03" }],
});
export const BaseRatePatch = patchOf(BaseRateCreate, "BaseRatePatch", [{ verifiedOn: "2026-07-03" }]);
export const BaseRate = Type.Object(
  { ...Type.Required(BaseRateCreate).properties, ...stored },
  {
    $id: "BaseRate",
    additionalProperties: false,
    description:
      "Base rate (Basiszinssatz, § 247 BGB) as the office has recorded it; it counts before the one that the program knows",
  },
);
export const BaseRatePage = pageOf(BaseRate, "BaseRatePage");
