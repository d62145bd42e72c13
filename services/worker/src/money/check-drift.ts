import { sumEntries, sumOf, transact } from "@zuwendo/db";
import { sql } from "kysely";
import { keepGauges } from "../measure.ts";
import type { Tools } from "../tools.ts";

export interface Drift {
  /** Rollup rows that differ from the sum of their ledger entries. */
  readonly rollups: number;
  /** Fund years whose guard totals differ from the sum of their ledger entries. */
  readonly guards: number;
}

/** Recomputes every rollup and guard total from the ledger and counts what differs; leaves the counts as metrics. */
export async function checkDrift(tools: Tools): Promise<Drift> {
  const patience = { sql: "set local statement_timeout = '10min'", parameters: [] };
  const drift = await transact(tools.pool, [patience], async (tx) => {
    const [found] = await tx.run<Drift>(sql`
      with truth as (
        ${sumEntries(sql`join fold_positions p on p.office_id = e.office_id and p.fund_year_id = e.fund_year_id
          and e.seq <= p.folded_seq`)}),
      guards as (
        select y.office_id, y.id,
          y.allocated_cents - ${sumOf("allocated")} as allocated,
          y.reserved_cents - ${sumOf("reserved")} as reserved,
          y.committed_cents - ${sumOf("committed")} as committed
        from fund_years y left join ledger_entries e on e.office_id = y.office_id and e.fund_year_id = y.id
        group by y.office_id, y.id)
      select
        (select count(*) from truth full join rollups r using (office_id, fund_year_id, dimension, value, measure)
          where truth.amount_cents is distinct from r.amount_cents or truth.entries is distinct from r.entries) as rollups,
        (select count(*) from guards where allocated <> 0 or reserved <> 0 or committed <> 0) as guards`);
    return found ?? { rollups: 0, guards: 0 };
  });
  await keepGauges(tools, { rollup_drift: drift.rollups, guard_drift: drift.guards });
  if (drift.rollups + drift.guards > 0) tools.logger.error(drift, "rollups differ from the ledger");
  return drift;
}
