import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";
import { findAccount, recutUsageByDay } from "./accounts/queries";
import { makeReady } from "./ledger/audit-queries";
import { deleteCheckpoints } from "./ledger/checkpoint-queries";
import { correctAccrued } from "./rebuild-accrued-queries";
import { correctCycles } from "./rebuild-cycle-queries";
import { correctDocuments } from "./rebuild-document-queries";
import { correctFigures, listWrong, type Wrong } from "./rebuild-queries";
import { correctReturns } from "./rebuild-return-queries";
import { forgetSums } from "./reports/finance/rollup-queries";
import { lockAccounts } from "./snapshot";

/** Makes every stored figure again from transfers and consumptions, beside the stored ones: where they differ. */
export async function findWrong(db: Db, houseTimezone: string): Promise<Wrong[]> {
  return await readAs(db, { role: "tallybook_read" }, async (tx) => {
    await makeReady(tx, houseTimezone);
    return await listWrong(tx);
  });
}

const sums: ReadonlySet<string> = new Set(["month_rollups", "day_rollups"]);

/**
 * Writes the figures of accounts anew, each under its lock. The ledger itself is never touched; checkpoints are
 * forgotten, and so are all sums, and the worker makes them again. An account whose figures the database refuses is left as it was.
 */
export async function correctWrong(
  db: Db,
  wrong: readonly Wrong[],
): Promise<{ accountId: AccountId; error: unknown }[]> {
  const failed: { accountId: AccountId; error: unknown }[] = [];
  if (wrong.some(({ table }) => sums.has(table))) await inTransaction(db, forgetSums);
  const others = wrong.filter(({ table }) => !sums.has(table));
  for (const accountId of new Set(others.map((one) => one.accountId))) {
    if (accountId === null) continue;
    const tables = others.filter((one) => one.accountId === accountId).map(({ table }) => table);
    await correctAccount(db, accountId, new Set(tables)).catch((error: unknown) => {
      failed.push({ accountId, error });
    });
  }
  return failed;
}

async function correctAccount(
  db: Db,
  accountId: AccountId,
  tables: ReadonlySet<string>,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockAccounts(tx, [accountId]);
    await correctFigures(tx, accountId);
    await correctDocuments(tx, accountId);
    await correctAccrued(tx, accountId);
    await correctReturns(tx, accountId);
    await correctCycles(tx, accountId);
    const account = await findAccount(tx, accountId);
    if (account && tables.has("usage_by_day"))
      await recutUsageByDay(tx, accountId, account.timezone);
    if (tables.has("ledger_checkpoints")) await deleteCheckpoints(tx, accountId);
  });
}
