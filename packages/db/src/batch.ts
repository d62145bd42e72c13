import type { Socket } from "node:net";
import type { Connection, FieldDef, Submittable } from "pg";
import pg from "pg";
import { prepareValue } from "pg/lib/utils";

/** A compiled statement; Kysely's `CompiledQuery` has this shape. `Row` is the shape of one result row. */
export interface Query<Row = unknown> {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Only carries the row type. */
  readonly row?: Row;
}

/** The part of pg's connection that writes protocol messages. */
interface Wire {
  readonly stream: Socket;
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: unknown[] | undefined }): void;
  describe(message: { type: "P"; name: string }): void;
  execute(message: { portal: string }): void;
  sync(): void;
  on(event: "parseComplete", listener: () => void): void;
  removeListener(event: "parseComplete", listener: () => void): void;
}

interface Field {
  readonly name: string;
  readonly parse: (value: string) => unknown;
}

/** What one physical connection has prepared, and the result columns of each prepared statement. */
interface Prepared {
  readonly names: Set<string>;
  readonly fields: Map<string, Field[]>;
}

const preparedBy = new WeakMap<object, Prepared>();
const nameBySql = new Map<string, string>();
const maxNames = 500;

/** Statement texts are named once per process; past the limit they are parsed anew each time. */
function nameOf(sql: string): string {
  const known = nameBySql.get(sql);
  if (known !== undefined) return known;
  if (nameBySql.size >= maxNames) return "";
  const name = `z${nameBySql.size}`;
  nameBySql.set(sql, name);
  return name;
}

/** SQL writes snake_case, everything else camelCase; this is the one place where results are converted. */
function camelCase(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Sends several prepared statements with one Sync: one round trip and, outside BEGIN, one implicit
 * transaction, so that `set_config(…, true)` in the first holds for the others. `pg` itself syncs after every
 * statement, which costs a third of the requests per second (docs/decisions/0002).
 */
class Batch implements Submittable {
  readonly rows: Record<string, unknown>[][];
  private readonly names: string[];
  private readonly values: unknown[][];
  private readonly unparsed: string[] = [];
  private position = 0;
  private fields: Field[] | undefined;
  private prepared: Prepared = { names: new Set(), fields: new Map() };
  private connection: Wire | undefined;
  private unreadable: Error | undefined;
  private readonly queries: readonly Query[];
  private readonly settle: (error: Error | undefined, rows: Record<string, unknown>[][]) => void;

  constructor(queries: readonly Query[], settle: Batch["settle"]) {
    this.queries = queries;
    this.settle = settle;
    this.rows = queries.map(() => []);
    this.names = queries.map((query) => nameOf(query.sql));
    this.values = queries.map((query) => query.parameters.map((value) => prepareValue(value)));
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    this.connection = wire;
    this.prepared = preparedBy.get(wire) ?? { names: new Set(), fields: new Map() };
    preparedBy.set(wire, this.prepared);
    wire.stream.cork();
    this.queries.forEach((query, index) => {
      const name = this.names[index] ?? "";
      if (!this.prepared.names.has(name) && (name === "" || !this.unparsed.includes(name))) {
        wire.parse({ name, text: query.sql });
        this.unparsed.push(name);
      }
      wire.bind({ statement: name, values: this.values[index] });
      if (!this.prepared.fields.has(name)) wire.describe({ type: "P", name: "" });
      wire.execute({ portal: "" });
    });
    wire.sync();
    wire.stream.uncork();
    if (this.unparsed.length > 0) wire.on("parseComplete", this.onParsed);
    this.fields = this.prepared.fields.get(this.names[0] ?? "");
  }

  private readonly onParsed = () => {
    const name = this.unparsed.shift();
    if (name) this.prepared.names.add(name);
  };

  handleRowDescription(message: { fields: FieldDef[] }): void {
    this.fields = message.fields.map((field) => ({
      name: camelCase(field.name),
      parse: pg.types.getTypeParser(field.dataTypeID, "text"),
    }));
    const name = this.names[this.position] ?? "";
    if (name !== "") this.prepared.fields.set(name, this.fields);
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    // Thrown on, a value that no parser takes would end the process: this runs in the socket's event.
    try {
      this.rows[this.position]?.push(this.read(message.fields));
    } catch (error) {
      this.unreadable ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  private read(values: readonly (string | null)[]): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    const fields = this.fields ?? [];
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index];
      const value = values[index];
      if (field !== undefined) row[field.name] = value == null ? null : field.parse(value);
    }
    return row;
  }

  handleCommandComplete(): void {
    const name = this.names[this.position];
    if (name && !this.prepared.fields.has(name)) this.prepared.fields.set(name, []);
    this.position += 1;
    this.fields = this.prepared.fields.get(this.names[this.position] ?? "");
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handleError(error: Error): void {
    this.finish(error);
  }

  handleReadyForQuery(): void {
    this.finish(this.unreadable);
  }

  private finish(error: Error | undefined): void {
    this.connection?.removeListener("parseComplete", this.onParsed);
    this.settle(error, this.rows);
  }
}

/**
 * Runs the statements in one round trip and returns their rows in the same order, keys in camelCase.
 * The first error rejects and, outside BEGIN, undoes them all.
 */
export function runBatch(
  client: pg.ClientBase,
  queries: readonly Query[],
): Promise<Record<string, unknown>[][]> {
  return new Promise((resolve, reject) => {
    client.query(new Batch(queries, (error, rows) => (error === undefined ? resolve(rows) : reject(error))));
  });
}
