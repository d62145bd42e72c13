import { build, jsonb, type Query, runOnce, type Transaction, transact } from "@zuwendo/db";
import {
  byLanguage,
  DomainError,
  forbidden,
  type Permission,
  type Scope,
  scopeOf,
  tokenScopeLabels,
} from "@zuwendo/domain";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Caller, type Credentials, enter, readCredentials } from "./caller.ts";
import { etagOf } from "./etag.ts";
import { claimKey, fingerprint, keyOf, replay, type StoredReply } from "./idempotency.ts";
import { type Answer, type Deps, openSession, type Session, type Viewer, viewAs } from "./session.ts";

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
  if (scope === undefined) throw forbidden(permission);
  assertTokenScope(caller, isRead ? "read" : "write");
  if (request.validationError) throw request.validationError;
  return { caller, scope };
}

/** Refuses what the caller's role allows, but not the token: `token-scope-missing`. */
export function assertTokenScope({ scopes }: Caller, scope: "read" | "write"): void {
  if (scopes.includes(scope)) return;
  throw new DomainError("token-scope-missing", byLanguage({ scope: tokenScopeLabels[scope] }));
}

interface Reading<Row> {
  readonly query: Query<Row>;
  /** A second statement that may go along. */
  readonly also?: Query<Record<string, unknown>>;
}

/**
 * Reads with one statement, or two, in the same round trip as the token's check. `rows` of a caller whose role or
 * token does not allow the read are never looked at. What `write` or the database finds wrong with the request is
 * told only to those who may ask.
 */
export async function readOnce<Row, Written extends Reading<Row> = Reading<Row>>(
  deps: Deps,
  request: FastifyRequest,
  permission: Permission,
  write: () => Written & Reading<Row>,
): Promise<{ viewer: Viewer; rows: Row[]; also: Record<string, unknown>[]; written: Written }> {
  const opening = enter(credentialsOf(request));
  let mistake: unknown = request.validationError;
  if (mistake === undefined) {
    try {
      const written = write();
      const queries = [opening, written.query, ...(written.also === undefined ? [] : [written.also])];
      const [entered = [], rows = [], also = []] = await runOnce(deps.pool, queries);
      const viewer = viewAs(deps, admit(request, entered[0], permission));
      return { viewer, rows: rows as Row[], also, written };
    } catch (error) {
      if (!isMistake(error)) throw error;
      mistake = error;
    }
  }
  const [entered = []] = await runOnce(deps.pool, [opening]);
  admit(request, entered[0], permission);
  throw mistake;
}

/** Whether the request is to blame: a rule said no, or PostgreSQL could not read a value (SQLSTATE class 22). */
function isMistake(error: unknown): boolean {
  const state = error instanceof Error && "code" in error ? String(error.code) : "";
  return error instanceof DomainError || state.startsWith("22");
}

/** Runs `work` in one transaction inside the caller's office; for reads that need more than one statement. */
export async function readInOffice<Result>(
  deps: Deps,
  request: FastifyRequest,
  permission: Permission,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  return transact(deps.pool, [enter(credentialsOf(request))], (tx, [entered = []]) =>
    work(openSession(deps, tx, admit(request, entered[0], permission), [])),
  );
}

/**
 * Runs a change: one transaction with the token's check, the idempotency row, the work, the audit rows and the
 * stored reply; then the reply, then the nudges.
 */
export async function writeInOffice(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  permission: Permission,
  work: (session: Session) => Promise<Answer>,
): Promise<FastifyReply> {
  const credentials = credentialsOf(request);
  const key = keyOf(request);
  const nudges: Parameters<Deps["nudge"]>[] = [];
  const opening = [enter(credentials), ...(key === undefined ? [] : claimKey(credentials, key))];
  const outcome = await retryOnDeadlock(() => {
    nudges.length = 0;
    return transact(deps.pool, opening, change);
  });
  for (const nudge of nudges) deps.nudge(...nudge);
  return reply.code(outcome.status).headers(outcome.headers).send(outcome.body);

  async function change(tx: Transaction, [entered = [], lock, stored]: Record<string, unknown>[][]) {
    const admitted = admit(request, entered[0], permission);
    if (key !== undefined) {
      if (lock?.[0]?.isFree !== true) throw new DomainError("request-in-flight");
      const earlier = stored?.[0] as StoredReply | undefined;
      if (earlier !== undefined) return replay(earlier, fingerprint(request));
    }
    // With a key the stored reply must still follow, so that no statement of the work is the last.
    const open = key === undefined ? tx : { ...tx, runAndCommit: tx.run };
    const session = openSession(deps, open, admitted, nudges);
    const answer = await work({ ...session, isWriting: true });
    const result = render(reply, answer);
    if (key !== undefined) {
      tx.queue(
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
  }
}

const mostTries = 3;

/** Runs a change again that PostgreSQL has ended because it and another waited for each other: nothing of it has happened. */
async function retryOnDeadlock<Result>(change: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await change();
    } catch (error) {
      const isDeadlock = error instanceof Error && "code" in error && error.code === "40P01";
      if (!isDeadlock || tries === mostTries) throw error;
    }
  }
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
