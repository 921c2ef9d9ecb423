import { findAutoTopUp } from "@/billing/payments/top-up-queries";
import { listRefunds } from "@/billing/refunds/list-queries";
import { readInvoice } from "@/billing/reports/read-invoice";
import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { findCustomer } from "./customer-queries";
import {
  findNewestEvent,
  listCallsOf,
  listCollections,
  listLineMapping,
  listPaymentsOf,
  listSlices,
} from "./invoice-queries";
import { listPinned } from "./note-queries";
import { namedRefunds } from "./read-refunds";
import { countSimilarRefunds } from "./refund-queries";

/** SI1: an invoice as the customer has it, and beside that what only we look at. */
export async function readStaffInvoice(tx: Tx, accountId: AccountId, invoiceId: InvoiceId) {
  const of = { accountId, invoiceId };
  const customer = await findCustomer(tx, accountId);
  assert(customer, "an invoice has a customer");
  const refunds = await namedRefunds(tx, await listRefunds(tx, of));
  const collections = await listCollections(tx, of);
  const payments = await listPaymentsOf(tx, of);
  const event = await findNewestEvent(tx, [
    ...collections.flatMap(({ processorInvoiceId }) => processorInvoiceId ?? []),
    ...payments.map(({ chargeId }) => chargeId),
  ]);
  return {
    customer,
    invoice: await readInvoice(tx, accountId, invoiceId),
    processor: {
      ...{ collections, payments, calls: await listCallsOf(tx, of) },
      event: event ? { ...event, body: undefined, object: objectIn(event.body) } : null,
    },
    mapping: await listLineMapping(tx, of),
    slices: await listSlices(tx, of),
    refunds,
    pinned: await listPinned(tx, [accountId]),
    similar: await countSimilarRefunds(tx, of),
    /** It would be paused by a refund. */
    topUpRuns: (await findAutoTopUp(tx, accountId))?.enabled ?? false,
  };
}

/** The object an event carries, as Stripe wrote it, indented. */
function objectIn(body: string): string {
  const { data } = JSON.parse(body) as { data?: { object?: unknown } };
  return JSON.stringify(data?.object ?? null, null, 2);
}
