import { sumEntries, type Transaction } from "@zuwendo/db";
import type { RollupDimension } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";

export interface RollupFilter {
  readonly dimension: RollupDimension;
  readonly fundYearId?: string | undefined;
  readonly year?: number | undefined;
}

export interface MeasureRow {
  readonly value: string;
  readonly measure: string;
  readonly amountCents: number;
}

function fundYears(filter: RollupFilter): RawBuilder<unknown> {
  return sql`(select y.id, y.last_seq, coalesce(p.folded_seq, 0) as folded_seq
    from fund_years y left join fold_positions p on p.fund_year_id = y.id
    where ${filter.fundYearId === undefined ? sql`true` : sql`y.id = ${filter.fundYearId}`}
      and ${filter.year === undefined ? sql`true` : sql`y.year = ${filter.year}`})`;
}

/** Sums per value and measure: the folded rollups and, in the same statement, the entries not folded yet. */
export async function listMeasures(tx: Transaction, filter: RollupFilter): Promise<MeasureRow[]> {
  return tx.run<MeasureRow>(sql`
    with years as materialized ${fundYears(filter)}
    select value, measure, sum(amount_cents)::bigint as amount_cents from (
      select r.value, r.measure, r.amount_cents from rollups r
      where r.fund_year_id in (select id from years) and r.dimension = ${filter.dimension}
      union all
      select t.value, t.measure, t.amount_cents from (
        ${sumEntries(sql`join years on e.fund_year_id = years.id and e.seq > years.folded_seq`)}
      ) t where t.dimension = ${filter.dimension}
    ) folded_and_tail
    group by value, measure order by value, measure`);
}

/** The same by booking day, for "as of" reports; reads every entry of the fund years. */
export async function listMeasuresAsOf(
  tx: Transaction,
  filter: RollupFilter,
  asOf: string,
): Promise<MeasureRow[]> {
  return tx.run<MeasureRow>(sql`
    with years as materialized ${fundYears(filter)}
    select value, measure, sum(amount_cents)::bigint as amount_cents from (
      ${sumEntries(sql`join years on e.fund_year_id = years.id where e.booked_on <= ${asOf}`)}
    ) t where t.dimension = ${filter.dimension}
    group by value, measure order by value, measure`);
}

/** How many entries the worker has yet to fold. */
export async function countUnfolded(tx: Transaction, filter: RollupFilter): Promise<number> {
  const [row] = await tx.run<{ unfolded: number }>(
    sql`select coalesce(sum(last_seq - folded_seq), 0)::bigint as unfolded from ${fundYears(filter)} years`,
  );
  return row?.unfolded ?? 0;
}

const labelSources: Partial<Record<RollupDimension, RawBuilder<unknown>>> = {
  "fund-year": sql`select y.id, f.name || ' ' || y.year as label from fund_years y join funds f on f.id = y.fund_id`,
  programme: sql`select id, name as label from programmes`,
  call: sql`select id, title as label from calls`,
  organisation: sql`select id, name as label from organisations`,
  theme: sql`select id, title as label from themes`,
  need: sql`select id, title as label from needs`,
};

/** Names of the values of a dimension. */
export async function listLabels(
  tx: Transaction,
  dimension: RollupDimension,
  values: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const source = labelSources[dimension];
  if (source === undefined || values.length === 0) return new Map();
  const rows = await tx.run<{ id: string; label: string }>(
    sql`select id, label from (${source}) labels where id = any(${[...values]}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, row.label]));
}
