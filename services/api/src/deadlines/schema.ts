import { deadlineKinds, strictnesses } from "@zuwendo/domain";
import Type from "typebox";
import {
  BilingualText,
  Day,
  Id,
  Instant,
  Line,
  nullable,
  oneOf,
  pageOf,
  stored,
  transitionTo,
} from "../schema.ts";

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
    examples: [
      {
        kind: "spending-window",
        title: "Begegnungscafé am Markt",
        subjectType: "disbursements",
        subjectId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a13",
        applicationId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12",
        leadId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
        nominalOn: "2026-10-31",
        effectiveOn: "2026-11-02",
        endsAt: "2026-11-02T23:00:00Z",
        explanation: {
          de: "Auszahlung am 19.09.2026 + 6 Wochen = Samstag, 31.10.2026. 31.10.2026 ist ein Samstag und Reformationstag, daher Montag, 02.11.2026 (§ 89 LVwG SH).",
          en: "Payment on 19 Sep 2026 + 6 weeks = Saturday, 31 Oct 2026. 31 Oct 2026 is a Saturday and Reformation Day, therefore Monday, 2 Nov 2026 (§ 89 LVwG SH).",
        },
        strictness: "ordinary",
        state: "open",
        anchorType: "disbursements",
        anchorId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a13",
        anchorOn: "2026-09-19",
        nextRemindAt: "2026-10-16T06:00:00Z",
        closedAt: null,
        id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        version: 1,
        createdAt: "2026-09-19T09:12:45.120366Z",
        updatedAt: "2026-09-19T09:12:45.120366Z",
      },
    ],
  },
);
export const DeadlineTransition = transitionTo(["met", "cancelled"], "DeadlineTransition", [{ to: "met" }]);
export const DeadlinePage = pageOf(Deadline, "DeadlinePage");
