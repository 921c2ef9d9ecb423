import { BillingError } from "@/lib/errors";
import type { DisputeId, InvoiceId, InvoiceLineId, PaymentId, RefundId } from "@/lib/ids";
import type { GrantsWhen, InvoiceLineDraft, LineReturn } from "../decision";
import { netOf } from "../invoices/lines";
import type { RefundState } from "./refund";
import { type Charged, leftOf, spreadOver } from "./shares";

/** What of an account a refund is decided by, beside its snapshot: documents, and the money that came for them. */
export type Refundable = {
  /** The one asked for; of a payment that was for several, all of them. */
  invoices: RefundableInvoice[];
  /** Payments that may be given back to whoever made them, newest first; what of each paid nothing and was kept. */
  payments: { id: PaymentId; leftMinor: bigint; keptMinor: bigint }[];
  /** Of those payments, what their banks are taking back and nobody knows yet whether for good. */
  openDisputes: ReadonlySet<DisputeId>;
  /** By line: the returns that stand, the credits it gave, and those that ended without being spent. */
  returns: ReadonlyMap<InvoiceLineId, LineReturn[]>;
  /** The refunds among them. */
  refunds: ReadonlyMap<RefundId, RefundBeside>;
  granted: ReadonlyMap<InvoiceLineId, bigint>;
  gone: ReadonlyMap<InvoiceLineId, bigint>;
};

export type RefundBeside = Pick<RefundState, "policy" | "status">;

export type RefundableInvoice = {
  id: InvoiceId;
  status: "draft" | "issued" | "paid" | "void" | "uncollectible";
  currency: string;
  grants: GrantsWhen;
  totalMinor: bigint;
  paidMinor: bigint;
  /** Of what was paid, what the processor took and can still give back. */
  cardLeftMinor: bigint;
  lines: InvoiceLineDraft[];
};

/** An amount of a line that goes back, tax included. */
export type Amount = { invoice: RefundableInvoice; line: InvoiceLineDraft; grossMinor: bigint };

/** What of an invoice can still be given back: paid, its own credits included, less all that stands (BOOKS B12). */
export function refundableOf(invoice: RefundableInvoice, from: Refundable): bigint {
  const gross = (line: InvoiceLineDraft) => netOf(line) + line.taxMinor;
  const own = invoice.lines.reduce((sum, line) => (gross(line) < 0n ? sum - gross(line) : sum), 0n);
  const returned = invoice.lines.reduce((sum, { id }) => sum + returnedOf(from, id), 0n);
  const left = invoice.paidMinor + own - returned;
  return left > 0n ? left : 0n;
}

/** The lines of an invoice that charged something, with what each has left. */
export function chargedLines(
  invoice: RefundableInvoice,
  from: Refundable,
): { line: InvoiceLineDraft; leftMinor: bigint }[] {
  return invoice.lines
    .filter((line) => netOf(line) + line.taxMinor > 0n)
    .map((line) => ({ line, leftMinor: leftOf(chargedOf(line, from)) }));
}

/** An amount spread over the lines of an invoice. */
export function spreadOverInvoice(
  invoice: RefundableInvoice,
  grossMinor: bigint,
  from: Refundable,
): Amount[] {
  const open = chargedLines(invoice, from).filter(({ leftMinor }) => leftMinor > 0n);
  const shares = spreadOver(
    open.map(({ line }) => chargedOf(line, from)),
    grossMinor,
  );
  return open.flatMap(({ line }, index) => {
    const share = shares[index] ?? 0n;
    return share > 0n ? [{ invoice, line, grossMinor: share }] : [];
  });
}

/**
 * What the processor took back of a payment, spread over the documents that paid: the one its charge was made for first,
 * by what each has left. What is beyond that is of none of them.
 */
export function spreadOverDocuments(
  { amountMinor, currency }: { amountMinor: bigint; currency: string },
  from: Refundable,
): Amount[] {
  let left = amountMinor;
  const payment = from.payments[0]?.leftMinor ?? 0n;
  if (payment < left) left = payment > 0n ? payment : 0n;
  return from.invoices.flatMap((invoice) => {
    // Money of another currency paid nothing of ours.
    if (invoice.currency !== currency) return [];
    const most = [refundableOf(invoice, from), invoice.cardLeftMinor, left].reduce((a, b) =>
      a < b ? a : b,
    );
    if (most <= 0n) return [];
    left -= most;
    return spreadOverInvoice(invoice, most, from);
  });
}

/** A line as its shares are worked out from. */
export function chargedOf(line: InvoiceLineDraft, { granted, returns }: Refundable): Charged {
  return {
    ...{ netMinor: netOf(line), taxMinor: line.taxMinor },
    ...{ granted: granted.get(line.id) ?? 0n, returns: returns.get(line.id) ?? [] },
  };
}

function returnedOf({ returns }: Refundable, lineId: InvoiceLineId): bigint {
  const given = returns.get(lineId) ?? [];
  return given.reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, 0n);
}

/** Its payer's bank is taking the money: both at once would give it back twice (FAULTS R2). */
export function assertUndisputed({ openDisputes }: Refundable): void {
  const [disputeId] = openDisputes;
  if (!disputeId) return;
  throw new BillingError(
    "invoice_disputed",
    "The payment of this invoice is disputed. It can be refunded when the dispute is won.",
    { disputeId },
  );
}
