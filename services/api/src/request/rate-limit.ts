import type { FastifyInstance, FastifyRequest } from "fastify";
import { readToken } from "./caller.ts";
import { rateLimited } from "./problems.ts";

const windowSeconds = 60;

const tokenOf = (request: FastifyRequest) => readToken(request.headers.authorization);

/**
 * Limits what one token, or one address without a token, may ask in a minute; says so in `RateLimit-Policy` and
 * `RateLimit` (IETF draft-ietf-httpapi-ratelimit-headers). `keyOf` names who asks where it is not the token.
 */
export function limitRate(
  app: FastifyInstance,
  quota: number,
  keyOf: (request: FastifyRequest) => string | undefined = tokenOf,
): void {
  const count = app.createRateLimit({
    max: quota,
    timeWindow: windowSeconds * 1000,
    keyGenerator: (request) => keyOf(request) ?? request.ip,
  });
  app.addHook("onRequest", async (request, reply) => {
    const limit = await count(request);
    if (limit.isAllowed) return;
    reply
      .header("ratelimit-policy", `"default";q=${quota};w=${windowSeconds}`)
      .header("ratelimit", `"default";r=${limit.remaining};t=${limit.ttlInSeconds}`);
    if (!limit.isExceeded) return;
    throw rateLimited(limit.ttlInSeconds);
  });
}
