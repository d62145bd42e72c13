import { DomainError } from "@zuwendo/domain";
import type { FastifyRequest } from "fastify";

/** The ETag of a version; `shown` tells apart what an answer shows besides, such as the names of other things. */
export function etagOf(version: number, shown = ""): string {
  return `"v${version}${shown === "" ? "" : `-${shown}`}"`;
}

/** Refuses a change that is not based on the current version: 428 without If-Match, 412 when it is stale. */
export function requireMatch(request: FastifyRequest, version: number): void {
  const condition = request.headers["if-match"];
  if (condition === undefined) throw new DomainError("precondition-required");
  // A change is based on what is stored: what else was shown beside it makes no difference.
  const tags = condition.split(",").map((tag) => tag.trim().replace(/^("v\d+)-[\w-]+"$/, '$1"'));
  if (!tags.includes("*") && !tags.includes(etagOf(version))) {
    throw new DomainError("precondition-failed", { version });
  }
}

/** Whether the reader has it already, by If-None-Match (RFC 9110, 13.1.2). */
export function isKnown(request: FastifyRequest, etag: string): boolean {
  const known = request.headers["if-none-match"];
  return known?.split(",").some((tag) => [etag, "*"].includes(tag.trim().replace(/^W\//, ""))) ?? false;
}
