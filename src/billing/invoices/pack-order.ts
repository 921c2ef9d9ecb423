import type { AccountDraft } from "../account-draft";
import type { GrantsWhen, LineKind } from "../decision";
import type { InvoiceState } from "../state";
import { applyAccountCredit } from "./settlement";
import { voidDocument } from "./void";

/** What of a document says whether it is an order nobody paid. */
export type Ordered = {
  status: string;
  grants: GrantsWhen;
  paidMinor: bigint;
  creditAppliedMinor: bigint;
  lines: readonly { kind: LineKind }[];
};

/**
 * Whether a document sells packs and nothing else, whose credits come with the money, and no money came: an
 * order that was neither paid nor delivered, so that whoever made it may take it back. Account credit applied
 * to it was the account's own, and is again.
 */
export function isUnpaidOrder(document: Ordered): boolean {
  const { status, grants, paidMinor, creditAppliedMinor, lines } = document;
  if (status !== "issued" || grants !== "on_payment" || paidMinor > creditAppliedMinor)
    return false;
  const sold = lines.filter(({ kind }) => !follows.has(kind));
  return sold.length > 0 && sold.every(({ kind }) => kind === "pack");
}

/** Lines that stand on a document because of others. */
const follows: ReadonlySet<LineKind> = new Set(["discount", "tax", "adjustment"]);

/** Ends an order nobody paid: its document is void; account credit it had taken pays what else is open. */
export function endOrder(
  draft: AccountDraft,
  order: InvoiceState,
  { at, reason }: { at: Date; reason: string },
): void {
  voidDocument(draft, order, { at, reason });
  applyAccountCredit(draft, at);
}
