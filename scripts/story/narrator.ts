import { formatDayWithWeekday } from "@zuwendo/domain";

/** A mail as the story tells it. */
export interface ToldMail {
  readonly to: string;
  readonly forOn: string;
  readonly subject: string;
  readonly text: string;
  readonly state: string;
}

/** Tells the story on standard output and keeps count of what held. */
export interface Narrator {
  readonly chapter: (title: string) => void;
  readonly day: (day: string, text: string) => void;
  readonly say: (text: string) => void;
  readonly table: (head: readonly string[], rows: readonly (readonly string[])[]) => void;
  readonly mail: (mail: ToldMail) => void;
  readonly expect: (label: string, condition: boolean) => void;
  /** The last line; true if everything held. */
  readonly finish: () => boolean;
}

const width = 100;

export function openNarrator(write: (text: string) => void): Narrator {
  const failures: string[] = [];
  let passed = 0;
  const line = (text = "") => write(`${text}\n`);
  return {
    chapter: (title) => line(`\n${title}\n${"═".repeat(title.length)}`),
    day: (day, text) => line(`\n${formatDayWithWeekday(day, "en")}: ${text}`),
    say: (text) => line(indent(text, "  ")),
    table: (head, rows) => line(alignColumns(head, rows)),
    mail: ({ to, forOn, subject, text, state }) => {
      line();
      line(`  ┌ To:      ${to}`);
      line(`  │ Day:     ${formatDayWithWeekday(forOn, "en")} (${state})`);
      line(`  │ Subject: ${subject}`);
      line("  │");
      line(indent(text.trimEnd(), "  │ "));
      line("  └");
    },
    expect: (label, condition) => {
      if (condition) passed += 1;
      else failures.push(label);
      line(`  ${condition ? "✓" : "✗"} ${label}`);
    },
    finish: () => {
      if (failures.length > 0) line(`\nDid not hold:\n${failures.map((label) => `  ✗ ${label}`).join("\n")}`);
      line(`\n${passed} passed, ${failures.length} failed`);
      return failures.length === 0;
    },
  };
}

/** Every line behind a margin; words that would go beyond the page begin a new line. */
function indent(text: string, margin: string): string {
  return text
    .split("\n")
    .flatMap((line) => wrap(line, width - margin.length))
    .map((line) => `${margin}${line}`.trimEnd())
    .join("\n");
}

function wrap(line: string, columns: number): string[] {
  const margin = /^\s*/.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = "";
  for (const word of line.trim().split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && margin.length + longer.length > columns) {
      lines.push(margin + current);
      current = word;
    } else current = longer;
  }
  return [...lines, margin + current];
}

/** The first column to the left, all others to the right. */
function alignColumns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("   ");
  const rule = widths.map((each) => "─".repeat(each)).join("───");
  return [lineOf(head), rule, ...rows.map(lineOf)].map((each) => `  ${each}`).join("\n");
}
