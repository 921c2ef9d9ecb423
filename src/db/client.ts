import { Kysely, PostgresDialect, type PostgresPool, type Transaction } from "kysely";
import pg from "pg";
import { nameOfPrepared } from "./prepared";
import type { DB } from "./schema";

/** Reads. Anything that writes or locks asks for a `Tx`, so that misuse does not compile. */
export type Db = Kysely<DB>;
/** Writes and locks, inside the transaction its caller opened with a role (`db/transaction.ts`). */
export type Tx = Transaction<DB>;

// Amounts leave Postgres as bigint and days as plain local dates: neither ever passes through a float
// or a time zone.
pg.types.setTypeParser(pg.types.builtins.INT8, BigInt);
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);
const parseAnyTime = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (
  text: string,
) => Date;
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, parseTime);
const parseInt8Array = pg.types.getTypeParser(1016 as number) as (text: string) => unknown[];
pg.types.setTypeParser(1016 as number, (text) =>
  parseInt8Array(text).map((one) => BigInt(String(one))),
);

export type DbOptions = {
  max?: number;
  /** Zero for the few long readers (audit, reports, migrations). */
  statementTimeoutMs?: number;
  applicationName?: string;
  /** How long a connection nobody uses is kept; half a minute unless said. */
  idleTimeoutMs?: number;
};

/** A pool of connections that never waits for ever: FAULTS D4 lists the limits. */
export function createDb(url: string, options: DbOptions = {}): Db {
  return dbOf(createPool(url, options));
}

/** The product's view of connections that somebody else opened, and keeps. */
export function dbOf(pool: PostgresPool): Db {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

/** The connections themselves, for whom they outlive one `Db`. */
export function createPool(url: string, options: DbOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? "tallybook",
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: options.idleTimeoutMs ?? 30_000,
    statement_timeout: options.statementTimeoutMs ?? 10_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
    // What `parseTime` reads; another session setting would only cost time.
    options: "-c timezone=UTC -c datestyle=ISO",
  });
  // A dropped idle connection is replaced on the next use; without a listener it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    // The pool listens only while a connection is idle. One that dies at work says so in its query too.
    client.on("error", () => {});
    preparesByName(client);
  });
  return pool;
}

/** Statements registered with `prepared()` are parsed and planned once per connection. */
function preparesByName(client: pg.PoolClient): void {
  // Looked up at each call: tests that watch or break statements do so after some connections are open.
  const query = (...args: unknown[]): unknown =>
    Reflect.apply(pg.Client.prototype.query, client, args);
  const named = (text: unknown, values?: unknown, ...rest: unknown[]) => {
    const name = typeof text === "string" ? nameOfPrepared(text) : undefined;
    return name === undefined
      ? query(text, values, ...rest)
      : query({ name, text, values }, ...rest);
  };
  client.query = named as typeof client.query;
}

const firstDigit = "0".charCodeAt(0);

/**
 * `2026-01-31 15:00:00.123+00`, by position: a consume reads a dozen times per account, and the driver's
 * own parser takes as long over them as the decision takes. Anything else is left to it.
 */
export function parseTime(text: string): Date {
  if (text.length < 22 || text.length > 26 || !text.endsWith("+00") || text[4] !== "-") {
    return parseAnyTime(text);
  }
  const digits = (at: number) =>
    (text.charCodeAt(at) - firstDigit) * 10 + text.charCodeAt(at + 1) - firstDigit;
  const fraction = text.length > 22 ? Number(text.slice(20, -3).padEnd(3, "0")) : 0;
  const year = digits(0) * 100 + digits(2);
  return new Date(
    Date.UTC(year, digits(5) - 1, digits(8), digits(11), digits(14), digits(17), fraction),
  );
}
