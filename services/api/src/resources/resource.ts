import { createHash } from "node:crypto";
import { compile, jsonb, type Schema } from "@zuwendo/db";
import type { Permission } from "@zuwendo/domain";
import { type RawBuilder, sql, type Updateable } from "kysely";
import type { Static, TObject, TSchema } from "typebox";
import type { Caller } from "../request/caller.ts";
import { etagOf } from "../request/etag.ts";
import { isWorkedOut, type LookedUp, lookUpOf, type WorkedOut } from "./schema.ts";

interface MoneyValue {
  readonly amountCents: number;
}

type Property<Shape extends TObject, Name extends keyof Shape["properties"]> = Static<
  Shape["properties"][Name]
>;
type ColumnName<Name, Value> = [NonNullable<Value>] extends [MoneyValue] ? `${Name & string}Cents` : Name;

/** The properties of a shape whose mark is not `Mark`. */
type NameWithout<Shape extends TObject, Mark> = {
  [Name in keyof Shape["properties"]]: Shape["properties"][Name] extends Mark ? never : Name;
}[keyof Shape["properties"]] &
  string;
/** The properties that a statement reads: stored or looked up. */
type ReadName<Shape extends TObject> = NameWithout<Shape, WorkedOut>;
type StoredName<Shape extends TObject> = NameWithout<Shape, WorkedOut | LookedUp>;

/** A row as it is read for a shape: money `amount` is the column `amountCents`, all else a column of its own name. */
export type RowOf<Shape extends TObject> = {
  readonly [Name in ReadName<Shape> as ColumnName<Name, Property<Shape, Name>>]: [
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
  /** Properties that a list can be filtered by; several values are separated by commas. */
  readonly filters: readonly ReadName<Shape>[];
  /** Day or instant properties that a list can be limited by, as `<name>From` and `<name>To`. */
  readonly ranges?: readonly ReadName<Shape>[];
  /** Properties that a list can be sorted by. The first is the default, descending. Stored ones are indexed and never null. */
  readonly sorts: readonly [StoredName<Shape>, ...ReadName<Shape>[]];
  /** A select of the sums of a whole list, one row; `listed` selects its rows. Sums of money are in cents. */
  readonly totals?: (listed: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** Whether things are found by words (`q`): the database notes those of its table. */
  readonly hasWords?: boolean;
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
  /** The value in a statement: the column itself, or what PostgreSQL works out. */
  readonly value: RawBuilder<unknown>;
  readonly isStored: boolean;
}

function columnOf(table: string, property: string, schema: TSchema): Column {
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
  const select = lookUpOf(schema);
  const isMoney = properties?.amountCents !== undefined;
  const column = isMoney ? `${property}Cents` : property;
  const types = [type ?? kind].flat();
  const isJson =
    types.includes("object") ||
    (types.includes("array") && !["string", "integer"].includes(items?.type ?? "")) ||
    type === undefined;
  return {
    column,
    property,
    kind: isMoney ? "money" : isJson ? "json" : "plain",
    value: select === undefined ? sql.ref(column) : sql`(${select(table)})`,
    isStored: select === undefined,
  };
}

const columnsByShape = new WeakMap<TObject, readonly Column[]>();

/** The properties of a resource that a statement reads, and the columns they live in. */
function columnsOf(resource: Resource): readonly Column[] {
  const known = columnsByShape.get(resource.shape);
  if (known !== undefined) return known;
  const columns = Object.entries(resource.shape.properties)
    .filter(([, schema]) => !isWorkedOut(schema))
    .map(([property, schema]) => columnOf(resource.table, property, schema));
  columnsByShape.set(resource.shape, columns);
  return columns;
}

/** A property that a statement reads, by its name. */
export function columnNamed(resource: Resource, property: string): Column {
  const found = columnsOf(resource).find((column) => column.property === property);
  if (found === undefined) throw new Error(`${resource.name} reads no ${property}`);
  return found;
}

const selectionsByShape = new WeakMap<TObject, RawBuilder<unknown>>();

/** The column list of a select or returning clause; its text is made once, as every request asks for it. */
export function selection(resource: Resource): RawBuilder<unknown> {
  const known = selectionsByShape.get(resource.shape);
  if (known !== undefined) return known;
  const columns = sql.join(
    columnsOf(resource).map(({ column, value, isStored }) =>
      isStored ? value : sql`${value} as ${sql.ref(column)}`,
    ),
  );
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
export function presentInPlace<Shape extends TObject>(resource: Resource<Shape>, row: RowOf<Shape>): object {
  const values: Record<string, unknown> = row;
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
  for (const { column, property, kind, isStored } of columnsOf(resource)) {
    const value = given[property];
    if (value === undefined || !isStored) continue;
    if (kind === "money")
      values[column] = value === null ? null : (value as { amountCents: number }).amountCents;
    else values[column] = kind === "json" && value !== null ? jsonb(value) : value;
  }
  return values;
}

/** The ETag of a row: its version with what PostgreSQL worked out or, where it has no version, what it says. */
export function tagOf<Shape extends TObject>(resource: Resource<Shape>, row: RowOf<Shape>): string {
  const digest = (values: unknown) => createHash("sha256").update(JSON.stringify(values)).digest("base64url");
  if (!("updatedAt" in resource.shape.properties)) return `"${digest(present(resource, row))}"`;
  const values: AnyRow = row;
  const shown = columnsOf(resource).filter(({ column, isStored }) => !isStored && values[column] !== null);
  return etagOf(
    keyOf(row).version,
    shown.length === 0 ? "" : digest(shown.map(({ column }) => values[column])).slice(0, 10),
  );
}
