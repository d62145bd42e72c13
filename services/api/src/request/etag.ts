import { DomainError } from "@zuwendo/domain";
import type { FastifyRequest } from "fastify";

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

/** Whether the reader has it already, by If-None-Match (RFC 9110, 13.1.2). */
export function isKnown(request: FastifyRequest, etag: string): boolean {
  const known = request.headers["if-none-match"];
  return known?.split(",").some((tag) => [etag, "*"].includes(tag.trim().replace(/^W\//, ""))) ?? false;
}
