import { listRulesToCheck, noteChecked, type RuleToCheck } from "@/billing/alerts/firing-queries";
import { insertFirings } from "@/billing/alerts/queries";
import { readUpToDate } from "@/billing/catch-up";
import { readAlertFigures } from "@/billing/reports/read-alert-figures";
import { lockAccounts } from "@/billing/snapshot";
import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";

const everySeconds = 900;
const limit = 200;

export type WatchRun = { fired: number; failed: { accountId: AccountId; error: unknown }[] };

/**
 * Asks the rules that no commit decides (run-out, unusual use), account by account: what they ask is how
 * days add up, which no single use changes.
 *
 * An account that cannot be asked now is asked again later and holds up no other. Two workers that ask the
 * same account at once fire once: rule, threshold and period are unique.
 */
export async function watchAccounts(db: Db): Promise<WatchRun> {
  const run: WatchRun = { fired: 0, failed: [] };
  for (;;) {
    const due = await readAs(db, { role: "tallybook_read" }, (tx) =>
      listRulesToCheck(tx, { everySeconds, limit }),
    );
    for (const [accountId, rules] of byAccount(due)) {
      try {
        run.fired += await watchAccount(db, accountId, rules);
      } catch (error) {
        run.failed.push({ accountId, error });
        await inTransaction(db, (tx) => noteChecked(tx, rules));
      }
    }
    if (due.length < limit) return run;
  }
}

async function watchAccount(db: Db, accountId: AccountId, rules: RuleToCheck[]): Promise<number> {
  const firings = await readUpToDate(db, accountId, (tx) => readAlertFigures(tx, accountId, rules));
  return await inTransaction(db, async (tx) => {
    await lockAccounts(tx, [accountId]);
    await noteChecked(tx, rules);
    return await insertFirings(
      tx,
      firings.map((one) => ({ accountId, ...one })),
    );
  });
}

function byAccount(rules: readonly RuleToCheck[]): Map<AccountId, RuleToCheck[]> {
  const accounts = new Map<AccountId, RuleToCheck[]>();
  for (const rule of rules) {
    accounts.set(rule.accountId, [...(accounts.get(rule.accountId) ?? []), rule]);
  }
  return accounts;
}
