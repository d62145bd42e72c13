import {
  type DeadlineRule,
  deadlineKinds,
  deadlineStates,
  lands,
  rollPolicies,
  strictnesses,
  type Text,
} from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import {
  BilingualText,
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
  transitions,
  transitionTo,
  worksOut,
} from "../../resources/schema.ts";

export const Deadline = withNames(
  Type.Object(
    {
      kind: oneOf(deadlineKinds),
      title: Line,
      subjectType: Type.String(),
      subjectId: Id,
      applicationId: nullable(Id),
      programmeId: nullable(Id),
      committeeId: nullable(Id),
      leadId: nullable(Id),
      ownerId: nullable(Id),
      nominalOn: Type.Unsafe<string>({
        ...Day,
        description: "The day that the rule leads to; reminders count from it",
      }),
      effectiveOn: Type.Unsafe<string>({
        ...Day,
        description: "The day after rolling over weekends and holidays",
      }),
      softOn: nullable(
        Type.Unsafe<string>({
          ...Day,
          description: "The day it should be met by, before the one it must be",
        }),
      ),
      endsAt: Type.Unsafe<string>({ ...Instant, description: "The first instant that is too late" }),
      explanation: BilingualText,
      strictness: oneOf(strictnesses),
      calendar: nullable(Type.String({ description: "The holidays it was reckoned with, and their Land" })),
      isExtendable: Type.Boolean(),
      extendedTo: nullable(Day),
      state: oneOf(deadlineStates),
      stateReason: nullable(Type.String()),
      metAt: nullable(Instant),
      isLate: Type.Boolean({ description: "Met after its end; kept and flagged" }),
      isOverdue: worksOut(
        Type.Boolean({
          description: "Late already: its end has passed, and what should have been done by then is open",
        }),
      ),
      rule: refTo<DeadlineRule>("DeadlineRule"),
      land: nullable(oneOf(lands, "Where the duty is performed; null: the office's own")),
      rollPolicy: nullable(oneOf(rollPolicies, "null: as the kind has it")),
      anchorLabel: Type.Unsafe<Text | null>({ ...BilingualText, type: ["object", "null"] }),
      anchorEvent: nullable(Type.String({ description: "What of the anchor the rule counts from" })),
      anchorType: nullable(Type.String()),
      anchorId: nullable(Id),
      anchorOn: nullable(Day),
      nextRemindAt: nullable(Instant),
      closedAt: nullable(Instant),
      closedById: { ...nullable(Id), description: "Who closed it by hand, so that it can be opened again" },
      ...stored,
      transitions: transitions(),
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
          programmeId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a16",
          committeeId: null,
          leadId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
          ownerId: null,
          softOn: null,
          nominalOn: "2026-10-31",
          effectiveOn: "2026-11-02",
          endsAt: "2026-11-02T23:00:00Z",
          explanation: {
            de: "Auszahlung am 19.09.2026 + 6 Wochen = Samstag, 31.10.2026. 31.10.2026 ist ein Samstag und Feiertag (Reformationstag), daher Montag, 02.11.2026 (§ 89 LVwG SH).",
            en: "Payment on 19 Sep 2026 + 6 weeks = Saturday, 31 Oct 2026. 31 Oct 2026 is a Saturday and a public holiday (Reformation Day), therefore Monday, 2 Nov 2026 (§ 89 LVwG SH).",
          },
          strictness: "ordinary",
          calendar: "date-holidays 3 SH",
          isExtendable: false,
          extendedTo: null,
          state: "open",
          stateReason: null,
          metAt: null,
          isLate: false,
          isOverdue: false,
          rule: { kind: "after-event", amount: 6, unit: "weeks", event: "payment" },
          land: null,
          rollPolicy: null,
          anchorLabel: { de: "Auszahlung", en: "Payment" },
          anchorEvent: "payment",
          anchorType: "disbursements",
          anchorId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a13",
          anchorOn: "2026-09-19",
          nextRemindAt: "2026-10-16T06:00:00Z",
          closedAt: null,
          closedById: null,
          id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
          version: 1,
          createdAt: "2026-09-19T09:12:45.120366Z",
          updatedAt: "2026-09-19T09:12:45.120366Z",
        },
      ],
    },
  ),
);

const Anchor = Type.Union(
  [
    Type.Object(
      { label: Type.Object({ de: Line, en: Line }, { additionalProperties: false }), on: Day },
      { additionalProperties: false },
    ),
    Type.Object({ meetingId: Id }, { additionalProperties: false }),
  ],
  { description: "The day that a relative rule counts from; that of a meeting moves with it" },
);
/** What the office changes of a deadline made by hand; of others only the first three. */
const editable = {
  title: Line,
  leadId: Type.Optional(nullable(Id)),
  ownerId: Type.Optional(nullable(Id)),
  rule: refTo<DeadlineRule>("DeadlineRule"),
  anchor: Type.Optional(Anchor),
  land: Type.Optional(nullable(oneOf(lands))),
  rollPolicy: Type.Optional(nullable(oneOf(rollPolicies))),
  strictness: Type.Optional(oneOf(strictnesses)),
};

export const DeadlineCreate = Type.Object(
  {
    kind: oneOf(deadlineKinds.filter((kind) => kind !== "application-cut-off")),
    applicationId: Type.Optional(nullable(Id)),
    programmeId: Type.Optional(nullable(Id)),
    committeeId: Type.Optional(nullable(Id)),
    ...editable,
  },
  {
    $id: "DeadlineCreate",
    additionalProperties: false,
    description: "A deadline that no rule brings about; cut-offs come from calls",
    examples: [
      {
        kind: "follow-up",
        title: "Mietvertrag nachfragen",
        rule: { kind: "fixed", on: "2027-02-01" },
        applicationId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12",
      },
    ],
  },
);
export const DeadlinePatch = patchOf(Type.Object(editable), "DeadlinePatch", [
  { leadId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11" },
]);
export const DeadlineTransition = transitionTo(deadlineStates, "DeadlineTransition", [{ to: "met" }]);
export const DeadlinePage = pageOf(Deadline, "DeadlinePage");
