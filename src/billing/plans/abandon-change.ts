import { assert } from "@/lib/errors";
import type { AccountDraft } from "../account-draft";
import type { ScheduledChange } from "../decision";
import { applyAccountCredit } from "../invoices/settlement";
import { voidDocument } from "../invoices/void";

/**
 * A change whose money did not come: its invoice is void, its period was never open, the old plan goes on
 * as if it had not been asked for (BOOKS B4). Account credit it had taken pays what else is open; its caller
 * honours what that pays for. Cycles its discounts had taken up are theirs again.
 */
export function abandonChange(
  draft: AccountDraft,
  change: ScheduledChange,
  { at, status }: { at: Date; status: "abandoned" | "undone" | "superseded" },
): void {
  const invoice = draft.receivables.find(({ id }) => id === change.invoiceId);
  assert(invoice, "what waits for money has an open invoice");
  voidDocument(draft, invoice, { at });
  giveCyclesBack(draft, change);
  const { pending } = draft;
  assert(pending && pending.id === change.planPeriodId, "the period it would open is pending");
  draft.changePeriod({ ...pending, closedBy: "abandoned" });
  draft.pending = null;
  draft.setScheduled({ ...change, status, closedAt: at });
  applyAccountCredit(draft, at);
}

/** A discount that was ended meanwhile has nothing to give back to. */
function giveCyclesBack(draft: AccountDraft, { terms }: ScheduledChange): void {
  const before = new Map(terms.cycles?.map(({ id, ...cycles }) => [id, cycles]));
  draft.setDiscounts(draft.terms.discounts.map((one) => ({ ...one, ...before.get(one.id) })));
}
