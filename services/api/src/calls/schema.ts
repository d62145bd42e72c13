import { noDeadlineReasons, strictnesses } from "@zuwendo/domain";
import Type from "typebox";
import { Day, Id, Instant, Line, nullable, oneOf, pageOf, patchOf, stored } from "../schema.ts";

const days = Type.Integer({ minimum: 0, maximum: 366 });
const rule = <const Kind extends string, P extends Record<string, Type.TSchema>>(kind: Kind, properties: P) =>
  Type.Object({ kind: oneOf([kind]), ...properties }, { additionalProperties: false });

/** How the call's cut-off is reckoned; the union is told apart by `kind`. */
export const CallDeadlineRule = Type.Union(
  [
    rule("fixed", { on: Day }),
    rule("at-time", {
      on: Day,
      time: Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" }),
      zone: Type.String({ maxLength: 60, pattern: "^[A-Za-z_]+(/[A-Za-z_+-]+)*$" }),
    }),
    rule("rolling-window", { from: Day, to: Day }),
    rule("before-meeting", { days }),
    rule("before-meeting-working-days", { days }),
    rule("before-start", { weeks: Type.Integer({ minimum: 0, maximum: 104 }) }),
    rule("rolling", { reason: oneOf(noDeadlineReasons) }),
    rule("none", { reason: oneOf(noDeadlineReasons) }),
  ],
  {
    $id: "CallDeadlineRule",
    description: "When applications must be in; “no deadline” is a value with a reason",
  },
);

const properties = {
  programmeId: Id,
  fundId: Type.Optional(nullable(Id)),
  meetingId: Type.Optional(nullable(Id)),
  title: Line,
  opensOn: Type.Optional(nullable(Day)),
  deadlineRule: Type.Ref("CallDeadlineRule"),
  strictness: Type.Optional(oneOf(strictnesses, "substantive: late is inadmissible (Ausschlussfrist)")),
  projectFrom: Type.Optional(nullable(Day)),
  projectTo: Type.Optional(nullable(Day)),
};

export const CallCreate = Type.Object(properties, {
  $id: "CallCreate",
  additionalProperties: false,
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
export const Call = Type.Object(
  {
    ...Type.Required(CallCreate).properties,
    closesOn: nullable(Day),
    closesAt: nullable(Instant),
    ...stored,
  },
  { $id: "Call", additionalProperties: false, description: "A window to apply (Förderaufruf, Antragsrunde)" },
);
export const CallPage = pageOf(Call, "CallPage");
