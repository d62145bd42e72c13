import { financingTypes, grantInstruments } from "@zuwendo/domain";
import Type from "typebox";
import { Amount, Day, Id, nullable, oneOf, Prose, pageOf, patchOf, stored } from "../../resources/schema.ts";

export const GrantCreate = Type.Object(
  {
    applicationId: Id,
    amount: Type.Optional(Amount),
    instrument: Type.Optional(oneOf(grantInstruments)),
    periodFrom: Type.Optional(Day),
    periodTo: Type.Optional(Day),
    servedOn: Type.Optional(Day),
    conditions: Type.Optional(nullable(Prose)),
  },
  {
    $id: "GrantCreate",
    additionalProperties: false,
    description:
      "Without `amount` for what the committee voted, without a period for the project's own, served today",
    examples: [
      {
        applicationId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        instrument: "notice",
        amount: { amountCents: 480000, currency: "EUR" },
        periodFrom: "2027-02-01",
        periodTo: "2027-11-30",
        servedOn: "2027-01-25",
      },
    ],
  },
);
export const GrantPatch = patchOf(
  Type.Object({ periodFrom: Day, periodTo: Day, servedOn: Day, conditions: nullable(Prose) }),
  "GrantPatch",
  [{ periodTo: "2027-12-31" }],
);
export const Grant = Type.Object(
  {
    applicationId: Id,
    fundYearId: Id,
    instrument: oneOf(grantInstruments),
    amount: Amount,
    disbursed: Amount,
    financingType: oneOf(financingTypes),
    periodFrom: Day,
    periodTo: Day,
    servedOn: Day,
    conditions: nullable(Type.String()),
    ...stored,
  },
  {
    $id: "Grant",
    additionalProperties: false,
    description: "Notice or contract (Bewilligung, Weiterleitung); it commits the money",
  },
);
export const GrantPage = pageOf(Grant, "GrantPage");
