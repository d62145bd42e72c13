import * as base64 from "nodemailer/lib/base64";
import * as quotedPrintable from "nodemailer/lib/qp";

/** A part of a mail: its Content-Type and what follows that line, further headers first. */
export interface Part {
  readonly type: string;
  readonly rest: string;
}

/** A text that reads well even undecoded. */
export function textPart(type: string, text: string, parameters = ""): Part {
  const body = quotedPrintable.wrap(quotedPrintable.encode(text));
  return {
    type: `${type}; charset=utf-8${parameters}`,
    rest: `Content-Transfer-Encoding: quoted-printable\r\n\r\n${body}`,
  };
}

/** A file whose bytes arrive as they are. */
export function filePart(type: string, name: string, text: string): Part {
  const headers = [`Content-Disposition: attachment; filename=${name}`, "Content-Transfer-Encoding: base64"];
  const body = base64.wrap(base64.encode(Buffer.from(text)));
  return { type: `${type}; name=${name}`, rest: `${headers.join("\r\n")}\r\n\r\n${body}` };
}

/** Several parts as one. No body can contain the boundary, as neither encoding writes "=_" (RFC 2045 6.7, RFC 2046 5.1.1). */
export function multipart(kind: "alternative" | "mixed", parts: readonly Part[]): Part {
  const boundary = `=_${kind}`;
  const delimited = parts.map(({ type, rest }) => `--${boundary}\r\nContent-Type: ${type}\r\n${rest}\r\n`);
  return {
    type: `multipart/${kind}; boundary="${boundary}"`,
    rest: `\r\n${delimited.join("")}--${boundary}--\r\n`,
  };
}
