import { build, type Transaction } from "@zuwendo/db";
import { DomainError, type GuardTotals, type LedgerKind, referenceUnknown } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";

import { LedgerEntry } from "./schema.ts";

export const ledgerEntries: Resource<typeof LedgerEntry, "ledgerEntries"> = {
  name: "ledger-entries",
  one: "a ledger entry",
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
    : referenceUnknown("fundYearId");
}

/** The latest entry of that kind, amount and value day that nothing has reversed, of an application in a fund year. */
export async function findUnreversed(
  tx: Transaction,
  entry: {
    readonly fundYearId: string;
    readonly applicationId: string;
    readonly kind: LedgerKind;
    readonly amountCents: number;
    readonly valueOn: string;
  },
): Promise<(Subject & { readonly id: string }) | undefined> {
  const [found] = await tx.run<Subject & { readonly id: string }>(sql`
    select e.id, e.call_id, e.application_id, e.organisation_id, e.theme_id, e.need_id, e.area_key
    from ledger_entries e
    where e.application_id = ${entry.applicationId} and e.fund_year_id = ${entry.fundYearId} and e.kind = ${entry.kind}
      and e.amount_cents = ${entry.amountCents} and e.value_on = ${entry.valueOn} and e.reverses_id is null
      and not exists (select 1 from ledger_entries r where r.reverses_id = e.id)
    order by e.seq desc limit 1`);
  return found;
}

type EntryRow = Parameters<ReturnType<typeof build.insertInto<"ledgerEntries">>["values"]>[0];

/** Appends entries; nothing ever changes them. */
export function insertEntries(tx: Transaction, rows: EntryRow): void {
  tx.queue(build.insertInto("ledgerEntries").values(rows));
}

/** Moves a locked fund year's guard totals and the position of its last entry. */
export function saveTotals(
  tx: Transaction,
  fundYear: LockedFundYear,
  totals: GuardTotals,
  entries: number,
): void {
  tx.queue(
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

/** What an entry is about, besides its amount; copied from the application so that a sum never joins. */
export interface Subject {
  readonly callId?: string | null;
  readonly applicationId?: string | null;
  readonly organisationId?: string | null;
  readonly themeId?: string | null;
  readonly needId?: string | null;
  readonly areaKey?: string | null;
}
