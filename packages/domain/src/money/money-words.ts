import type { Text } from "../text.ts";
import { formatCents } from "./money.ts";

/** Cents as each language writes them. */
export function moneyText(cents: number): Text {
  return { de: formatCents(cents, "de"), en: formatCents(cents, "en") };
}

/** A rate in basis points as per cent: `12,5 %` and `12.5%`. */
export function rateText(bp: number): Text {
  const percent = String(bp / 100);
  return { de: `${percent.replace(".", ",")}\u00a0%`, en: `${percent}%` };
}
