import { compile, type Query } from "@zuwendo/db";
import { DomainError, tidyText } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { TObject, TSchema } from "typebox";
import Type from "typebox";
import { Check } from "typebox/value";
import { notationRefused } from "../request/problems.ts";
import type { Viewer } from "../request/session.ts";
import { columnNamed, presentInPlace, type Resource, type RowOf, selection } from "./resource.ts";
import { exportDialect } from "./schema.ts";

export type ListQuery = Readonly<Record<string, string | number | undefined>>;

/** Beyond any amount. */
const mostCents = 9_000_000_000_000;

interface SortKey {
  readonly property: string;
  readonly column: string;
  /** What rows are sorted by in a statement; never null. */
  readonly value: RawBuilder<unknown>;
  /** What stands for a value that a row has not. */
  readonly absent: string | number;
  readonly isDescending: boolean;
}

/** The query parameters of a list, for validation and for the documentation. */
export function listParameters(resource: Resource): TObject {
  const text = (about: object) =>
    Type.Optional(Type.String({ maxLength: 500, pattern: "^[^\\u0000]*$", ...about }));
  return Type.Object(
    {
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
      cursor: Type.Optional(
        Type.String({ maxLength: 2000, description: "The `nextCursor` of the page before" }),
      ),
      dialect: exportDialect,
      sort: text({ description: `Fields to sort by, a minus for descending: ${resource.sorts.join(", ")}` }),
      ...Object.fromEntries(
        resource.filters.map((name) => [name, text({ "x-values": valuesOf(resource, name) })]),
      ),
      ...Object.fromEntries((resource.ranges ?? []).flatMap((name) => rangeOf(resource, name))),
      ...(resource.hasWords
        ? {
            q: text({
              description:
                "Words to find: in any German form, as parts of compounds, with ae for ä; where there are none, written alike",
            }),
          }
        : {}),
    },
    { additionalProperties: false },
  );
}

/** The two parameters that limit a list by days or, of money, by cents. */
function rangeOf(resource: Resource, name: string): [name: string, schema: TSchema][] {
  const limit = (words: string) =>
    Type.Optional(
      isMoney(resource, name)
        ? Type.Integer({
            minimum: -mostCents,
            maximum: mostCents,
            description: `${name} of ${words}, in cents`,
          })
        : Type.String({ format: "date", description: `${name} on or ${words}` }),
    );
  return isMoney(resource, name)
    ? [
        [`${name}From`, limit("at least this much")],
        [`${name}To`, limit("at most this much")],
      ]
    : [
        [`${name}From`, limit("after this day")],
        [`${name}To`, limit("before this day")],
      ];
}

function isMoney(resource: Resource, name: string): boolean {
  return columnNamed(resource, name).kind === "money";
}

/** What a filter can be set to, for the documentation: several values come as one text with commas. */
function valuesOf(resource: Resource, name: string): Filterable {
  const { type, format, enum: words } = resource.shape.properties[name] as Filterable;
  const isSet = (value: unknown) => value !== null && value !== "null";
  return {
    type: [type].flat().find(isSet) as string,
    ...(format === undefined ? {} : { format }),
    ...(words === undefined ? {} : { enum: words.filter(isSet) }),
  };
}

interface Filterable {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
}

function sortKeys(resource: Resource, sort: string | undefined): SortKey[] {
  const keys = (sort ?? `-${resource.sorts[0]}`).split(",").map((part) => {
    const isDescending = part.startsWith("-");
    const field = isDescending ? part.slice(1) : part;
    if (!resource.sorts.includes(field)) {
      const params = { field, allowed: resource.sorts.join(", ") };
      throw new DomainError("sort-invalid", params, { parameter: "sort" });
    }
    return sortKey(resource, field, isDescending);
  });
  const last = keys.at(-1);
  return [...keys.slice(0, 4), sortKey(resource, "id", last?.isDescending ?? false)];
}

/**
 * Stored columns that lists are sorted by are never null; what is looked up may not be there. A missing day or amount comes last in both
 * directions, a missing name counts as an empty one.
 */
function sortKey(resource: Resource, property: string, isDescending: boolean): SortKey {
  const { column, value, isStored, kind } = columnNamed(resource, property);
  const { type, format, enum: words } = resource.shape.properties[property] as Filterable;
  // Readable numbers keep the order of their index.
  const isText = [type].flat().includes("string") && format === undefined && words === undefined;
  const inOrder = isText && property !== "number" ? sql`${value} collate "de-x-icu"` : value;
  const [first, last] =
    kind === "money" ? [-mostCents, mostCents] : format === "date" ? ["0001-01-01", "9999-12-31"] : ["", ""];
  const absent = isDescending ? first : last;
  return {
    property,
    column,
    value: isStored ? inOrder : sql`coalesce(${inOrder}, ${absent})`,
    absent,
    isDescending,
  };
}

function readCursor(resource: Resource, cursor: string, keys: readonly SortKey[]): unknown[] {
  try {
    const { after, by } = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (
      by === signatureOf(keys) &&
      Array.isArray(after) &&
      after.length === keys.length &&
      after.every((value, index) => isSortable(resource, keys[index], value))
    )
      return after;
  } catch {
    // Falls through: whatever is wrong with it, the caller gets the same answer.
  }
  throw new DomainError("cursor-invalid", {}, { parameter: "cursor" });
}

/** Whether a value can be one of the column: an instant, a day, an id, a number, a text. */
function isSortable(resource: Resource, key: SortKey | undefined, value: unknown): boolean {
  const property = key?.property ?? "";
  if (isMoney(resource, property)) return Number.isSafeInteger(value);
  const { type, format } = resource.shape.properties[property] as { type?: string; format?: string };
  const isText = typeof value !== "string" || !value.includes("\u0000");
  return isText && Check({ type, ...(format === undefined ? {} : { format }) }, value);
}

function signatureOf(keys: readonly SortKey[]): string {
  return keys.map(({ property, isDescending }) => (isDescending ? "-" : "") + property).join(",");
}

/** Rows strictly after the cursor in a mixed-direction order: a > x, or a = x and b > y, or … */
function afterCursor(keys: readonly SortKey[], values: readonly unknown[]): RawBuilder<unknown> {
  const columns = keys.map(({ value }) => value);
  const descending = keys.filter((key) => key.isDescending).length;
  if (descending === 0 || descending === keys.length) {
    return sql`(${sql.join(columns)}) ${sql.raw(descending === 0 ? ">" : "<")} (${sql.join([...values])})`;
  }
  const alternatives = keys.map((key, index) => {
    const equal = keys.slice(0, index).map((_, before) => sql`${columns[before]} = ${values[before]}`);
    const beyond = sql`${columns[index]} ${sql.raw(key.isDescending ? "<" : ">")} ${values[index]}`;
    return sql`(${sql.join([...equal, beyond], sql` and `)})`;
  });
  return sql`(${sql.join(alternatives, sql` or `)})`;
}

function conditions(resource: Resource, query: ListQuery): RawBuilder<unknown>[] {
  const found: RawBuilder<unknown>[] = [];
  for (const name of resource.filters) {
    const wanted = query[name];
    if (wanted === undefined) continue;
    const values = String(wanted).split(",");
    assertWords(resource, name, values);
    if (!values.every((value) => isOfColumn(resource, name, value))) throw notationRefused(name);
    const { value } = columnNamed(resource, name);
    found.push(values.length === 1 ? sql`${value} = ${values[0]}` : sql`${value} in (${sql.join(values)})`);
  }
  for (const name of resource.ranges ?? []) {
    const { value } = columnNamed(resource, name);
    const from = query[`${name}From`];
    const to = query[`${name}To`];
    if (from !== undefined) found.push(sql`${value} >= ${from}`);
    if (to !== undefined) found.push(sql`${value} <= ${to}`);
  }
  if (resource.hasWords && query.q) {
    found.push(sql`${sql.ref("id")} in (select find_words(${resource.name}, ${tidyText(String(query.q))}))`);
  }
  return found;
}

/** Refuses a word that a filter's field never holds: `filter-unknown`. */
function assertWords(resource: Resource, parameter: string, values: readonly string[]): void {
  const { enum: listed, type } = valuesOf(resource, parameter);
  const words = listed ?? (type === "boolean" ? ["true", "false"] : undefined);
  const unknown = words === undefined ? undefined : values.find((value) => !words.includes(value));
  if (words === undefined || unknown === undefined) return;
  throw new DomainError(
    "filter-unknown",
    { value: unknown, parameter, allowed: words.join(", ") },
    { parameter },
  );
}

/** Whether PostgreSQL can compare the column with a filter's text. */
function isOfColumn(resource: Resource, name: string, text: string): boolean {
  const { type, format } = resource.shape.properties[name] as { type?: string | string[]; format?: string };
  const types = [type].flat();
  if (types.includes("integer")) return /^-?\d{1,9}$/.test(text);
  if (types.includes("boolean")) return /^(?:true|false)$/.test(text);
  return !["uuid", "date", "date-time"].includes(format ?? "") || Check({ type: "string", format }, text);
}

export interface Page {
  readonly items: object[];
  readonly nextCursor: string | null;
  readonly totals?: object;
}

interface PageQuery<Row> {
  readonly query: Query<Row>;
  /** The sums of the whole list, on its first page. */
  readonly also?: Query<Readonly<Record<string, unknown>>>;
  readonly present: (found: {
    rows: readonly Row[];
    also: readonly Readonly<Record<string, unknown>>[];
    viewer: Viewer;
  }) => Page;
}

/** The statement of one page, limited to what `visible` lets through, and how its rows become the answer. */
export function pageQuery<Shape extends TObject>(
  resource: Resource<Shape>,
  query: ListQuery,
  options: { visible?: RawBuilder<boolean> | undefined; complete?: CompleteListed<Shape> | undefined } = {},
): PageQuery<RowOf<Shape>> {
  const { visible, complete } = options;
  const keys = sortKeys(resource, query.sort as string | undefined);
  const limit = Number(query.limit ?? 50);
  const filters = [...(visible === undefined ? [] : [visible]), ...conditions(resource, query)];
  const where =
    query.cursor === undefined
      ? filters
      : [...filters, afterCursor(keys, readCursor(resource, String(query.cursor), keys))];
  const order = keys.map(
    ({ value, isDescending }) => sql`${value} ${sql.raw(isDescending ? "desc" : "asc")}`,
  );
  const limited = (among: readonly RawBuilder<unknown>[]) =>
    among.length === 0 ? sql`` : sql`where ${sql.join(among, sql` and `)}`;
  const statement = sql<RowOf<Shape>>`
    select ${selection(resource)} from ${sql.table(resource.table)} ${limited(where)}
    order by ${sql.join(order)} limit ${limit + 1}`;
  const totals = query.cursor === undefined ? resource.totals : undefined;
  return {
    query: compile(statement),
    ...(totals && {
      also: compile(
        sql<Readonly<Record<string, unknown>>>`${totals(
          sql`select * from ${sql.table(resource.table)} ${limited(filters)}`,
        )}`,
      ),
    }),
    present: ({ rows, also, viewer }) => ({
      ...toPage(resource, rows, { keys, limit, complete: (row) => complete?.(viewer, row) }),
      ...(totals && { totals: presentSums(also[0] ?? {}) }),
    }),
  };
}

/** Adds to a listed row what is worked out for whoever looks. */
export type CompleteListed<Shape extends TObject> = (viewer: Viewer, row: RowOf<Shape>) => object;

function toPage<Shape extends TObject>(
  resource: Resource<Shape>,
  rows: readonly RowOf<Shape>[],
  {
    keys,
    limit,
    complete,
  }: {
    keys: readonly SortKey[];
    limit: number;
    complete: (row: RowOf<Shape>) => object | undefined;
  },
): Page {
  const page = rows.slice(0, limit);
  const last: Readonly<Record<string, unknown>> | undefined = page.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined
      ? Buffer.from(
          JSON.stringify({
            by: signatureOf(keys),
            after: keys.map(({ column, absent }) => last[column] ?? absent),
          }),
        ).toString("base64url")
      : null;
  const items = page.map((row) => {
    const worked = complete(row);
    return Object.assign(presentInPlace(resource, row), worked);
  });
  return { items, nextCursor };
}

/** Sums in cents as money, numbers as they are. */
function presentSums(sums: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(sums).map(([name, value]) =>
      name.endsWith("Cents")
        ? [name.replace(/Cents$/, ""), { amountCents: value, currency: "EUR" }]
        : [name, value],
    ),
  );
}
