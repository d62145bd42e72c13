import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Amount, Id, Line, nullable, pageOf, patchOf, stored } from "../../resources/schema.ts";

const properties = {
  programmeId: Id,
  committeeId: Type.Optional(nullable(Id)),
  name: Line,
  perProjectMax: Type.Optional(nullable(Amount)),
  fastLaneMax: Type.Optional(nullable(Amount)),
};

export const FundCreate = Type.Object(properties, {
  $id: "FundCreate",
  additionalProperties: false,
  examples: [
    {
      programmeId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
      name: "Aktions- und Initiativfonds",
      perProjectMax: { amountCents: 500000, currency: "EUR" },
    },
  ],
});
export const FundPatch = patchOf(FundCreate, "FundPatch", [
  { perProjectMax: { amountCents: 600000, currency: "EUR" } },
]);
export const Fund = withNames(
  Type.Object(
    { ...Type.Required(FundCreate).properties, ...stored },
    {
      $id: "Fund",
      additionalProperties: false,
      description: "A pot of a programme with its own deciding body and cap (Fonds)",
    },
  ),
);
export const FundPage = pageOf(Fund, "FundPage");
