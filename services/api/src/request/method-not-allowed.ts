import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import { sendProblem } from "./problems.ts";

interface KnownAddress {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

const addressesOf = new WeakMap<object, Map<string, KnownAddress>>();

/** Notes which methods an address has, for the answer to all others. */
export function rememberMethods(this: FastifyInstance, route: RouteOptions): void {
  const server = this.server;
  const known = addressesOf.get(server) ?? new Map<string, KnownAddress>();
  addressesOf.set(server, known);
  const pattern = new RegExp(`^${route.url.replace(/\*/g, ".*").replace(/:\w+/g, "[^/]+")}/?$`);
  const address = known.get(route.url) ?? { pattern, methods: new Set() };
  for (const method of [route.method].flat()) address.methods.add(method);
  known.set(route.url, address);
}

/** 405 with Allow where the address exists with other methods (RFC 9110, 15.5.6), 404 elsewhere. */
export function answerUnknown(app: FastifyInstance) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split("?", 1)[0] ?? "";
    const known = [...(addressesOf.get(app.server)?.values() ?? [])].find(
      ({ pattern, methods }) => !methods.has(request.method) && pattern.test(path),
    );
    if (known === undefined) return sendProblem(request, reply, "not-found");
    const allow = [...known.methods].join(", ");
    reply.header("allow", allow);
    return sendProblem(request, reply, "method-not-allowed", { method: request.method, allow });
  };
}
