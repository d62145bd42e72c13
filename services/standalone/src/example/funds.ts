import { yearOf } from "./days.ts";

export interface ExampleFund {
  readonly key: string;
  readonly programme: string;
  readonly committee: string | null;
  readonly name: string;
  readonly perProjectMaxCents: number | null;
  readonly fastLaneMaxCents: number | null;
  /** Of 125,000 € a year: what the fund gets. */
  readonly yearCents: number;
  /** Whether 2020 is known; small projects were part of the Aktions- und Initiativfonds then. */
  readonly isHistoric: boolean;
}

/** Four pots of one partnership; their caps and the split below the two known ones are examples. */
export const funds: readonly ExampleFund[] = [
  {
    key: "action",
    programme: "pfd",
    committee: "steering",
    name: "Aktions- und Initiativfonds",
    perProjectMaxCents: 500_000,
    fastLaneMaxCents: null,
    yearCents: 6_000_000,
    isHistoric: true,
  },
  {
    key: "youth",
    programme: "pfd",
    committee: "youth",
    name: "Jugendfonds",
    perProjectMaxCents: 200_000,
    fastLaneMaxCents: null,
    yearCents: 1_000_000,
    isHistoric: true,
  },
  {
    key: "small",
    programme: "small-projects",
    committee: "steering",
    name: "Kleinprojekte",
    perProjectMaxCents: 50_000,
    fastLaneMaxCents: 50_000,
    yearCents: 500_000,
    isHistoric: false,
  },
  {
    key: "coordination",
    programme: "pfd",
    committee: null,
    name: "Koordinierung, Öffentlichkeitsarbeit und Vernetzung",
    perProjectMaxCents: null,
    fastLaneMaxCents: null,
    yearCents: 5_000_000,
    isHistoric: true,
  },
];

interface ExampleEntry {
  readonly key: string;
  readonly kind: "allocation" | "upstream-call" | "upstream-receipt" | "cofinancing-due" | "cofinancing-paid";
  readonly amountCents: number;
  readonly valueOn: string;
  readonly note: string;
}

export interface ExampleFundYear {
  readonly key: string;
  readonly fund: string;
  readonly year: number;
  readonly entries: readonly ExampleEntry[];
}

const historicYear = 2020;

/** What is set aside for small projects today belonged to coordination in 2020: 55,000 € beside the two known funds. */
function historicCents(fund: ExampleFund): number {
  return fund.key === "coordination" ? 5_500_000 : fund.yearCents;
}

/**
 * The money of 2020: 11,250,000 federal and 625,000 from each of the two budgets, that is nine
 * tenths and twice a twentieth of every fund.
 */
function historicEntries(fund: ExampleFund): ExampleEntry[] {
  const cents = historicCents(fund);
  const entry = (
    key: string,
    kind: ExampleEntry["kind"],
    amountCents: number,
    monthDay: string,
    note: string,
  ) => ({ key, kind, amountCents, valueOn: `${historicYear}-${monthDay}`, note });
  return [
    entry("allocation", "allocation", cents, "01-02", "Haushaltsansatz 2020"),
    entry("federal", "upstream-receipt", (cents * 18) / 20, "02-03", "Bundesmittel 2020"),
    entry("town", "cofinancing-paid", cents / 20, "03-02", "Anteil der Stadt Seenstadt"),
    entry("amt", "cofinancing-paid", cents / 20, "03-02", "Anteil des Amtes Seenland"),
  ];
}

/** This year: everything allocated, half of the federal money called and received, one of the two shares paid. */
function currentEntries(fund: ExampleFund, today: string): ExampleEntry[] {
  const year = yearOf(today);
  const halfFederal = (fund.yearCents * 9) / 20;
  const share = fund.yearCents / 20;
  return [
    ...allocationOnly(fund, year),
    {
      key: "call",
      kind: "upstream-call",
      amountCents: halfFederal,
      valueOn: today,
      note: "Erster Mittelabruf",
    },
    {
      key: "receipt",
      kind: "upstream-receipt",
      amountCents: halfFederal,
      valueOn: today,
      note: "Eingang des ersten Mittelabrufs",
    },
    { key: "due-town", kind: "cofinancing-due", amountCents: share, valueOn: today, note: "Stadt Seenstadt" },
    { key: "due-amt", kind: "cofinancing-due", amountCents: share, valueOn: today, note: "Amt Seenland" },
    {
      key: "paid-town",
      kind: "cofinancing-paid",
      amountCents: share,
      valueOn: today,
      note: "Stadt Seenstadt",
    },
  ];
}

function allocationOnly(fund: ExampleFund, year: number): ExampleEntry[] {
  return [
    {
      key: "allocation",
      kind: "allocation",
      amountCents: fund.yearCents,
      valueOn: `${year}-01-01`,
      note: `Haushaltsansatz ${year}`,
    },
  ];
}

/** 2020, last year for the projects that began in it, this year and the next. */
export function fundYearsAround(today: string): readonly ExampleFundYear[] {
  const thisYear = yearOf(today);
  return funds.flatMap((fund) => {
    const years = [
      { year: thisYear - 1, entries: allocationOnly(fund, thisYear - 1) },
      { year: thisYear, entries: currentEntries(fund, today) },
      { year: thisYear + 1, entries: allocationOnly(fund, thisYear + 1) },
    ].filter(({ year }) => year !== historicYear);
    if (fund.isHistoric) years.unshift({ year: historicYear, entries: historicEntries(fund) });
    return years.map(({ year, entries }) => ({ key: `${fund.key}-${year}`, fund: fund.key, year, entries }));
  });
}
