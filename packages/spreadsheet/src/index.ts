export * from "./workbook.ts";
