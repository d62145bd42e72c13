import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Amount, Day, Id, Instant, pageOf, stored } from "../../resources/schema.ts";

export const PaymentRequestCreate = Type.Object(
  { grantId: Id, amount: Amount, requestedOn: Type.Optional(Day) },
  {
    $id: "PaymentRequestCreate",
    additionalProperties: false,
    description: "Without `requestedOn` for today",
    examples: [
      {
        grantId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        amount: { amountCents: 240000, currency: "EUR" },
        requestedOn: "2026-09-01",
      },
    ],
  },
);
export const PaymentRequest = withNames(
  Type.Object(
    {
      grantId: Id,
      applicationId: Id,
      amount: Amount,
      requestedOn: Day,
      receivedAt: Type.Unsafe<string>({ ...Instant, description: "The receipt stamp; it never changes" }),
      isLate: Type.Boolean({ description: "Received after the last day for requests; kept and flagged" }),
      ...stored,
    },
    {
      $id: "PaymentRequest",
      additionalProperties: false,
      description: "Request of a project for a part of its grant (Mittelabruf)",
    },
  ),
);
export const PaymentRequestPage = pageOf(PaymentRequest, "PaymentRequestPage");
