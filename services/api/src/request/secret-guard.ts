import { runOnce } from "@zuwendo/db";
import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Credentials, enter, readCredentials } from "./caller.ts";
import { networkOf } from "./network.ts";
import { rateLimited } from "./problems.ts";
import type { Deps } from "./session.ts";

const windowMs = 60_000;
const knownForMs = 10 * 60_000;
/** Of secrets and of networks; the oldest are forgotten first. */
const mostKept = 10_000;

/** Looks secrets up for whoever brings them, and limits by network how often that may fail. */
export interface SecretGuard {
  /** Whether the secret was good a short while ago. A hint only: every request checks it anew where it is used. */
  isKnown(credentials: Credentials): boolean;
  /**
   * Runs a look-up that throws a `DomainError` for a wrong secret. Throws `rate-limited` where the caller's network has had
   * its share of wrong ones in this minute, unless the secret is known to be good: nobody is locked out by a neighbour.
   */
  lookUp<Found>(
    request: FastifyRequest,
    credentials: Credentials,
    find: () => Promise<Found>,
  ): Promise<Found>;
}

/** A guard that lets each network bring `most` wrong secrets a minute. */
export function guardSecrets(most: number): SecretGuard {
  const goodUntilMs = new Map<string, number>();
  const wrong = new Map<string, { readonly endsAtMs: number; count: number }>();

  const isKnown = ({ hash }: Credentials) => (goodUntilMs.get(hash.toString("base64")) ?? 0) > Date.now();

  async function lookUp<Found>(
    request: FastifyRequest,
    credentials: Credentials,
    find: () => Promise<Found>,
  ): Promise<Found> {
    if (isKnown(credentials)) return find();
    const nowMs = Date.now();
    const network = networkOf(request.ip);
    const last = wrong.get(network);
    const tally =
      last !== undefined && last.endsAtMs > nowMs ? last : { endsAtMs: nowMs + windowMs, count: 0 };
    if (tally.count >= most) {
      throw rateLimited(Math.ceil((tally.endsAtMs - nowMs) / 1000));
    }
    // Counted before it is known to be wrong, so that many at once are not looked up all.
    tally.count += 1;
    keep(wrong, network, tally);
    try {
      const found = await find();
      tally.count -= 1;
      keep(goodUntilMs, credentials.hash.toString("base64"), nowMs + knownForMs);
      return found;
    } catch (error) {
      if (!(error instanceof DomainError)) tally.count -= 1;
      throw error;
    }
  }
  return { isKnown, lookUp };
}

function keep<Value>(values: Map<string, Value>, key: string, value: Value): void {
  values.delete(key);
  values.set(key, value);
  const [oldest] = values.keys();
  if (values.size > mostKept && oldest !== undefined) values.delete(oldest);
}

/** Refuses a scope's requests before anything of their bodies is read, unless they bring a token that is good. */
export function requireToken(app: FastifyInstance, pool: Deps["pool"], guard: SecretGuard): void {
  app.addHook("onRequest", async (request) => {
    const credentials = readCredentials(request.headers.authorization);
    if (credentials === undefined) throw new DomainError("unauthenticated");
    if (guard.isKnown(credentials)) return;
    await guard.lookUp(request, credentials, async () => {
      const [[caller] = []] = await runOnce(pool, [enter(credentials)]);
      if (caller === undefined) throw new DomainError("unauthenticated");
    });
  });
}
