import { type Kysely, sql } from "kysely";
import { assert, BillingError } from "@/lib/errors";
import { isUuid } from "@/lib/ids";
import type { Db, Tx } from "./client";
import type { DB } from "./schema";

/** The NOLOGIN roles of DESIGN §10, and an auditor's. No request runs as the login, which owns the tables. */
export type Role = "tallybook_app" | "tallybook_portal" | "tallybook_read" | "tallybook_auditor";

/** Who does what a transaction does, why, and in which request: what the audit log says of it. */
export type By = { actor: string; requestId: string; reason?: string };

const attempts = 5;

/**
 * Opens the transaction an operation runs in, as the role that may write.
 *
 * Deadlocks and serialization failures are tried again up to five times with jitter; what remains
 * becomes `retry_later`. A BillingError rolls back and is passed on. Settings, members, keys and the like
 * are changed `by` somebody, whom the audit log names; bookings name their author themselves.
 */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>, by?: By): Promise<T> {
  const settings = by ? [...planForKeys, ...settingsOf(by)] : planForKeys;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(async (tx) => {
        await actAs(tx, "tallybook_app", null, settings);
        return await work(tx);
      });
    } catch (error) {
      if (!isWorthRetrying(error) || attempt === attempts) throw asBillingError(error);
      await pause(attempt);
    }
  }
}

type Reader = { role: Role; account?: string; user?: string; auditor?: string };

/**
 * Reads one consistent picture as a role that cannot write. The portal role sees one account only, and
 * of sign-ins those of one user; an auditor's sees what the link of their session is for.
 */
export async function readAs<T>(
  db: Db,
  { role, account, user, auditor }: Reader,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .setAccessMode("read only")
      .execute(async (tx) => {
        const plans = role === "tallybook_portal" ? planForOneAccount : [];
        const whose = [
          ...(user ? [userSetting(user)] : []),
          ...(auditor ? [auditorOf(auditor)] : []),
        ];
        await actAs(tx, role, account ?? null, [...plans, ...whose]);
        return await work(tx);
      });
  } catch (error) {
    throw asBillingError(error);
  }
}

/** One round trip. `SET LOCAL` takes no parameters, so the account is checked before it is spliced in. */
async function actAs(
  tx: Kysely<DB>,
  role: Role,
  account: string | null,
  more: readonly string[] = [],
): Promise<void> {
  assert(account === null || isUuid(account), "app.account is a uuid");
  const settings = [`role ${role}`, `app.account = '${account ?? ""}'`, ...more];
  await sql.raw(settings.map((setting) => `set local ${setting}`).join("; ")).execute(tx);
}

/** For who is known only inside the transaction: whoever accepts an invitation, whoever signs in. */
export async function actBy(tx: Tx, by: By): Promise<void> {
  await sql
    .raw(
      settingsOf(by)
        .map((setting) => `set local ${setting}`)
        .join("; "),
    )
    .execute(tx);
}

function settingsOf({ actor, requestId, reason = "" }: By): string[] {
  const set = { actor, request_id: requestId, reason };
  return Object.entries(set).map(([name, value]) => `app.${name} = ${literal(value)}`);
}

/** Quoted as SQL wants it whatever is in it; NUL, which no text of Postgres holds, is refused at the edge. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function userSetting(user: string): string {
  assert(isUuid(user), "app.user is a uuid");
  return `app."user" = '${user}'`; // unquoted, it is a word of SQL's own
}

function auditorOf(session: string): string {
  assert(isUuid(session), "app.auditor is a uuid");
  return `app.auditor = '${session}'`;
}

// A write finds its rows by key, be they one or a thousand. Left alone, Postgres plans the small sets of
// the hot path anew each time, and keeps plans that scan a table because it was empty when they were made.
const planForKeys = [
  "plan_cache_mode = force_generic_plan",
  "enable_seqscan = off",
  "enable_hashjoin = off",
  "enable_mergejoin = off",
  "jit = off", // before Postgres 18 a scan that was turned off and taken all the same looks like hours
];

// A page is about one account, whose rows are found by key, be it one of thousands or nearly all there is.
// Left alone, Postgres reads whole tables with several workers for an account that has most of them.
const planForOneAccount = [
  "enable_seqscan = off",
  "max_parallel_workers_per_gather = 0",
  "jit = off",
];

/** Turns what the database says into a code a caller can act on; anything unknown is a bug, passed on. */
export function asBillingError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  if (code === "22003") {
    return new BillingError("amount_too_large", "The amount is larger than the books can hold.");
  }
  if (code === "TB005") {
    return new BillingError("last_owner", "An account keeps at least one owner.");
  }
  if (passing.has(code) || code.startsWith("08") || code.startsWith("53")) {
    return new BillingError("retry_later", "The books are busy. Try again in a moment.", {
      retryAfterSeconds: 1,
    });
  }
  return error;
}

// Postgres error codes (Appendix A) and socket errors that pass by themselves.
const passing = new Set([
  "40001",
  "40P01",
  "55P03",
  "57014",
  "57P01",
  "57P02",
  "57P03",
  "25P03",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
  "CONNECTION_LOST",
]);

/** Whether the same work in a new transaction may well succeed (FAULTS C4). */
function isWorthRetrying(error: unknown): boolean {
  const code = codeOf(error);
  return code === "40001" || code === "40P01";
}

const connectionLost =
  /Connection terminated|timeout exceeded when trying to connect|is not queryable/;

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  // The driver says these in words only; the last is what a rollback meets on a connection just lost.
  if (connectionLost.test(error.message)) return "CONNECTION_LOST";
  return undefined;
}

async function pause(attempt: number): Promise<void> {
  const ms = 5 * 2 ** attempt * (0.5 + Math.random());
  await new Promise((resolve) => setTimeout(resolve, ms));
}
