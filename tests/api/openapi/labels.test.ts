import { readFileSync } from "node:fs";
import { fieldLabels, type Labels, labels, matchCriterionLabels } from "@zuwendo/domain";
import { test } from "tap";

// biome-ignore lint/suspicious/noExplicitAny: the document is looked into as the JSON it is
type Json = any;

const document: Json = JSON.parse(readFileSync("openapi/openapi.json", "utf8"));
const tables: [string, Labels][] = Object.entries(labels);

/** Lists of codes that leave out some of a list that has a table, by where they are. */
const partOf: Readonly<Record<string, keyof typeof labels>> = {
  "DeadlineCreate.kind": "deadlineKind",
  "ExtensionTransition.to": "extensionState",
  "LedgerEntryCreate.kind": "ledgerKind",
  "MailEventCreate.type": "mailEvent",
  "PlannedMail.kind": "mailKind",
  "ReminderPlanCreate.state": "planState",
  "ReminderPlan.unit": "periodUnit",
  "ReminderPlanCreate.unit": "periodUnit",
  "ReminderPlanPatch.unit": "periodUnit",
  "LadderInForce.unit": "periodUnit",
};

interface Listed {
  /** The named schema or the path, and the property or parameter. */
  readonly place: string;
  readonly codes: readonly string[];
}

function listedIn(node: Json, place: string): Listed[] {
  if (node === null || typeof node !== "object") return [];
  if (Array.isArray(node)) return node.flatMap((one) => listedIn(one, place));
  const own: Listed[] = Array.isArray(node.enum)
    ? [{ place, codes: node.enum.filter((code: unknown) => typeof code === "string") }]
    : [];
  const root = place.split(".")[0];
  const inner = Object.entries<Json>(node).flatMap(([key, value]) => {
    if (key === "example" || key === "examples") return [];
    if (key !== "properties") return listedIn(value, place);
    return Object.entries(value).flatMap(([name, one]) => listedIn(one, `${root}.${name}`));
  });
  return [...own, ...inner];
}

const { schemas, parameters } = document.components;
const listed = [
  ...Object.entries({ ...schemas, ...parameters }).flatMap(([name, schema]) => listedIn(schema, name)),
  ...Object.entries(document.paths).flatMap(([path, item]) => listedIn(item, path)),
];

/** The table of exactly these codes, or the one that the place takes a part of. */
function tableOf({ place, codes }: Listed): Labels | undefined {
  const whole = tables.find(([, table]) => sorted(Object.keys(table)) === sorted(codes));
  // Each form of a rule names its own kind.
  const isForm = codes.length === 1 && place.endsWith(".kind");
  const part = isForm ? "ruleKind" : partOf[place];
  return whole?.[1] ?? (part && labels[part]);
}

function sorted(codes: readonly string[]): string {
  return [...codes].sort().join();
}

test("every code of the API has a label in German and in English", async (t) => {
  t.ok(listed.length > 100, "the document has its lists");
  for (const one of listed) {
    const table = tableOf(one);
    t.ok(table, `${one.place}: ${one.codes.join(", ")}`);
    for (const code of one.codes) {
      const { de, en } = table?.[code] ?? { de: "", en: "" };
      t.match(de, /\p{L}/u, `${one.place} ${code} in German`);
      t.match(en, /\p{L}/u, `${one.place} ${code} in English`);
    }
  }
});

test("no label is left over, and none says its code", async (t) => {
  for (const [name, table] of tables) {
    const used = new Set(listed.filter((one) => tableOf(one) === table).flatMap(({ codes }) => codes));
    for (const [code, { de }] of Object.entries(table)) {
      t.ok(used.has(code), `${name} ${code} is in the document`);
      t.equal(code.includes("-") && de === code, false, `${name} ${code} is said in words`);
    }
  }
});

function namesIn(schema: Json, seen = new Set<Json>()): string[] {
  if (schema === undefined || seen.has(schema)) return [];
  seen.add(schema);
  const { $ref, properties = {}, anyOf = [], items } = schema;
  if ($ref !== undefined) return namesIn(schemas[$ref.split("/").at(-1)], seen);
  const own = Object.entries<Json>(properties).flatMap(([name, one]) => [name, ...namesIn(one, seen)]);
  return [...own, ...[...anyOf, items].flatMap((one) => namesIn(one, seen))];
}

test("every field of a request has a label", async (t) => {
  const bodies = Object.values<Json>(document.paths)
    .flatMap((item) => Object.values<Json>(item))
    .flatMap(({ requestBody }) => Object.values<Json>(requestBody?.content ?? {}))
    .flatMap(({ schema }) => namesIn(schema));
  const known = new Set([...Object.keys(fieldLabels), ...Object.keys(matchCriterionLabels)]);
  t.same(
    [...new Set(bodies)].filter((name) => !known.has(name)),
    [],
  );
  t.ok(bodies.length > 100);
});
