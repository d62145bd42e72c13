import type { SendMailOptions } from "nodemailer";

/** A day in the recipient's calendar: an iCalendar text whose METHOD is `method` (RFC 6047). */
export interface Invitation {
  readonly method: "REQUEST" | "CANCEL" | "PUBLISH";
  readonly text: string;
}

/**
 * One mail to one person. `messageId` is the same for every attempt, `date` an instant, `text` and `html` say the same.
 * `returnTag` is the mail's id: bounces come back with it where the transport has a return path.
 */
export interface OutgoingMail {
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Date | string;
  readonly listUnsubscribe?: readonly string[] | undefined;
  readonly inReplyTo?: string | undefined;
  readonly returnTag?: string | undefined;
  readonly invitation?: Invitation | undefined;
}

const messageIdPattern = /^<[^\s<>@\p{C}]+@[^\s<>@\p{C}]+>$/u;

const longestUrl = 900;

/**
 * The mail as nodemailer takes it: text, HTML and an invitation as alternatives, no value able to start a header of its
 * own, one-click unsubscribing (RFC 8058) if an https address for it is given. Throws TypeError for a malformed id,
 * address or invitation.
 */
export function composeMail(mail: OutgoingMail, from: string): SendMailOptions {
  const { inReplyTo, invitation, listUnsubscribe = [] } = mail;
  return {
    from,
    to: { name: oneLine(mail.to.name), address: mail.to.address },
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    messageId: checkMessageId(mail.messageId),
    date: new Date(mail.date),
    ...(inReplyTo !== undefined && { inReplyTo: checkMessageId(inReplyTo), references: inReplyTo }),
    ...(invitation !== undefined && { icalEvent: calendarPart(invitation) }),
    headers: { "Auto-Submitted": "auto-generated", ...unsubscribeHeaders(listUnsubscribe) },
    encoding: "quoted-printable",
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * RFC 2369: every address in angle brackets, folded between addresses only, which nodemailer's own folding does not
 * promise. RFC 8058 wants https for the one click; without it the header would only look like an offer.
 */
function unsubscribeHeaders(
  urls: readonly string[],
): Record<string, string | { prepared: true; value: string }> {
  if (urls.length === 0) return {};
  const isOneClick = urls.some((url) => new URL(url).protocol === "https:");
  const value = urls.map((url) => `<${bracketed(url)}>`).join(",\r\n ");
  return {
    "List-Unsubscribe": { prepared: true, value },
    ...(isOneClick && { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
  };
}

/** The address as it may stand between angle brackets: a parser of URLs leaves spaces and brackets in a mailto: as they are. */
function bracketed(url: string): string {
  const { href } = new URL(url);
  if (href.length > longestUrl) throw new TypeError("an address to unsubscribe is too long for a header");
  return href.replace(/[^!-~]|[<>]/gu, (character) => encodeURIComponent(character));
}

function calendarPart({ method, text }: Invitation): { method: string; content: string } {
  const stated = [...text.matchAll(/^METHOD:(\w+)\r?$/gm)].map(([, word]) => word);
  if (!["REQUEST", "CANCEL", "PUBLISH"].includes(method) || stated.length !== 1 || stated[0] !== method) {
    throw new TypeError("an invitation states another METHOD than its mail");
  }
  return { method, content: text };
}

function checkMessageId(id: string): string {
  if (!messageIdPattern.test(id)) throw new TypeError("not a Message-ID");
  return id;
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
