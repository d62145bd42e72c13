import { type RawBuilder, sql } from "kysely";

/** A select of who stands in for a person while they are away. */
export function selectDeputy(table: string): RawBuilder<unknown> {
  return sql`select f.deputy_id from preferences f where f.person_id = ${sql.ref(`${table}.id`)}`;
}

/** The same by name. */
export function selectDeputyName(table: string): RawBuilder<unknown> {
  return sql`
    select d.name from preferences f join people d on d.id = f.deputy_id where f.person_id = ${sql.ref(`${table}.id`)}`;
}
