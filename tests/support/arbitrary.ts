import fc from "fast-check";
import { linePattern, prosePattern } from "../../services/api/src/request/visible-text.ts";
import { resolveRef } from "./operations.ts";

// biome-ignore lint/suspicious/noExplicitAny: schemas and values are the JSON they are
type Json = any;

/** Texts that match a pattern of the API's schemas; a pattern without any here throws, so that none is forgotten. */
const texts: Readonly<Record<string, readonly string[]>> = {
  [linePattern]: ["Café", " a", "=1+1", "'; drop table ideas; --", "🙂", "ß".repeat(190)],
  "^[^\\u0000]*$": ["Ein Satz.", ""],
  [prosePattern]: ["Ein Satz.", "a\r\nb", "\t", "<script>", "{}", "%"],
  "^[a-z0-9-]+$": ["a", "x-1"],
  "^\\d{2,12}$": ["01", "01053100", "999999999999"],
  "^([01]\\d|2[0-3]):[0-5]\\d$": ["00:00", "17:00", "23:59"],
  "^[A-Za-z_]+(/[A-Za-z_+-]+)*$": ["Europe/Brussels", "UTC", "Not/A_Zone", "a"],
  "^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$": ["12-31", "02-29", "02-31", "06-31"],
  "^(199\\d|20\\d\\d)-(0[1-9]|1[0-2])$": ["2026-11", "2099-12", "1990-01"],
  "^[245]\\.\\d{1,3}\\.\\d{1,3}$": ["5.1.1", "4.2.2", "2.999.0"],
  "^[\\w-]+$": ["a", "RZ-2026-0001", "00000000-0000-0000-0000-000000000000"],
};

const formats: Readonly<Record<string, readonly string[]>> = {
  uuid: ["00000000-0000-0000-0000-000000000000", "01900000-0000-7000-8000-000000000000"],
  // More that fit than not: a body with three days must get past them often enough.
  date: [
    "2026-01-02",
    "2026-03-29",
    "2026-05-15",
    "2026-09-19",
    "2026-10-01",
    "2026-11-24",
    "2027-06-30",
    "2027-12-31",
    "2029-03-15",
    "2026-12-31",
    "2027-02-28",
    "2028-02-29",
    "0001-01-01",
    "9999-12-31",
    "0000-01-01",
    "1899-12-31",
  ],
  "date-time": [
    "2026-12-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-09-20T10:00:00+02:00",
    "0000-01-01T00:00:00Z",
  ],
  email: ["a@b.example", `${"x".repeat(60)}@verein.example`],
  uri: ["https://verein.example/?a=b", "x:y"],
};

/** Values that look like what a schema wants. `ids` are tried first for properties of their names. */
function fitting(schema: Json, ids: Readonly<Record<string, string>>, name = ""): fc.Arbitrary<Json> {
  const { $ref, enum: values, anyOf, oneOf, type } = schema;
  if ($ref !== undefined) return fitting(resolveRef(schema), ids, name);
  if (values !== undefined) return fc.constantFrom(...values);
  const alternatives: Json[] | undefined = anyOf ?? oneOf;
  if (alternatives !== undefined) return fc.oneof(...alternatives.map((one) => fitting(one, ids, name)));
  const types: string[] = [type].flat();
  return fc.oneof(...types.map((one) => ofType(one, schema, ids, name)));
}

function ofType(
  type: string,
  schema: Json,
  ids: Readonly<Record<string, string>>,
  name: string,
): fc.Arbitrary<Json> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case "number":
      return fc.double({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000, noNaN: true });
    case "string":
      return ofText(schema, ids, name);
    case "array":
      return (schema.uniqueItems ? fc.uniqueArray : fc.array)(fitting(schema.items, ids, name), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, 5),
      });
    case "object":
      return ofObject(schema, ids);
    default:
      throw new Error(`no arbitrary for ${JSON.stringify(schema)}`);
  }
}

function ofText(schema: Json, ids: Readonly<Record<string, string>>, name: string): fc.Arbitrary<string> {
  if (schema.format === "uuid") {
    const own = ids[name] ?? ids[name.replace(/s$/, "")];
    const others = fc.constantFrom(...(formats.uuid ?? []), ...Object.values(ids));
    return own === undefined ? others : fc.oneof({ weight: 4, arbitrary: fc.constant(own) }, others);
  }
  const known = schema.format === undefined ? texts[schema.pattern] : formats[schema.format];
  if (known !== undefined) return fc.constantFrom(...known);
  if (schema.pattern !== undefined || schema.format !== undefined) {
    throw new Error(`tests/support/arbitrary.ts has no text for ${JSON.stringify(schema)}`);
  }
  return fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 40, 40) });
}

function ofObject(schema: Json, ids: Readonly<Record<string, string>>): fc.Arbitrary<Json> {
  const properties = Object.entries<Json>(schema.properties ?? {});
  return fc
    .record(Object.fromEntries(properties.map(([name, property]) => [name, fitting(property, ids, name)])), {
      requiredKeys: schema.required ?? [],
    })
    .map((value) => ({ ...value }));
}

/** What somebody careless, or careful, sends instead. */
const junk: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    ...[
      null,
      true,
      0,
      -1,
      0.1,
      1e308,
      -0,
      2 ** 53,
      2 ** 31,
      -(2 ** 63),
      "",
      " ",
      "\u0000",
      "\ud800",
      "a\u0000b",
    ],
    ...[
      "null",
      "NaN",
      "-1",
      "2026-02-30",
      "2026-9-1",
      "0000-00-00",
      "+275760-09-13",
      "infinity",
      "now",
      "{}",
      "[]",
    ],
    ...[
      "x".repeat(5000),
      [],
      {},
      [[]],
      [null],
      { amountCents: 1 },
      { kind: "fixed" },
      { $ref: "x" },
      { length: 3 },
    ],
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.integer(),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The value with one place in it, found by walking, replaced, removed or added to. */
function spoil(value: Json, steps: readonly number[], put: Json): Json {
  const [step = 0, ...more] = steps;
  if (Array.isArray(value)) {
    if (value.length === 0 || more.length === 0) return step % 2 === 0 ? [...value, put] : put;
    const at = step % value.length;
    return value.map((item, index) => (index === at ? spoil(item, more, put) : item));
  }
  if (value !== null && typeof value === "object") {
    const names = Object.keys(value);
    if (names.length === 0 || step % 7 === 0)
      return { ...value, [step % 3 === 0 ? "unknown" : "constructor"]: put };
    const name = names[step % names.length] ?? "";
    if (step % 5 === 0) return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
    return { ...value, [name]: spoil(value[name], more, put) };
  }
  return put;
}

/** Half values that look right, half of them with something wrong. */
export function attempted(schema: Json, ids: Readonly<Record<string, string>>): fc.Arbitrary<Json> {
  const right = fitting(schema, ids);
  const spoilt = fc
    .tuple(right, fc.array(fc.nat(1000), { maxLength: 4 }), junk)
    .map(([value, steps, put]) => (steps.length === 0 ? put : spoil(value, steps, put)));
  return fc.oneof(right, spoilt);
}

/** Texts for a query parameter, half of them fitting; encoded. */
export function attemptedText(
  schema: Json,
  ids: Readonly<Record<string, string>>,
  name: string,
): fc.Arbitrary<string> {
  const list = fc.array(fc.constantFrom(...Object.values(ids), "a", "", "1", "draft", "2026-01-01"), {
    maxLength: 4,
  });
  const odd = junk.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return fc
    .oneof(fitting(schema, ids, name).map(String), list.map(String), odd)
    .map((text) => encodeURIComponent(text.replace(/[\ud800-\udfff]/g, "")).slice(0, 3000));
}
