import { isMailAddress, isReturnPath, returnAddressOf } from "@zuwendo/domain";
import { createTransport, type NodemailerError, type SendMailOptions } from "nodemailer";
import { type OutgoingMail, renderMail } from "./compose.ts";
import { acceptedResult, failedResult, refusedResult, type SendResult } from "./send-result.ts";
import { connectWithin } from "./smtp-socket.ts";

/** A way out for mails. */
export interface Transport {
  /** False if mails are only captured, because no SMTP server is configured. */
  readonly isDelivering: boolean;
  /**
   * Sends one mail. Settles within `sendMs`, waiting for a free connection included; a mail given up while the server had
   * it may arrive nevertheless. Rejects only for a mail that is composed wrongly (TypeError).
   */
  send(mail: OutgoingMail): Promise<SendResult>;
  /** Takes no more mails, lets those being transmitted end, fails those still waiting as `unreachable`. */
  close(): Promise<void>;
}

/**
 * `from` is an address with or without name (`Zuwendo <frist@example.org>`); `log` is a pino logger or like one. With
 * `returnPath` (`bounces@example.org`) bounces come back to an address of each mail's own; else they go to `from`.
 */
export interface TransportOptions {
  readonly from: string;
  readonly returnPath?: string | undefined;
  readonly log: { warn(details: object, message: string): void };
  readonly timeouts?: Partial<typeof defaultTimeouts> | undefined;
}

const connections = 5;
const mailsPerConnection = 1000;
const defaultTimeouts = { connectMs: 2_000, greetingMs: 8_000, silenceMs: 15_000, sendMs: 20_000 };

/**
 * Opens the pooled SMTP transport for an `smtp://` or `smtps://` address, or one that only captures if it is undefined.
 * No connection is made before the first mail. Throws TypeError for another address, an unusable `from` or `returnPath`.
 */
export function openTransport(smtpUrl: string | undefined, options: TransportOptions): Transport {
  if (smtpUrl === undefined) {
    return {
      isDelivering: false,
      send: async () => ({ outcome: "captured" }),
      close: async () => {},
    };
  }
  checkFrom(options.from);
  if (options.returnPath !== undefined && !isReturnPath(options.returnPath)) {
    throw new TypeError(
      "The return path must be a plain mail address of at most 31 characters before the @.",
    );
  }
  return openSmtp(checkSmtpUrl(smtpUrl), options);
}

function openSmtp(url: string, options: TransportOptions): Transport {
  const { from, log } = options;
  const limits = { ...defaultTimeouts, ...options.timeouts };
  const transporter = openPool(url, limits);
  const pending = new Set<Promise<SendResult>>();

  const deliver = async (mail: OutgoingMail): Promise<SendResult> => {
    if (!isMailAddress(mail.to.address))
      return refusedResult("The recipient's address is not a mail address.");
    const message = {
      raw: renderMail(mail, from),
      messageId: mail.messageId,
      envelope: envelopeOf(mail, options),
    };
    const result = await withDeadline(limits.sendMs, (signal) => attempt({ ...message, signal }));
    if (result.outcome === "unreachable") {
      log.warn({ messageId: mail.messageId, response: result.response }, "SMTP server unreachable");
    }
    return result;
  };

  const attempt = (message: SendMailOptions) =>
    transporter.sendMail(message).then(
      ({ response }) => acceptedResult(response),
      (error: NodemailerError) => failedResult(error),
    );

  return {
    isDelivering: true,
    send(mail) {
      const sending = deliver(mail).finally(() => pending.delete(sending));
      pending.add(sending);
      return sending;
    },
    async close() {
      transporter.close();
      await Promise.allSettled(pending);
    },
  };
}

/** Nobody may answer to the envelope's sender, so that it can tell which mail has come back; the From header stays. */
function envelopeOf({ to, returnTag }: OutgoingMail, { from, returnPath }: TransportOptions) {
  if (returnPath === undefined) return { from, to: to.address };
  return {
    from: returnTag === undefined ? returnPath : returnAddressOf(returnPath, returnTag),
    to: to.address,
  };
}

function openPool(url: string, limits: typeof defaultTimeouts) {
  return createTransport({
    url,
    pool: true,
    maxConnections: connections,
    maxMessages: mailsPerConnection,
    // only mails of which the server has not seen a byte are tried again on a fresh connection
    maxRequeues: 2,
    getSocket: connectWithin(limits.connectMs),
    connectionTimeout: limits.connectMs + limits.greetingMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function withDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), ms);
  try {
    return await work(deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

function checkSmtpUrl(url: string): string {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : {};
  if (!hostname || (protocol !== "smtp:" && protocol !== "smtps:")) {
    throw new TypeError("The SMTP address must look like smtp://user:password@host:587 or smtps://…");
  }
  return url;
}

function checkFrom(from: string): void {
  const address = /^[^<>\p{Cc}]*<([^<>]+)>$/u.exec(from)?.[1] ?? from;
  if (!isMailAddress(address))
    throw new TypeError("The sender must be a mail address, with or without name.");
}
