import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TObject, TSchema } from "typebox";
import { isKnown } from "../request/etag.ts";
import type { Deps, Session, Viewer } from "../request/session.ts";
import { readInOffice, readOnce } from "../request/transaction.ts";
import { describe, keyParams, operationId } from "./describe.ts";
import { admitExport, exportTypeOf, headingOf, jsonType, listTypes, readerOf, sendExport } from "./export.ts";
import { exportColumns } from "./export-columns.ts";
import { type CompleteListed, type ListQuery, listParameters, type Page, pageQuery } from "./listing.ts";
import { present, type Resource, type RowOf, tagOf } from "./resource.ts";
import { getRow, rowByKey } from "./rows.ts";
import { visibility } from "./visibility.ts";

/** Rows that an export reads at a time; each part is a transaction of its own, so that a slow reader holds none open. */
const rowsOfPart = 200;

/** GET of a list: a page as JSON or, as its `Accept` says, all of it as CSV or as a workbook. */
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
        ...(resource.filters.length > 0 ? (["filter-unknown"] as const) : []),
      ],
    }),
    config: { types: listTypes },
    handler: async (request, reply) => {
      const query = request.query as ListQuery;
      const read = (parameters: ListQuery) => readPage(deps, request, resource, parameters, more.complete);
      if (exportTypeOf(request) === jsonType) return (await read(query)).page;
      admitExport(request, reply);
      const isOnePage = /[?&](?:limit|cursor)=/.test(request.url);
      const first = await read(isOnePage ? query : { ...query, limit: rowsOfPart });
      const { viewer } = first;
      if (isOnePage && first.page.nextCursor !== null)
        reply.header("link", nextLink(request, first.page.nextCursor));
      async function* parts() {
        let { items, nextCursor: cursor } = first.page;
        for (yield items; cursor !== null && !isOnePage; yield items)
          ({ items, nextCursor: cursor } = (await read({ ...query, limit: rowsOfPart, cursor })).page);
      }
      return sendExport(request, reply, {
        name: resource.name,
        heading: headingOf(resource.name),
        columns: exportColumns(resource.shape),
        parts: parts(),
        reader: readerOf(request, viewer),
        now: viewer.now,
      });
    },
  });
}

/** Most callers see every row of the office: their page comes with the token's check, in one round trip. */
async function readPage<Shape extends TObject>(
  deps: Deps,
  request: FastifyRequest,
  resource: Resource<Shape>,
  query: ListQuery,
  complete: CompleteListed<Shape> | undefined,
): Promise<{ page: Page; viewer: Viewer }> {
  const { viewer, rows, also, written } = await readOnce(deps, request, resource.read, () =>
    pageQuery(resource, query, { complete }),
  );
  if (viewer.scope === "all") return { page: written.present({ rows, also, viewer }), viewer };
  return readInOffice(deps, request, resource.read, async (session) => {
    const page = pageQuery(resource, query, { visible: visibility(resource, session), complete });
    const found = await session.run(page.query);
    const sums = page.also === undefined ? [] : await session.run(page.also);
    return { page: page.present({ rows: found, also: sums, viewer: session }), viewer };
  });
}

/** RFC 8288, as a page of CSV has no place for the cursor. */
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
