import { guardEntries, type LedgerKind } from "@zuwendo/domain";
import { v7 as newId } from "uuid";
import type { Session } from "../../request/session.ts";
import { findUnreversed, insertEntries, lockFundYear, type Subject, saveTotals } from "./queries.ts";

export interface NewEntry {
  readonly kind: LedgerKind;
  readonly amountCents: number;
  readonly valueOn: string;
  readonly note?: string | null;
  readonly reversesId?: string;
}

/**
 * Writes the entries of one step to the ledger of a fund year under its lock, numbered without a gap, and moves the guard
 * totals.
 * Throws `over-commitment` with what is free and what is missing.
 */
export async function bookEntries(
  session: Session,
  which: { id: string } | { fundId: string; year: number },
  subject: Subject,
  entries: readonly NewEntry[],
): Promise<{ fundYearId: string; ids: string[] }> {
  const fundYear = await lockFundYear(session, which);
  const totals = guardEntries(
    fundYear,
    entries.map(({ reversesId = null, ...entry }) => ({ ...entry, reverses: reversesId })),
  );
  const rows = entries.map(({ kind, amountCents, valueOn, note, reversesId }, index) => ({
    id: newId(),
    fundYearId: fundYear.id,
    seq: fundYear.lastSeq + index + 1,
    kind,
    amountCents,
    bookedOn: session.today,
    valueOn,
    programmeId: fundYear.programmeId,
    fundId: fundYear.fundId,
    callId: subject.callId ?? null,
    applicationId: subject.applicationId ?? null,
    organisationId: subject.organisationId ?? null,
    themeId: subject.themeId ?? null,
    needId: subject.needId ?? null,
    areaKey: subject.areaKey ?? null,
    reversesId: reversesId ?? null,
    note: note ?? null,
    personId: session.caller.personId,
  }));
  insertEntries(session, rows);
  saveTotals(session, fundYear, totals, rows.length);
  session.nudge("fold-rollups", { officeId: session.caller.officeId, fundYearId: fundYear.id });
  return { fundYearId: fundYear.id, ids: rows.map((row) => row.id) };
}

/**
 * Corrects the value day of an entry: it is reversed on its old day and booked anew on the right one. Whoever calls
 * holds a lock that keeps others from correcting an entry like it.
 */
export async function rebookEntry(
  session: Session,
  entry: {
    readonly fundYearId: string;
    readonly applicationId: string;
    readonly kind: LedgerKind;
    readonly amountCents: number;
    readonly valueOn: string;
  },
  { valueOn, note }: { readonly valueOn: string; readonly note: string },
): Promise<void> {
  const booked = await findUnreversed(session, entry);
  if (booked === undefined) throw new Error(`no ${entry.kind} entry to correct`);
  const { kind, amountCents } = entry;
  await bookEntries(session, { id: entry.fundYearId }, booked, [
    { kind, amountCents: -amountCents, valueOn: entry.valueOn, note, reversesId: booked.id },
    { kind, amountCents, valueOn, note },
  ]);
}
