import {
  auditActionLabels,
  columnText,
  eventLabels,
  formatDay,
  type Labels,
  type Language,
  labelOf,
  labelsOfCodes,
  languageLabels,
  localDay,
  localTime,
  moneyText,
  resourceLabels,
  type Text,
} from "@zuwendo/domain";
import type { CellKind } from "@zuwendo/spreadsheet";
import type { TObject, TSchema } from "typebox";
import { namesBeside } from "./names.ts";
import { StatusSchema } from "./schema.ts";

/** Who a list is written for: machines get codes and cents, people words and euros. */
export interface Reader {
  readonly language: Language;
  readonly zone: string;
}

/** A column of a list: one value of each row. */
export interface ExportColumn {
  /** What machines call it: `requestedCents`, `statusActor`. */
  readonly name: string;
  readonly heading: Text;
  readonly kind: CellKind;
  /** Says nothing to people that another column does not: an id beside its name, a version. */
  readonly isForMachines: boolean;
  /** A value as a filter has it, in words. */
  told(value: string, language: Language): string;
  /** As the API writes it, in one value. */
  raw(item: Item): string | number | boolean | null;
  /** As people read it: money in euros, a local instant, the label of a code. */
  shown(item: Item, reader: Reader): string | number | null;
}

type Item = Readonly<Record<string, unknown>>;

interface Parts {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly items?: Parts;
}

/** Named shapes that have columns of their own in a list; others are in its JSON only. */
const named: Readonly<Record<string, TObject>> = { Status: StatusSchema };

/** Texts by criterion, too many for columns. */
const inJsonOnly = ["ruleQuotes"];

const columnsByShape = new WeakMap<TObject, readonly ExportColumn[]>();

/** The columns of a list of such things. Lists within them, such as the lines of a plan, have none. */
export function exportColumns(shape: TObject): readonly ExportColumn[] {
  const known = columnsByShape.get(shape);
  if (known !== undefined) return known;
  const required: readonly string[] = shape.required ?? [];
  const columns = Object.entries(shape.properties)
    .filter(([property]) => required.includes(property) && !inJsonOnly.includes(property))
    .flatMap(([property, schema]) => columnsOf([property], schema as Parts));
  const first = columns.filter(({ name }, index) => columns.findIndex((one) => one.name === name) === index);
  columnsByShape.set(shape, first);
  return first;
}

function columnsOf(path: readonly string[], schema: Parts): ExportColumn[] {
  const { $ref } = schema;
  const parts =
    $ref === undefined ? schema : (named[$ref.slice($ref.lastIndexOf("/") + 1)] as Parts | undefined);
  if (parts === undefined) return [];
  const { properties, items } = parts;
  const types = [parts.type].flat();
  if (properties?.amountCents !== undefined) return [moneyColumn(path)];
  if (properties?.de !== undefined && properties.en !== undefined) return bilingualColumns(path);
  if (properties !== undefined) {
    return Object.entries(properties).flatMap(([name, one]) => columnsOf([...path, name], one as Parts));
  }
  if (types.includes("array")) return items?.type === "string" ? [listColumn(path, items)] : [];
  return types.includes("object") || parts.type === undefined ? [] : [plainColumn(path, parts)];
}

function nameOf(path: readonly string[]): string {
  return path
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join("");
}

function valueAt(item: Item, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Item | null | undefined)?.[name], item) ?? null;
}

/** Columns that say nothing to people. */
const forMachines = [
  "version",
  "updatedAt",
  "deadlineVersion",
  "snapshotSha256",
  "statusApplicantText",
  "calendar",
  // A deadline that ends with its day ends at 24:00, which reads as the next one.
  "endsAt",
];

/** Codes that other tables name, by their column. */
const labelsByName: Readonly<Record<string, Labels>> = {
  subjectType: resourceLabels,
  anchorType: resourceLabels,
  anchorEvent: eventLabels,
  action: auditActionLabels,
};

function base(path: readonly string[], format?: string) {
  const name = nameOf(path);
  const isReference =
    name !== "id" && (format === "uuid" || (path.length === 1 && namesBeside(name).length > 0));
  return {
    ...{ name, heading: columnText(name), isForMachines: isReference || forMachines.includes(name) },
    told: (value: string) => value,
  };
}

function moneyColumn(path: readonly string[]): ExportColumn {
  const cents = (item: Item) => (valueAt(item, path) as { amountCents: number } | null)?.amountCents ?? null;
  return {
    ...base(path),
    name: `${nameOf(path)}Cents`,
    kind: "money",
    told: (value, language) => moneyText(Number(value))[language],
    raw: cents,
    shown: (item) => {
      const value = cents(item);
      return value === null ? null : value / 100;
    },
  };
}

/** One column for people, in their language, and one for each language for machines. */
function bilingualColumns(path: readonly string[]): ExportColumn[] {
  const text = (item: Item, language: Language) => (valueAt(item, path) as Text | null)?.[language] ?? null;
  return (["de", "en"] as const).map((language) => ({
    ...base(path),
    ...(language === "en" && { isForMachines: true }),
    name: `${nameOf(path)}${language === "de" ? "De" : "En"}`,
    kind: "text",
    raw: (item) => text(item, language),
    shown: (item, reader) => text(item, reader.language),
  }));
}

function listColumn(path: readonly string[], items: Parts): ExportColumn {
  const labels = labelsFor(items);
  const values = (item: Item) => (valueAt(item, path) as readonly string[] | null) ?? [];
  return {
    ...base(path),
    kind: "text",
    raw: (item) => values(item).join(", "),
    shown: (item, { language }) =>
      values(item)
        .map((value) => (labels === undefined ? value : labelOf(labels, value)[language]))
        .join(", "),
  };
}

const yesNo: Labels<"true" | "false"> = {
  true: { de: "ja", en: "yes" },
  false: { de: "nein", en: "no" },
};

function plainColumn(path: readonly string[], parts: Parts): ExportColumn {
  const types = [parts.type].flat();
  const name = nameOf(path);
  const labels = labelsByName[name] ?? labelsFor(parts) ?? (types.includes("boolean") ? yesNo : undefined);
  const raw = (item: Item) => valueAt(item, path) as string | number | boolean | null;
  const isNumber = types.includes("integer") || types.includes("number");
  const kind = labels === undefined ? kindOf(parts.format, isNumber) : "text";
  return {
    ...base(path, parts.format),
    kind,
    told: (value, language) => {
      if (labels !== undefined) return labelOf(labels, value)[language];
      return kind === "day" ? formatDay(value, language) : value;
    },
    raw,
    shown: (item, { language, zone }) => {
      const value = raw(item);
      if (typeof value === "number") return name.endsWith("Bp") ? value / 100 : value;
      if (value === null) return value;
      if (labels !== undefined) return labelOf(labels, String(value))[language];
      return kind === "instant"
        ? `${localDay(String(value), zone)}T${localTime(String(value), zone)}:00`
        : String(value);
    },
  };
}

function kindOf(format: string | undefined, isNumber: boolean): CellKind {
  if (isNumber) return "number";
  if (format === "date") return "day";
  return format === "date-time" ? "instant" : "text";
}

function labelsFor(parts: Parts): Labels | undefined {
  const codes = (parts.enum ?? []).filter((code) => code !== null).map(String);
  if (codes.length === 0) return undefined;
  return codes.every((code) => code in languageLabels) ? languageLabels : labelsOfCodes(codes);
}
