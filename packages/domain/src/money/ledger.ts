import { DomainError } from "../errors.ts";
import type { Labels } from "../text.ts";
import { byLanguage } from "../wording.ts";
import { sumCents } from "./money.ts";
import { moneyText } from "./money-words.ts";

/** Base measures: sums of ledger entries, the only ones stored in rollups. All others are derived from them. */
export const measures = [
  "allocated",
  "reserved",
  "committed",
  "called",
  "received",
  "disbursed",
  "spent",
  "proved",
  "disallowed",
  "reclaimSet",
  "reclaimPaid",
  "reclaimWaived",
  "interestSet",
  "interestPaid",
  "returned",
  "cofinancingDue",
  "cofinancingPaid",
] as const;
export type Measure = (typeof measures)[number];

/** Every base measure, in cents. */
export type MeasureTotals = Readonly<Record<Measure, number>>;

export const ledgerKinds = [
  "allocation",
  "allocation-change",
  "transfer-in",
  "transfer-out",
  "reservation",
  "reservation-release",
  "commitment",
  "commitment-reduction",
  "upstream-call",
  "upstream-receipt",
  "disbursement",
  "spent-reported",
  "proved",
  "disallowed",
  "reclaim-set",
  "reclaim-paid",
  "reclaim-waived",
  "interest-set",
  "interest-paid",
  "upstream-return",
  "cofinancing-due",
  "cofinancing-paid",
] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

export const ledgerKindLabels: Labels<LedgerKind> = {
  allocation: { de: "Mittelzuweisung", en: "allocation" },
  "allocation-change": { de: "Änderung der Zuweisung", en: "change of the allocation" },
  "transfer-in": { de: "Umbuchung, Zugang", en: "transfer in" },
  "transfer-out": { de: "Umbuchung, Abgang", en: "transfer out" },
  reservation: { de: "Vormerkung", en: "reservation" },
  "reservation-release": { de: "Freigabe einer Vormerkung", en: "release of a reservation" },
  commitment: { de: "Bewilligung", en: "commitment" },
  "commitment-reduction": { de: "Minderung einer Bewilligung", en: "reduction of a commitment" },
  "upstream-call": { de: "Mittelabruf beim Zuwendungsgeber", en: "call for money from the funder" },
  "upstream-receipt": { de: "Eingang vom Zuwendungsgeber", en: "receipt from the funder" },
  disbursement: { de: "Auszahlung", en: "disbursement" },
  "spent-reported": { de: "gemeldete Ausgabe", en: "reported spending" },
  proved: { de: "nachgewiesene Ausgabe", en: "proved spending" },
  disallowed: { de: "nicht anerkannte Ausgabe", en: "disallowed spending" },
  "reclaim-set": { de: "festgesetzte Rückforderung", en: "reclaim set" },
  "reclaim-paid": { de: "gezahlte Rückforderung", en: "reclaim paid" },
  "reclaim-waived": { de: "erlassene Rückforderung", en: "reclaim waived" },
  "interest-set": { de: "festgesetzte Zinsen", en: "interest set" },
  "interest-paid": { de: "gezahlte Zinsen", en: "interest paid" },
  "upstream-return": { de: "Rückzahlung an den Zuwendungsgeber", en: "return to the funder" },
  "cofinancing-due": { de: "zugesagte Kofinanzierung", en: "co-financing due" },
  "cofinancing-paid": { de: "gezahlte Kofinanzierung", en: "co-financing paid" },
};

/** Which measures an entry of a kind moves, and in which direction. The one table every sum is made from. */
export const ledgerEffects: Readonly<Record<LedgerKind, Readonly<Partial<Record<Measure, 1 | -1>>>>> = {
  allocation: { allocated: 1 },
  "allocation-change": { allocated: 1 },
  "transfer-in": { allocated: 1 },
  "transfer-out": { allocated: -1 },
  reservation: { reserved: 1 },
  "reservation-release": { reserved: -1 },
  commitment: { committed: 1 },
  "commitment-reduction": { committed: -1 },
  "upstream-call": { called: 1 },
  "upstream-receipt": { received: 1 },
  disbursement: { disbursed: 1 },
  "spent-reported": { spent: 1 },
  proved: { proved: 1 },
  disallowed: { disallowed: 1 },
  "reclaim-set": { reclaimSet: 1 },
  "reclaim-paid": { reclaimPaid: 1 },
  "reclaim-waived": { reclaimWaived: 1 },
  "interest-set": { interestSet: 1 },
  "interest-paid": { interestPaid: 1 },
  "upstream-return": { returned: 1 },
  "cofinancing-due": { cofinancingDue: 1 },
  "cofinancing-paid": { cofinancingPaid: 1 },
};

/**
 * A line of the append-only ledger. `amountCents` is positive; only two entries carry a sign of their own: a reversal
 * (`reverses` names the entry it undoes, the amount is that entry's negated), and an `allocation-change`, where
 * a negative amount is a cut.
 */
export interface LedgerEntry {
  readonly kind: LedgerKind;
  readonly amountCents: number;
  readonly reverses?: string | null;
}

/** The totals a fund year's row carries, so that free money is known under its lock without a sum. */
export interface GuardTotals {
  readonly allocatedCents: number;
  readonly reservedCents: number;
  readonly committedCents: number;
}

/** All measures at zero. */
export function zeroMeasures(): MeasureTotals {
  return Object.fromEntries(measures.map((measure) => [measure, 0])) as Record<Measure, number>;
}

/** The base measures of any set of entries, in any order: the reference the stored rollups are compared with. */
export function foldEntries(entries: Iterable<LedgerEntry>): MeasureTotals {
  const totals: Record<Measure, number> = { ...zeroMeasures() };
  for (const { kind, amountCents } of entries) {
    for (const measure of measures) totals[measure] += (ledgerEffects[kind][measure] ?? 0) * amountCents;
  }
  return totals;
}

/** Allocated − committed − reserved, in cents: what may still be given away. */
export function freeCents(totals: GuardTotals): number {
  return totals.allocatedCents - totals.committedCents - totals.reservedCents;
}

/**
 * The fund year's totals after the entries of one step. Money that the step itself releases is there for what it commits.
 * Refuses `ledger-amount-invalid` (zero, fraction, or a sign the kind does not have), `ledger-below-zero` (more released
 * than is there) and `over-commitment` (free money would become negative, and lower than it is).
 */
export function guardEntries(before: GuardTotals, entries: readonly LedgerEntry[]): GuardTotals {
  entries.forEach(assertAmount);
  const after = addTotals(before, entries);
  if (after.reservedCents < 0 || after.committedCents < 0) {
    const missing = Math.max(-after.reservedCents, -after.committedCents);
    throw new DomainError("ledger-below-zero", {
      missingCents: missing,
      ...byLanguage({ missing: moneyText(missing) }),
    });
  }
  const free = freeCents(after);
  if (free < 0 && free < freeCents(before)) {
    const released = entries
      .map((entry) => freeCents(addTotals(nothing, [entry])))
      .filter((cents) => cents > 0);
    const available = freeCents(before) + sumCents(released);
    throw new DomainError("over-commitment", {
      freeCents: available,
      missingCents: -free,
      ...byLanguage({ free: moneyText(available), missing: moneyText(-free) }),
    });
  }
  return after;
}

/** The entry that undoes `entry`: same kind, amount negated. A reversal is not undone (`ledger-reversal-final`). */
export function reverseEntry(
  entry: LedgerEntry & { readonly id: string },
): LedgerEntry & { reverses: string } {
  if (entry.reverses) throw new DomainError("ledger-reversal-final");
  return { kind: entry.kind, amountCents: -entry.amountCents, reverses: entry.id };
}

const nothing: GuardTotals = { allocatedCents: 0, reservedCents: 0, committedCents: 0 };

function addTotals(before: GuardTotals, entries: readonly LedgerEntry[]): GuardTotals {
  const moved = foldEntries(entries);
  return {
    allocatedCents: before.allocatedCents + moved.allocated,
    reservedCents: before.reservedCents + moved.reserved,
    committedCents: before.committedCents + moved.committed,
  };
}

function assertAmount({ kind, amountCents, reverses }: LedgerEntry): void {
  const hasSign = kind === "allocation-change" || (reverses ? amountCents < 0 : amountCents > 0);
  if (Number.isSafeInteger(amountCents) && amountCents !== 0 && hasSign) return;
  const words = byLanguage({ kind: ledgerKindLabels[kind], amount: moneyText(amountCents) });
  throw new DomainError("ledger-amount-invalid", words, "/amountCents");
}
