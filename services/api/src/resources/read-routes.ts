import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TObject, TSchema } from "typebox";
import { isKnown } from "../request/etag.ts";
import { preferredType } from "../request/negotiate.ts";
import type { Deps, Session, Viewer } from "../request/session.ts";
import { readInOffice, readOnce } from "../request/transaction.ts";
import { describe, keyParams, operationId } from "./describe.ts";
import { listAsCsv, listParameters, pageQuery } from "./listing.ts";
import { present, type Resource, type RowOf, tagOf } from "./resource.ts";
import { getRow, rowByKey } from "./rows.ts";
import { visibility } from "./visibility.ts";

const listTypes = ["application/json", "text/csv"];

/** GET of a list: a page as JSON or, with `Accept: text/csv`, as CSV. */
export function listRoute(app: FastifyInstance, deps: Deps, resource: Resource, page: TSchema): void {
  app.get(`/${resource.name}`, {
    schema: describe({
      id: operationId("list", resource.name),
      tag: resource.name,
      summary: `List ${resource.name.replaceAll("-", " ")}`,
      permission: resource.read,
      query: listParameters(resource),
      answer: page,
      problems: ["sort-invalid", "cursor-invalid"],
    }),
    config: { types: listTypes },
    handler: async (request, reply) => {
      const query = request.query as Record<string, string>;
      const found = await readPage(deps, request, resource, query);
      if (preferredType(request.headers.accept, listTypes) !== "text/csv") return found;
      if (found.nextCursor !== null) reply.header("link", nextLink(request, found.nextCursor));
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${resource.name}.csv"`)
        .send(listAsCsv(resource, found.items));
    },
  });
}

/** Most callers see every row of the office: their page comes with the token's check, in one round trip. */
async function readPage<Shape extends TObject>(
  deps: Deps,
  request: FastifyRequest,
  resource: Resource<Shape>,
  query: Record<string, string>,
) {
  const { viewer, rows, written } = await readOnce(deps, request, resource.read, () =>
    pageQuery(resource, query),
  );
  if (viewer.scope === "all") return written.present(rows, viewer.now);
  return readInOffice(deps, request, resource.read, async (session) => {
    const page = pageQuery(resource, query, visibility(resource, session));
    return page.present(await session.run(page.query), session.now);
  });
}

/** RFC 8288, as a CSV body has no place for the cursor. */
function nextLink(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, "http://localhost");
  url.searchParams.set("cursor", cursor);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

/** GET of one thing by id or number, with its ETag. `complete` adds what is worked out, `load` what must be read for it. */
export function readRoute<Shape extends TObject>(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource<Shape>,
  more: {
    complete?: (viewer: Viewer, row: RowOf<Shape>) => object;
    load?: (session: Session, row: RowOf<Shape>) => Promise<object>;
  } = {},
): void {
  app.get<{ Params: { id: string } }>(`/${resource.name}/:id`, {
    schema: describe({
      id: operationId("get", resource.one),
      tag: resource.name,
      summary: `Read ${resource.one}`,
      permission: resource.read,
      params: keyParams,
      answer: resource.shape,
    }),
    handler: async (request, reply) => {
      const { id } = request.params;
      if (more.load === undefined) {
        const { viewer, rows } = await readOnce(deps, request, resource.read, () => ({
          query: rowByKey(resource, id),
        }));
        if (viewer.scope === "all") return sendRow(request, reply, resource, viewer, rows[0], more.complete);
      }
      return readInOffice(deps, request, resource.read, async (session) => {
        const row = await getRow(session, resource, id);
        const loaded = await more.load?.(session, row);
        return sendRow(request, reply, resource, session, row, more.complete, loaded);
      });
    },
  });
}

/** Answers with a row and its ETag, with 304 to whoever has it already, with `not-found` for none. */
export function sendRow<Shape extends TObject>(
  request: FastifyRequest,
  reply: FastifyReply,
  resource: Resource<Shape>,
  viewer: Viewer,
  row: RowOf<Shape> | undefined,
  complete?: ((viewer: Viewer, row: RowOf<Shape>) => object) | undefined,
  loaded: object = {},
) {
  if (row === undefined) throw new DomainError("not-found");
  const etag = tagOf(resource, row);
  reply.header("etag", etag);
  // What was loaded besides the row (steps that depend on the day), or depends on the moment, is not part of its version.
  const isWhole = Object.keys(loaded).length === 0 && resource.asOf === undefined;
  if (isWhole && isKnown(request, etag)) return reply.code(304).send();
  return { ...present(resource, row), ...complete?.(viewer, row), ...loaded };
}
