import { createHash } from "node:crypto";
import { build, jsonb, prepare, type Query, runOnce, type Transaction, transact } from "@zuwendo/db";
import { DomainError, localDay, type Permission, type Scope, scopeOf } from "@zuwendo/domain";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sql } from "kysely";
import type pg from "pg";
import { type Caller, type Credentials, enter, readCredentials } from "./caller.ts";

/** What the routes need from the outside. */
export interface Surroundings {
  readonly pool: pg.Pool;
  /** The instant the rules work with, from the database's; a calendar of its own for demonstrations. */
  readonly clock: (databaseNow: string) => string;
  /** Wakes the worker; returns at once and may be lost. */
  readonly nudge: (job: "sweep-reminders" | "fold-rollups", payload: Record<string, string>) => void;
}

/** Who looks, how far they see, and when. */
export interface Viewer {
  readonly caller: Caller;
  /** How far the caller's roles reach for the permission of the route. */
  readonly scope: Scope;
  readonly now: string;
  /** The office's local day. */
  readonly today: string;
}

/** A transaction inside the caller's office. */
export interface Session extends Transaction, Viewer {
  /** Writes down who did what; sent with the commit. */
  audit(entry: {
    action: string;
    subjectType: string;
    subjectId: string;
    version?: number;
    changes?: Record<string, unknown>;
  }): void;
  /** Wakes the worker after the commit. */
  nudge: Surroundings["nudge"];
}

/** What a handler answers: the body, and what the headers are made of. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
  /** Becomes the ETag. */
  readonly version?: number;
  /** The ETag of a thing without a version. */
  readonly tag?: string;
  readonly location?: string;
  /** Shown once: part of this reply, never of the reply stored for an Idempotency-Key. */
  readonly secret?: object;
}

function credentialsOf(request: FastifyRequest): Credentials {
  const credentials = readCredentials(request.headers.authorization);
  if (credentials === undefined) throw new DomainError("unauthenticated");
  return credentials;
}

/** The caller, once the database has confirmed the token, the role and the token's scope; then the input. */
function admit(
  request: FastifyRequest,
  row: Record<string, unknown> | undefined,
  permission: Permission,
): { caller: Caller; scope: Scope } {
  if (row === undefined) throw new DomainError("unauthenticated");
  const caller = row as unknown as Caller;
  const scope = scopeOf(caller.roles, permission);
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (scope === undefined || !caller.scopes.includes(isRead ? "read" : "write")) {
    throw new DomainError("forbidden", { permission });
  }
  if (request.validationError) throw request.validationError;
  return { caller, scope };
}

/**
 * Reads with a single statement in the same round trip as the token's check. `rows` of a caller whose role or
 * token does not allow the read are never looked at. What `write` or the database finds wrong with the request is
 * told only to those who may ask.
 */
export async function readOnce<Written extends { readonly query: Query }>(
  surroundings: Surroundings,
  request: FastifyRequest,
  permission: Permission,
  write: () => Written,
): Promise<{ viewer: Viewer; rows: Record<string, unknown>[]; written: Written }> {
  const opening = enter(credentialsOf(request));
  let mistake: unknown = request.validationError;
  if (mistake === undefined) {
    try {
      const written = write();
      const [entered = [], rows = []] = await runOnce(surroundings.pool, [opening, written.query]);
      return { viewer: viewAs(surroundings, admit(request, entered[0], permission)), rows, written };
    } catch (error) {
      if (!isMistake(error)) throw error;
      mistake = error;
    }
  }
  const [entered = []] = await runOnce(surroundings.pool, [opening]);
  admit(request, entered[0], permission);
  throw mistake;
}

/** Whether the request is to blame: a rule said no, or PostgreSQL could not read a value (SQLSTATE class 22). */
function isMistake(error: unknown): boolean {
  const state = error instanceof Error && "code" in error ? String(error.code) : "";
  return error instanceof DomainError || state.startsWith("22");
}

function viewAs(surroundings: Surroundings, { caller, scope }: { caller: Caller; scope: Scope }): Viewer {
  const now = surroundings.clock(caller.enteredAt);
  return {
    caller,
    scope,
    now,
    get today() {
      return localDay(now, caller.zone);
    },
  };
}

function openSession(
  surroundings: Surroundings,
  tx: Transaction,
  admitted: { caller: Caller; scope: Scope },
  nudges: Parameters<Surroundings["nudge"]>[],
): Session {
  const { caller } = admitted;
  if (caller.isStale) tx.later(markUsed(caller.tokenId));
  return {
    ...tx,
    ...viewAs(surroundings, admitted),
    audit: ({ action, subjectType, subjectId, version, changes }) => {
      tx.later(
        insertAudit({
          personId: caller.personId,
          tokenId: caller.tokenId,
          action,
          subjectType,
          subjectId,
          version: version ?? null,
          changes: JSON.stringify(changes ?? {}),
        }),
      );
    },
    nudge: (...nudge) => {
      nudges.push(nudge);
    },
  };
}

const insertAudit = prepare<AuditRow, unknown>((row) =>
  build.insertInto("auditLog").values({
    personId: row.personId,
    tokenId: row.tokenId,
    action: row.action,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    version: row.version,
    changes: sql`${row.changes}::jsonb`,
  }),
);

interface AuditRow {
  personId: string;
  tokenId: string;
  action: string;
  subjectType: string;
  subjectId: string;
  version: number | null;
  changes: string;
}

function markUsed(tokenId: string) {
  return build.updateTable("tokens").set({ lastUsedAt: new Date().toISOString() }).where("id", "=", tokenId);
}

/** Runs `work` in one transaction inside the caller's office; for reads that need more than one statement. */
export async function readInOffice<Result>(
  surroundings: Surroundings,
  request: FastifyRequest,
  permission: Permission,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  return transact(surroundings.pool, [enter(credentialsOf(request))], (tx, [entered = []]) =>
    work(openSession(surroundings, tx, admit(request, entered[0], permission), [])),
  );
}

interface StoredReply {
  readonly requestHash: Buffer;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined || request.method !== "POST") return undefined;
  if (typeof key !== "string" || !/^[\x20-\x7e]{1,200}$/.test(key))
    throw new DomainError("idempotency-key-invalid");
  return key;
}

/** What makes two requests the same one: method, address and body. */
function fingerprint(request: FastifyRequest): Buffer {
  return createHash("sha256")
    .update(`${request.method} ${request.url}\n`)
    .update(JSON.stringify(request.body ?? null))
    .digest();
}

function claimKey(credentials: Credentials, key: string): Query[] {
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

/**
 * Runs a change: one transaction with the token's check, the idempotency row, the work, the audit rows and the
 * stored reply; then the reply, then the nudges.
 */
export async function writeInOffice(
  surroundings: Surroundings,
  request: FastifyRequest,
  reply: FastifyReply,
  permission: Permission,
  work: (session: Session) => Promise<Answer>,
): Promise<FastifyReply> {
  const credentials = credentialsOf(request);
  const key = keyOf(request);
  const nudges: Parameters<Surroundings["nudge"]>[] = [];
  const opening = [enter(credentials), ...(key === undefined ? [] : claimKey(credentials, key))];
  const outcome = await transact(surroundings.pool, opening, async (tx, [entered = [], lock, stored]) => {
    const admitted = admit(request, entered[0], permission);
    if (key !== undefined) {
      if (lock?.[0]?.isFree !== true) throw new DomainError("request-in-flight");
      const earlier = stored?.[0] as StoredReply | undefined;
      if (earlier !== undefined) return replay(earlier, fingerprint(request));
    }
    // With a key the stored reply must still follow, so that no statement of the work is the last.
    const open = key === undefined ? tx : { ...tx, last: tx.run };
    const answer = await work(openSession(surroundings, open, admitted, nudges));
    const result = render(reply, answer);
    if (key !== undefined) {
      tx.later(
        build.insertInto("idempotencyKeys").values({
          personId: admitted.caller.personId,
          key,
          requestHash: fingerprint(request),
          status: result.status,
          headers: jsonb(result.headers),
          body: result.body,
        }),
      );
    }
    if (answer.secret !== undefined) {
      return { ...result, body: String(reply.serialize({ ...(answer.body as object), ...answer.secret })) };
    }
    return result;
  });
  for (const nudge of nudges) surroundings.nudge(...nudge);
  return reply.code(outcome.status).headers(outcome.headers).send(outcome.body);
}

function replay(stored: StoredReply, hash: Buffer): Pick<StoredReply, "status" | "headers" | "body"> {
  if (!stored.requestHash.equals(hash)) throw new DomainError("idempotency-key-reused");
  return stored;
}

/** The reply as it will be sent and stored, byte for byte. */
function render(reply: FastifyReply, answer: Answer): Pick<StoredReply, "status" | "headers" | "body"> {
  const status = answer.status ?? 200;
  reply.code(status);
  const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
  const tag = answer.version === undefined ? answer.tag : etagOf(answer.version);
  if (tag !== undefined) headers.etag = tag;
  if (answer.location !== undefined) headers.location = answer.location;
  return { status, headers, body: status === 204 ? "" : (reply.serialize(answer.body) as string) };
}

/** The ETag of a version. */
export function etagOf(version: number): string {
  return `"v${version}"`;
}

/** Refuses a change that is not based on the current version: 428 without If-Match, 412 when it is stale. */
export function requireMatch(request: FastifyRequest, version: number): void {
  const condition = request.headers["if-match"];
  if (condition === undefined) throw new DomainError("precondition-required");
  const tags = condition.split(",").map((tag) => tag.trim());
  if (!tags.includes("*") && !tags.includes(etagOf(version))) {
    throw new DomainError("precondition-failed", { version });
  }
}
