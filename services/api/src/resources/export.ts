import { Readable } from "node:stream";
import {
  capitalised,
  columnText,
  DomainError,
  fill,
  formatDay,
  type Language,
  labelOf,
  localDay,
  localTime,
  resourceLabels,
  type Text,
} from "@zuwendo/domain";
import { mostRows, type Sheet, writeWorkbook } from "@zuwendo/spreadsheet";
import { stringify } from "csv-stringify/sync";
import type { FastifyReply, FastifyRequest } from "fastify";
import { languageOf } from "../request/caller.ts";
import { preferredType } from "../request/negotiate.ts";
import { rateLimited } from "../request/problems.ts";
import type { Viewer } from "../request/session.ts";
import type { ExportColumn, Reader } from "./export-columns.ts";

export const jsonType = "application/json";
const csvType = "text/csv";
export const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** What a list can be had as. */
export const listTypes = [jsonType, csvType, xlsxType];

/** A list as it is exported: its rows come in parts, so that it may be longer than memory. */
export interface Exported {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly heading: Text;
  readonly columns: readonly ExportColumn[];
  readonly parts: AsyncIterable<readonly object[]> | Iterable<readonly object[]>;
  readonly reader: Reader;
  readonly now: string;
}

/** The form that a list is wanted in; `not-acceptable` for a dialect that the type wanted does not have. */
export function exportTypeOf(request: FastifyRequest): string {
  const { dialect } = request.query as { dialect?: string };
  const types = dialect === undefined ? listTypes : [csvType];
  const type = preferredType(request.headers.accept, types);
  if (type === undefined) throw new DomainError("not-acceptable", { types: types.join(", ") });
  return type;
}

/** Exports at a time, so that those who only read are not kept waiting: of the process, and of one token. */
const mostAtOnce = 4;
const mostOfToken = 2;
const tryAgainSeconds = 5;
/** Whoever takes nothing for so long is not read for any further. */
const stalledMs = 30_000;

const running = new Map<string, number>();

/** Lets an export begin, and counts it until its answer is over; `rate-limited` while there are too many. */
export function admitExport(request: FastifyRequest, reply: FastifyReply): void {
  const token = request.headers.authorization ?? "";
  const own = running.get(token) ?? 0;
  const all = [...running.values()].reduce((sum, count) => sum + count, 0);
  if (own >= mostOfToken || all >= mostAtOnce) throw rateLimited(tryAgainSeconds);
  running.set(token, own + 1);
  reply.raw.once("close", () => {
    const left = (running.get(token) ?? 1) - 1;
    if (left === 0) running.delete(token);
    else running.set(token, left);
  });
  // Node ends a connection on which nothing moves.
  request.raw.socket.setTimeout(stalledMs);
}

/** What a list is called above its rows. */
export function headingOf(name: string): Text {
  const { de, en } = labelOf(resourceLabels, name);
  return { de: capitalised(de), en: capitalised(en) };
}

/** Who reads an export: in the language asked for, else in their own. */
export function readerOf(request: FastifyRequest, { caller: { language, zone } }: Viewer): Reader {
  const asked = request.headers["accept-language"];
  return { language: asked === undefined ? language : languageOf(asked), zone };
}

/** Answers with a list as CSV or as a workbook, written while it is read. */
export function sendExport(request: FastifyRequest, reply: FastifyReply, exported: Exported): FastifyReply {
  const isCsv = exportTypeOf(request) === csvType;
  const { dialect } = request.query as { dialect?: string };
  reply
    .type(isCsv ? `${csvType}; charset=utf-8` : xlsxType)
    .header("content-disposition", `attachment; filename="${exported.name}.${isCsv ? "csv" : "xlsx"}"`);
  if (!isCsv) return reply.send(workbookOf(exported, request));
  const rows = dialect === undefined ? plainCsv(exported) : germanCsv(exported);
  return reply.send(Readable.from(rows, { objectMode: false }));
}

const mark = "\ufeff";
// A German spreadsheet parts cells at semicolons and tabs, wherever the list came from.
const common = { record_delimiter: "windows", cast: { boolean: String }, quoted_match: /[;\t]/ } as const;

/** RFC 4180 for programs: names, codes, cents and ISO days. */
async function* plainCsv({ columns, parts }: Exported): AsyncGenerator<string> {
  yield mark + plainHeadings(columns);
  for await (const items of parts) yield plainLines(columns, items);
}

export function plainHeadings(columns: readonly ExportColumn[]): string {
  return stringify([columns.map(({ name }) => name)], common);
}

export function plainLines(columns: readonly ExportColumn[], items: readonly object[]): string {
  return stringify(
    items.map((item) => columns.map((column) => defused(column.raw({ ...item })))),
    common,
  );
}

/** As German spreadsheets read it: semicolons, decimal commas, TT.MM.JJJJ, words for codes. */
async function* germanCsv({ columns, parts, reader }: Exported): AsyncGenerator<string> {
  const german = { ...reader, language: "de" } as const;
  const shown = forPeople(columns);
  const options = { ...common, delimiter: ";" };
  yield mark + stringify([shown.map(({ heading }) => heading.de)], options);
  for await (const items of parts) {
    yield stringify(
      items.map((item) => shown.map((column) => germanCell(column, column.shown({ ...item }, german)))),
      options,
    );
  }
}

function germanCell({ kind }: ExportColumn, value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") {
    return (kind === "money" ? value.toFixed(2) : String(value)).replace(".", ",");
  }
  if (kind === "day") return formatDay(value, "de");
  return kind === "instant" ? instantText(value, "de") : String(defused(value));
}

function instantText(local: string, language: Language): string {
  return `${formatDay(local.slice(0, 10), language)} ${local.slice(11, 16)}`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function defused<Value>(value: Value): Value | string {
  return typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}

/** What people read: no id beside a name; a thing's own id comes last, for whoever hands the list in again. */
function forPeople(columns: readonly ExportColumn[]): ExportColumn[] {
  const shown = columns.filter(({ isForMachines, name }) => !isForMachines && name !== "id");
  return [...shown, ...columns.filter(({ name }) => name === "id")];
}

const words = {
  sheet: { de: "Stand", en: "As of" },
  list: { de: "Liste", en: "List" },
  rows: { de: "Zeilen", en: "Rows" },
  cut: {
    de: "Die Liste ist länger als ein Tabellenblatt; bitte mit Filtern teilen.",
    en: "The list is longer than a sheet; please divide it with filters.",
  },
  on: { de: "Stand", en: "As of" },
  filter: { de: "Filter: {name}", en: "Filter: {name}" },
  from: { de: "Filter: {name} ab", en: "Filter: {name} from" },
  to: { de: "Filter: {name} bis", en: "Filter: {name} to" },
  sort: { de: "Sortiert nach", en: "Sorted by" },
  descending: { de: "{name} absteigend", en: "{name} descending" },
  words: { de: "Suchwörter", en: "Words looked for" },
  what: { de: "Angabe", en: "What" },
  value: { de: "Wert", en: "Value" },
} as const;

/** How the list was limited and sorted, in words. */
function filtersOf(
  request: FastifyRequest,
  columns: readonly ExportColumn[],
  language: Language,
): [what: string, value: string][] {
  const given = [...new URL(request.url, "http://localhost").searchParams];
  return given.flatMap(([parameter, value]): [string, string][] => {
    if (["limit", "cursor", "dialect"].includes(parameter)) return [];
    if (parameter === "q") return [[words.words[language], value]];
    if (parameter === "sort") return [[words.sort[language], sortText(value, language)]];
    const [, name = parameter, limit = ""] = /^(.+)(From|To)$/.exec(parameter) ?? [];
    const what = limit === "" ? words.filter : limit === "From" ? words.from : words.to;
    const column = columns.find((one) => one.name === name || one.name === `${name}Cents`);
    const told = value.split(",").map((one) => column?.told(one, language) ?? one);
    return [[fill(what[language], { name: columnText(name)[language] }), told.join(", ")]];
  });
}

function sortText(sort: string, language: Language): string {
  const each = sort.split(",").map((field) => {
    const name = columnText(field.replace(/^-/, ""))[language];
    return field.startsWith("-") ? fill(words.descending[language], { name }) : name;
  });
  return each.join(", ");
}

/** The list, and a sheet that says of when it is, how it was filtered and how many rows it has. */
function workbookOf({ heading, columns, parts, reader, now }: Exported, request: FastifyRequest): Readable {
  const { language, zone } = reader;
  const shown = forPeople(columns);
  let count = 0;
  let isCut = false;
  async function* rows() {
    for await (const items of parts) {
      for (const item of items) {
        isCut = count === mostRows;
        if (isCut) return;
        count += 1;
        yield shown.map((column) => column.shown({ ...item }, reader));
      }
    }
  }
  const filters = filtersOf(request, columns, language);
  const list: Sheet = {
    name: heading[language],
    columns: shown.map((column) => ({ heading: column.heading[language], kind: column.kind })),
    rows,
  };
  const on = `${localDay(now, zone)}T${localTime(now, zone)}:00`;
  const asOf: Sheet = {
    name: words.sheet[language],
    columns: [words.what, words.value].map((text) => ({ heading: text[language], kind: "text" as const })),
    rows: () => [
      [words.list[language], heading[language]],
      [words.on[language], instantText(on, language)],
      [words.rows[language], count],
      ...filters,
      ...(isCut ? [[words.cut[language]]] : []),
    ],
  };
  return writeWorkbook([list, asOf]);
}
