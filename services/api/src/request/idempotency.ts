import { createHash } from "node:crypto";
import type { Query } from "@zuwendo/db";
import { DomainError } from "@zuwendo/domain";
import type { FastifyRequest } from "fastify";
import type { Credentials } from "./caller.ts";

/** A reply kept for a key, byte for byte. */
export interface StoredReply {
  readonly requestHash: Buffer;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The request's Idempotency-Key, if it is a POST that has one. Throws `idempotency-key-invalid`. */
export function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined || request.method !== "POST") return undefined;
  if (typeof key !== "string" || !/^[\x20-\x7e]{1,200}$/.test(key))
    throw new DomainError("idempotency-key-invalid");
  return key;
}

/** What makes two requests the same one: method, address and body. */
export function fingerprint(request: FastifyRequest): Buffer {
  return createHash("sha256")
    .update(`${request.method} ${request.url}\n`)
    .update(JSON.stringify(request.body ?? null))
    .digest();
}

/** Claims the key for this transaction, then looks for an earlier reply. */
export function claimKey(credentials: Credentials, key: string): Query[] {
  const scope = `${credentials.officeId} ${credentials.hash.toString("base64")} ${key}`;
  return [
    { sql: "select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as is_free", parameters: [scope] },
    {
      sql: `select k.request_hash, k.status, k.headers, k.body from idempotency_keys k
        join tokens t on t.person_id = k.person_id and t.office_id = k.office_id
        where t.hash = $1 and k.key = $2 and t.office_id = current_office() and k.office_id = current_office()`,
      parameters: [credentials.hash, key],
    },
  ];
}

/** The earlier reply, or `idempotency-key-reused` when it was for another request. */
export function replay(stored: StoredReply, hash: Buffer): Pick<StoredReply, "status" | "headers" | "body"> {
  if (!stored.requestHash.equals(hash)) throw new DomainError("idempotency-key-reused");
  return stored;
}
