import {
  daysBeforePosting,
  financingTypes,
  grantInstruments,
  type NoticeService,
  serviceWays,
} from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Amount, Day, Id, nullable, oneOf, Prose, pageOf, patchOf, stored } from "../../resources/schema.ts";

export const Service = Type.Object(
  {
    by: oneOf(serviceWays),
    postedOn: Type.Unsafe<string>({
      ...Day,
      description: `The day it was posted, sent or handed over, or will be within ${daysBeforePosting} days`,
    }),
    receivedOn: Type.Optional(
      nullable(Type.Unsafe<string>({ ...Day, description: "The day it is proved to have arrived" })),
    ),
  },
  {
    $id: "NoticeService",
    additionalProperties: false,
    description:
      "How a notice is served (Bekanntgabe). A letter or an electronic notice counts as served on the fourth day after it was sent, on the third if sent before 2025, whatever day of the week that is, unless it is proved to have arrived later; what is handed over counts on that day, a formal service on the proved day",
  },
);

const ServiceOrNone = Type.Unsafe<NoticeService | null>({
  anyOf: [Type.Ref("NoticeService"), { type: "null" }],
});

export const GrantCreate = Type.Object(
  {
    applicationId: Id,
    amount: Type.Optional(Amount),
    instrument: Type.Optional(oneOf(grantInstruments)),
    periodFrom: Type.Optional(Day),
    periodTo: Type.Optional(Day),
    service: Type.Optional(ServiceOrNone),
    servedOn: Type.Optional(Day),
    conditions: Type.Optional(nullable(Prose)),
  },
  {
    $id: "GrantCreate",
    additionalProperties: false,
    description:
      "Without `amount` for what the committee voted, without a period for the project's own. `servedOn` follows from `service`; without both it is today. Of a contract it is the day it was concluded",
    examples: [
      {
        applicationId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        instrument: "notice",
        amount: { amountCents: 480000, currency: "EUR" },
        periodFrom: "2027-02-01",
        periodTo: "2027-11-30",
        service: { by: "letter", postedOn: "2027-01-21" },
      },
    ],
  },
);
export const GrantPatch = patchOf(
  Type.Object({
    periodFrom: Day,
    periodTo: Day,
    service: ServiceOrNone,
    servedOn: Day,
    conditions: nullable(Prose),
  }),
  "GrantPatch",
  [{ periodTo: "2027-12-31" }],
);
export const Grant = withNames(
  Type.Object(
    {
      applicationId: Id,
      fundYearId: Id,
      instrument: oneOf(grantInstruments),
      amount: Amount,
      disbursed: Amount,
      financingType: oneOf(financingTypes),
      periodFrom: Day,
      periodTo: Day,
      service: ServiceOrNone,
      servedOn: Type.Unsafe<string>({
        ...Day,
        description:
          "The day the notice counts as served on, or the contract was concluded; objections count from it",
      }),
      conditions: nullable(Type.String()),
      ...stored,
    },
    {
      $id: "Grant",
      additionalProperties: false,
      description: "Notice or contract (Bewilligung, Weiterleitung); it commits the money",
    },
  ),
);
export const GrantPage = pageOf(Grant, "GrantPage");
