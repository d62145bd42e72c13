import { deadlineEvents, noDeadlineReasons } from "@zuwendo/domain";
import Type from "typebox";
import { Day, Line, oneOf } from "../../resources/schema.ts";

const upTo = (maximum: number) => Type.Integer({ minimum: 0, maximum });
const rule = <const Kind extends string, P extends Record<string, Type.TSchema>>(kind: Kind, properties: P) =>
  Type.Object({ kind: oneOf([kind]), ...properties }, { additionalProperties: false });

const Event = oneOf(deadlineEvents, "What it counts from");
const Words = Type.Object({ de: Line, en: Line }, { additionalProperties: false });

const fixed = rule("fixed", { on: Day });
const atTime = rule("at-time", {
  on: Day,
  time: Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" }),
  zone: Type.String({ maxLength: 60, pattern: "^[A-Za-z_]+(/[A-Za-z_+-]+)*$" }),
});
const window = rule("rolling-window", { from: Day, to: Day });
const monthDay = Type.String({ pattern: "^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$", description: "MM-DD" });
const yearOffset = Type.Integer({ minimum: -5, maximum: 10, description: "1 is the year after the event" });
const monthPart = rule("month-part", {
  month: Type.String({ pattern: "^(199\\d|20\\d\\d)-(0[1-9]|1[0-2])$", description: "YYYY-MM" }),
  part: oneOf(["beginning", "middle", "end"], "The first, the 15th, the last (§ 192 BGB)"),
});
const beforeMeeting = rule("before-meeting", { days: upTo(366) });
const beforeMeetingWorkingDays = rule("before-meeting-working-days", { days: upTo(366) });
const beforeStart = rule("before-start", { weeks: upTo(104) });
const afterEvent = rule("after-event", {
  amount: Type.Number({
    minimum: 0,
    maximum: 1200,
    multipleOf: 0.5,
    description: "Whole, but months may end in .5 for half a month of 15 days (§ 189 BGB)",
  }),
  unit: oneOf(["days", "working-days", "weeks", "months", "years"]),
  event: Type.Optional(Event),
  includesFirstDay: Type.Optional(
    Type.Boolean({ description: "The day of the event counts (§ 187 (2) BGB)" }),
  ),
});

/** A rule that leads to one day; the union is told apart by `kind`. */
export const DatedDeadlineRule = Type.Union(
  [
    fixed,
    atTime,
    window,
    rule("yearly", { monthDay, yearOffset, event: Type.Optional(Event) }),
    monthPart,
    beforeMeeting,
    beforeMeetingWorkingDays,
    beforeStart,
    afterEvent,
  ],
  { $id: "DatedDeadlineRule", description: "A rule that leads to one day" },
);
const dated = DatedDeadlineRule.anyOf;
const pairOf = (part: Type.TSchema) => rule("soft-and-hard", { soft: part, hard: part });

/** How a deadline is reckoned: one day, two of them, or none with a reason. */
export const DeadlineRule = Type.Union(
  [
    ...dated,
    pairOf(Type.Ref("DatedDeadlineRule")),
    rule("rolling", { reason: Words }),
    rule("none", { reason: Words }),
  ],
  {
    $id: "DeadlineRule",
    description: "How a deadline is reckoned; “no deadline” is a value with a reason",
    examples: [{ kind: "after-event", amount: 6, unit: "weeks", event: "project-end" }],
  },
);

/** Every project counts from a start of its own, so that such a call has no closing date in common. */
const yearly = rule("yearly", { monthDay, yearOffset });
const noDay = { reason: Type.Union([oneOf(noDeadlineReasons), Words]) };

/** One day of a pair in a call. */
export const CallDeadlineDay = Type.Union([fixed, atTime, yearly, monthPart, beforeStart], {
  $id: "CallDeadlineDay",
  description: "A day of a pair; it may count from the application's start, not from the meeting",
});

/** How a call's cut-off is reckoned now: by a rule of its own, or by the one of its fund or programme. */
export const CallRuleInForce = Type.Union(
  [...dated, pairOf(Type.Ref("DatedDeadlineRule")), rule("rolling", noDay), rule("none", noDay)],
  {
    $id: "CallRuleInForce",
    description:
      "When applications must be in: the call's own rule, or the one taken over from its fund or programme",
  },
);

/** How the call's cut-off is reckoned; the same without what happens only after applications are in. */
export const CallDeadlineRule = Type.Union(
  [
    fixed,
    atTime,
    window,
    monthPart,
    beforeMeeting,
    beforeMeetingWorkingDays,
    beforeStart,
    yearly,
    pairOf(Type.Ref("CallDeadlineDay")),
    rule("rolling", noDay),
    rule("none", noDay),
  ],
  {
    $id: "CallDeadlineRule",
    description:
      "When applications must be in; “no deadline” is a value with a reason. Yearly days, days before the start and pairs count from each application's start",
  },
);
