import type { NodemailerError } from "nodemailer";

const responseLimit = 500;

/**
 * What became of one attempt. `rejected` is the server's word on this mail: permanent for 5xx, temporary for 4xx, with
 * `code` null if the mail was refused before it reached the server; `concerns` tells a refused address, which no further
 * mail will reach, from anything else. `unreachable` says nothing about the mail and uses
 * up no attempt: no connection, time-out, hang, failed sign-in, a server that refuses our sender, or one that is going
 * out of service (421, RFC 5321 3.8).
 */
export type SendResult =
  | { readonly outcome: "accepted"; readonly response: string }
  | {
      readonly outcome: "rejected";
      readonly isPermanent: boolean;
      readonly code: number | null;
      readonly concerns: "address" | "content";
      readonly response: string;
    }
  | { readonly outcome: "unreachable"; readonly response: string }
  | { readonly outcome: "captured" };

/** The server's last word, cut to 500 characters. */
export function acceptedResult(response: string): SendResult {
  return { outcome: "accepted", response: response.slice(0, responseLimit) };
}

/** A recipient's address that no server would take, found before any was asked. */
export function refusedResult(reason: string): SendResult {
  return {
    outcome: "rejected",
    isPermanent: true,
    code: null,
    concerns: "address",
    response: reason.slice(0, responseLimit),
  };
}

/** Sorts a failure of nodemailer by whom it concerns: this mail (`rejected`) or the way to the server (`unreachable`). */
export function failedResult(error: NodemailerError): SendResult {
  const response = (error.response ?? error.message).slice(0, responseLimit);
  if (!concernsMail(error)) return { outcome: "unreachable", response };
  return {
    outcome: "rejected",
    isPermanent: error.permanent ?? true,
    code: error.responseCode ?? null,
    concerns: concernsAddress(error) ? "address" : "content",
    response,
  };
}

function concernsMail({ code, command, responseCode }: NodemailerError): boolean {
  if (code !== "EENVELOPE" && code !== "EMESSAGE") return false;
  const refusesSender = command === "MAIL FROM" && responseCode !== undefined;
  return !refusesSender && responseCode !== 421;
}

/**
 * A permanent refusal at RCPT TO is about the recipient, unless its enhanced status (RFC 3463) says that the server
 * objects to us: 5.7.x, such as "relay access denied", would else suppress every address there is. At DATA the
 * enhanced status alone can say so.
 */
function concernsAddress({ command, permanent, response = "" }: NodemailerError): boolean {
  if (permanent !== true) return false;
  const status = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? "";
  if (command === "RCPT TO") return !status.startsWith("5.7.");
  return status.startsWith("5.1.") || status === "5.2.1";
}
