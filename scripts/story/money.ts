import { formatCents } from "@zuwendo/domain";
import type { Story } from "./story.ts";

const shown = ["allocated", "reserved", "committed", "disbursed", "free"] as const;
type Figures = Readonly<Record<(typeof shown)[number], number>>;

type Rollup = { readonly value: string; readonly label: string } & Readonly<
  Record<(typeof shown)[number], { readonly amountCents: number }>
>;

interface Entry {
  readonly fundYearId: string;
  readonly kind: string;
  readonly amount: { readonly amountCents: number };
}

/** The sums as the story's own arithmetic makes them from the ledger, entry by entry. */
function sumLedger(entries: readonly Entry[]): Figures {
  const sum = (kind: string) =>
    entries
      .filter((entry) => entry.kind === kind)
      .reduce((cents, { amount }) => cents + amount.amountCents, 0);
  const allocated = sum("allocation");
  const reserved = sum("reservation") - sum("reservation-release");
  const committed = sum("commitment");
  return {
    allocated,
    reserved,
    committed,
    disbursed: sum("disbursement"),
    free: allocated - reserved - committed,
  };
}

export interface Rollups {
  readonly unfolded: number;
  readonly byLabel: ReadonlyMap<string, Figures>;
}

/** Shows the rollup of 2026 and holds it against the ledger. */
export async function tellRollup({ ask, narrator }: Story, when: string): Promise<Rollups> {
  const rollup = await ask.send<{ unfoldedEntries: number; items: Rollup[] }>(
    "lead-office",
    "GET /v1/rollups?year=2026",
  );
  const entries = await ask.list<Entry>("lead-office", "/v1/ledger-entries");
  const items = rollup.items.map((item) => ({
    item,
    figures: Object.fromEntries(shown.map((name) => [name, item[name].amountCents])) as Figures,
  }));
  narrator.say(`\nThe money ${when}:`);
  narrator.table(
    ["Fund", ...shown],
    items.map(({ item, figures }) => [item.label, ...shown.map((name) => formatCents(figures[name], "en"))]),
  );
  const isEqual = items.every(({ item, figures }) => {
    const sums = sumLedger(entries.filter(({ fundYearId }) => fundYearId === item.value));
    return shown.every((name) => sums[name] === figures[name]);
  });
  narrator.expect(
    `the rollup equals the sum of the ${entries.length} ledger entries`,
    isEqual && items.length === 2,
  );
  return {
    unfolded: rollup.unfoldedEntries,
    byLabel: new Map(items.map(({ item, figures }) => [item.label, figures])),
  };
}

export const actionFund = "Aktions- und Initiativfonds 2026";
