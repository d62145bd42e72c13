import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Id, pageOf, stored, Total } from "../../resources/schema.ts";

export const FundYearCreate = Type.Object(
  { fundId: Id, year: Type.Integer({ minimum: 2000, maximum: 2100 }) },
  {
    $id: "FundYearCreate",
    additionalProperties: false,
    description: "Starts empty; money comes in through ledger entries of kind allocation",
    examples: [{ fundId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10", year: 2027 }],
  },
);
const sum = (amountCents: number) =>
  Type.Unsafe<Type.Static<typeof Total>>({ ...Total, examples: [{ amountCents, currency: "EUR" }] });

export const FundYear = withNames(
  Type.Object(
    {
      fundId: Id,
      year: Type.Integer(),
      allocated: sum(6_000_000),
      reserved: sum(480_000),
      committed: sum(1_250_000),
      ...stored,
    },
    {
      $id: "FundYear",
      additionalProperties: false,
      description:
        "A fund's budget year (Haushaltsjahr) with the totals that guard it against over-commitment",
    },
  ),
);
export const FundYearPage = pageOf(FundYear, "FundYearPage");
