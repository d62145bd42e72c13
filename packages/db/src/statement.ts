import {
  CamelCasePlugin,
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from "kysely";
import type { Query } from "./batch.ts";
import type { Schema } from "./schema.ts";

/** Builds statements and never runs them; `Transaction.run` does. Identifiers are written in camelCase. */
export const build = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
  plugins: [new CamelCasePlugin()],
});

class Place {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Stands for a value that is known only when the statement runs. */
export type Places<Values> = { readonly [Name in keyof Values]: RawBuilder<Values[Name]> };

/**
 * Compiles a statement once; the returned function only fills in the values. For statements on a hot path,
 * where building the tree anew costs more than running it.
 */
export function prepare<Values extends object, Row>(
  write: (place: Places<Values>) => Compilable<Row> | RawBuilder<Row>,
): (values: Values) => Query<Row> {
  let compiled: { sql: string; parameters: readonly unknown[] } | undefined;
  return (values) => {
    compiled ??= compile(
      write(new Proxy({} as Places<Values>, { get: (_, name) => sql.val(new Place(String(name))) })),
    );
    const byName = values as Record<string, unknown>;
    return {
      sql: compiled.sql,
      parameters: compiled.parameters.map((value) => (value instanceof Place ? byName[value.name] : value)),
    };
  };
}

/** The text and parameters of a built statement, or of a `sql` template. */
export function compile<Row>(query: Compilable<Row> | RawBuilder<Row>): Query<Row> {
  return "toOperationNode" in query && "as" in query
    ? (query as RawBuilder<Row>).compile(build)
    : (query as Compilable<Row>).compile();
}

/** A JavaScript value as a `jsonb` parameter; plain arrays would become PostgreSQL arrays. */
export function jsonb<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::jsonb`;
}
