import type { InvoiceId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { type ExpiredCredits, writeOffDocument } from "../invoices/give-up";
import { settle } from "../invoices/settlement";
import { suspend } from "../invoices/suspend";
import { voidInvoice } from "../invoices/void";
import { honourPaid } from "../plans/paid";
import type { Snapshot } from "../state";
import { collecting } from "./collections";
import type { ProcessorInvoice } from "./gateway";
import type { ProcessorBill } from "./processor-plans";

export type BillMove = {
  invoiceId: InvoiceId;
  invoice: ProcessorInvoice;
  bill: ProcessorBill;
  expired: ExpiredCredits;
};

/**
 * What else the processor did with a document of its own, once its payments are booked: paid outside, settled without
 * a payment, failed, void or given up. Undefined where ours stands so.
 */
export function decideBillMove(
  snapshot: Snapshot,
  { invoiceId, invoice: there, bill, expired }: BillMove,
  author: Author,
): Decision | undefined {
  const { t: at } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const open = draft.receivables.find(({ id }) => id === invoiceId);
  if (!open) return undefined;
  const minor = open.totalMinor - open.paidMinor;
  const reason = "As Stripe has it";
  switch (there.status) {
    case "paid": {
      const outside = bill.outsideMinor < minor ? bill.outsideMinor : minor;
      if (outside > 0n) settle(draft, open, { minor: outside, from: "bank", at });
      const left = draft.receivables.find(({ id }) => id === invoiceId);
      // A credit note or a credit grant of Stripe's, say: no money came, and none will.
      if (left) settle(draft, left, { minor: minor - outside, from: "adjustments", at });
      break;
    }
    case "void":
      voidInvoice(draft, open, { at, reason, expired });
      break;
    case "uncollectible":
      writeOffDocument(draft, open, { at, reason, expired });
      break;
    default:
      if (!bill.failed || open.failedAt !== null) return undefined;
      collecting(draft).failedInvoices.push({ id: invoiceId, at });
      draft.receivables = draft.receivables.map((one) =>
        one.id === invoiceId ? { ...one, failedAt: at } : one,
      );
      // Heard after the end of its plan: nobody tries again.
      if (draft.period?.subscriptionId !== open.subscriptionId) suspend(draft, open, at);
  }
  honourPaid(draft, at);
  return draft.finish(at);
}
