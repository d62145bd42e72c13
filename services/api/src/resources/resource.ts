import { createHash } from "node:crypto";
import { compile, jsonb, type Schema } from "@zuwendo/db";
import type { Permission } from "@zuwendo/domain";
import { type RawBuilder, sql, type Updateable } from "kysely";
import type { Static, TObject } from "typebox";
import type { Caller } from "../request/caller.ts";
import { etagOf } from "../request/etag.ts";
import { isWorkedOut, type WorkedOut } from "./schema.ts";

interface MoneyValue {
  readonly amountCents: number;
}

type Property<Shape extends TObject, Name extends keyof Shape["properties"]> = Static<
  Shape["properties"][Name]
>;
type ColumnName<Name, Value> = [NonNullable<Value>] extends [MoneyValue] ? `${Name & string}Cents` : Name;

/** The stored properties of a shape: those that are not marked as worked out. */
type StoredName<Shape extends TObject> = {
  [Name in keyof Shape["properties"]]: Shape["properties"][Name] extends WorkedOut ? never : Name;
}[keyof Shape["properties"]] &
  string;

/** A row as it is stored behind a shape: money `amount` is the column `amountCents`, all else a column of its own name. */
export type RowOf<Shape extends TObject> = {
  readonly [Name in StoredName<Shape> as ColumnName<Name, Property<Shape, Name>>]: [
    NonNullable<Property<Shape, Name>>,
  ] extends [MoneyValue]
    ? number | Extract<Property<Shape, Name>, null>
    : Property<Shape, Name>;
};

/** Values for some columns of a table, or SQL that makes them. */
export type ColumnValues<Table extends keyof Schema> = {
  readonly [Name in keyof Updateable<Schema[Table]>]?:
    | Updateable<Schema[Table]>[Name]
    | RawBuilder<Updateable<Schema[Table]>[Name]>;
};

/**
 * A thing with a table, a JSON shape and a place in the permission table. Columns follow from the shape, see `RowOf`.
 */
export interface Resource<Shape extends TObject = TObject, Table extends keyof Schema = keyof Schema> {
  /** Path, tag and prefix of the permissions. */
  readonly name: string;
  /** What one of them is called, with its article: "a fund year". */
  readonly one: string;
  readonly table: Table;
  readonly shape: Shape;
  /** Properties that follow from the row alone, also in lists: worked out, or written otherwise than they are stored. */
  derived?(row: RowOf<Shape>): { readonly [Name in keyof Static<Shape>]?: unknown };
  /** Properties that depend on the moment of reading, also in lists; single ones get them from `complete`. */
  asOf?(row: RowOf<Shape>, now: string): { readonly [Name in keyof Static<Shape>]?: unknown };
  /** Properties that a list can be filtered by; several values are separated by commas. */
  readonly filters: readonly StoredName<Shape>[];
  /** Day or instant properties that a list can be limited by, as `<name>From` and `<name>To`. */
  readonly ranges?: readonly StoredName<Shape>[];
  /** Properties that a list can be sorted by; indexed and never null. The first is the default, descending. */
  readonly sorts: readonly [StoredName<Shape>, ...StoredName<Shape>[]];
  /** Column with the words for `q`. */
  readonly search?: "search";
  /** Whether the readable number is a second way to address it. */
  readonly hasNumber?: boolean;
  readonly read: Permission;
  /** Which rows are the caller's own; without it, nobody has rows of their own. */
  readonly own?: (caller: Caller) => RawBuilder<boolean>;
  /** Which of them the caller may change, where that is fewer. */
  readonly ownToChange?: (caller: Caller) => RawBuilder<boolean>;
  readonly agenda?: () => RawBuilder<boolean>;
}

/** Any row, where only its columns by name matter. */
type AnyRow = Readonly<Record<string, unknown>>;

/** The id and version that every stored thing has, whatever its shape. */
export function keyOf(row: object): { readonly id: string; readonly version: number } {
  return row as { id: string; version: number };
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
    .filter(([, schema]) => !isWorkedOut(schema))
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

/** A row as the API shows it, but for what has to be worked out. */
export function present<Shape extends TObject>(resource: Resource<Shape>, row: RowOf<Shape>): object {
  const values: AnyRow = row;
  const body: Record<string, unknown> = {};
  for (const { column, property, kind } of columnsOf(resource)) {
    const value = values[column];
    body[property] = kind === "money" && value !== null ? { amountCents: value, currency: "EUR" } : value;
  }
  return Object.assign(body, resource.derived?.(row));
}

/** The same for a row that nobody else holds: it becomes the body itself, which spares a list half of its objects. */
export function presentInPlace<Shape extends TObject>(
  resource: Resource<Shape>,
  row: RowOf<Shape>,
  now: string,
): object {
  const values: Record<string, unknown> = row;
  if (resource.asOf !== undefined) Object.assign(values, resource.asOf(row, now));
  for (const { column, property, kind } of columnsOf(resource)) {
    if (kind !== "money") continue;
    const cents = values[column];
    values[property] = cents === null ? null : { amountCents: cents, currency: "EUR" };
    values[column] = undefined;
  }
  return resource.derived === undefined ? values : Object.assign(values, resource.derived(row));
}

/** A body, or a part of one, as column values. */
export function toColumns(resource: Resource, body: object): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const given: AnyRow = { ...body };
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
export function tagOf<Shape extends TObject>(resource: Resource<Shape>, row: RowOf<Shape>): string {
  if ("updatedAt" in resource.shape.properties) return etagOf(keyOf(row).version);
  const digest = createHash("sha256").update(JSON.stringify(present(resource, row)));
  return `"${digest.digest("base64url")}"`;
}
