import pg from "pg";

const { builtins } = pg.types;

/** bigint columns hold cents and counters: numbers, but never silently rounded ones. */
function parseBigint(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError("A bigint column holds an unsafe integer.");
  return number;
}

/** `2026-11-23 08:15:30.5+00` → RFC 3339 `2026-11-23T08:15:30.5Z`; every connection runs in UTC. */
function parseInstant(value: string): string {
  return `${value.slice(0, 10)}T${value.slice(11).replace(/\+00$/, "Z")}`;
}

pg.types.setTypeParser(builtins.INT8, parseBigint);
pg.types.setTypeParser(builtins.DATE, (value) => value);
pg.types.setTypeParser(builtins.TIMESTAMPTZ, parseInstant);
// Times of day are written to the minute.
pg.types.setTypeParser(builtins.TIME, (value) => value.slice(0, 5));

export interface PoolOptions {
  readonly url: string;
  readonly max: number;
  /** Shown in `pg_stat_activity`. */
  readonly name: string;
  readonly searchPath?: string;
  readonly statementTimeoutMs?: number;
  /** Told about connections that break while idle; the pool replaces them by itself. */
  readonly onError: (error: Error) => void;
}

/**
 * A pool that gives up quickly: 2 s to connect, 5 s a statement, 2 s for a lock, so that a hanging database
 * becomes a 503 and not a hanging request (architecture.md, failure table).
 */
export function openPool(options: PoolOptions): pg.Pool {
  const settings = [
    `-c statement_timeout=${options.statementTimeoutMs ?? 5000}`,
    "-c lock_timeout=2000",
    "-c idle_in_transaction_session_timeout=10000",
    "-c timezone=UTC",
    "-c jit=off",
    ...(options.searchPath === undefined ? [] : [`-c search_path=${options.searchPath}`]),
  ];
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    application_name: options.name,
    connectionTimeoutMillis: 2000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    options: settings.join(" "),
  });
  pool.on("error", options.onError);
  // A connection that breaks while it is in use tells its statement; unheard, its event would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
