/** Rows of an RFC 4180 text with CRLF line ends; throws where the text is none. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const start = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null)
      throw new Error(`no CSV at ${start}: ${JSON.stringify(text.slice(start, start + 60))}`);
    const [, raw = "", end] = found;
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === "\r\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
