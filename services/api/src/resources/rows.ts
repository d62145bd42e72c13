import { compile, type Query, type Schema } from "@zuwendo/db";
import { DomainError, forbidden, referenceUnknown } from "@zuwendo/domain";
import { sql } from "kysely";
import type { TObject } from "typebox";
import type { Session } from "../request/session.ts";
import { type ColumnValues, type Resource, type RowOf, selection, toColumns } from "./resource.ts";
import { visibility } from "./visibility.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const texts = new Map<string, { byId: string; byNumber: string }>();

/** The statement that finds one row by its id or readable number, whoever asks. */
export function rowByKey<Shape extends TObject>(resource: Resource<Shape>, key: string): Query<RowOf<Shape>> {
  const isId = uuid.test(key);
  if (!isId && !resource.hasNumber) throw new DomainError("not-found");
  let text = texts.get(resource.name);
  if (text === undefined) {
    const by = (column: string) =>
      compile(
        sql`select ${selection(resource)} from ${sql.table(resource.table)} where ${sql.ref(column)} = ${""}`,
      ).sql;
    text = { byId: by("id"), byNumber: by("number") };
    texts.set(resource.name, text);
  }
  return { sql: isId ? text.byId : text.byNumber, parameters: [key] };
}

/** The row with that id or number, if the caller may see it; `not-found` otherwise. `lock` keeps others from changing it. */
export async function getRow<Shape extends TObject>(
  session: Session,
  resource: Resource<Shape>,
  key: string,
  options: { lock?: boolean } = {},
): Promise<RowOf<Shape>> {
  if (!uuid.test(key) && !resource.hasNumber) throw new DomainError("not-found");
  const condition = visibility(resource, session);
  const [row] = await session.run<RowOf<Shape>>(
    sql`select ${selection(resource)} from ${sql.table(resource.table)}
      where ${sql.ref(uuid.test(key) ? "id" : "number")} = ${key}
      ${condition === undefined ? sql`` : sql`and ${condition}`}
      ${options.lock ? sql`for update` : sql``}`,
  );
  if (row === undefined) throw new DomainError("not-found");
  return row;
}

/** A row that a body refers to: as `getRow`, but what the caller may not see is a `reference-unknown` of that field. */
export async function getReferenced<Shape extends TObject, Field extends string>(
  session: Session,
  resource: Resource<Shape>,
  body: { readonly [Name in Field]: string },
  field: Field,
  options: { lock?: boolean } = {},
): Promise<RowOf<Shape>> {
  return getRow(session, resource, body[field], options).catch((error: unknown) => {
    throw error instanceof DomainError && error.code === "not-found" ? referenceUnknown(field) : error;
  });
}

/** When a thing came into its state, for those that keep it. */
function sinceNow({ now }: Session, resource: Resource): { stateSince?: string } {
  return "stateSince" in resource.shape.properties ? { stateSince: now } : {};
}

/** Inserts a row from a body and extra columns; returns it as stored. `isLast`: nothing follows, so it takes the commit along. */
export async function insertRow<Shape extends TObject, Table extends keyof Schema>(
  session: Session,
  resource: Resource<Shape, Table>,
  body: object,
  extra: ColumnValues<Table> | { readonly id: string },
  options: { isLast?: boolean } = {},
): Promise<RowOf<Shape>> {
  const values: Record<string, unknown> = {
    ...toColumns(resource, body),
    ...extra,
    ...sinceNow(session, resource),
  };
  const names = Object.keys(values);
  const send = options.isLast ? session.runAndCommit : session.run;
  const [row] = await send<RowOf<Shape>>(
    sql`insert into ${sql.table(resource.table)} (${sql.join(names.map((name) => sql.ref(name)))})
      values (${sql.join(names.map((name) => values[name]))}) returning ${selection(resource)}`,
  );
  if (row === undefined) throw new Error(`insert into ${resource.table} returned no row`);
  return row;
}

/** Changes a row that is locked in this transaction, raises its version and returns it as stored. */
export async function updateRow<Shape extends TObject, Table extends keyof Schema>(
  session: Session,
  resource: Resource<Shape, Table>,
  id: string,
  values: ColumnValues<Table>,
): Promise<RowOf<Shape>> {
  const since = "state" in values ? sinceNow(session, resource) : {};
  const assignments = Object.entries({ ...values, ...since }).map(
    ([name, value]) => sql`${sql.ref(name)} = ${value}`,
  );
  const [row] = await session.run<RowOf<Shape>>(
    sql`update ${sql.table(resource.table)}
      set ${sql.join([...assignments, sql`version = version + 1`, sql`updated_at = now()`])}
      where id = ${id} returning ${selection(resource)}`,
  );
  if (row === undefined) throw new DomainError("not-found");
  return row;
}

/** Refuses a caller with a limited reach whose new or changed row would lie outside of it. */
export async function assertVisible(session: Session, resource: Resource, id: string): Promise<void> {
  const condition = visibility(resource, session);
  if (condition === undefined) return;
  const found = await session.run(
    sql`select 1 from ${sql.table(resource.table)} where id = ${id} and ${condition}`,
  );
  if (found.length === 0) throw forbidden(resource.read);
}
