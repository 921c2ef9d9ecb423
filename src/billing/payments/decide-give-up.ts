import { BillingError } from "@/lib/errors";
import type { InvoiceId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { type ExpiredCredits, writeOffDocument } from "../invoices/give-up";
import { voidInvoice } from "../invoices/void";
import { abandonChange } from "../plans/abandon-change";
import { honourPaid } from "../plans/paid";
import type { InvoiceState, Snapshot } from "../state";

export type GivenUp = {
  invoiceId: InvoiceId;
  status: "void" | "uncollectible";
  /** Credits of it that were left, and are gone; those whose time was over; and those that had been spent. */
  revoked: bigint;
  expired: bigint;
  writtenOff: bigint;
};

/** `reason` is why, in the words of whoever asked: the audit record has it. */
export type GiveUp = { invoiceId: InvoiceId; as: GivenUp["status"]; reason: string };

/** Ends an issued invoice without its money (BOOKS B11): as if it had never been, or as lost. */
export function decideGiveUp(
  snapshot: Snapshot,
  { invoiceId, as, reason, expired }: GiveUp & { expired: ExpiredCredits },
  author: Author,
): { decision: Decision; draft: AccountDraft; answer: GivenUp } {
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const invoice = draft.receivables.find(({ id }) => id === invoiceId);
  if (!invoice) throw refusal("Only an issued invoice that waits for money can be ended.");
  const waiting = draft.scheduled.find((one) => one.invoiceId === invoiceId);
  if (as === "void") assertVoidable(draft, invoice, waiting !== undefined);
  if (waiting && as === "void") abandonChange(draft, waiting, { at: t, status: "undone" });
  else if (waiting) throw refusal("A change waits for this invoice. Void it, or undo the change.");
  else if (as === "void") voidInvoice(draft, invoice, { at: t, reason, expired });
  else writeOffDocument(draft, invoice, { at: t, reason, expired });
  honourPaid(draft, t);
  const { returns } = draft.decision;
  const sum = (of: "revoked" | "expired" | "writtenOff") =>
    returns.reduce((all, one) => all + one[of], 0n);
  const credits = {
    revoked: sum("revoked"),
    expired: sum("expired"),
    writtenOff: sum("writtenOff"),
  };
  const answer = { invoiceId, status: as, ...credits };
  return { decision: draft.finish(t), draft, answer };
}

/** What came in must be given back, not undone; and what stands on other documents is not undone from here. */
function assertVoidable(draft: AccountDraft, invoice: InvoiceState, waits: boolean): void {
  if (invoice.paidMinor > 0n && !waits) {
    throw refusal("Part of the invoice is paid already: it can't be void.");
  }
  if (waits) return;
  if (invoice.lines.some(({ creditedLineId }) => creditedLineId !== null)) {
    throw refusal("The invoice gives back of an earlier one: it can't be void.");
  }
  const ids = new Set<string>(invoice.lines.map(({ id }) => id));
  if (draft.lines.some(({ id, returns }) => ids.has(id) && returns.length > 0)) {
    throw refusal("Part of the invoice was given back already: it can't be void.");
  }
}

function refusal(message: string): BillingError {
  return new BillingError("invoice_not_endable", message);
}
