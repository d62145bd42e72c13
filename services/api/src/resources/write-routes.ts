import type { Permission, ProblemCode } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { TObject } from "typebox";
import { v7 as newId } from "uuid";
import { requireMatch } from "../request/etag.ts";
import type { Answer, Deps, Session, Viewer } from "../request/session.ts";
import { writeInOffice } from "../request/transaction.ts";
import { describe, keyParams, operationId } from "./describe.ts";
import { present, type Resource, tagOf, toColumns } from "./resource.ts";
import { assertVisible, getRow, insertRow, updateRow } from "./rows.ts";

type Row = Record<string, unknown>;

interface CreateOptions {
  readonly body: TObject;
  readonly permission: Permission;
  /** Problems that `prepare` and what follows can find. */
  readonly problems?: readonly ProblemCode[];
  /** Extra columns, after whatever must be checked. */
  readonly prepare?: (session: Session, body: Row) => Promise<Row> | Row;
  readonly after?: (session: Session, row: Row) => Promise<void>;
  readonly complete?: (viewer: Viewer, row: Row) => object;
  readonly load?: (session: Session, row: Row) => Promise<object>;
}

/** POST of a new thing: 201 with its address and ETag. */
export function createRoute(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource,
  options: CreateOptions,
): void {
  app.post(`/${resource.name}`, {
    schema: describe({
      id: operationId("create", resource.one),
      tag: resource.name,
      summary: `Create ${resource.one}`,
      permission: options.permission,
      body: options.body,
      answer: resource.shape,
      status: 201,
      isPost: true,
      problems: options.problems,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, options.permission, async (session) => {
        const body = request.body as Row;
        const extra = await options.prepare?.(session, body);
        const id = newId();
        session.audit({
          action: "create",
          subjectType: resource.name,
          subjectId: id,
          version: 1,
          changes: body,
        });
        const isLast = session.scope === "all" && options.after === undefined && options.load === undefined;
        const row = await insertRow(session, resource, body, { ...extra, id }, { isLast });
        await assertVisible(session, resource, id);
        await options.after?.(session, row);
        const loaded = await options.load?.(session, row);
        return created(resource, row, { ...options.complete?.(session, row), ...loaded });
      }),
  });
}

/** The answer to a creation. */
export function created(resource: Resource, row: Row, more: object | undefined = {}): Answer {
  return {
    status: 201,
    body: { ...present(resource, row), ...more },
    tag: tagOf(resource, row),
    location: `/v1/${resource.name}/${String(row.id)}`,
  };
}

interface PatchOptions {
  readonly body: TObject;
  readonly permission: Permission;
  /** Problems that `prepare` and what follows can find. */
  readonly problems?: readonly ProblemCode[];
  /** Extra columns, after whatever must be checked; `before` is the locked row. */
  readonly prepare?: (session: Session, before: Row, body: Row) => Promise<Row> | Row;
  readonly after?: (session: Session, before: Row, row: Row) => Promise<void>;
  readonly complete?: (session: Session, row: Row) => Promise<object> | object;
}

/** PATCH of a thing: JSON merge patch (RFC 7396) on the version named by If-Match. */
export function patchRoute(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource,
  options: PatchOptions,
): void {
  app.patch<{ Params: { id: string } }>(`/${resource.name}/:id`, {
    schema: describe({
      id: operationId("change", resource.one),
      tag: resource.name,
      summary: `Change ${resource.one}`,
      permission: options.permission,
      params: keyParams,
      body: options.body,
      answer: resource.shape,
      needsMatch: true,
      problems: options.problems,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, options.permission, async (session) => {
        const body = request.body as Row;
        const before = await getRow(session, resource, request.params.id, { lock: true });
        requireMatch(request, Number(before.version));
        const extra = await options.prepare?.(session, before, body);
        const row = await updateRow(session, resource, before.id, {
          ...toColumns(resource, body),
          ...extra,
        });
        await assertVisible(session, resource, row.id);
        await options.after?.(session, before, row);
        session.audit({
          action: "change",
          subjectType: resource.name,
          subjectId: String(row.id),
          version: Number(row.version),
          changes: body,
        });
        return {
          body: { ...present(resource, row), ...(await options.complete?.(session, row)) },
          version: Number(row.version),
        };
      }),
  });
}

/** POST of a step to another state on the version named by If-Match. */
export function transitionRoute(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource,
  options: {
    body: TObject;
    permission: Permission;
    problems?: readonly ProblemCode[];
    move: (session: Session, before: Row, step: { to: string; reason?: string }) => Promise<Row>;
    complete: (session: Session, row: Row) => Promise<object> | object;
  },
): void {
  app.post<{ Params: { id: string } }>(`/${resource.name}/:id/transitions`, {
    schema: describe({
      id: operationId("transition", resource.one),
      tag: resource.name,
      summary: `Take ${resource.one} to another state`,
      description: "The resource lists the steps open to the caller, and the reasons why others are not.",
      permission: options.permission,
      params: keyParams,
      body: options.body,
      answer: resource.shape,
      needsMatch: true,
      isPost: true,
      problems: ["transition-not-open", ...(options.problems ?? [])],
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, options.permission, async (session) => {
        const step = request.body as { to: string; reason?: string };
        const before = await getRow(session, resource, request.params.id, { lock: true });
        requireMatch(request, Number(before.version));
        const row = await options.move(session, before, step);
        session.audit({
          action: `to:${step.to}`,
          subjectType: resource.name,
          subjectId: String(row.id),
          version: Number(row.version),
          changes: { from: before.state, to: row.state, reason: step.reason ?? null },
        });
        return {
          body: { ...present(resource, row), ...(await options.complete(session, row)) },
          version: Number(row.version),
        };
      }),
  });
}
