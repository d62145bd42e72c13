import { compile, type Query } from "@zuwendo/db";
import { DomainError, forbidden } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { Session } from "../request/session.ts";
import { type Resource, selection, toColumns } from "./resource.ts";
import { visibility } from "./visibility.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const texts = new Map<string, { byId: string; byNumber: string }>();

/** The statement that finds one row by its id or readable number, whoever asks. */
export function rowByKey(resource: Resource, key: string): Query {
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
export async function getRow(
  session: Session,
  resource: Resource,
  key: string,
  options: { lock?: boolean } = {},
): Promise<Record<string, unknown>> {
  if (!uuid.test(key) && !resource.hasNumber) throw new DomainError("not-found");
  const condition = visibility(resource, session);
  const [row] = await session.run<Record<string, unknown>>(
    sql`select ${selection(resource)} from ${sql.table(resource.table)}
      where ${sql.ref(uuid.test(key) ? "id" : "number")} = ${key}
      ${condition === undefined ? sql`` : sql`and ${condition}`}
      ${options.lock ? sql`for update` : sql``}`,
  );
  if (row === undefined) throw new DomainError("not-found");
  return row;
}

/** A row that a body refers to: as `getRow`, but what the caller may not see is a `reference-unknown` of that field. */
export async function getReferenced(
  session: Session,
  resource: Resource,
  body: Readonly<Record<string, unknown>>,
  field: string,
  options: { lock?: boolean } = {},
): Promise<Record<string, unknown>> {
  return getRow(session, resource, String(body[field]), options).catch((error: unknown) => {
    throw error instanceof DomainError && error.code === "not-found"
      ? new DomainError("reference-unknown", { field }, `/${field}`)
      : error;
  });
}

/** Inserts a row from a body and extra columns; returns it as stored. `isLast`: nothing follows, so it takes the commit along. */
export async function insertRow(
  session: Session,
  resource: Resource,
  body: object,
  extra: Record<string, unknown> = {},
  options: { isLast?: boolean } = {},
): Promise<Record<string, unknown>> {
  const values = { ...toColumns(resource, body), ...extra };
  const names = Object.keys(values);
  const send = options.isLast ? session.runAndCommit : session.run;
  const [row] = await send<Record<string, unknown>>(
    sql`insert into ${sql.table(resource.table)} (${sql.join(names.map((name) => sql.ref(name)))})
      values (${sql.join(names.map((name) => values[name]))}) returning ${selection(resource)}`,
  );
  if (row === undefined) throw new Error(`insert into ${resource.table} returned no row`);
  return row;
}

/** Changes a row that is locked in this transaction, raises its version and returns it as stored. */
export async function updateRow(
  session: Session,
  resource: Resource,
  id: unknown,
  values: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const assignments = Object.entries(values).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  const [row] = await session.run<Record<string, unknown>>(
    sql`update ${sql.table(resource.table)}
      set ${sql.join([...assignments, sql`version = version + 1`, sql`updated_at = now()`])}
      where id = ${id} returning ${selection(resource)}`,
  );
  if (row === undefined) throw new DomainError("not-found");
  return row;
}

/** Refuses a caller with a limited reach whose new or changed row would lie outside of it. */
export async function assertVisible(session: Session, resource: Resource, id: unknown): Promise<void> {
  const condition = visibility(resource, session);
  if (condition === undefined) return;
  const found = await session.run(
    sql`select 1 from ${sql.table(resource.table)} where id = ${id} and ${condition as RawBuilder<boolean>}`,
  );
  if (found.length === 0) throw forbidden(resource.read);
}
