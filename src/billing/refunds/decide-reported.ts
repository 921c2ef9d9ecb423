import { assert } from "@/lib/errors";
import type { RefundId } from "@/lib/ids";
import { lesser } from "@/lib/money";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import type { ProcessorRefund } from "../payments/gateway";
import { honourPaid } from "../plans/paid";
import type { Snapshot } from "../state";
import { bookRefund } from "./book-refund";
import { planned } from "./plan-refund";
import type { RefundPolicy, RefundRequest, RefundState, Shortfall } from "./refund";
import { type Refundable, spreadOverDocuments } from "./refundable";
import { newRefund, reserve } from "./reserve-refund";
import { leaveToStaff, setRefund } from "./set-refund";

export type Reported = {
  id: RefundId;
  said: ProcessorRefund;
  from: Refundable;
  /** By which a refund that nobody asked us for takes credits back. */
  terms: { policy: RefundPolicy; shortfall: Exclude<Shortfall, "block"> };
};

/**
 * A refund made at the processor, without us: always booked, as the default policy has it, and left to a person to look
 * at. What is beyond what was left to give back is lost, without credits (BOOKS B12).
 */
export function decideReported(
  snapshot: Snapshot,
  { id, said, from, terms }: Reported,
  author: Author,
): { decision: Decision; refund: RefundState } {
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const amounts = spreadOverDocuments(beyondKept(draft, said, from), from);
  const [payment] = from.payments;
  const [invoice] = from.invoices;
  assert(payment && invoice, "a charge is a payment of an invoice");
  const request: RefundRequest = {
    ...{ invoiceId: invoice.id, of: { kind: "amount", grossMinor: said.amountMinor } },
    ...{ destination: "card", period: "keep", ...terms },
  };
  const plan = planned(draft, { request, from, amounts });
  const cardMinor = plan.lines.reduce((sum, one) => sum + one.netMinor + one.taxMinor, 0n);
  const way = { ...plan, cardMinor, creditMinor: 0n, paymentId: payment.id };
  const reason = "Made at the payment processor";
  const asked = newRefund(draft, way, {
    id,
    request,
    origin: "processor",
    by: author.actor,
    reason,
  });
  const excessMinor = said.amountMinor - cardMinor;
  const reserved: RefundState = {
    ...{ ...asked, excessMinor, status: "calling", processorRefundId: said.id },
  };
  setRefund(draft, reserved, true);
  const reservedFrom = reserve(draft, reserved, { planned: way, from });
  const refund = said.status === "succeeded" ? bookRefund(draft, reserved, reservedFrom) : reserved;
  leaveToStaff(draft, "refund_at_processor", { refund });
  if (excessMinor > 0n) {
    const facts = { excessMinor: `${excessMinor}` };
    leaveToStaff(draft, "refund_excess", { refund, facts });
  }
  honourPaid(draft, t);
  return { decision: draft.finish(t), refund };
}

/** Money that paid nothing and is kept still is what goes back first: the documents it came for were paid by other money. */
function beyondKept(draft: AccountDraft, said: ProcessorRefund, { payments }: Refundable) {
  const kept = lesser(payments[0]?.keptMinor ?? 0n, draft.accountCreditMinor);
  const own = kept > 0n ? lesser(kept, said.amountMinor) : 0n;
  return { amountMinor: said.amountMinor - own, currency: said.currency };
}
