import { DomainError } from "../errors.ts";
import { byLanguage } from "../wording.ts";
import { moneyText } from "./money-words.ts";

/** Refuses more cents than a cap allows: `amount-over-cap` at `pointer`; null is no cap. */
export function assertUnderCap(amountCents: number, capCents: number | null, pointer: string): void {
  if (capCents === null || amountCents <= capCents) return;
  const amounts = byLanguage({ amount: moneyText(amountCents), cap: moneyText(capCents) });
  throw new DomainError("amount-over-cap", amounts, pointer);
}
