import type { Schema } from "@zuwendo/db";
import type { Permission, ProblemCode } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static, TObject } from "typebox";
import { v7 as newId } from "uuid";
import { requireMatch } from "../request/etag.ts";
import type { Answer, Deps, Session, Viewer } from "../request/session.ts";
import { writeInOffice } from "../request/transaction.ts";
import { describe, keyParams, operationId } from "./describe.ts";
import {
  type ColumnValues,
  keyOf,
  present,
  type Resource,
  type RowOf,
  tagOf,
  toColumns,
} from "./resource.ts";
import { assertVisible, getRow, insertRow, updateRow } from "./rows.ts";

interface CreateOptions<Shape extends TObject, Table extends keyof Schema, Body extends TObject> {
  readonly body: Body;
  readonly permission: Permission;
  /** Problems that `prepare` and what follows can find. */
  readonly problems?: readonly ProblemCode[];
  /** Extra columns, after whatever must be checked. */
  prepare?(session: Session, body: Static<Body>): Promise<ColumnValues<Table>> | ColumnValues<Table>;
  after?(session: Session, row: RowOf<Shape>): Promise<void>;
  complete?(viewer: Viewer, row: RowOf<Shape>): object;
  load?(session: Session, row: RowOf<Shape>): Promise<object>;
}

/** POST of a new thing: 201 with its address and ETag. */
export function createRoute<Shape extends TObject, Table extends keyof Schema, Body extends TObject>(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource<Shape, Table>,
  options: CreateOptions<Shape, Table, Body>,
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
        const body = request.body as Static<Body>;
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
export function created<Shape extends TObject>(
  resource: Resource<Shape>,
  row: RowOf<Shape>,
  more: object = {},
): Answer {
  return {
    status: 201,
    body: { ...present(resource, row), ...more },
    tag: tagOf(resource, row),
    location: `/v1/${resource.name}/${keyOf(row).id}`,
  };
}

interface PatchOptions<Shape extends TObject, Table extends keyof Schema, Body extends TObject> {
  readonly body: Body;
  readonly permission: Permission;
  /** Problems that `prepare` and what follows can find. */
  readonly problems?: readonly ProblemCode[];
  /** Extra columns, after whatever must be checked; `before` is the locked row. */
  prepare?(
    session: Session,
    before: RowOf<Shape>,
    body: Static<Body>,
  ): Promise<ColumnValues<Table>> | ColumnValues<Table>;
  after?(session: Session, before: RowOf<Shape>, row: RowOf<Shape>): Promise<void>;
  complete?(session: Session, row: RowOf<Shape>): Promise<object> | object;
}

/** PATCH of a thing: JSON merge patch (RFC 7396) on the version named by If-Match. */
export function patchRoute<Shape extends TObject, Table extends keyof Schema, Body extends TObject>(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource<Shape, Table>,
  options: PatchOptions<Shape, Table, Body>,
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
        const body = request.body as Static<Body>;
        const before = await getRow(session, resource, request.params.id, { lock: true });
        const { id, version } = keyOf(before);
        requireMatch(request, version);
        const extra = await options.prepare?.(session, before, body);
        // A reason alone changes nothing, so there is nothing to tell of it.
        if (Object.keys(body).every((name) => name === "reason" && !(name in resource.shape.properties))) {
          const more = await options.complete?.(session, before);
          return { body: { ...present(resource, before), ...more }, tag: tagOf(resource, before) };
        }
        const row = await updateRow(session, resource, id, { ...toColumns(resource, body), ...extra });
        await assertVisible(session, resource, id);
        await options.after?.(session, before, row);
        return changed(session, resource, row, {
          action: "change",
          changes: body,
          before: partOf(present(resource, before), Object.keys(body)),
          more: await options.complete?.(session, row),
        });
      }),
  });
}

/** Some properties of an object. */
function partOf(whole: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name)));
}

/** The answer to a change, which is written down with it. */
export function changed<Shape extends TObject>(
  session: Session,
  resource: Resource<Shape>,
  row: RowOf<Shape>,
  {
    action,
    changes,
    before,
    more,
  }: { action: string; changes?: object; before?: object; more?: object | undefined },
): Answer {
  const { id, version } = keyOf(row);
  session.audit({
    ...{ action, subjectType: resource.name, subjectId: id, version },
    ...(changes && { changes }),
    ...(before && { before }),
  });
  return { body: { ...present(resource, row), ...more }, tag: tagOf(resource, row) };
}

/** POST of a step to another state on the version named by If-Match. */
export function transitionRoute<Shape extends TObject, Body extends TObject>(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource<Shape>,
  options: {
    body: Body;
    permission: Permission;
    problems?: readonly ProblemCode[];
    move: (session: Session, before: RowOf<Shape>, step: Static<Body>) => Promise<RowOf<Shape>>;
    complete: (session: Session, row: RowOf<Shape>) => Promise<object> | object;
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
        const step = request.body as Static<Body>;
        const before = await getRow(session, resource, request.params.id, { lock: true });
        requireMatch(request, keyOf(before).version);
        const row = await options.move(session, before, step);
        const { to, reason = null } = step as { to: string; reason?: string };
        const stateOf = (of: object) => (of as { state: string }).state;
        return changed(session, resource, row, {
          action: `to:${to}`,
          changes: { from: stateOf(before), to: stateOf(row), reason },
          more: await options.complete(session, row),
        });
      }),
  });
}

/** DELETE of a thing that is kept: its row gets the instant at which it ended; ending it twice changes nothing. */
export function endRoute<Shape extends TObject, Table extends keyof Schema>(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource<Shape, Table>,
  options: {
    column: keyof RowOf<Shape> & keyof ColumnValues<Table> & string;
    action: string;
    permission: Permission;
    summary: string;
    description: string;
  },
): void {
  app.delete<{ Params: { id: string } }>(`/${resource.name}/:id`, {
    schema: describe({
      id: operationId("delete", resource.one),
      tag: resource.name,
      permission: options.permission,
      summary: options.summary,
      description: options.description,
      params: keyParams,
      answer: resource.shape,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, options.permission, async (session) => {
        const before = await getRow(session, resource, request.params.id, { lock: true });
        const { id } = keyOf(before);
        if (before[options.column] !== null)
          return { body: present(resource, before), tag: tagOf(resource, before) };
        const ended = { [options.column]: session.caller.enteredAt } as ColumnValues<Table>;
        return changed(session, resource, await updateRow(session, resource, id, ended), options);
      }),
  });
}
