import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { readWeighted } from "./weighted-list.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the route can answer with, where that is not JSON alone. */
    readonly types?: readonly string[];
  }
}

/**
 * Which of the types an `Accept` header prefers; undefined when it allows none of them. The most specific part decides
 * about a type; between equal weights the order of the header, then that of `types`. No header, or none that can be
 * read, allows everything.
 */
export function preferredType(accept: string | undefined, types: readonly string[]): string | undefined {
  const wanted = readWeighted(accept).filter(({ value }) => /^[^/\s]+\/[^/\s]+$/.test(value));
  if (wanted.length === 0) return types[0];
  const ranked = types.flatMap((type) => {
    const ranges = [type, `${type.split("/", 1)[0]}/*`, "*/*"];
    const range = ranges.find((one) => wanted.some(({ value }) => value === one));
    const rank = wanted.findIndex(({ value }) => value === range);
    const weight = wanted[rank]?.weight ?? 0;
    return weight > 0 ? [{ type, weight, rank }] : [];
  });
  return ranked.sort((a, b) => b.weight - a.weight || a.rank - b.rank)[0]?.type;
}

/** Refuses a scope's requests that accept none of the types their route has, before anything is done for them. */
export function refuseUnacceptable(app: FastifyInstance): void {
  app.addHook("onRequest", async (request) => {
    const { types = ["application/json"] } = request.routeOptions.config;
    if (preferredType(request.headers.accept, types) !== undefined) return;
    throw new DomainError("not-acceptable", { types: types.join(", ") });
  });
}
