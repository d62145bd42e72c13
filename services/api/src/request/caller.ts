import { createHash, randomBytes } from "node:crypto";
import type { Query } from "@zuwendo/db";
import { type Land, type Language, languages, type ProcedureAct, type Role } from "@zuwendo/domain";
import { parse, stringify } from "uuid";
import { readWeighted } from "./weighted-list.ts";

/** Who is asking, for which office, and what the office's calendar is. */
export interface Caller {
  /** Null for somebody who came through a signed link of a mail. */
  readonly tokenId: string | null;
  readonly personId: string;
  readonly organisationId: string | null;
  readonly roles: readonly Role[];
  /** Of the token: `read`, `write`. */
  readonly scopes: readonly string[];
  readonly language: Language;
  readonly officeId: string;
  readonly officeShort: string;
  readonly zone: string;
  readonly land: Land;
  /** The act that the office's notices rest on. */
  readonly procedureAct: ProcedureAct;
  /** When the office sends its mails. */
  readonly sendFrom: string;
  readonly sendWeekdays: readonly number[];
  /** The database's clock at the start of the transaction; RFC 3339. */
  readonly enteredAt: string;
  /** Whether the token's last use is worth writing down again. */
  readonly isStale: boolean;
}

/** What a bearer token says about itself before the database has confirmed it. */
export interface Credentials {
  readonly officeId: string;
  readonly hash: Buffer;
}

const tokenPrefix = "zwd_";
const idBytes = 16;
const secretBytes = 32;

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** A new secret of an office, to be stored as its hash: the office's id and 256 random bits behind a prefix. */
export function mintSecret(prefix: string, officeId: string): { secret: string; hash: Buffer } {
  const secret = prefix + Buffer.concat([parse(officeId), randomBytes(secretBytes)]).toString("base64url");
  return { secret, hash: hashOf(secret) };
}

/** What a secret with that prefix says about itself; undefined when it is none of ours. */
export function readSecret(prefix: string, secret: string): Credentials | undefined {
  if (!secret.startsWith(prefix) || !/^[\w-]{64}$/.test(secret.slice(prefix.length))) return undefined;
  const office = Buffer.from(secret.slice(prefix.length), "base64url").subarray(0, idBytes);
  try {
    return { officeId: stringify(office), hash: hashOf(secret) };
  } catch {
    return undefined;
  }
}

/**
 * A new token of an office. The office travels with the token so that row security holds from the first statement on,
 * even for looking the token up.
 */
export function mintToken(officeId: string): { token: string; hash: Buffer } {
  const { secret: token, hash } = mintSecret(tokenPrefix, officeId);
  return { token, hash };
}

/** The token in an Authorization header, or undefined when it holds none of ours. */
export function readToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(zwd_[\w-]{64})$/i.exec(authorization ?? "")?.[1];
}

/** The credentials in an Authorization header, or undefined when it holds no token of ours. */
export function readCredentials(authorization: string | undefined): Credentials | undefined {
  const token = readToken(authorization);
  return token === undefined ? undefined : readSecret(tokenPrefix, token);
}

/** Enters the token's office; returns one `Caller` row, or none when the token is not good (any more). */
export function enter(credentials: Credentials): Query<Caller> {
  return { sql: "select * from enter($1, $2)", parameters: [credentials.officeId, credentials.hash] };
}

/** The language of an answer: the first of `Accept-Language` that we speak, else English. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = readWeighted(acceptLanguage).map(({ value, weight }) => ({
    tag: value.split("-", 1)[0],
    weight,
  }));
  const unnamed = (["en", "de"] as const).find((language) => wanted.every(({ tag }) => tag !== language));
  const found = wanted
    .filter(({ weight }) => weight > 0)
    .map(({ tag }) => (tag === "*" ? unnamed : languages.find((language) => language === tag)))
    .find((language) => language !== undefined);
  return found ?? "en";
}
