import Type from "typebox";
import { Amount, Day, Id, pageOf, stored } from "../schema.ts";

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
export const Disbursement = Type.Object(
  { grantId: Id, applicationId: Id, amount: Amount, paidOn: Day, ...stored },
  {
    $id: "Disbursement",
    additionalProperties: false,
    description: "A payment to a project (Auszahlung). It opens the window in which the money must be spent",
  },
);
export const DisbursementPage = pageOf(Disbursement, "DisbursementPage");
