import { sumEntries, transact } from "@zuwendo/db";
import { sql } from "kysely";
import type { Tools } from "../tools.ts";

interface FundYearKey {
  readonly officeId: string;
  readonly fundYearId: string;
}

/** Entries folded in one statement; far from the statement's time limit, so that a large import is caught up with. */
const chunkSize = 20_000;

/**
 * Folds a fund year's ledger entries after `folded_seq` into its rollups and advances the position in the same
 * transaction: idempotent, restartable, exact, and its cost is the number of new entries.
 */
export async function foldRollups(tools: Tools, fundYear: FundYearKey): Promise<void> {
  while (!tools.stopping.aborted && (await foldChunk(tools, fundYear))) {
    // Each chunk is a transaction of its own.
  }
}

/** Returns whether there is more to fold. */
async function foldChunk(tools: Tools, { officeId, fundYearId }: FundYearKey): Promise<boolean> {
  const key = [officeId, fundYearId];
  // Locked in a statement of its own, so that the fold's snapshot is taken after the lock is held.
  const opening = [
    {
      sql: `insert into fold_positions (office_id, fund_year_id) select office_id, id from fund_years
        where office_id = $1 and id = $2 on conflict do nothing`,
      parameters: key,
    },
    {
      sql: "select from fold_positions where office_id = $1 and fund_year_id = $2 for update",
      parameters: key,
    },
  ];
  return transact(tools.pool, opening, async (tx) => {
    const [left] = await tx.runAndCommit<{ unfolded: number }>(sql`
      with bounds as (
        select p.office_id, p.fund_year_id, p.folded_seq, y.last_seq,
          least(y.last_seq, p.folded_seq + ${chunkSize}) as until_seq
        from fold_positions p join fund_years y on y.office_id = p.office_id and y.id = p.fund_year_id
        where p.office_id = ${officeId} and p.fund_year_id = ${fundYearId}),
      added as (
        insert into rollups (office_id, fund_year_id, dimension, value, measure, amount_cents, entries)
        ${sumEntries(sql`join bounds on e.office_id = bounds.office_id and e.fund_year_id = bounds.fund_year_id
          and e.seq > bounds.folded_seq and e.seq <= bounds.until_seq`)}
        on conflict (office_id, fund_year_id, dimension, value, measure) do update
          set amount_cents = rollups.amount_cents + excluded.amount_cents, entries = rollups.entries + excluded.entries)
      update fold_positions p set folded_seq = bounds.until_seq from bounds
      where p.office_id = bounds.office_id and p.fund_year_id = bounds.fund_year_id
      returning bounds.last_seq - bounds.until_seq as unfolded`);
    return (left?.unfolded ?? 0) > 0;
  });
}

/**
 * Folds every fund year that has entries its rollups do not know; returns how many there were. One that fails keeps
 * no other from its turn; the first failure is thrown in the end.
 */
export async function foldAll(tools: Tools): Promise<number> {
  const { rows } = await tools.pool.query<{ office_id: string; id: string }>(`
    select y.office_id, y.id from fund_years y
      left join fold_positions p on p.office_id = y.office_id and p.fund_year_id = y.id
    where y.last_seq > coalesce(p.folded_seq, 0)`);
  const failures: unknown[] = [];
  for (const { office_id: officeId, id: fundYearId } of rows) {
    await foldRollups(tools, { officeId, fundYearId }).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return rows.length;
}
