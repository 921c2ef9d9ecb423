import { availableCredits } from "@/billing/credits/burn-down";
import type { Author } from "@/billing/decision";
import { hashRequest, upToDate } from "@/billing/operate";
import { findDefaultMethod } from "@/billing/payments/customer-queries";
import { isOnFile } from "@/billing/payments/method-queries";
import { pauseAutoTopUp } from "@/billing/payments/pause-top-up";
import { startPayment } from "@/billing/payments/start-payment";
import { takeBackOrder } from "@/billing/payments/take-back";
import { pausesWith, type SkippedBecause } from "@/billing/payments/top-up";
import {
  type AutoTopUp,
  findAutoTopUp,
  getOrderedSince,
  listOpenOrders,
} from "@/billing/payments/top-up-queries";
import {
  endTopUp,
  findTopUpRun,
  noteOrdered,
  type TopUpKey,
} from "@/billing/payments/top-up-run-queries";
import { confirmQuote, previewPack } from "@/billing/plans/change";
import { lockAccounts } from "@/billing/snapshot";
import type { Snapshot } from "@/billing/state";
import type { Tx } from "@/db/client";
import { assert, BillingError, type BillingErrorCode } from "@/lib/errors";
import type { GatewayCallId, InvoiceId, QuoteId } from "@/lib/ids";
import { addSeconds, startOfMonth } from "@/lib/time";

/** Whose orders they are: nobody sat there, the account agreed to it before. */
const byTopUp: Author = { actor: "system:auto_top_up", requestId: "auto_top_up" };

export type OrderStep = { over: boolean; callId: GatewayCallId | null };

const over: OrderStep = { over: true, callId: null };

/**
 * Orders the pack of a due run and writes down the call that pays it, in one commit: whoever dies before it has
 * done nothing, and after it the order stands once. What stands against it ends the run instead.
 */
export async function orderTopUp(tx: Tx, key: TopUpKey): Promise<OrderStep> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [key.accountId]));
  const run = await findTopUpRun(tx, key);
  const settings = await findAutoTopUp(tx, key.accountId);
  assert(run && settings, "runs and settings are never deleted");
  if (run.status !== "due") return { over: run.ended_at !== null, callId: run.call_id };
  const taken = { key, settings, snapshot };
  const why = await reasonAgainst(tx, taken);
  return why ? await skip(tx, taken, why) : await order(tx, taken);
}

type Taken = { key: TopUpKey; settings: AutoTopUp; snapshot: Snapshot };

async function reasonAgainst(
  tx: Tx,
  { settings, snapshot: { accountId, grants, t } }: Taken,
): Promise<SkippedBecause | null> {
  const { enabled, pausedAt, threshold, methodId } = settings;
  if (!enabled || pausedAt) return "off";
  if (availableCredits(grants, t) >= threshold) return "enough";
  if (methodId !== null) return (await isOnFile(tx, accountId, methodId)) ? null : "method_removed";
  return (await findDefaultMethod(tx, accountId)) === undefined ? "no_method" : null;
}

async function order(tx: Tx, taken: Taken): Promise<OrderStep> {
  const { key, settings, snapshot } = taken;
  const { accountId, t: at, timezone } = snapshot;
  // One at a time: what the bank wanted proof of, and nobody gave, is not waited for any more.
  for (const { id, invoiceId } of await listOpenOrders(tx, accountId)) {
    await takeBackTopUp(tx, { accountId, id }, invoiceId);
  }
  const { pack } = settings;
  const asker = { accountId, author: byTopUp };
  const wanted = { pack, grants: "on_payment" as const };
  const shown = await previewPack(tx, asker, wanted).catch(unlessNotSold);
  if (!shown) return await skip(tx, taken, "not_on_sale");
  const { minor } = shown.money.total;
  const spent = await getOrderedSince(tx, accountId, startOfMonth(at, timezone));
  if (spent + minor > settings.capMinor) return await skip(tx, taken, "cap");
  const { invoiceId, outcome } = await bought(tx, key, shown.quoteId);
  const bill = { at, pack, invoiceId, minor };
  if (outcome === "awaiting_payment") {
    const methodId = settings.methodId ?? undefined;
    const pay = { accountId, invoiceId, author: byTopUp, how: "by_itself" as const, methodId };
    const { callId } = await startPayment(tx, pay);
    await noteOrdered(tx, key, { ...bill, callId });
    return { over: false, callId };
  }
  // Account credit paid it, or it is due with the next invoice: the credits are there.
  await noteOrdered(tx, key, { ...bill, callId: null });
  await endTopUp(tx, key, { status: "paid", why: null, at, nextAt: cooled(settings, at) });
  return over;
}

async function bought(tx: Tx, { accountId, id }: TopUpKey, quoteId: QuoteId) {
  const procedure = "auto_top_up";
  const confirmed = await confirmQuote(tx, {
    ...{ accountId, author: byTopUp, quoteId, key: `${procedure}:${id}`, procedure },
    requestHash: hashRequest(procedure, { run: id }),
  });
  assert(!confirmed.stale, "a quote confirmed under the lock it was made under holds");
  const { invoiceId, outcome } = confirmed.answer;
  assert(invoiceId, "a pack is sold on an invoice");
  return { invoiceId, outcome };
}

/** Takes back what a run ordered and nobody paid, once. */
export async function takeBackTopUp(
  tx: Tx,
  { accountId, id }: TopUpKey,
  invoiceId: InvoiceId,
): Promise<void> {
  const procedure = "auto_top_up.take_back";
  await takeBackOrder(tx, {
    ...{ accountId, author: byTopUp, key: `${procedure}:${id}`, procedure },
    ...{ requestHash: hashRequest(procedure, { run: id }), invoiceId },
  });
}

/** Until when the next one waits after one that was paid. */
export function cooled({ cooldownMinutes }: AutoTopUp, at: Date): Date {
  return addSeconds(at, cooldownMinutes * 60);
}

/** Gone from the catalogue, not priced in the account's currency, or beyond what can be counted. */
const notSold: ReadonlySet<BillingErrorCode> = new Set([
  "unknown_pack",
  "invalid_input",
  "amount_too_large",
]);

function unlessNotSold(error: unknown): null {
  if (error instanceof BillingError && notSold.has(error.code)) return null;
  throw error;
}

async function skip(tx: Tx, taken: Taken, why: SkippedBecause): Promise<OrderStep> {
  const { accountId, t: at } = taken.snapshot;
  await endTopUp(tx, taken.key, { status: "skipped", why, at, nextAt: nextAfter(why, taken) });
  const because = pausesWith(why);
  if (because) await pauseAutoTopUp(tx, accountId, because, at);
  return over;
}

function nextAfter(why: SkippedBecause, { settings, snapshot: { t, timezone } }: Taken): Date {
  if (why === "enough") return t;
  return why === "cap" ? startOfMonth(t, timezone, 1) : cooled(settings, t);
}
