import { deadlineKinds, strictnesses } from "@zuwendo/domain";
import Type from "typebox";
import { BilingualText, Day, Id, Instant, Line, nullable, oneOf, pageOf, stored } from "../schema.ts";

const states = ["open", "met", "cancelled"] as const;

export const Deadline = Type.Object(
  {
    kind: oneOf(deadlineKinds),
    title: Line,
    subjectType: Type.String(),
    subjectId: Id,
    applicationId: nullable(Id),
    leadId: nullable(Id),
    nominalOn: Type.Unsafe<string>({
      ...Day,
      description: "The day that the rule leads to; reminders count from it",
    }),
    effectiveOn: Type.Unsafe<string>({
      ...Day,
      description: "The day after rolling over weekends and holidays",
    }),
    endsAt: Instant,
    explanation: BilingualText,
    strictness: oneOf(strictnesses),
    state: oneOf(states),
    anchorType: nullable(Type.String()),
    anchorId: nullable(Id),
    anchorOn: nullable(Day),
    nextRemindAt: nullable(Instant),
    closedAt: nullable(Instant),
    ...stored,
    transitions: Type.Optional(
      Type.Array(Type.Ref("Transition"), { description: "On single deadlines, not in lists" }),
    ),
  },
  {
    $id: "Deadline",
    additionalProperties: false,
    description: "Deadline (Frist) with the rule that moved it",
  },
);
export const DeadlinePage = pageOf(Deadline, "DeadlinePage");
