import type { MailKind } from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Day, Email, Id, Instant, nullable, oneOf, pageOf } from "../../resources/schema.ts";

const mailKinds = [
  "digest",
  "urgent",
  "moved",
  "invitation",
  "address-confirmation",
  "address-changed",
] as const satisfies readonly MailKind[];

export const mailEventNames = ["bounce", "temporary-bounce", "complaint", "delivered"] as const;

const Attempt = Type.Object(
  {
    at: Instant,
    response: Type.String(),
    event: Type.Optional(oneOf(mailEventNames, "What was reported afterwards; absent for an answer to us")),
  },
  { additionalProperties: false },
);

export const Mail = withNames(
  Type.Object(
    {
      id: Id,
      recipientId: Id,
      kind: oneOf(mailKinds),
      toEmail: nullable({ ...Email, description: "Where it goes, if not to the recipient's own address" }),
      forOn: Day,
      state: oneOf(
        ["pending", "sent", "captured", "rejected", "bounced", "suppressed", "dropped"],
        "captured: not delivered, no SMTP server configured; rejected: refused for good by the recipient's server; bounced: came back or was complained about; suppressed: the address gets no mail, see suppressions; dropped: nothing left to say",
      ),
      attempt: Type.Integer({ description: "How often a worker has taken it up" }),
      nextTryAt: Instant,
      subject: nullable(Type.String()),
      text: nullable(Type.String()),
      response: nullable(Type.String({ description: "The mail server's last answer" })),
      attempts: Type.Array(Attempt, {
        description:
          "What the mail server answered and what was reported later, oldest first; the last thirty",
      }),
      sentAt: nullable(Instant),
      bouncedAt: nullable(Instant),
      createdAt: Instant,
    },
    {
      $id: "Mail",
      additionalProperties: false,
      description: "A mail with its state, the mail server's answers and what came back",
      examples: [
        {
          id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a15",
          recipientId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
          kind: "digest",
          toEmail: null,
          forOn: "2026-10-16",
          state: "sent",
          attempt: 1,
          nextTryAt: "2026-10-16T06:00:02.311704Z",
          subject: "Frist am 02.11.2026",
          text: "Guten Tag Paula Projekt,\n\nIhre Frist, Stand Freitag, 16.10.2026 …\n",
          response: "250 2.0.0 Ok: queued as 4c1XyZ",
          attempts: [{ at: "2026-10-16T06:00:03.018211Z", response: "250 2.0.0 Ok: queued as 4c1XyZ" }],
          sentAt: "2026-10-16T06:00:03.018211Z",
          bouncedAt: null,
          createdAt: "2026-10-16T06:00:02.311704Z",
        },
      ],
    },
  ),
);
export const MailPage = pageOf(Mail, "MailPage");
