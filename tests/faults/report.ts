/** A line of the table; `promise` is what the count is to be, and `isKept` whether it is. */
export interface Line {
  readonly what: string;
  readonly count: number | string;
  readonly promise?: string;
  readonly isKept?: boolean;
}

/** The counts as a Markdown table that reads well in a terminal. */
export function toTable(lines: readonly Line[]): string {
  const rows = lines.map(({ what, count, promise = "", isKept }) => [
    what,
    typeof count === "number" ? count.toLocaleString("en") : count,
    promise,
    isKept === undefined ? "" : isKept ? "kept" : "BROKEN",
  ]);
  const table = [["what", "count", "promised", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...table.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]) => {
    const cells = row.map((cell, column) =>
      column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    return `| ${cells.join(" | ")} |`;
  };
  const [head = [], ...body] = table;
  const rule = widths.map((width, column) =>
    column === 1 ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  return [lineOf(head), lineOf(rule), ...body.map(lineOf)].join("\n");
}
