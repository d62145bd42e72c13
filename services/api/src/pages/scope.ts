import type { FastifyInstance, FastifyRequest } from "fastify";
import { malformed, rateLimited } from "../request/problems.ts";
import { answerWithPage } from "./error-page.ts";

const bodyLimit = 4096;
const windowSeconds = 60;

/**
 * Makes a scope one of pages that mails link to: limited by address, taking forms and nothing else, answering errors as
 * pages. Their addresses hold secrets, which nothing may log or hand on.
 */
export function openPages(app: FastifyInstance, quota: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  app.setErrorHandler(answerWithPage);
  const count = app.createRateLimit({
    max: quota,
    timeWindow: windowSeconds * 1000,
    keyGenerator: (request) => request.ip,
  });
  app.addHook("onRequest", async (request, reply) => {
    const limit = await count(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    reply.header("retry-after", String(limit.ttlInSeconds));
    throw rateLimited(limit.ttlInSeconds);
  });
}

/** Lets a scope of pages take `multipart/form-data` as well, which RFC 8058 wants for one-click unsubscribing. */
export function takeMultipart(app: FastifyInstance): void {
  app.addContentTypeParser(
    "multipart/form-data",
    { parseAs: "buffer", bodyLimit },
    async (request: FastifyRequest, body: Buffer) => {
      const headers = { "content-type": String(request.headers["content-type"]) };
      const fields = new URLSearchParams();
      try {
        const form = await new Response(new Uint8Array(body), { headers }).formData();
        form.forEach((value, name) => {
          fields.append(name, String(value));
        });
      } catch {
        throw malformed();
      }
      return fields;
    },
  );
}
