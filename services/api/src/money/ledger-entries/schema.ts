import { ledgerKinds } from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Day, Id, Instant, Line, Money, nullable, oneOf, pageOf } from "../../resources/schema.ts";

/** Kinds that somebody books directly; all others are the effect of a vote, a grant or a payment. */
export const directKinds = [
  "allocation",
  "allocation-change",
  "upstream-call",
  "upstream-receipt",
  "cofinancing-due",
  "cofinancing-paid",
] as const;

export const LedgerEntryCreate = Type.Object(
  {
    fundYearId: Id,
    kind: oneOf(directKinds),
    amount: Money,
    valueOn: Type.Optional(Day),
    note: Type.Optional(nullable(Line)),
  },
  {
    $id: "LedgerEntryCreate",
    additionalProperties: false,
    description: "Amounts are positive; only an allocation-change may be negative, which is a cut",
    examples: [
      {
        fundYearId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        kind: "allocation",
        amount: { amountCents: 6000000, currency: "EUR" },
      },
    ],
  },
);
export const ReversalCreate = Type.Object(
  { note: Line },
  { $id: "ReversalCreate", additionalProperties: false, examples: [{ note: "Falsches Haushaltsjahr" }] },
);
export const LedgerEntry = withNames(
  Type.Object(
    {
      id: Id,
      fundYearId: Id,
      seq: Type.Integer({ description: "Position in the fund year's ledger, without a gap" }),
      kind: oneOf(ledgerKinds),
      amount: Money,
      bookedOn: Day,
      valueOn: Day,
      programmeId: Id,
      fundId: Id,
      callId: nullable(Id),
      applicationId: nullable(Id),
      organisationId: nullable(Id),
      themeId: nullable(Id),
      needId: nullable(Id),
      areaKey: nullable(Type.String()),
      reversesId: nullable(Id),
      note: nullable(Type.String()),
      personId: nullable(Id),
      createdAt: Instant,
    },
    {
      $id: "LedgerEntry",
      additionalProperties: false,
      description: "A line of the append-only ledger; corrections are reversals",
      examples: [
        {
          id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a16",
          fundYearId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
          seq: 1,
          kind: "allocation",
          amount: { amountCents: 6000000, currency: "EUR" },
          bookedOn: "2027-01-04",
          valueOn: "2027-01-04",
          programmeId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a17",
          fundId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a18",
          callId: null,
          applicationId: null,
          organisationId: null,
          themeId: null,
          needId: null,
          areaKey: null,
          reversesId: null,
          note: null,
          personId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
          createdAt: "2027-01-04T09:12:45.120366Z",
        },
      ],
    },
  ),
);
export const LedgerEntryPage = pageOf(LedgerEntry, "LedgerEntryPage");
