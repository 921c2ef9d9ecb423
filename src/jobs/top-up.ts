import { insertDueTopUps } from "@/billing/alerts/top-up-queries";
import { parseWatch } from "@/billing/alerts/watch";
import { availableCredits } from "@/billing/credits/burn-down";
import { upToDate } from "@/billing/operate";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { makeCall } from "@/billing/payments/make-calls";
import { listTopUpsToLookAt, noteLookedAt } from "@/billing/payments/top-up-queries";
import { listTopUpsToWork, type TopUpKey } from "@/billing/payments/top-up-run-queries";
import { lockAccounts } from "@/billing/snapshot";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";
import { orderTopUp } from "./order-top-up";
import { settleTopUp } from "./settle-top-up";

const limit = 100;

export type TopUpReport = {
  ended: number;
  failed: { accountId: AccountId; error: unknown }[];
};

/**
 * Takes automatic top-ups on: what is due is ordered and its payment begun, in one commit; the payment is made at
 * once; and what came of it ends the run. Each step looks again under the lock, so that any number of workers may
 * run it, and one that dies leaves the next step to another.
 */
export async function topUp(db: Db, gateway: PaymentGateway): Promise<TopUpReport> {
  const report: TopUpReport = { ended: 0, failed: [] };
  await each(db, report, {
    list: listTopUpsToLookAt,
    work: ({ accountId }) => inTransaction(db, (tx) => look(tx, accountId)),
  });
  await each(db, report, {
    list: listTopUpsToWork,
    work: async (key) => {
      report.ended += Number(await takeOn(db, gateway, key));
    },
  });
  return report;
}

type Each<Key> = {
  list: (tx: Tx, page: { passed: readonly AccountId[]; limit: number }) => Promise<Key[]>;
  work: (key: Key) => Promise<void>;
};

/** Each of them once. An account that fails is taken on again in the next run, and holds up no other. */
async function each<Key extends { accountId: AccountId }>(
  db: Db,
  { failed }: TopUpReport,
  { list, work }: Each<Key>,
): Promise<void> {
  const passed: AccountId[] = [];
  for (;;) {
    const found = await readAs(db, { role: "tallybook_app" }, (tx) => list(tx, { passed, limit }));
    for (const key of found) {
      passed.push(key.accountId);
      await work(key).catch((error: unknown) => {
        failed.push({ accountId: key.accountId, error });
      });
    }
    if (found.length < limit) return;
  }
}

async function takeOn(db: Db, gateway: PaymentGateway, key: TopUpKey): Promise<boolean> {
  const ordered = await inTransaction(db, (tx) => orderTopUp(tx, key));
  if (ordered.over) return true;
  if (ordered.callId) {
    await makeCall(db, gateway, { accountId: key.accountId, id: ordered.callId });
  }
  return await inTransaction(db, (tx) => settleTopUp(tx, key));
}

/** The comparison a use would have made. */
async function look(tx: Tx, accountId: AccountId): Promise<void> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  await noteLookedAt(tx, accountId);
  const { head, grants, t: at } = snapshot;
  const watched = head.alertWatch === null ? [] : parseWatch(head.alertWatch);
  const rule = watched.find(({ kind }) => kind === "top_up");
  const available = availableCredits(grants, at);
  if (!rule || available >= rule.threshold) return;
  if (+at < Number(rule.firedIn ?? 0) * 1_000) return;
  await insertDueTopUps(tx, [{ accountId, threshold: rule.threshold, available, at }]);
}
