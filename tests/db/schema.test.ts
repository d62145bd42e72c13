import { readFileSync } from "node:fs";
import pg from "pg";
import { test } from "tap";
import ts from "typescript";
import { databaseForTest } from "../support/database.ts";

const source = new URL("../../packages/db/src/schema.ts", import.meta.url);

/** What a type in schema.ts may be in the database. */
const databaseTypes: Readonly<Record<string, readonly string[]>> = {
  string: ["text", "uuid", "tsvector"],
  number: ["int2", "int4", "int8", "float8"],
  boolean: ["bool"],
  Buffer: ["bytea"],
  Day: ["date"],
  Instant: ["timestamptz"],
  Time: ["time"],
  Json: ["jsonb"],
  "string[]": ["_text", "_uuid"],
  "number[]": ["_int2", "_int4"],
};

/** What the domain describes and the database keeps as JSON; every other type of the domain is a word. */
const documents = /^(Text|DeadlineRule|Readonly<.*|(CostLine|FinancingLine|ReminderStep|PlanStep)\[\])$/;

function databaseTypesOf(type: string): readonly string[] {
  if (documents.test(type)) return ["jsonb"];
  return databaseTypes[type] ?? [type.endsWith("[]") ? "_text" : "text"];
}

type Filled = "never" | "by default" | "always";

interface Column {
  readonly type: string;
  readonly isNullable: boolean;
  readonly filled: Filled;
}

/** Columns by "table.column". */
type Columns = Map<string, Column>;

/** The interfaces of schema.ts with what they extend; property name → type as it is written. */
function readInterfaces(text: string): Map<string, Map<string, string>> {
  const file = ts.createSourceFile("schema.ts", text, ts.ScriptTarget.Latest);
  const interfaces = new Map<string, Map<string, string>>();
  for (const statement of file.statements) {
    if (!ts.isInterfaceDeclaration(statement)) continue;
    const extended = (statement.heritageClauses ?? []).flatMap(({ types }) => [...types]);
    const inherited = extended.flatMap((type) => [...(interfaces.get(type.getText(file)) ?? [])]);
    const own = statement.members.filter(ts.isPropertySignature);
    const written = own.map(({ name, type }) => [name.getText(file), type?.getText(file) ?? ""] as const);
    interfaces.set(statement.name.text, new Map([...inherited, ...written]));
  }
  return interfaces;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function readColumn(written: string): Column {
  const [, wrapper, inner = ""] = /^(?:(Generated|GeneratedAlways)<)?(.*?)>?$/.exec(written) ?? [];
  const type = inner.replace(/ \| null$/, "");
  const filled = wrapper === undefined ? "never" : wrapper === "Generated" ? "by default" : "always";
  return { type, isNullable: type !== inner, filled };
}

/** The columns as schema.ts says they are. */
function columnsWritten(text: string): Columns {
  const interfaces = readInterfaces(text);
  const tables = interfaces.get("Schema") ?? new Map<string, string>();
  return new Map(
    [...tables].flatMap(([table, type]) =>
      [...(interfaces.get(type) ?? [])].map(
        ([name, written]) => [`${snakeCase(table)}.${snakeCase(name)}`, readColumn(written)] as const,
      ),
    ),
  );
}

/** The columns as the migrations have made them; `type` is PostgreSQL's name. */
async function columnsMigrated(client: pg.Client): Promise<Columns> {
  const { rows } = await client.query<Column & { name: string }>(
    `select table_name || '.' || column_name as name, udt_name as type, is_nullable = 'YES' as "isNullable",
       case when is_generated = 'ALWAYS' or identity_generation = 'ALWAYS' then 'always'
         when column_default is not null or is_identity = 'YES' then 'by default' else 'never' end as filled
     from information_schema.columns
     where table_schema = 'public' and table_name not like 'kysely\\_%'`,
  );
  return new Map(rows.map(({ name, ...column }) => [name, column]));
}

/** Where the two differ, one sentence each. */
function differences(written: Columns, migrated: Columns): string[] {
  const missing = [...migrated.keys()].filter((name) => !written.has(name));
  return [
    ...missing.map((name) => `${name} is not in schema.ts`),
    ...[...written].flatMap(([name, { type, isNullable, filled }]) => {
      const column = migrated.get(name);
      if (column === undefined) return [`${name} is not in the database`];
      return [
        ...(databaseTypesOf(type).includes(column.type) ? [] : [`${name}: ${type} is ${column.type}`]),
        // what is computed from other columns is nullable to PostgreSQL whatever its expression gives
        ...(isNullable === column.isNullable || filled === "always"
          ? []
          : [`${name}: null ${column.isNullable}`]),
        ...(filled === column.filled ? [] : [`${name}: filled ${column.filled}`]),
      ];
    }),
  ].sort();
}

test("schema.ts says what the migrated database is", async (t) => {
  const { ownerUrl } = await databaseForTest(t);
  const client = new pg.Client(ownerUrl);
  await client.connect();
  t.teardown(() => client.end());
  const text = readFileSync(source, "utf8");
  const written = columnsWritten(text);
  t.ok(written.size > 400, `${written.size} columns`);
  t.same(differences(written, await columnsMigrated(client)), []);

  const changed = (from: string, to: string) =>
    columnsMigrated(client).then((migrated) => differences(columnsWritten(text.replace(from, to)), migrated));
  t.same(await changed("isCharitable: boolean", "isPublic: boolean"), [
    "organisations.is_charitable is not in schema.ts",
    "organisations.is_public is not in the database",
  ]);
  t.same(await changed("charitableUntil: Day", "charitableUntil: Instant"), [
    "organisations.charitable_until: Instant is date",
  ]);
  t.same(await changed("personId: string;", "personId: string | null;"), ["tokens.person_id: null false"]);
  t.same(await changed('scopes: Generated<("read" | "write")[]>', "scopes: string[]"), [
    "tokens.scopes: filled by default",
  ]);
  await client.query("alter table gauges rename column value to figure");
  t.same(await changed("", ""), ["gauges.figure is not in schema.ts", "gauges.value is not in the database"]);
});
