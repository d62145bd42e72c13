import Type from "typebox";
import { Id, nullable, oneOf } from "../../resources/schema.ts";

export const MailEventCreate = Type.Object(
  {
    type: oneOf(["bounce", "complaint", "delivered"]),
    mailId: Type.Optional(Id),
    messageId: Type.Optional(
      Type.String({ minLength: 1, maxLength: 320, description: "The mail's Message-ID header" }),
    ),
    returnPath: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 320,
        description: "The address the bounce came to: bounces+…@…",
      }),
    ),
    isPermanent: Type.Optional(
      Type.Boolean({ description: "Of a bounce; true unless `status` begins with 4" }),
    ),
    status: Type.Optional(
      Type.String({
        pattern: "^[245]\\.\\d{1,3}\\.\\d{1,3}$",
        description: "Enhanced status code, RFC 3463",
      }),
    ),
    detail: Type.Optional(
      Type.String({ maxLength: 1000, pattern: "^[^\\u0000]*$", description: "The other server's words" }),
    ),
  },
  {
    $id: "MailEventCreate",
    additionalProperties: false,
    description: "What became of a mail; exactly one of `mailId`, `messageId` and `returnPath` names it",
    examples: [
      {
        type: "bounce",
        returnPath: "bounces+019ab2c46f0e7a319d7e2f1f6b8f4a15@example.org",
        status: "5.1.1",
        detail: "550 5.1.1 No such user",
      },
    ],
  },
);

export const MailEvent = Type.Object(
  {
    mailId: Id,
    isSuppressed: Type.Boolean({ description: "Whether the recipient's address gets no mail now" }),
    taskId: nullable({ ...Id, description: "The open task about it" }),
  },
  {
    $id: "MailEvent",
    additionalProperties: false,
    description: "What the event has led to",
    examples: [
      {
        mailId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a15",
        isSuppressed: true,
        taskId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a1d",
      },
    ],
  },
);
