import { build, type Transaction } from "@zuwendo/db";
import { DomainError, type GuardTotals } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource } from "../resource.ts";
import { LedgerEntry } from "./schema.ts";

export const ledgerEntries: Resource = {
  name: "ledger-entries",
  table: "ledgerEntries",
  shape: LedgerEntry,
  filters: ["fundYearId", "kind", "applicationId", "organisationId"],
  ranges: ["bookedOn"],
  sorts: ["createdAt"],
  read: "ledger-entries.read",
};

/** A fund year that this transaction holds the lock on. */
export interface LockedFundYear extends GuardTotals {
  readonly id: string;
  readonly fundId: string;
  readonly programmeId: string;
  readonly lastSeq: number;
}

/** Locks a fund year by its id, or by fund and year. Throws `reference-unknown`, `fund-year-missing`. */
export async function lockFundYear(
  tx: Transaction,
  which: { id: string } | { fundId: string; year: number },
): Promise<LockedFundYear> {
  const condition =
    "id" in which ? sql`y.id = ${which.id}` : sql`y.fund_id = ${which.fundId} and y.year = ${which.year}`;
  const [row] = await tx.run<LockedFundYear>(sql`
    select y.id, y.fund_id, f.programme_id, y.last_seq, y.allocated_cents, y.reserved_cents, y.committed_cents
    from fund_years y join funds f on f.id = y.fund_id
    where ${condition} for update of y`);
  if (row !== undefined) return row;
  throw "year" in which
    ? new DomainError("fund-year-missing", { year: which.year })
    : new DomainError("reference-unknown", { field: "fundYearId" }, "/fundYearId");
}

type EntryRow = Parameters<ReturnType<typeof build.insertInto<"ledgerEntries">>["values"]>[0];

/** Appends entries; nothing ever changes them. */
export function insertEntries(tx: Transaction, rows: EntryRow): void {
  tx.later(build.insertInto("ledgerEntries").values(rows));
}

/** Moves a locked fund year's guard totals and the position of its last entry. */
export function saveTotals(
  tx: Transaction,
  fundYear: LockedFundYear,
  totals: GuardTotals,
  entries: number,
): void {
  tx.later(
    build
      .updateTable("fundYears")
      .set({
        allocatedCents: totals.allocatedCents,
        reservedCents: totals.reservedCents,
        committedCents: totals.committedCents,
        lastSeq: fundYear.lastSeq + entries,
        version: sql`version + 1`,
        updatedAt: sql`now()`,
      })
      .where("id", "=", fundYear.id),
  );
}
