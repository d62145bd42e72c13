import Type from "typebox";
import { Id, Instant, nullable, oneOf, pageOf } from "../schema.ts";

export const Reminder = Type.Object(
  {
    id: Id,
    deadlineId: Id,
    deadlineVersion: Type.Integer(),
    step: Type.String({ description: "d-14: fourteen days before the nominal day; d+1: the day after" }),
    recipientId: Id,
    role: Type.String({ description: "Why this person" }),
    state: oneOf(["bound", "sent", "skipped", "dropped"]),
    reason: nullable(Type.String({ description: "Why it was skipped or dropped" })),
    dueAt: Instant,
    mailId: nullable(Id),
    createdAt: Instant,
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
        role: "responsible",
        state: "sent",
        reason: null,
        dueAt: "2026-10-16T06:00:00Z",
        mailId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a15",
        createdAt: "2026-10-16T06:00:02.311704Z",
      },
    ],
  },
);
export const ReminderPage = pageOf(Reminder, "ReminderPage");
