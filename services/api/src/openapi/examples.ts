import type { TObject } from "typebox";
import { plainHeadings, plainLines } from "../resources/export.ts";
import { exportColumns } from "../resources/export-columns.ts";

/** The parts of a JSON Schema that an example is made from. */
export interface Schema {
  readonly $ref?: string;
  examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

type Schemas = Readonly<Record<string, Schema>>;
type Json = Record<string, unknown>;

const formats: Readonly<Record<string, string>> = {
  uuid: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
  date: "2026-11-23",
  "date-time": "2026-11-23T08:15:30.123456Z",
  email: "post@kulturverein.example",
  uri: "https://www.demokratie-leben.de/",
};

/** The name in `#/components/schemas/<name>`. */
export function nameIn(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

/**
 * A full example of a named schema: its own, or what its parts say; a resource continues the example of its
 * creation. `isListed` leaves out what only single resources have.
 */
export function exampleOfNamed(schemas: Schemas, name: string, isListed = false): unknown {
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`there is no schema ${name}`);
  const written = schema.examples?.[0];
  if (written !== undefined) return written;
  const example = exampleOf(schemas, schema, isListed);
  const creation = schemas[`${name}Create`]?.examples?.[0];
  if (creation === undefined) return example;
  const kept = Object.entries(creation as Json).filter(([property]) => schema.properties?.[property]);
  return { ...(example as Json), ...Object.fromEntries(kept) };
}

/** An example made from the schema itself. What may be null is null, unless an example says otherwise. */
export function exampleOf(schemas: Schemas, schema: Schema, isListed = false): unknown {
  const written = schema.examples?.[0];
  if (written !== undefined) return written;
  if (schema.$ref !== undefined) return exampleOfNamed(schemas, nameIn(schema.$ref), isListed);
  if (schema.enum !== undefined) return schema.enum.includes(null) ? null : schema.enum[0];
  const [alternative] = schema.anyOf ?? [];
  if (alternative !== undefined) return exampleOf(schemas, alternative, isListed);
  const types = [schema.type].flat();
  if (types.includes("null")) return null;
  switch (types[0]) {
    case "object":
      return exampleOfObject(schemas, schema, isListed);
    case "array":
      return schema.items === undefined || (schema.items.$ref === undefined && !schema.minItems)
        ? []
        : [exampleOf(schemas, schema.items, true)];
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, 0);
    case "boolean":
      return false;
    default:
      return formats[schema.format ?? ""] ?? "text";
  }
}

function exampleOfObject(schemas: Schemas, schema: Schema, isListed: boolean): Json {
  const properties = Object.entries(schema.properties ?? {});
  return Object.fromEntries(
    properties
      .filter(([name]) => !isListed || schema.required?.includes(name))
      .map(([name, property]) => [name, exampleOf(schemas, property)]),
  );
}

/** The example of a list's item as the list's CSV shows it. */
export function exampleAsCsv(schemas: Schemas, itemRef: string): string {
  const name = nameIn(itemRef);
  const columns = exportColumns(schemas[name] as unknown as TObject);
  return plainHeadings(columns) + plainLines(columns, [exampleOfNamed(schemas, name, true) as Json]);
}
