import { upToDate } from "@/billing/operate";
import { pauseAutoTopUp } from "@/billing/payments/pause-top-up";
import type { FailedBecause } from "@/billing/payments/top-up";
import { findAutoTopUp } from "@/billing/payments/top-up-queries";
import {
  endTopUp,
  findTopUpRun,
  getInvoiceStatus,
  getPaymentAnswer,
  type TopUpKey,
  type TopUpRun,
} from "@/billing/payments/top-up-run-queries";
import { lockAccounts } from "@/billing/snapshot";
import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import { type FailureReason, failureReason } from "@/lib/failure-reason";
import { cooled, takeBackTopUp } from "./order-top-up";

/**
 * Ends an ordered run once it is known what came of its payment. Paid: the next may begin after the cooldown. Not: it
 * pauses. What a bank wants proof of stays open, to be paid at its page; every other order is taken back, so that
 * nobody pays what is not waited for. False while nobody knows.
 */
export async function settleTopUp(tx: Tx, key: TopUpKey): Promise<boolean> {
  const { accountId } = key;
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const { t: at } = snapshot;
  const run = await findTopUpRun(tx, key);
  const settings = await findAutoTopUp(tx, accountId);
  assert(run && settings, "runs and settings are never deleted");
  if (run.ended_at) return true;
  if (!run.invoice_id) return false;
  const status = await getInvoiceStatus(tx, accountId, run.invoice_id);
  if (status === "paid") {
    await endTopUp(tx, key, { status: "paid", why: null, at, nextAt: cooled(settings, at) });
    return true;
  }
  const failed = status === "issued" ? await failureOf(tx, run) : ended;
  if (!failed) return false;
  if (failed.why === "payment_failed") await takeBackTopUp(tx, key, run.invoice_id);
  await endTopUp(tx, key, { status: "failed", ...failed, at, nextAt: at });
  await pauseAutoTopUp(tx, accountId, failed.why, at);
  return true;
}

type Failed = { why: FailedBecause; failure: FailureReason | null };

const ended: Failed = { why: "order_ended", failure: null };

/** Null while the answer is still to come. */
async function failureOf(tx: Tx, { account_id, call_id }: TopUpRun): Promise<Failed | null> {
  assert(call_id, "an order that is not paid has the call that pays it");
  const answer = await getPaymentAnswer(tx, { accountId: account_id, callId: call_id });
  if (answer.isUnderWay) return null;
  const { requiresAction, code, declineCode } = answer;
  const said = requiresAction ? "authentication_required" : (code ?? "refused");
  const failure = failureReason(said, declineCode);
  return { why: failure === "authentication_required" ? "to_prove" : "payment_failed", failure };
}
