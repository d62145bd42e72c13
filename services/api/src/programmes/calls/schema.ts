import { type DeadlineRule, strictnesses } from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import {
  Day,
  Id,
  Instant,
  Line,
  nullable,
  oneOf,
  pageOf,
  patchOf,
  refTo,
  stored,
} from "../../resources/schema.ts";

const properties = {
  programmeId: Id,
  fundId: Type.Optional(nullable(Id)),
  meetingId: Type.Optional(nullable(Id)),
  title: Line,
  opensOn: Type.Optional(nullable(Day)),
  deadlineRule: Type.Optional(refTo<DeadlineRule>("CallDeadlineRule")),
  strictness: Type.Optional(oneOf(strictnesses, "substantive: late is inadmissible (Ausschlussfrist)")),
  projectFrom: Type.Optional(nullable(Day)),
  projectTo: Type.Optional(nullable(Day)),
};

export const CallCreate = Type.Object(properties, {
  $id: "CallCreate",
  additionalProperties: false,
  description:
    "Without `deadlineRule` the fund's or programme's rule of kind application-cut-off is taken over, with its strictness",
  examples: [
    {
      programmeId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
      fundId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
      meetingId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12",
      title: "Erste Runde 2027",
      deadlineRule: { kind: "before-meeting", days: 14 },
    },
  ],
});
export const CallPatch = patchOf(CallCreate, "CallPatch", [
  { deadlineRule: { kind: "fixed", on: "2027-01-07" } },
]);
export const Call = withNames(
  Type.Object(
    {
      ...Type.Required(CallCreate).properties,
      deadlineRule: refTo<DeadlineRule>("CallRuleInForce"),
      closesOn: nullable(Day),
      closesAt: nullable(Instant),
      ...stored,
    },
    {
      $id: "Call",
      additionalProperties: false,
      description: "A window to apply (Förderaufruf, Antragsrunde)",
    },
  ),
);
export const CallPage = pageOf(Call, "CallPage");
