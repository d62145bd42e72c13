import type { SendMailOptions } from "nodemailer";

/** One mail to one person. `messageId` is the same for every attempt, `date` an instant, `text` and `html` say the same. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Date | string;
  readonly listUnsubscribe?: readonly string[] | undefined;
  readonly inReplyTo?: string | undefined;
}

const addressPattern = /^[^\s"(),:;<>@[\\\]\p{C}]+@[^\s"(),:;<>@[\\\]\p{C}]+$/u;
const messageIdPattern = /^<[^\s<>@\p{C}]+@[^\s<>@\p{C}]+>$/u;

/** Whether the text is one plain address that can stand in an envelope and a header. */
export function isMailAddress(text: string): boolean {
  return addressPattern.test(text);
}

/**
 * The mail as nodemailer takes it: text and HTML as alternatives, no value able to start a header of its own, one-click
 * unsubscribing (RFC 8058) if a web address for it is given. Throws TypeError for a malformed id or address.
 */
export function composeMail(mail: OutgoingMail, from: string): SendMailOptions {
  const { inReplyTo, listUnsubscribe = [] } = mail;
  return {
    from,
    to: { name: oneLine(mail.to.name), address: mail.to.address },
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    messageId: checkMessageId(mail.messageId),
    date: new Date(mail.date),
    ...(inReplyTo !== undefined && { inReplyTo: checkMessageId(inReplyTo), references: inReplyTo }),
    headers: { "Auto-Submitted": "auto-generated", ...unsubscribeHeaders(listUnsubscribe) },
    encoding: "quoted-printable",
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function unsubscribeHeaders(urls: readonly string[]): Record<string, string> {
  if (urls.length === 0) return {};
  const parsed = urls.map((url) => new URL(url));
  const hasWebAddress = parsed.some(({ protocol }) => protocol === "https:" || protocol === "http:");
  return {
    "List-Unsubscribe": parsed.map(({ href }) => `<${href}>`).join(", "),
    ...(hasWebAddress && { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
  };
}

function checkMessageId(id: string): string {
  if (!messageIdPattern.test(id)) throw new TypeError("not a Message-ID");
  return id;
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
