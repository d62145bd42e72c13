import { Readable } from "node:stream";
import yazl from "yazl";
import {
  type Cell,
  declaration,
  escapeXml,
  rowXml,
  type SheetColumn,
  sheetEnd,
  sheetStart,
  stylesXml,
} from "./sheet-xml.ts";

export type { Cell, CellKind, SheetColumn } from "./sheet-xml.ts";

/** A sheet whose rows are asked for when it is their turn, so that memory does not grow with them. */
export interface Sheet {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  /** Asked once the sheets before it are written. */
  readonly rows: () => AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
}

/** How many rows a sheet has room for, its heading aside. */
export const mostRows = 1_048_575;

const packageNamespace = "http://schemas.openxmlformats.org/package/2006";
const officeNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const mainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/**
 * A workbook in Office Open XML (ISO/IEC 29500) with these sheets, written while its rows come in. No kept library writes
 * several sheets with flat memory: the usual one has not been released since 2023.
 */
export function writeWorkbook(sheets: readonly Sheet[]): Readable {
  const zip = new yazl.ZipFile();
  const add = (path: string, text: string) => zip.addBuffer(Buffer.from(declaration + text), path);
  add("[Content_Types].xml", contentTypes(sheets.length));
  add("_rels/.rels", relationships([["officeDocument", "xl/workbook.xml"]]));
  add("xl/workbook.xml", workbookXml(sheets));
  add(
    "xl/_rels/workbook.xml.rels",
    relationships([
      ...sheets.map((_, index): [string, string] => ["worksheet", `worksheets/sheet${index + 1}.xml`]),
      ["styles", "styles.xml"],
    ]),
  );
  zip.addBuffer(Buffer.from(stylesXml), "xl/styles.xml");
  sheets.forEach((sheet, index) => {
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, { compressionLevel: 3 }, (give) => {
      const stream = Readable.from(sheetXml(sheet), { objectMode: false });
      stream.once("error", (error) => zip.outputStream.emit("error", error));
      give(null, stream);
    });
  });
  zip.end();
  return zip.outputStream as Readable;
}

/** Rows are passed on in pieces of about this many characters. */
const pieceLength = 32_768;

async function* sheetXml({ columns, rows }: Sheet): AsyncGenerator<string> {
  let piece = sheetStart(columns);
  for await (const cells of rows()) {
    piece += rowXml(columns, cells);
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
  }
  yield piece + sheetEnd;
}

function contentTypes(count: number): string {
  const sheets = Array.from(
    { length: count },
    (_, index) =>
      `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${types}.worksheet+xml"/>`,
  );
  return `<Types xmlns="${packageNamespace}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${sheets.join("")}</Types>`;
}

function relationships(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${officeNamespace}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${packageNamespace}/relationships">${each.join("")}</Relationships>`;
}

function workbookXml(sheets: readonly Sheet[]): string {
  const each = sheets.map(
    ({ name }, index) =>
      `<sheet name="${escapeXml(sheetName(name))}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `<workbook xmlns="${mainNamespace}" xmlns:r="${officeNamespace}"><sheets>${each.join("")}</sheets></workbook>`;
}

/** A name that a sheet may have: 31 characters, none of those that formulas need. */
function sheetName(name: string): string {
  return name.replace(/[[\]:*?/\\]/g, " ").slice(0, 31);
}
