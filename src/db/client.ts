import { Kysely, PostgresDialect, type Transaction } from "kysely";
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
const parseInt8Array = pg.types.getTypeParser(1016 as number) as (text: string) => unknown[];
pg.types.setTypeParser(1016 as number, (text) =>
  parseInt8Array(text).map((one) => BigInt(String(one))),
);

export type DbOptions = {
  max?: number;
  /** Zero for the few long readers (audit, reports, migrations). */
  statementTimeoutMs?: number;
  applicationName?: string;
};

/** A pool of connections that never waits for ever: FAULTS D4 lists the limits. */
export function createDb(url: string, options: DbOptions = {}): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? "tallybook",
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs ?? 10_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
  });
  // A dropped idle connection is replaced on the next use; without a listener it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    // The pool listens only while a connection is idle. One that dies at work says so in its query too.
    client.on("error", () => {});
    preparesByName(client);
  });
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

/** Statements registered with `prepared()` are parsed and planned once per connection. */
function preparesByName(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const named = (text: unknown, values?: unknown, ...rest: unknown[]) => {
    const name = typeof text === "string" ? nameOfPrepared(text) : undefined;
    return name === undefined
      ? query(text, values, ...rest)
      : query({ name, text, values }, ...rest);
  };
  client.query = named as typeof client.query;
}
