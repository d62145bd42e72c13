/** What the cells of a column hold. */
export type CellKind = "text" | "number" | "money" | "day" | "instant";

/** A value of a cell: a text, a number (money in euros), a day or a local instant without a zone; null for none. */
export type Cell = string | number | null;

export interface SheetColumn {
  readonly heading: string;
  readonly kind: CellKind;
}

const namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The styles by their place in `styles.xml`; the first is the one without a name. */
const styleOf = { text: 0, heading: 1, number: 2, money: 3, day: 4, instant: 5 } as const;

/** The formats of numbers, days and headings. */
export const stylesXml = `${declaration}<styleSheet xmlns="${namespace}">
<numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;€&quot;"/><numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy"/><numFmt numFmtId="166" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="6"><xf/><xf fontId="1" applyFont="1"/><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="166" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  _: "_x005F_",
};
// XML 1.0 has no place for controls, however they are written, and a workbook reads _x003D_ as an escape.
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is to be left out
const special = /[&<>"]|_(?=x[0-9A-Fa-f]{4}_)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A text as it may stand in an element or an attribute. */
export function escapeXml(text: string): string {
  return text.replace(special, (character) => entities[character] ?? "");
}

const dayMs = 86_400_000;
/** Day 0 of spreadsheets, by which every day after February 1900 is right. */
const dayZero = Date.UTC(1899, 11, 30);

/** A day, or a local instant, as the number that spreadsheets count days by. */
function serialOf(value: string): number {
  const instant = value.length === 10 ? `${value}T00:00:00Z` : `${value}Z`;
  return (Date.parse(instant) - dayZero) / dayMs;
}

function cellXml(value: Cell, kind: CellKind | "heading"): string {
  if (value === null || value === "") return "<c/>";
  const style = styleOf[kind];
  const isDated = kind === "day" || kind === "instant";
  if (isDated && typeof value === "string") return `<c s="${style}"><v>${serialOf(value)}</v></c>`;
  if (typeof value === "number") return `<c s="${style}"><v>${value}</v></c>`;
  return `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`;
}

const widths: Readonly<Record<CellKind, number>> = { text: 26, number: 10, money: 15, day: 12, instant: 17 };

/** What stands before the rows: the frozen heading, the widths of the columns and the headings themselves. */
export function sheetStart(columns: readonly SheetColumn[]): string {
  const cols = columns.map(({ heading, kind }, index) => {
    const width = Math.max(widths[kind], Math.min(heading.length + 3, 40));
    return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`;
  });
  const headings = columns.map(({ heading }) => cellXml(heading, "heading"));
  return `${declaration}<worksheet xmlns="${namespace}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols.join("")}</cols><sheetData><row>${headings.join("")}</row>`;
}

export const sheetEnd = "</sheetData></worksheet>";

export function rowXml(columns: readonly SheetColumn[], cells: readonly Cell[]): string {
  return `<row>${columns.map(({ kind }, index) => cellXml(cells[index] ?? null, kind)).join("")}</row>`;
}
