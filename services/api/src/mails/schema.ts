import Type from "typebox";
import { Day, Id, Instant, nullable, oneOf, pageOf } from "../schema.ts";

export const Mail = Type.Object(
  {
    id: Id,
    recipientId: Id,
    kind: oneOf(["digest", "urgent"]),
    forOn: Day,
    state: oneOf(
      ["pending", "sent", "captured", "rejected", "dropped"],
      "captured: not delivered, no SMTP server configured; rejected: refused for good by the recipient's server; dropped: nothing left to say",
    ),
    attempt: Type.Integer({ description: "How often a worker has taken it up" }),
    nextTryAt: Instant,
    subject: nullable(Type.String()),
    text: nullable(Type.String()),
    response: nullable(Type.String({ description: "The mail server's last answer" })),
    sentAt: nullable(Instant),
    createdAt: Instant,
  },
  {
    $id: "Mail",
    additionalProperties: false,
    description: "A mail with its state and the mail server's answer",
  },
);
export const MailPage = pageOf(Mail, "MailPage");
