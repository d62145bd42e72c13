import { foldLines } from "nodemailer/lib/mime-funcs";
import MimeNode, { type MimeNodeHeaderValue } from "nodemailer/lib/mime-node";
import { filePart, multipart, type Part, textPart } from "./mime-parts.ts";

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
  /** Before the transport's address, instead of a name it has. */
  readonly senderName?: string | undefined;
  /** Where an answer goes, under the sender's name; to the transport's address if missing. */
  readonly replyTo?: string | undefined;
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

/** Only asked how values are encoded. */
const encoder = new MimeNode(false, { baseBoundary: "none" });

/** One header field, encoded (RFC 2047) and folded. */
function field(name: string, value: MimeNodeHeaderValue): string {
  return foldLines(`${name}: ${encoder.encodeHeaderValue(name, value)}`, 76);
}

/** The transport's address; the name of whoever writes stands before it, as a telephone shows little else. */
function fromField({ senderName }: OutgoingMail, from: string): string {
  if (senderName === undefined) return field("From", from);
  const address = /<([^<>]+)>$/.exec(from)?.[1] ?? from;
  return field("From", { name: oneLine(senderName), address });
}

/**
 * The mail as it goes over the wire (RFC 5322): text, HTML and an invitation as alternatives, no value able to start a
 * header of its own, one-click unsubscribing (RFC 8058) if an https address for it is given. Throws TypeError for a
 * malformed id, address or invitation. nodemailer encodes headers and bodies; its streams, which would put them together,
 * write a mail in many pieces and cost about as much as all the rest of sending it (docs/decisions/0013).
 */
export function renderMail(mail: OutgoingMail, from: string): Buffer {
  const { inReplyTo, listUnsubscribe = [] } = mail;
  const { type, rest } = bodyOf(mail);
  const headers = [
    fromField(mail, from),
    ...(mail.replyTo === undefined
      ? []
      : [field("Reply-To", { name: oneLine(mail.senderName ?? ""), address: mail.replyTo })]),
    field("To", { name: oneLine(mail.to.name), address: mail.to.address }),
    field("Subject", oneLine(mail.subject)),
    field("Date", new Date(mail.date)),
    // Not folded: some readers take the space that folding puts before the id for a part of it.
    `Message-ID: ${checkMessageId(mail.messageId)}`,
    ...(inReplyTo === undefined
      ? []
      : [`In-Reply-To: ${checkMessageId(inReplyTo)}`, `References: ${inReplyTo}`]),
    ...unsubscribeHeaders(listUnsubscribe),
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    `Content-Type: ${type}`,
  ];
  return Buffer.from(`${headers.join("\r\n")}\r\n${rest}`);
}

function bodyOf({ text, html, invitation }: OutgoingMail): Part {
  const words = [textPart("text/plain", text), textPart("text/html", html)];
  if (invitation === undefined) return multipart("alternative", words);
  const calendar = checkCalendar(invitation);
  return multipart("mixed", [
    multipart("alternative", [
      ...words,
      textPart("text/calendar", calendar, `; method=${invitation.method}`),
    ]),
    // for programs that pay no heed to the alternative
    filePart("application/ics", "invite.ics", calendar),
  ]);
}

/**
 * RFC 2369: every address in angle brackets, folded between addresses only, which nodemailer's own folding does not
 * promise. RFC 8058 wants https for the one click; without it the header would only look like an offer.
 */
function unsubscribeHeaders(urls: readonly string[]): string[] {
  if (urls.length === 0) return [];
  const isOneClick = urls.some((url) => new URL(url).protocol === "https:");
  return [
    `List-Unsubscribe: ${urls.map((url) => `<${bracketed(url)}>`).join(",\r\n ")}`,
    ...(isOneClick ? ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"] : []),
  ];
}

/** The address as it may stand between angle brackets: a parser of URLs leaves spaces and brackets in a mailto: as they are. */
function bracketed(url: string): string {
  const { href } = new URL(url);
  if (href.length > longestUrl) throw new TypeError("an address to unsubscribe is too long for a header");
  return href.replace(/[^!-~]|[<>]/gu, (character) => encodeURIComponent(character));
}

function checkCalendar({ method, text }: Invitation): string {
  const stated = [...text.matchAll(/^METHOD:(\w+)\r?$/gm)].map(([, word]) => word);
  if (!["REQUEST", "CANCEL", "PUBLISH"].includes(method) || stated.length !== 1 || stated[0] !== method) {
    throw new TypeError("an invitation states another METHOD than its mail");
  }
  return text;
}

function checkMessageId(id: string): string {
  if (!messageIdPattern.test(id)) throw new TypeError("not a Message-ID");
  return id;
}

/** In one line, and with nothing that a reader of headers would take for an encoded word (RFC 2047). */
function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replaceAll("=?", "= ?")
    .trim();
}
