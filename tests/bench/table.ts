/** One line of the table of results. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly reference: number | null;
  /** What the reference is. */
  readonly what: string;
  readonly ratio: number | null;
  readonly aim: string;
  readonly isReached: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

function figure(value: number | null): string {
  if (value === null) return "–";
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

/** The rows as a Markdown table. */
export function toMarkdown(rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.name} | ${figure(row.ours)} | ${figure(row.reference)} | ${row.what} | ${figure(row.ratio)} | ${row.aim} | ${row.isReached ? "reached" : "missed"} |`,
  );
  return [
    "| work | Zuwendo | reference | of | ratio | aim | |",
    "|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}
