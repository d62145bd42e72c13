import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TObject, TSchema } from "typebox";
import { isKnown } from "../request/etag.ts";
import { preferredType } from "../request/negotiate.ts";
import type { Deps, Session, Viewer } from "../request/session.ts";
import { readInOffice, readOnce } from "../request/transaction.ts";
import { describe, keyParams, operationId } from "./describe.ts";
import { type CompleteListed, listAsCsv, listParameters, pageQuery } from "./listing.ts";
import { present, type Resource, type RowOf, tagOf } from "./resource.ts";
import { getRow, rowByKey } from "./rows.ts";
import { visibility } from "./visibility.ts";

const listTypes = ["application/json", "text/csv"];

/** GET of a list: a page as JSON or, with `Accept: text/csv`, as CSV. */
export function listRoute<Shape extends TObject>(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource<Shape>,
  page: TSchema,
  more: { complete?: CompleteListed<Shape> } = {},
): void {
  app.get(`/${resource.name}`, {
    schema: describe({
      id: operationId("list", resource.name),
      tag: resource.name,
      summary: `List ${resource.name.replaceAll("-", " ")}`,
      permission: resource.read,
      query: listParameters(resource),
      answer: page,
      problems: [
        "sort-invalid",
        "cursor-invalid",
        ...(resource.filters.length > 0 ? ["filter-unknown" as const] : []),
      ],
    }),
    config: { types: listTypes },
    handler: async (request, reply) => {
      const query = request.query as Record<string, string>;
      const found = await readPage(deps, request, resource, query, more.complete);
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
  complete: CompleteListed<Shape> | undefined,
) {
  const { viewer, rows, also, written } = await readOnce(deps, request, resource.read, () =>
    pageQuery(resource, query, { complete }),
  );
  if (viewer.scope === "all") return written.present({ rows, also, viewer });
  return readInOffice(deps, request, resource.read, async (session) => {
    const page = pageQuery(resource, query, { visible: visibility(resource, session), complete });
    const found = await session.run(page.query);
    const sums = page.also === undefined ? [] : await session.run(page.also);
    return page.present({ rows: found, also: sums, viewer: session });
  });
}

/** RFC 8288, as a CSV body has no place for the cursor. */
function nextLink(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, "http://localhost");
  url.searchParams.set("cursor", cursor);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

/**
 * GET of one thing by id or number, with its ETag. `complete` adds what is worked out, `load` what must be read for it;
 * with `dependsOnNow` some of it changes with the time alone.
 */
export function readRoute<Shape extends TObject>(
  app: FastifyInstance,
  deps: Deps,
  resource: Resource<Shape>,
  more: {
    complete?: (viewer: Viewer, row: RowOf<Shape>) => object;
    load?: (session: Session, row: RowOf<Shape>) => Promise<object>;
    dependsOnNow?: boolean;
  } = {},
): void {
  const { complete, load, dependsOnNow } = more;
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
      const send = (viewer: Viewer, row: RowOf<Shape> | undefined, loaded?: object) => {
        const known = row && { ...complete?.(viewer, row), ...loaded };
        return sendRow(request, reply, resource, row, { more: known, isKeepable: !(load ?? dependsOnNow) });
      };
      if (load === undefined) {
        const { viewer, rows } = await readOnce(deps, request, resource.read, () => ({
          query: rowByKey(resource, id),
        }));
        if (viewer.scope === "all") return send(viewer, rows[0]);
      }
      return readInOffice(deps, request, resource.read, async (session) => {
        const row = await getRow(session, resource, id);
        return send(session, row, await load?.(session, row));
      });
    },
  });
}

/**
 * Answers with a row and its ETag, with `not-found` for none. Whoever has it already gets 304 where it is keepable: what is
 * shown besides (`more`) follows from the row.
 */
export function sendRow<Shape extends TObject>(
  request: FastifyRequest,
  reply: FastifyReply,
  resource: Resource<Shape>,
  row: RowOf<Shape> | undefined,
  { more, isKeepable = true }: { more?: object | undefined; isKeepable?: boolean } = {},
) {
  if (row === undefined) throw new DomainError("not-found");
  const etag = tagOf(resource, row);
  reply.header("etag", etag);
  if (isKeepable && isKnown(request, etag)) return reply.code(304).send();
  return { ...present(resource, row), ...more };
}
