import { createHash } from "node:crypto";
import { compile, jsonb, type Schema } from "@zuwendo/db";
import type { Permission } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { TObject } from "typebox";
import type { Caller } from "../request/caller.ts";
import { etagOf } from "../request/etag.ts";

/**
 * A thing with a table, a JSON shape and a place in the permission table. Columns follow from the shape:
 * a property of money `amount` is the column `amountCents`, every other property a column of its own name.
 */
export interface Resource {
  /** Path, tag and prefix of the permissions. */
  readonly name: string;
  /** What one of them is called, with its article: "a fund year". */
  readonly one: string;
  readonly table: keyof Schema;
  readonly shape: TObject;
  /** Properties that are worked out, not stored. */
  readonly computed?: readonly string[];
  /** Properties that follow from the row alone, also in lists: worked out, or written otherwise than they are stored. */
  readonly derived?: (row: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** Properties that a list can be filtered by; several values are separated by commas. */
  readonly filters: readonly string[];
  /** Day or instant properties that a list can be limited by, as `<name>From` and `<name>To`. */
  readonly ranges?: readonly string[];
  /** Properties that a list can be sorted by; indexed and never null. The first is the default, descending. */
  readonly sorts: readonly [string, ...string[]];
  /** Column with the words for `q`. */
  readonly search?: string;
  /** Whether the readable number is a second way to address it. */
  readonly hasNumber?: boolean;
  readonly read: Permission;
  /** Which rows are the caller's own; without it, nobody has rows of their own. */
  readonly own?: (caller: Caller) => RawBuilder<boolean>;
  /** Which of them the caller may change, where that is fewer. */
  readonly ownToChange?: (caller: Caller) => RawBuilder<boolean>;
  readonly agenda?: () => RawBuilder<boolean>;
}

interface Column {
  readonly column: string;
  readonly property: string;
  readonly kind: "money" | "json" | "plain";
}

function columnOf(property: string, schema: unknown): Column {
  const {
    properties,
    type,
    items,
    "~kind": kind,
  } = schema as {
    properties?: Record<string, unknown>;
    type?: string | string[];
    items?: { type?: string };
    "~kind"?: string;
  };
  if (properties?.amountCents) return { column: `${property}Cents`, property, kind: "money" };
  const types = [type ?? kind].flat();
  const isJson =
    types.includes("object") ||
    (types.includes("array") && !["string", "integer"].includes(items?.type ?? "")) ||
    type === undefined;
  return { column: property, property, kind: isJson ? "json" : "plain" };
}

const columnsByShape = new WeakMap<TObject, readonly Column[]>();

/** The stored properties of a resource and the columns they live in. */
export function columnsOf(resource: Resource): readonly Column[] {
  const known = columnsByShape.get(resource.shape);
  if (known !== undefined) return known;
  const columns = Object.entries(resource.shape.properties)
    .filter(([property]) => !resource.computed?.includes(property))
    .map(([property, schema]) => columnOf(property, schema));
  columnsByShape.set(resource.shape, columns);
  return columns;
}

const selectionsByShape = new WeakMap<TObject, RawBuilder<unknown>>();

/** The column list of a select or returning clause; its text is made once, as every request asks for it. */
export function selection(resource: Resource): RawBuilder<unknown> {
  const known = selectionsByShape.get(resource.shape);
  if (known !== undefined) return known;
  const columns = sql.join(columnsOf(resource).map(({ column }) => sql.ref(column)));
  const text = sql.raw(compile(sql`${columns}`).sql);
  selectionsByShape.set(resource.shape, text);
  return text;
}

/** A row as the API shows it. */
export function present(resource: Resource, row: Record<string, unknown>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { column, property, kind } of columnsOf(resource)) {
    const value = row[column];
    body[property] = kind === "money" && value !== null ? { amountCents: value, currency: "EUR" } : value;
  }
  return Object.assign(body, resource.derived?.(row));
}

/** The same for a row that nobody else holds: it becomes the body itself, which spares a list half of its objects. */
export function presentInPlace(resource: Resource, row: Record<string, unknown>): Record<string, unknown> {
  for (const { column, property, kind } of columnsOf(resource)) {
    if (kind !== "money") continue;
    const cents = row[column];
    row[property] = cents === null ? null : { amountCents: cents, currency: "EUR" };
    row[column] = undefined;
  }
  return resource.derived === undefined ? row : Object.assign(row, resource.derived(row));
}

/** A body, or a part of one, as column values. */
export function toColumns(resource: Resource, body: object): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const given = body as Record<string, unknown>;
  for (const { column, property, kind } of columnsOf(resource)) {
    const value = given[property];
    if (value === undefined) continue;
    if (kind === "money")
      values[column] = value === null ? null : (value as { amountCents: number }).amountCents;
    else values[column] = kind === "json" && value !== null ? jsonb(value) : value;
  }
  return values;
}

/** The ETag of a row: its version or, where it has none of its own, what it says. */
export function tagOf(resource: Resource, row: Record<string, unknown>): string {
  if ("updatedAt" in resource.shape.properties) return etagOf(Number(row.version));
  const digest = createHash("sha256").update(JSON.stringify(present(resource, row)));
  return `"${digest.digest("base64url")}"`;
}
