import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import {
  Amount,
  BilingualText,
  Day,
  Id,
  Money,
  nullable,
  pageOf,
  patchOf,
  stored,
  worksOut,
} from "../../resources/schema.ts";

export const DisbursementCreate = Type.Object(
  { grantId: Id, amount: Amount, paidOn: Day },
  {
    $id: "DisbursementCreate",
    additionalProperties: false,
    examples: [
      {
        grantId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        amount: { amountCents: 240000, currency: "EUR" },
        paidOn: "2026-09-19",
      },
    ],
  },
);
export const DisbursementPatch = patchOf(
  Type.Object({
    paidOn: Type.Unsafe<string>({ ...Day, description: "Corrects the day of the payment" }),
    usedOn: nullable(
      Type.Unsafe<string>({ ...Day, description: "The day by which the money had been spent" }),
    ),
  }),
  "DisbursementPatch",
  [{ usedOn: "2026-10-30" }],
);

const rateBp = Type.Integer({ description: "Per year, in basis points" });
const days = Type.Integer({ minimum: 0 });

export const Interest = Type.Object(
  {
    fromOn: Day,
    toOn: Day,
    days,
    segments: Type.Array(
      Type.Object({ fromOn: Day, toOn: Day, days, rateBp }, { additionalProperties: false }),
      { description: "One for each base rate" },
    ),
    amount: Money,
    isRateAssumed: Type.Boolean({
      description: "The base rate of the last days is not known yet, so that the one before was taken",
    }),
    explanation: BilingualText,
  },
  {
    $id: "Interest",
    additionalProperties: false,
    description: "Interest that could be asked for (Zinsvorschlag, § 49a (4) VwVfG); the office decides",
    examples: [
      {
        fromOn: "2026-09-20",
        toOn: "2026-11-10",
        days: 52,
        segments: [{ fromOn: "2026-09-20", toOn: "2026-11-10", days: 52, rateBp: 627 }],
        amount: { amountCents: 2144, currency: "EUR" },
        isRateAssumed: true,
        explanation: {
          de: "2.400,00 € vom 20.09.2026 bis 10.11.2026 zu 6,27 % = 21,44 € (§ 49a Abs. 4 VwVfG).",
          en: "€2,400.00 from 20 Sep 2026 to 10 Nov 2026 at 6.27% = €21.44 (§ 49a (4) VwVfG).",
        },
      },
    ],
  },
);
export const Disbursement = withNames(
  Type.Object(
    {
      grantId: Id,
      applicationId: Id,
      amount: Amount,
      paidOn: Day,
      usedOn: nullable(Day),
      ...stored,
      interest: worksOut(
        Type.Optional(
          Type.Unsafe({
            anyOf: [Type.Ref("Interest"), { type: "null" }],
            description:
              "What late use could cost, worked out when read; null when in time or not used yet. On single disbursements, not in lists",
          }),
        ),
      ),
    },
    {
      $id: "Disbursement",
      additionalProperties: false,
      description:
        "A payment to a project (Auszahlung). It opens the window in which the money must be spent",
    },
  ),
);
export const DisbursementPage = pageOf(Disbursement, "DisbursementPage");
