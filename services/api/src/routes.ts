import { createHash } from "node:crypto";
import { DomainError, type Permission } from "@zuwendo/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import Type, { type TSchema } from "typebox";
import { v7 as newId } from "uuid";
import { listAsCsv, listParameters, pageQuery } from "./listing.ts";
import {
  type Answer,
  etagOf,
  readInOffice,
  readOnce,
  requireMatch,
  type Session,
  type Surroundings,
  type Viewer,
  writeInOffice,
} from "./office.ts";
import { present, type Resource, toColumns, visibility } from "./resource.ts";
import { assertVisible, getRow, insertRow, rowByKey, updateRow } from "./rows.ts";

type Row = Record<string, unknown>;

const problems = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, Type.Ref("Problem")] as const));

const ref = (schema: TSchema) => Type.Ref((schema as { $id?: string }).$id ?? "");

export const keyParams = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: "^[\\w-]+$",
    description: "Id, or the readable number where there is one",
    examples: ["019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10"],
  }),
});
const ifMatchHeader = Type.Object({
  "if-match": Type.Optional(
    Type.String({ maxLength: 200, description: "The ETag that was read last; required" }),
  ),
});
const idempotencyHeader = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({ description: "The same key and body give the stored reply; kept for 7 days" }),
  ),
});

/** The schema of an operation: tag, words, bodies and the problems it can answer with. */
export function describe(options: {
  tag: string;
  summary: string;
  description?: string;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  answer: TSchema;
  status?: number;
  needsMatch?: boolean;
  isPost?: boolean;
  produces?: string[];
}): FastifySchema {
  const statuses = [400, 401, 403, 429, 503, ...(options.params ? [404] : [])];
  if (options.body) statuses.push(409, 413, 415);
  if (options.body || options.query) statuses.push(422);
  if (options.needsMatch) statuses.push(412, 428);
  const headers =
    options.needsMatch && options.isPost
      ? Type.Object({ ...ifMatchHeader.properties, ...idempotencyHeader.properties })
      : options.needsMatch
        ? ifMatchHeader
        : options.isPost
          ? idempotencyHeader
          : undefined;
  return {
    tags: [options.tag],
    summary: options.summary,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.params ? { params: options.params } : {}),
    ...(options.query ? { querystring: options.query } : {}),
    ...(options.body ? { body: ref(options.body) } : {}),
    ...(headers ? { headers } : {}),
    ...(options.produces ? { produces: options.produces } : {}),
    response: { [options.status ?? 200]: ref(options.answer), ...problems(...new Set(statuses)) },
  } as FastifySchema;
}

/** GET of a list: a page as JSON or, with `Accept: text/csv`, as CSV. */
export function listRoute(
  app: FastifyInstance,
  surroundings: Surroundings,
  resource: Resource,
  page: TSchema,
): void {
  app.get(`/${resource.name}`, {
    schema: describe({
      tag: resource.name,
      summary: `List ${resource.name}`,
      query: listParameters(resource),
      answer: page,
    }),
    handler: async (request, reply) => {
      const query = request.query as Record<string, string>;
      const found = await readPage(surroundings, request, resource, query);
      if (!prefersCsv(request)) return found;
      if (found.nextCursor !== null) reply.header("link", nextLink(request, found.nextCursor));
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${resource.name}.csv"`)
        .send(listAsCsv(resource, found.items));
    },
  });
}

/** Most callers see every row of the office: their page comes with the token's check, in one round trip. */
async function readPage(
  surroundings: Surroundings,
  request: FastifyRequest,
  resource: Resource,
  query: Record<string, string>,
) {
  const { viewer, rows, written } = await readOnce(surroundings, request, resource.read, () =>
    pageQuery(resource, query),
  );
  if (viewer.scope === "all") return written.present(rows);
  return readInOffice(surroundings, request, resource.read, async (session) => {
    const page = pageQuery(resource, query, visibility(resource, session));
    return page.present(await session.run(page.query));
  });
}

function prefersCsv(request: FastifyRequest): boolean {
  return /^\s*text\/csv/i.test(request.headers.accept ?? "");
}

/** RFC 8288, as a CSV body has no place for the cursor. */
function nextLink(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, "http://localhost");
  url.searchParams.set("cursor", cursor);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

/** GET of one thing by id or number, with its ETag. `complete` adds what is worked out, `load` what must be read for it. */
export function readRoute(
  app: FastifyInstance,
  surroundings: Surroundings,
  resource: Resource,
  more: {
    complete?: (viewer: Viewer, row: Row) => object;
    load?: (session: Session, row: Row) => Promise<object>;
  } = {},
): void {
  app.get<{ Params: { id: string } }>(`/${resource.name}/:id`, {
    schema: describe({
      tag: resource.name,
      summary: `Read one of ${resource.name}`,
      params: keyParams,
      answer: resource.shape,
    }),
    handler: async (request, reply) => {
      const { id } = request.params;
      if (more.load === undefined) {
        const { viewer, rows } = await readOnce(surroundings, request, resource.read, () => ({
          query: rowByKey(resource, id),
        }));
        if (viewer.scope === "all") return sendRow(request, reply, resource, viewer, rows[0], more.complete);
      }
      return readInOffice(surroundings, request, resource.read, async (session) => {
        const row = await getRow(session, resource, id);
        const loaded = await more.load?.(session, row);
        return sendRow(request, reply, resource, session, row, more.complete, loaded);
      });
    },
  });
}

function sendRow(
  request: FastifyRequest,
  reply: FastifyReply,
  resource: Resource,
  viewer: Viewer,
  row: Row | undefined,
  complete: ((viewer: Viewer, row: Row) => object) | undefined,
  loaded: object = {},
) {
  if (row === undefined) throw new DomainError("not-found");
  const etag = tagOf(resource, row);
  reply.header("etag", etag);
  const known = request.headers["if-none-match"];
  if (known?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*")) {
    return reply.code(304).send();
  }
  return { ...present(resource, row), ...complete?.(viewer, row), ...loaded };
}

/** The ETag of a row: its version or, where it has none of its own, what it says. */
function tagOf(resource: Resource, row: Row): string {
  if ("updatedAt" in resource.shape.properties) return etagOf(Number(row.version));
  const digest = createHash("sha256").update(JSON.stringify(present(resource, row)));
  return `"${digest.digest("base64url")}"`;
}

interface CreateOptions {
  readonly body: TSchema;
  readonly permission: Permission;
  /** Extra columns, after whatever must be checked. */
  readonly prepare?: (session: Session, body: Row) => Promise<Row> | Row;
  readonly after?: (session: Session, row: Row) => Promise<void>;
  readonly complete?: (viewer: Viewer, row: Row) => object;
  readonly load?: (session: Session, row: Row) => Promise<object>;
}

/** POST of a new thing: 201 with its address and ETag. */
export function createRoute(
  app: FastifyInstance,
  surroundings: Surroundings,
  resource: Resource,
  options: CreateOptions,
): void {
  app.post(`/${resource.name}`, {
    schema: describe({
      tag: resource.name,
      summary: `Create one of ${resource.name}`,
      body: options.body,
      answer: resource.shape,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(surroundings, request, reply, options.permission, async (session) => {
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
  readonly body: TSchema;
  readonly permission: Permission;
  /** Extra columns, after whatever must be checked; `before` is the locked row. */
  readonly prepare?: (session: Session, before: Row, body: Row) => Promise<Row> | Row;
  readonly after?: (session: Session, before: Row, row: Row) => Promise<void>;
  readonly complete?: (session: Session, row: Row) => Promise<object> | object;
}

/** PATCH of a thing: JSON merge patch (RFC 7396) on the version named by If-Match. */
export function patchRoute(
  app: FastifyInstance,
  surroundings: Surroundings,
  resource: Resource,
  options: PatchOptions,
): void {
  app.patch<{ Params: { id: string } }>(`/${resource.name}/:id`, {
    schema: describe({
      tag: resource.name,
      summary: `Change one of ${resource.name}`,
      params: keyParams,
      body: options.body,
      answer: resource.shape,
      needsMatch: true,
    }),
    handler: (request, reply) =>
      writeInOffice(surroundings, request, reply, options.permission, async (session) => {
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
  surroundings: Surroundings,
  resource: Resource,
  options: {
    body: TSchema;
    permission: Permission;
    move: (session: Session, before: Row, step: { to: string; reason?: string }) => Promise<Row>;
    complete: (session: Session, row: Row) => Promise<object> | object;
  },
): void {
  app.post<{ Params: { id: string } }>(`/${resource.name}/:id/transitions`, {
    schema: describe({
      tag: resource.name,
      summary: `Take one of ${resource.name} to another state`,
      description: "The resource lists the steps open to the caller, and the reasons why others are not.",
      params: keyParams,
      body: options.body,
      answer: resource.shape,
      needsMatch: true,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(surroundings, request, reply, options.permission, async (session) => {
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
