import type { Transaction } from "@zuwendo/db";
import { type RawBuilder, sql } from "kysely";
import type { TObject } from "typebox";
import { type Resource, type RowOf, selection } from "../../resources/resource.ts";

/** A person's rows of a list, the newest first, whatever their roles show of it: those that name them in a column. */
export function listOf<Shape extends TObject>(
  tx: Transaction,
  resource: Resource<Shape>,
  { columns, personId, limit }: { columns: readonly string[]; personId: string; limit: number },
): Promise<RowOf<Shape>[]> {
  const ways: RawBuilder<unknown>[] = columns.map((column) => sql`${sql.ref(column)} = ${personId}`);
  return tx.run<RowOf<Shape>>(sql`
    select ${selection(resource)} from ${sql.table(resource.table)} where (${sql.join(ways, sql` or `)})
    order by id desc limit ${limit}`);
}
