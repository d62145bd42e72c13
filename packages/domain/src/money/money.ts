import { DomainError } from "../errors.ts";
import type { Language } from "../text.ts";
import { byLanguage } from "../wording.ts";

/** Largest amount the product handles, in cents (90 billion euro): far below 2^53, so sums stay exact numbers. */
export const maxCents = 9_000_000_000_000;

const fullBp = 10_000n;

/** An optional sign and euro sign (or EUR) around digits and separators. */
const written =
  /^(?:(?:€|EUR)\s*)?(?<sign>[-+\u2212]?)\s*(?:(?:€|EUR)\s*)?(?<digits>[\d.,]+)(?:\s*(?:€|EUR))?$/i;
const ambiguous = /^[1-9]\d{0,2}[.,]\d{3}$/;
const separators = { de: { group: ".", decimal: "," }, en: { group: ",", decimal: "." } } as const;

/**
 * The amount itself if it is whole cents within ±maxCents, for values from outside.
 * Throws `amount-out-of-range`.
 */
export function checkCents(cents: number, pointer?: string): number {
  if (!Number.isSafeInteger(cents) || Math.abs(cents) > maxCents) {
    throw new DomainError(
      "amount-out-of-range",
      byLanguage({ max: { de: formatCents(maxCents, "de"), en: formatCents(maxCents, "en") } }),
      pointer,
    );
  }
  return cents === 0 ? 0 : cents;
}

/** The exact sum in cents, whatever the order; 0 for no amounts. Throws `amount-out-of-range`. */
export function sumCents(amounts: Iterable<number>): number {
  let sum = 0n;
  for (const amount of amounts) sum += BigInt(checkCents(amount));
  return checkCents(Number(sum));
}

/**
 * `total` split in proportion to `weights` by largest remainder; the parts add up to `total` exactly.
 * Equal remainders favour the earlier weight; a negative total is the mirror image of the positive one.
 * Throws `split-weights-invalid` unless the weights are integers ≥ 0 with a sum > 0.
 */
export function splitCents(total: number, weights: readonly number[]): number[] {
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new DomainError("split-weights-invalid");
  }
  const weightSum = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (weightSum === 0n) throw new DomainError("split-weights-invalid");

  const size = BigInt(Math.abs(checkCents(total)));
  const shares = weights.map((weight, index) => {
    const share = size * BigInt(weight);
    return { index, cents: share / weightSum, remainder: share % weightSum };
  });
  const missing = size - shares.reduce((sum, share) => sum + share.cents, 0n);
  const favoured = new Set(
    shares
      .toSorted((a, b) => compareBig(b.remainder, a.remainder) || a.index - b.index)
      .slice(0, Number(missing))
      .map((share) => share.index),
  );
  return shares.map(({ cents, index }) => {
    const part = Number(cents) + (favoured.has(index) ? 1 : 0);
    return total < 0 && part > 0 ? -part : part;
  });
}

/**
 * `bp` basis points of an amount, rounded half up once, to the cent.
 * Half up goes by size, as in commercial rounding (DIN 1333): −0.5 becomes −1, so that a reversal cancels its booking.
 */
export function applyBp(cents: number, bp: number): number {
  const product = BigInt(checkCents(cents)) * BigInt(bp);
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + fullBp) / (2n * fullBp);
  return checkCents(Number(product < 0n ? -rounded : rounded));
}

/** German `1.234,56 €` with a no-break space, English `€1,234.56`; a minus sign comes first. */
export function formatCents(cents: number, language: Language): string {
  const { group, decimal } = separators[language];
  const size = Math.abs(cents);
  const euros = String(Math.trunc(size / 100)).replace(/\B(?=(\d{3})+$)/g, group);
  const amount = `${euros}${decimal}${String(size % 100).padStart(2, "0")}`;
  const sign = cents < 0 ? "-" : "";
  switch (language) {
    case "de":
      return `${sign}${amount}\u00a0€`;
    case "en":
      return `${sign}€${amount}`;
    default:
      return language satisfies never;
  }
}

/**
 * Cents of an amount typed by a person, with or without the euro sign. Groups of three only as the language writes them
 * (`1.234,56`, English `1,234.56`); without groups comma and dot both mark the cents (`1234,56`, `1234.56`).
 * Throws `amount-ambiguous` for `1.234` and `1,234`, `amount-invalid`, `amount-out-of-range`.
 */
export function parseAmount(text: string, language: Language, pointer?: string): number {
  const { sign = "", digits = "" } = written.exec(text.trim())?.groups ?? {};
  if (ambiguous.test(digits)) throw new DomainError("amount-ambiguous", { text }, pointer);

  const { group, decimal } = separators[language];
  const grouped = new RegExp(`^[1-9]\\d{0,2}(\\${group}\\d{3})+(\\${decimal}\\d{1,2})?$`);
  const plain = grouped.test(digits) ? digits.replaceAll(group, "") : digits;
  const [, euros, fraction = ""] = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(plain) ?? [];
  if (euros === undefined) throw new DomainError("amount-invalid", { text }, pointer);

  const size = Number(euros + fraction.padEnd(2, "0"));
  return checkCents(sign === "-" || sign === "\u2212" ? -size : size, pointer);
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
