import { hashRequest, upToDate } from "@/billing/operate";
import { findCall } from "@/billing/payments/call-queries";
import { findCollection } from "@/billing/payments/collection-queries";
import { takeBackOrder } from "@/billing/payments/take-back";
import {
  endTopUp,
  findAutoTopUp,
  findTopUpRun,
  getInvoiceStatus,
  pauseTopUps,
  type TopUpRun,
} from "@/billing/payments/top-up-queries";
import { lockAccounts } from "@/billing/snapshot";
import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, InvoiceId, TopUpRunId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { byTopUp } from "./order-top-up";

/**
 * Ends an ordered run once it is known what came of its payment: paid, and the next may begin after the cooldown;
 * or not, and then the order is taken back and no other begins before somebody has looked at it. False while
 * nobody knows.
 */
export async function settleTopUp(
  tx: Tx,
  key: { account_id: AccountId; id: TopUpRunId },
): Promise<boolean> {
  const { account_id: accountId } = key;
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const run = await findTopUpRun(tx, key);
  const settings = await findAutoTopUp(tx, accountId);
  assert(run && settings, "runs and settings are never deleted");
  if (run.ended_at) return true;
  if (!run.invoice_id) return false;
  const { t: at } = snapshot;
  const status = await getInvoiceStatus(tx, accountId, run.invoice_id);
  if (status === "paid") {
    const nextAt = addSeconds(at, settings.cooldown_minutes * 60);
    await endTopUp(tx, run, { status: "paid", why: null, at, nextAt });
    return true;
  }
  if (status === "issued") {
    if (await isUnderWay(tx, run)) return false;
    await takeBack(tx, run, run.invoice_id);
  }
  await endTopUp(tx, run, { status: "failed", why: "payment_failed", at, nextAt: at });
  await pauseTopUps(tx, accountId, { because: "payment_failed", at });
  return true;
}

/** Whether the answer is still to come: from the call, or from a bank that takes its time. */
async function isUnderWay(tx: Tx, { account_id, call_id }: TopUpRun): Promise<boolean> {
  assert(call_id, "an order that is not paid has the call that pays it");
  const call = await findCall(tx, account_id, call_id);
  assert(call?.collectionId, "the call is of a collection");
  if (call.status !== "succeeded" && call.status !== "failed") return true;
  const collection = await findCollection(tx, account_id, call.collectionId);
  return collection?.processing === true;
}

async function takeBack(tx: Tx, { account_id, id }: TopUpRun, invoiceId: InvoiceId) {
  const procedure = "auto_top_up.take_back";
  await takeBackOrder(tx, {
    ...{ accountId: account_id, author: byTopUp, key: `${procedure}:${id}`, procedure },
    ...{ requestHash: hashRequest(procedure, { run: id }), invoiceId },
  });
}
