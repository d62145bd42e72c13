import { createHash } from "node:crypto";
import { DomainError } from "@zuwendo/domain";
import type { FastifyRequest } from "fastify";
import { present, type Resource } from "./resource.ts";

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

/** The ETag of a row: its version or, where it has none of its own, what it says. */
export function tagOf(resource: Resource, row: Record<string, unknown>): string {
  if ("updatedAt" in resource.shape.properties) return etagOf(Number(row.version));
  const digest = createHash("sha256").update(JSON.stringify(present(resource, row)));
  return `"${digest.digest("base64url")}"`;
}
