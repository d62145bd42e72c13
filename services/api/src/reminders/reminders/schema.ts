import { deadlineKinds, reminderAudiences, skipReasons } from "@zuwendo/domain";
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
  worksOut,
} from "../../resources/schema.ts";

const step = Type.String({
  description:
    "d-14: fourteen days before the day it counts to; d+1: the day after; w-3: in working days; soft-…: to the recommended day; again-…: put off",
});

const why = {
  rule: { de: "14 Tage vorher", en: "14 days before" },
  role: { de: "Projektleitung", en: "project lead" },
  standsInFor: null,
  kind: "spending-window",
  title: "Begegnungscafé am Markt",
  number: "RZ-2026-A-0007",
  subjectType: "disbursements",
  subjectId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a13",
  effectiveOn: "2026-11-02",
  explanation: {
    de: "Auszahlung am 19.09.2026 + 6 Wochen = Samstag, 31.10.2026.",
    en: "Payment on 19 Sep 2026 + 6 weeks = Saturday, 31 Oct 2026.",
  },
  isStatutory: true,
  nextAt: "2026-10-23T05:00:00Z",
};

export const ReminderWhy = Type.Object(
  {
    rule: BilingualText,
    role: BilingualText,
    standsInFor: nullable(Type.String({ description: "Whom the recipient stands in for" })),
    kind: oneOf(deadlineKinds),
    title: Type.String(),
    number: nullable(Type.String()),
    subjectType: Type.String(),
    subjectId: Id,
    effectiveOn: Day,
    explanation: BilingualText,
    isStatutory: Type.Boolean({ description: "Rests on a statute or the notice; cannot be switched off" }),
    nextAt: nullable(
      Type.Unsafe<string>({ ...Instant, description: "When the next one to this function comes" }),
    ),
  },
  {
    $id: "ReminderWhy",
    additionalProperties: false,
    description: "Why did I get this, and when does the next one come?",
    examples: [why],
  },
);

export const Reminder = withNames(
  Type.Object(
    {
      id: Id,
      deadlineId: Id,
      deadlineVersion: Type.Integer(),
      step,
      recipientId: Id,
      forId: nullable(Type.Unsafe<string>({ ...Id, description: "Whom the recipient stands in for" })),
      role: oneOf(reminderAudiences, "Why this person"),
      state: oneOf(["bound", "sent", "skipped", "dropped"]),
      reason: nullable(
        Type.String({
          description: `Why it was skipped (${skipReasons.join(", ")}) or dropped (deadline-met, deadline-cancelled, deadline-moved, refused-by-mail-server, address-suppressed)`,
        }),
      ),
      dueAt: Instant,
      mailId: nullable(Id),
      createdAt: Instant,
      why: worksOut(
        Type.Optional(
          Type.Unsafe<object>({ ...Type.Ref("ReminderWhy"), description: "On single reminders" }),
        ),
      ),
    },
    {
      $id: "Reminder",
      additionalProperties: false,
      description: "A due step of a deadline's ladder for one person; never twice",
      examples: [
        {
          id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a14",
          deadlineId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
          deadlineVersion: 1,
          step: "d-14",
          recipientId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
          forId: null,
          role: "lead",
          state: "sent",
          reason: null,
          dueAt: "2026-10-16T06:00:00Z",
          mailId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a15",
          createdAt: "2026-10-16T06:00:02.311704Z",
        },
      ],
    },
  ),
);
export const ReminderPage = pageOf(Reminder, "ReminderPage");

export const PlannedMail = Type.Object(
  {
    sendAt: Instant,
    on: Day,
    recipientId: Id,
    kind: oneOf(["digest", "urgent"]),
    items: Type.Array(
      Type.Object(
        {
          deadlineId: Id,
          title: Line,
          step,
          rule: BilingualText,
          role: oneOf(reminderAudiences),
        },
        { additionalProperties: false },
      ),
    ),
  },
  {
    $id: "PlannedMail",
    additionalProperties: false,
    description: "A mail that will go out if nothing changes until then",
    examples: [
      {
        sendAt: "2026-10-23T05:00:00Z",
        on: "2026-10-23",
        recipientId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
        kind: "digest",
        items: [
          {
            deadlineId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
            title: "Begegnungscafé am Markt",
            step: "d-7",
            rule: { de: "7 Tage vorher", en: "7 days before" },
            role: "lead",
          },
        ],
      },
    ],
  },
);
export const ReminderPreview = Type.Object(
  {
    items: Type.Array(Type.Ref("PlannedMail")),
    nextCursor: Type.Unsafe<string | null>({
      type: ["string", "null"],
      description: "Send as `cursor` to get the next page",
    }),
  },
  { $id: "ReminderPreview", additionalProperties: false, description: "The mails of the coming days" },
);
export const PreviewQuery = Type.Object(
  {
    personId: Type.Optional(Type.Unsafe<string>({ ...Id, description: "Only mails to this person" })),
    from: Type.Optional(Type.Unsafe<string>({ ...Day, description: "First day; today when not given" })),
    to: Type.Optional(
      Type.Unsafe<string>({ ...Day, description: "Last day; 30 days from today when not given" }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(
      Type.String({ maxLength: 200, description: "The `nextCursor` of the page before" }),
    ),
  },
  { additionalProperties: false },
);
