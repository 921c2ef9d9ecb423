import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, InvoiceId, SubscriptionId } from "@/lib/ids";
import { findInDirectory } from "../accounts/queries";
import { byTheProcessor } from "../by-the-processor";
import { commit } from "../commit";
import { listLinesOf } from "../invoices/earning-queries";
import { upToDate } from "../operate";
import { lockAccounts } from "../snapshot";
import { withSlices } from "../snapshot-rows";
import type { PeriodState, Snapshot } from "../state";
import { type Applied, applyInvoice } from "./apply-invoice";
import { getCustomerSince, isCarriedBefore, listPeriodsOf, sumRevoked } from "./billed-queries";
import { decideBill } from "./decide-bill";
import { decideBillMove } from "./decide-bill-moves";
import type { ProcessorInvoice } from "./gateway";
import { toEnd } from "./give-up";
import type { ProcessorBill } from "./processor-plans";

type Billed = ProcessorInvoice & { bill: ProcessorBill };

/**
 * Books a document of the processor's own for a plan it bills: its lines once, its payments by their charges, then
 * what else became of it. Undefined where its subscription is none of ours, or it is of before and closed.
 */
export async function applyBill(tx: Tx, invoice: Billed): Promise<Applied | undefined> {
  const { bill } = invoice;
  const known = await findInDirectory(tx, "processor_subscription", bill.subscriptionId);
  if (!known) return undefined;
  const accountId = known.account_id;
  // Nobody else books it meanwhile.
  await lockAccounts(tx, [accountId]);
  const booked = await findInDirectory(tx, "processor_document", invoice.id);
  const invoiceId = booked
    ? (booked.id as InvoiceId)
    : await book(tx, { accountId, id: known.id as SubscriptionId }, invoice);
  if (!invoiceId) return undefined;
  const applied = await applyInvoice(tx, asCollected(invoice));
  await move(tx, { accountId, id: known.id as SubscriptionId, invoiceId }, invoice);
  return { accountId, touched: applied?.touched ?? [`invoices ${invoiceId}`] };
}

async function book(
  tx: Tx,
  of: { accountId: AccountId; id: SubscriptionId },
  invoice: Billed,
): Promise<InvoiceId | undefined> {
  const { accountId, id: subscriptionId } = of;
  const { bill, status } = invoice;
  // Void before we heard of it: nobody owes anything, and nothing was earned.
  if (status === "void") return undefined;
  // Kept to be looked up when the account was carried over: in no figure of these books.
  if (await isCarriedBefore(tx, accountId, invoice.id)) return undefined;
  const isCarried = bill.issuedAt < (await getCustomerSince(tx, accountId));
  if (isCarried && status !== "open") return undefined;
  const { snapshot, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const periods = await listPeriodsOf(tx, of, catalog);
  const document = {
    ...{ invoice, bill, subscriptionId, periods, isCarried },
    ...{ revoked: await sumRevoked(tx, accountId), planPrices: catalog.stripePrices },
  };
  const whole = await withLinesOf(tx, snapshot, periods);
  const decision = decideBill(whole, document, byTheProcessor);
  if (!decision) return undefined;
  await commit(tx, [decision]);
  const [made] = decision.invoices;
  assert(made, "a document was made");
  return made.id;
}

/** With the lines of the last periods that have nothing left to earn: what gives back of them may come late. */
async function withLinesOf(
  tx: Tx,
  snapshot: Snapshot,
  periods: readonly PeriodState[],
): Promise<Snapshot> {
  const lines = [...snapshot.lines];
  const recent = periods.slice(-4).map(({ id }) => id);
  for (const line of await listLinesOf(tx, snapshot.accountId, { planPeriodIds: recent })) {
    if (!lines.some(({ id }) => id === line.id)) lines.push(withSlices(line));
  }
  return { ...snapshot, lines };
}

/** Paid by other means than a charge of it: nothing was collected. */
function asCollected(invoice: Billed): ProcessorInvoice {
  const { status, payments, totalMinor, bill } = invoice;
  const came = payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const isCharged = came >= totalMinor - bill.fromBalanceMinor;
  return status === "paid" && !isCharged ? { ...invoice, status: "void" } : invoice;
}

async function move(
  tx: Tx,
  of: { accountId: AccountId; id: SubscriptionId; invoiceId: InvoiceId },
  invoice: Billed,
): Promise<void> {
  const { accountId, invoiceId } = of;
  const { snapshot, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  // As of most: what is paid has nowhere to go, and nothing more is read for it.
  if (!snapshot.openInvoices.some(({ id }) => id === invoiceId)) return;
  const { snapshot: whole, expired } = await toEnd(
    tx,
    await withLinesOf(tx, snapshot, await listPeriodsOf(tx, of, catalog)),
    [invoiceId],
  );
  const { bill } = invoice;
  const decision = decideBillMove(whole, { invoiceId, invoice, bill, expired }, byTheProcessor);
  if (decision) await commit(tx, [decision]);
}
