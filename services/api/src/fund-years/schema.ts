import Type from "typebox";
import { Id, Money, pageOf, stored } from "../schema.ts";

export const FundYearCreate = Type.Object(
  { fundId: Id, year: Type.Integer({ minimum: 2000, maximum: 2100 }) },
  {
    $id: "FundYearCreate",
    additionalProperties: false,
    description: "Starts empty; money comes in through ledger entries of kind allocation",
    examples: [{ fundId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10", year: 2027 }],
  },
);
export const FundYear = Type.Object(
  {
    fundId: Id,
    year: Type.Integer(),
    allocated: Money,
    reserved: Money,
    committed: Money,
    ...stored,
  },
  {
    $id: "FundYear",
    additionalProperties: false,
    description: "A fund's budget year (Haushaltsjahr) with the totals that guard it against over-commitment",
  },
);
export const FundYearPage = pageOf(FundYear, "FundYearPage");
