import type { AccountDraft } from "../account-draft";
import type { InvoiceState } from "../state";
import { orderEndsAt } from "./pack-order";
import { applyAccountCredit } from "./settlement";
import { voidDocument } from "./void";

/** Ends an order nobody paid: its document is void; account credit it had taken pays what else is open. */
export function endOrder(
  draft: AccountDraft,
  order: InvoiceState,
  { at, reason }: { at: Date; reason: string },
): void {
  voidDocument(draft, order, { at, reason });
  applyAccountCredit(draft, at);
}

/** Orders nobody paid in their time end by themselves. Part of a catch-up decision. */
export function endOrders(draft: AccountDraft, at: Date): void {
  for (const one of [...draft.receivables]) {
    const ends = orderEndsAt(one);
    if (ends && ends <= at) endOrder(draft, one, { at, reason: "Nobody paid the order in time" });
  }
}
