import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { answerWithPage } from "./error-page.ts";

const bodyLimit = 4096;
const windowSeconds = 60;

const headers = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-robots-tag": "noindex",
} as const;

/**
 * Makes a scope one of pages that mails link to: guarded by headers, limited by address, taking forms and nothing else,
 * answering errors as pages. Their addresses hold secrets, which nothing may log or hand on.
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
    reply.headers(headers);
    const limit = await count(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    reply.header("retry-after", String(limit.ttlInSeconds));
    throw new DomainError("rate-limited", { seconds: limit.ttlInSeconds });
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
        throw new DomainError("malformed-request");
      }
      return fields;
    },
  );
}
