import { type Call, emit } from "./call";
import { blankInvoice } from "./invoice-blank";
import { takePending } from "./invoice-items";
import { lineOfPrice, linesOf, withLines } from "./invoice-lines";
import { attemptInvoice, finalize } from "./invoice-moves";
import { amountOf } from "./subscription-periods";
import { nameOf } from "./subscription-prorate";
import type { Invoice, Subscription } from "./wire";

type Reason = "subscription_create" | "subscription_cycle" | "subscription_update";

/** A draft of what a subscription owes: what waited for it, and its prices for a period. */
export function draftOf(
  call: Call,
  subscription: Subscription,
  { reason, whole }: { reason: Reason; whole: boolean },
): Invoice {
  const customer = call.state.get("customer", subscription.customer);
  const { currency } = subscription;
  const blank = blankInvoice(call, { currency, customer: customer.id });
  call.state.put<Invoice>({
    ...blank,
    auto_advance: true,
    billing_reason: reason,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    default_payment_method: subscription.default_payment_method,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: "subscription_details",
    },
  });
  takePending(call, blank.id, customer.id);
  const lines = whole
    ? subscription.items.data.map((item) =>
        lineOfPrice(call, blank.id, {
          item,
          amount: subscription.status === "trialing" ? 0 : amountOf(item),
          description: `${item.quantity ?? 1} × ${nameOf(call, item)}`,
        }),
      )
    : [];
  const known = call.state.get("invoice", blank.id);
  const draft = call.state.put(
    withLines(call, known, [...linesOf(call.state, blank.id), ...lines]),
  );
  emit(call, { type: "invoice.created", object: draft });
  return draft;
}

/** Makes a document of a draft and takes its money, where there is something to take it from. */
export function finalizeAndCharge(call: Call, id: string): Invoice {
  const draft = call.state.find("invoice", id);
  if (draft?.status !== "draft") return call.state.get("invoice", id);
  const open = finalize(call, id);
  if (open.status !== "open") return call.state.get("invoice", id);
  const customer = call.state.get("customer", open.customer ?? "");
  const usual = open.default_payment_method ?? customer.invoice_settings.default_payment_method;
  if (usual) attemptInvoice(call, open, { onSession: false });
  return call.state.get("invoice", id);
}
