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
