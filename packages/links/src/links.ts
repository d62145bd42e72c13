import { createHmac, timingSafeEqual } from "node:crypto";
import { parse, stringify } from "uuid";

/** What a link is for, in the order of its byte: one reminder, one mail, the person it went to, and so on. */
const purposes = ["answer", "unsubscribe", "person", "invitation", "address", "status"] as const;
export type LinkPurpose = (typeof purposes)[number];

const paths: Readonly<Record<LinkPurpose, string>> = {
  answer: "answers",
  unsubscribe: "unsubscribe",
  person: "reminders",
  invitation: "invitations",
  address: "addresses",
  status: "status",
};

export interface LinkClaims {
  readonly purpose: LinkPurpose;
  readonly officeId: string;
  /** Of the reminder that is answered, the mail that it or the personal page was reached from, the invitation, the changed address or the status link. */
  readonly id: string;
}

/** What a token says; true only once `isSigned` has said so. */
export interface Link extends LinkClaims {
  readonly signature: Buffer;
}

const idBytes = 16;
const claimBytes = 1 + 2 * idBytes;
const tokenBytes = claimBytes + 32;
/** Keeps a signature of a link from being one of anything else that the same secret may sign. */
const context = "zuwendo link\0";

function claimsAsBytes({ purpose, officeId, id }: LinkClaims): Buffer {
  return Buffer.concat([Buffer.of(purposes.indexOf(purpose) + 1), parse(officeId), parse(id)]);
}

function signatureOf(secret: Buffer, claims: Buffer): Buffer {
  return createHmac("sha256", secret).update(context).update(claims).digest();
}

/**
 * The token of a link: base64url of purpose, office, id and their HMAC-SHA256 under the office's secret, 87 characters.
 * The same claims always give the same token, as a mail is worded anew at each attempt.
 */
export function signLink(secret: Buffer, claims: LinkClaims): string {
  const bytes = claimsAsBytes(claims);
  return Buffer.concat([bytes, signatureOf(secret, bytes)]).toString("base64url");
}

/** Where the page of a link is below the address of the installation, with its token. */
export function linkPath(secret: Buffer, claims: LinkClaims): string {
  return `/${paths[claims.purpose]}/${signLink(secret, claims)}`;
}

/** A text without the tokens in it, for those who may read it and are not the one it was written to. */
export function withoutTokens(text: string): string {
  return text.replace(/(?<![\w-])[\w-]{87}(?![\w-])/g, "…");
}

/** What a token claims, or undefined for anything that `signLink` cannot have written. Nothing in it is proven yet. */
export function readLink(token: string): Link | undefined {
  const bytes = Buffer.from(token, "base64url");
  // Decoding forgives foreign characters and spare bits; a token is written in one way only.
  if (bytes.length !== tokenBytes || bytes.toString("base64url") !== token) return undefined;
  const purpose = purposes[(bytes[0] ?? 0) - 1];
  if (purpose === undefined) return undefined;
  try {
    return {
      purpose,
      officeId: stringify(bytes.subarray(1, 1 + idBytes)),
      id: stringify(bytes.subarray(1 + idBytes, claimBytes)),
      signature: bytes.subarray(claimBytes),
    };
  } catch {
    return undefined;
  }
}

/** Whether the office with this secret has signed the link; takes equally long wherever a forged signature differs. */
export function isSigned(secret: Buffer, link: Link): boolean {
  return timingSafeEqual(signatureOf(secret, claimsAsBytes(link)), link.signature);
}
