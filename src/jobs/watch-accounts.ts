import type { LockedBooks } from "@/billing/accounts/books-queries";
import { listRulesToCheck, noteChecked, type RuleToCheck } from "@/billing/alerts/firing-queries";
import { type FiredRule, insertFirings } from "@/billing/alerts/queries";
import { readUpToDate } from "@/billing/catch-up";
import { insertEvents } from "@/billing/event-queries";
import { readAlertFigures } from "@/billing/reports/read-alert-figures";
import { lockAccounts } from "@/billing/snapshot";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { type AccountId, newId } from "@/lib/ids";
import { cutToSeconds } from "@/lib/time";

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
  const { firings, available } = await readUpToDate(db, accountId, (tx) =>
    readAlertFigures(tx, accountId, rules),
  );
  return await inTransaction(db, async (tx) => {
    const { books } = await lockAccounts(tx, [accountId]);
    await noteChecked(tx, rules);
    const fired = await insertFirings(
      tx,
      firings.map((one) => ({ accountId, ...one })),
    );
    await tellApp(tx, { head: books[0], fired, available });
    return fired.length;
  });
}

/** The rules that name the webhook; where nobody listens nothing is written. */
async function tellApp(
  tx: Tx,
  { head, fired, available }: { head?: LockedBooks; fired: FiredRule[]; available: bigint },
): Promise<void> {
  if (!head?.tells) return;
  const { account_id: accountId, version: accountVersion, now: recordedAt } = head;
  const told = fired.filter(({ channels }) => channels.includes("webhook"));
  await insertEvents(
    tx,
    told.map(({ kind: rule, threshold }) => ({
      ...{ id: newId<string>(), accountId, accountVersion, recordedAt },
      ...{ type: "credits.low", occurredAt: cutToSeconds(recordedAt) },
      data: { rule, threshold, available },
    })),
  );
}

function byAccount(rules: readonly RuleToCheck[]): Map<AccountId, RuleToCheck[]> {
  const accounts = new Map<AccountId, RuleToCheck[]>();
  for (const rule of rules) {
    accounts.set(rule.accountId, [...(accounts.get(rule.accountId) ?? []), rule]);
  }
  return accounts;
}
