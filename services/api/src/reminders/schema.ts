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
  },
);
export const ReminderPage = pageOf(Reminder, "ReminderPage");
