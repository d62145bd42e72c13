import { DomainError, mailIdOfReturnAddress, referenceUnknown } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { findOpenTask, openTask } from "../../office/tasks/queries.ts";
import type { Deps, Session } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { insertSuppression, isSuppressed } from "../suppressions/queries.ts";
import { lockMail, type MailEventName, noteEvent } from "./queries.ts";
import { MailEvent, MailEventCreate } from "./schema.ts";

interface Report {
  readonly type: "bounce" | "complaint" | "delivered";
  readonly mailId?: string;
  readonly messageId?: string;
  readonly returnPath?: string;
  readonly isPermanent?: boolean;
  readonly status?: string;
  readonly detail?: string;
}

const messageIdPattern = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^\s<>@]+>?$/i;

/** How a report may name its mail, and the id that it gives away. */
const names: Readonly<Record<string, (given: string) => string | undefined>> = {
  mailId: (given) => given,
  messageId: (given) => messageIdPattern.exec(given.trim())?.[1],
  returnPath: mailIdOfReturnAddress,
};

async function lockNamed(session: Session, report: Report) {
  const given = Object.entries(report).filter(([name]) => name in names);
  const [only] = given;
  if (only === undefined || given.length > 1) throw new DomainError("mail-not-named");
  const [field, value] = only;
  const id = names[field]?.(String(value));
  const mail = id === undefined ? undefined : await lockMail(session, id);
  if (mail === undefined) throw referenceUnknown(field);
  return mail;
}

function eventOf({ type, isPermanent, status }: Report): MailEventName {
  if (type !== "bounce") return type;
  return (isPermanent ?? !status?.startsWith("4.")) ? "bounce" : "temporary-bounce";
}

/** A mail comes back, is complained about or arrives once; only its delays are told apart by their words. */
function isRepeated(
  mail: { attempts: readonly { event?: string; response: string }[] },
  event: string,
  words: string,
) {
  return mail.attempts.some(
    (attempt) => attempt.event === event && (event !== "temporary-bounce" || attempt.response === words),
  );
}

/** Writes an event down and draws its consequences, once however often it is reported. */
async function takeReport(session: Session, report: Report) {
  const mail = await lockNamed(session, report);
  const { id, recipientId, email, isOwnAddress, isReaddressed, isErased } = mail;
  const event = eventOf(report);
  const said = isErased ? [] : [report.status, report.detail?.trim()];
  const words = said.filter(Boolean).join(": ") || event;
  const cameBack = event === "bounce" || event === "complaint";
  if (isRepeated(mail, event, words)) {
    const taskId = cameBack && isOwnAddress ? await findOpenTask(session, event, recipientId) : null;
    return { mailId: id, isSuppressed: await isSuppressed(session, email), taskId };
  }
  noteEvent(session, mail, { at: session.now, response: words, event }, { cameBack });
  session.audit({
    action: event,
    subjectType: "mails",
    subjectId: id,
    changes: { status: report.status ?? null },
  });
  // What came back was sent to the old address; the new one has done nothing wrong.
  if (!cameBack || isReaddressed || isErased) {
    return { mailId: id, isSuppressed: await isSuppressed(session, email), taskId: null };
  }
  await insertSuppression(session, { email, reason: event, detail: words, mailId: id });
  // Of an address that is not theirs nobody has to find out anything.
  const taskId = isOwnAddress
    ? await openTask(session, {
        kind: event,
        subjectType: "people",
        subjectId: recipientId,
        personId: recipientId,
        detail: { mailId: id, response: words },
      })
    : null;
  return { mailId: id, isSuppressed: true, taskId };
}

export function mailEventRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(MailEvent).addSchema(MailEventCreate);
  app.post("/mail-events", {
    schema: describe({
      id: "createMailEvent",
      problems: ["mail-not-named", "reference-unknown"],
      permission: "mail-events.write",
      tag: "mail-events",
      summary: "Report what became of a mail",
      description:
        "For the mail server or its provider's webhook. A permanent bounce or a complaint suppresses the address that the mail went to and, if it is the recipient's own, opens a task for the office; the same event again changes nothing.",
      body: MailEventCreate,
      answer: MailEvent,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "mail-events.write", async (session) => {
        const body = await takeReport(session, request.body as Report);
        return { status: 201, body, location: `/v1/mails/${body.mailId}` };
      }),
  });
}
