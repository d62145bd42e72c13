import type { Storage } from "@zuwendo/db";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import Type from "typebox";
import type { Deps } from "../request/session.ts";
import { readInOffice } from "../request/transaction.ts";
import { problemAnswers } from "../resources/describe.ts";

/** What the service can say of the things it depends on. */
export interface Health {
  /** Whether the database answers a trivial statement. */
  readonly checkDatabase: () => Promise<boolean>;
  /** Whether the queue answers; without it reminders still go out by the worker's own timer. */
  readonly checkQueue: () => Promise<boolean>;
  /** False from the moment the service was told to stop. */
  readonly isStopping: () => boolean;
  readonly countNudges: () => { added: number; dropped: number };
  /** Figures that the worker leaves in the database, by metric name. */
  readonly readGauges: () => Promise<readonly { name: string; value: number }[]>;
}

const Liveness = Type.Object(
  { status: Type.String() },
  { $id: "Liveness", additionalProperties: false, examples: [{ status: "ok" }] },
);
const readiness = {
  status: Type.String({
    description: "ok, degraded (works, but slower to remind, or stores nothing) or unavailable",
  }),
  database: Type.String(),
  queue: Type.String(),
  storage: Type.String({ description: "ok, or full while the disk is full or read-only" }),
};
const Readiness = Type.Object(readiness, {
  $id: "Readiness",
  additionalProperties: false,
  examples: [{ status: "ok", database: "ok", queue: "ok", storage: "ok" }],
});

const Unreadiness = Type.Object(readiness, {
  $id: "Unreadiness",
  additionalProperties: false,
  examples: [{ status: "unavailable", database: "down", queue: "ok", storage: "ok" }],
});

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const localNames = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
const forwarded = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/** Whether a program on this machine asks, and no proxy for somebody else nor a browser that was sent by a foreign name. */
function isLocal({ raw, headers }: FastifyRequest): boolean {
  return (
    loopback.test(raw.socket.remoteAddress ?? "") &&
    localNames.test(headers.host ?? "") &&
    forwarded.every((name) => headers[name] === undefined)
  );
}

/** What an operator's tools ask: alive, ready, how busy. No personal data, no office's data. */
export function operationRoutes(
  app: FastifyInstance,
  deps: Deps & { readonly health: Health; readonly storage: Storage },
): void {
  const { health, storage } = deps;
  app.addSchema(Liveness).addSchema(Readiness).addSchema(Unreadiness);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from request to reply",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  });
  const nudges = new Counter({
    name: "zuwendo_nudges_total",
    help: "Hints to the worker",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const gauges = new Gauge({
    name: "zuwendo_worker",
    help: "Figures measured by the worker",
    labelNames: ["figure"],
    registers: [registry],
  });

  app.addHook("onResponse", (request, reply, done) => {
    durations.observe(
      { method: request.method, route: request.routeOptions.url ?? "unknown", status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    done();
  });

  // The process's own figures are needed most while the database is away.
  const readGauges = () => health.readGauges().catch(() => []);

  app.get("/livez", {
    schema: {
      tags: ["operation"],
      operationId: "getLivez",
      summary: "Is the process alive?",
      response: { 200: Type.Ref("Liveness") },
    },
    handler: () => ({ status: "ok" }),
  });

  app.get("/readyz", {
    schema: {
      tags: ["operation"],
      operationId: "getReadyz",
      summary: "Can it serve requests?",
      description:
        "`degraded` while the queue is away (nothing is lost, reminders go out by the worker's own timer), and while nothing can be stored: reading goes on, changes get 503 `storage-full`.",
      response: { 200: Type.Ref("Readiness"), 503: Type.Ref("Unreadiness") },
    },
    handler: async (_request, reply) => {
      const [database, queue] = await Promise.all([health.checkDatabase(), health.checkQueue()]);
      const isReady = database && !health.isStopping();
      const isFull = storage.isFull();
      return reply.code(isReady ? 200 : 503).send({
        status: isReady ? (queue && !isFull ? "ok" : "degraded") : "unavailable",
        database: database ? "ok" : "down",
        queue: queue ? "ok" : "down",
        storage: isFull ? "full" : "ok",
      });
    },
  });

  app.get("/metrics", {
    schema: {
      tags: ["operation"],
      operationId: "getMetrics",
      summary: "Figures for Prometheus",
      description:
        "For programs on this machine that come without a proxy; for others with an admin's token that may read.",
      response: {
        200: {
          description: "Figures in Prometheus' text format",
          content: {
            "text/plain": {
              schema: Type.String({ examples: ['zuwendo_nudges_total{outcome="added"} 12\n'] }),
            },
          },
        },
        ...problemAnswers(["unauthenticated", "forbidden", "token-scope-missing", "unavailable"]),
      },
    },
    handler: async (request, reply) => {
      if (!isLocal(request)) await readInOffice(deps, request, "metrics.read", async () => undefined);
      nudges.reset();
      const { added, dropped } = health.countNudges();
      nudges.inc({ outcome: "added" }, added);
      nudges.inc({ outcome: "dropped" }, dropped);
      for (const { name, value } of await readGauges()) gauges.set({ figure: name }, value);
      return reply
        .type(registry.contentType)
        .serializer(String)
        .send(await registry.metrics());
    },
  });

  app.get("/", { schema: { hide: true }, handler: (_request, reply) => reply.redirect("/docs") });
  app.get("/openapi.json", { schema: { hide: true }, handler: () => app.swagger() });
}
