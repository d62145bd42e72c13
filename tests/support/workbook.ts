import { readXlsx } from "hucre/xlsx";

/** The sheets of a workbook as another program reads them: names, and rows of values; days stay numbers. */
export async function readWorkbook(bytes: Buffer) {
  const { sheets } = await readXlsx(bytes);
  return {
    names: sheets.map(({ name }) => name),
    sheets: sheets.map(({ rows }) => rows),
  };
}
