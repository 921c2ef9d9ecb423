import { insertDueTopUps } from "@/billing/alerts/top-up-queries";
import { parseWatch } from "@/billing/alerts/watch";
import { availableCredits } from "@/billing/credits/burn-down";
import { upToDate } from "@/billing/operate";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { makeCall } from "@/billing/payments/make-calls";
import {
  listOpenTopUps,
  listTopUpsToLookAt,
  noteLookedAt,
} from "@/billing/payments/top-up-queries";
import { lockAccounts } from "@/billing/snapshot";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import type { AccountId, TopUpRunId } from "@/lib/ids";
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
  const toLookAt = await readAs(db, { role: "tallybook_app" }, (tx) =>
    listTopUpsToLookAt(tx, limit),
  );
  for (const accountId of toLookAt) {
    await guarded(report, accountId, () => inTransaction(db, (tx) => look(tx, accountId)));
  }
  const open = await readAs(db, { role: "tallybook_app" }, (tx) => listOpenTopUps(tx, limit));
  for (const { account_id: accountId, id } of open) {
    await guarded(report, accountId, async () => {
      report.ended += Number(await takeOn(db, gateway, { account_id: accountId, id }));
    });
  }
  return report;
}

/** An account that fails is taken on again later, and holds up no other. */
async function guarded(
  { failed }: TopUpReport,
  accountId: AccountId,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    failed.push({ accountId, error });
  }
}

async function takeOn(
  db: Db,
  gateway: PaymentGateway,
  key: { account_id: AccountId; id: TopUpRunId },
): Promise<boolean> {
  const ordered = await inTransaction(db, (tx) => orderTopUp(tx, key));
  if (ordered.over) return true;
  if (ordered.callId) {
    await makeCall(db, gateway, { accountId: key.account_id, id: ordered.callId });
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
