import { availableCredits } from "@/billing/credits/burn-down";
import type { Author } from "@/billing/decision";
import { hashRequest, upToDate } from "@/billing/operate";
import { findDefaultMethod } from "@/billing/payments/customer-queries";
import { startPayment } from "@/billing/payments/start-payment";
import {
  type AutoTopUp,
  endTopUp,
  findAutoTopUp,
  findTopUpRun,
  getOrderedSince,
  noteOrdered,
  type PausedBecause,
  pauseTopUps,
  type SkippedBecause,
  type TopUpRun,
} from "@/billing/payments/top-up-queries";
import { confirmQuote, previewPack } from "@/billing/plans/change";
import { lockAccounts } from "@/billing/snapshot";
import type { Snapshot } from "@/billing/state";
import type { Tx } from "@/db/client";
import { assert, BillingError } from "@/lib/errors";
import type { AccountId, GatewayCallId, QuoteId, TopUpRunId } from "@/lib/ids";
import { addSeconds, startOfMonth } from "@/lib/time";

/** Whose orders they are: nobody sat there, the account agreed to it before. */
export const byTopUp: Author = { actor: "system:auto_top_up", requestId: "auto_top_up" };

type Key = { account_id: AccountId; id: TopUpRunId };

export type OrderStep = { over: boolean; callId: GatewayCallId | null };

const over: OrderStep = { over: true, callId: null };

/**
 * Orders the pack of a due run and writes down the call that pays it, in one commit: whoever dies before it has
 * done nothing, and after it the order stands once. What stands against it ends the run instead.
 */
export async function orderTopUp(tx: Tx, key: Key): Promise<OrderStep> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [key.account_id]));
  const run = await findTopUpRun(tx, key);
  const settings = await findAutoTopUp(tx, key.account_id);
  assert(run && settings, "runs and settings are never deleted");
  if (run.status !== "due") return { over: run.ended_at !== null, callId: run.call_id };
  const why = await reasonAgainst(tx, snapshot, settings);
  if (why) return await skip(tx, { run, settings, snapshot, why });
  return await order(tx, { run, settings, snapshot });
}

async function reasonAgainst(
  tx: Tx,
  { accountId, grants, t }: Snapshot,
  settings: AutoTopUp,
): Promise<SkippedBecause | null> {
  if (!settings.enabled || settings.paused_at) return "off";
  if (availableCredits(grants, t) >= settings.threshold) return "enough";
  return (await findDefaultMethod(tx, accountId)) === undefined ? "no_method" : null;
}

type Taken = { run: TopUpRun; settings: AutoTopUp; snapshot: Snapshot };

async function order(tx: Tx, taken: Taken): Promise<OrderStep> {
  const { run, settings, snapshot } = taken;
  const { accountId, t, timezone } = snapshot;
  const asker = { accountId, author: byTopUp };
  const wanted = { pack: settings.pack, grants: "on_payment" as const };
  const shown = await previewPack(tx, asker, wanted).catch(unlessNotOnSale);
  if (!shown) return await skip(tx, { ...taken, why: "not_on_sale" });
  const spent = await getOrderedSince(tx, accountId, startOfMonth(t, timezone));
  const { minor } = shown.money.total;
  if (spent + minor > settings.cap_minor) return await skip(tx, { ...taken, why: "cap" });
  const { invoiceId, outcome } = await bought(tx, run, shown.quoteId);
  const bill = { at: t, pack: settings.pack, invoiceId, minor };
  if (outcome === "awaiting_payment") {
    const pay = { accountId, invoiceId, author: byTopUp, how: "by_itself" as const };
    const { callId } = await startPayment(tx, pay);
    await noteOrdered(tx, run, { ...bill, callId });
    return { over: false, callId };
  }
  // Account credit paid it, or it is due with the next invoice: the credits are there.
  await noteOrdered(tx, run, { ...bill, callId: null });
  const nextAt = addSeconds(t, settings.cooldown_minutes * 60);
  await endTopUp(tx, run, { status: "paid", why: null, at: t, nextAt });
  return over;
}

async function bought(tx: Tx, { account_id: accountId, id }: TopUpRun, quoteId: QuoteId) {
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

function unlessNotOnSale(error: unknown): null {
  const isGone = error instanceof BillingError && error.code === "unknown_pack";
  if (isGone) return null;
  throw error;
}

const pauses: ReadonlySet<string> = new Set<PausedBecause>(["no_method", "not_on_sale"]);

async function skip(
  tx: Tx,
  { run, settings, snapshot, why }: Taken & { why: SkippedBecause },
): Promise<OrderStep> {
  const { accountId, t: at, timezone } = snapshot;
  const nextAt =
    why === "cap" ? startOfMonth(at, timezone, 1) : addSeconds(at, settings.cooldown_minutes * 60);
  await endTopUp(tx, run, { status: "skipped", why, at, nextAt: why === "enough" ? at : nextAt });
  if (pauses.has(why)) {
    await pauseTopUps(tx, accountId, { because: why as PausedBecause, at });
  }
  return over;
}
