import type { Compilable, RawBuilder } from "kysely";
import type pg from "pg";
import { type Query, runBatch } from "./batch.ts";
import { compile } from "./statement.ts";

type Runnable<Row> = Compilable<Row> | RawBuilder<Row> | Query<Row>;

/** One open database transaction. */
export interface Transaction {
  /** Rows of one statement. */
  run<Row>(query: Runnable<Row>): Promise<Row[]>;
  /** Keeps a statement whose rows nobody needs and sends it with the commit, in the order of the calls. */
  queue(query: Runnable<unknown>): void;
  /** Rows of the last statement, sent together with what was kept and the commit; nothing may follow it. */
  runAndCommit<Row>(query: Runnable<Row>): Promise<Row[]>;
}

const begin: Query = { sql: "begin", parameters: [] };
const commit: Query = { sql: "commit", parameters: [] };
const rollback: Query = { sql: "rollback", parameters: [] };

function toQuery<Row>(query: Runnable<Row>): Query<Row> {
  return "parameters" in query ? query : compile(query);
}

/**
 * Runs `work` in one transaction: BEGIN travels with the `opening` statements, the statements kept by
 * `queue` travel with COMMIT. `work` gets the rows of the opening statements.
 * An error of `work` or of the database rolls back and is thrown on.
 */
export async function transact<Result>(
  pool: pg.Pool,
  opening: readonly Query[],
  work: (tx: Transaction, rows: Record<string, unknown>[][]) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const kept: Query[] = [];
  const errors: unknown[] = [];
  let isCommitted = false;
  const refuseAfterCommit = () => {
    if (isCommitted) throw new Error("A statement follows the last one of its transaction.");
  };
  const send = async <Row>(query: Runnable<Row>, ending: readonly Query[]) => {
    refuseAfterCommit();
    try {
      const rows = await runBatch(client, [...kept.splice(0), toQuery(query), ...ending]);
      return (rows.at(-1 - ending.length) ?? []) as Row[];
    } catch (error) {
      errors.push(error);
      throw error;
    }
  };
  const tx: Transaction = {
    run: (query) => send(query, []),
    runAndCommit: async (query) => {
      const rows = await send(query, [commit]);
      isCommitted = true;
      return rows;
    },
    queue: (query) => {
      refuseAfterCommit();
      kept.push(toQuery(query));
    },
  };
  let failure: Error | undefined;
  try {
    const [, ...rows] = await runBatch(client, [begin, ...opening]);
    const result = await work(tx, rows);
    // PostgreSQL answers COMMIT with a silent rollback after an error that the work has caught.
    if (errors.length > 0) throw errors[0];
    if (!isCommitted) await runBatch(client, [...kept, commit]);
    return result;
  } catch (error) {
    failure = (await undo(client)) ?? (isOutdated(error) ? (error as Error) : undefined);
    throw error;
  } finally {
    client.release(failure);
  }
}

/** Rolls back; an error means that the connection is broken and must not return to the pool. */
async function undo(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await runBatch(client, [rollback]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Runs statements in one round trip and one implicit transaction; the cheapest way to read. */
export async function runOnce(
  pool: pg.Pool,
  queries: readonly Query[],
): Promise<Record<string, unknown>[][]> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    return await runBatch(client, queries);
  } catch (error) {
    failure = isBroken(error) ? (error as Error) : undefined;
    throw error;
  } finally {
    client.release(failure);
  }
}

/** A connection of the pool that stays with one user. */
export interface KeptConnection {
  /** As `runOnce`; opens a connection where there is none or the last one broke. */
  run(queries: readonly Query[]): Promise<Record<string, unknown>[][]>;
  /** Whether there is a connection that has not broken since; one to a database that has ended is noticed at once. */
  isOpen(): boolean;
  /** Gives the connection back when it is open; not while a call is under way. */
  release(): void;
}

/** Keeps the connection of the first call for the following ones, which so find their statements prepared. */
export function keepConnection(pool: pg.Pool): KeptConnection {
  let kept: pg.PoolClient | undefined;
  let opening: Promise<pg.PoolClient> | undefined;
  const drop = (failure?: Error) => {
    kept?.removeListener("error", drop);
    kept?.release(failure);
    kept = undefined;
  };
  const open = async () => {
    kept = await pool.connect();
    kept.on("error", drop);
    return kept;
  };
  const openOnce = () => {
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return opening;
  };
  return {
    run: async (queries) => {
      const client = kept ?? (await openOnce());
      try {
        return await runBatch(client, queries);
      } catch (error) {
        if (client === kept && isBroken(error)) drop(error as Error);
        throw error;
      }
    },
    isOpen: () => kept !== undefined,
    release: () => drop(),
  };
}

/** Server errors carry a five-character SQLSTATE and leave the connection usable, except class 57 and 08. */
function isBroken(error: unknown): boolean {
  const state = codeOf(error);
  return !/^[0-9A-Z]{5}$/.test(state) || /^(57P|08)/.test(state) || isOutdated(error);
}

/** Whether what the connection has prepared is no longer good: after a migration (0A000), or forgotten (26000). */
function isOutdated(error: unknown): boolean {
  return /^(0A000|26000)$/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
