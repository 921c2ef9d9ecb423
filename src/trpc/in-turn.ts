import type { Db, Tx } from "@/db/client";
import { type By, inTransaction } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";

type Line = { tail: Promise<unknown>; length: number };

const shared = globalThis as { tallybookLines?: Map<AccountId, Line> };

const longestLine = 1_000;

/**
 * A write on one account, after those of this process that came before it.
 *
 * They would wait for the account's lock anyway. Waiting here they hold no connection, so a busy account
 * neither runs into the lock's time limit nor takes the pool from all the others.
 */
export async function inTurn<T>(
  db: Db,
  accountId: AccountId,
  work: (tx: Tx) => Promise<T>,
  by?: By,
): Promise<T> {
  shared.tallybookLines ??= new Map();
  const lines = shared.tallybookLines;
  const line = lines.get(accountId) ?? { tail: Promise.resolve(), length: 0 };
  if (line.length >= longestLine) {
    throw new BillingError("retry_later", "Too many requests wait for this account.", {
      retryAfterSeconds: 1,
    });
  }
  lines.set(accountId, line);
  line.length += 1;
  const mine = line.tail.then(() => inTransaction(db, work, by));
  // Whoever comes next waits for the end of this one, however it ends.
  line.tail = mine.catch(() => {});
  try {
    return await mine;
  } finally {
    line.length -= 1;
    if (line.length === 0) lines.delete(accountId);
  }
}
