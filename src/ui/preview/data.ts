import type { Money } from "@/lib/money";
import type { LineFacts } from "../line-facts";

/** What any preview shows: what happens to money, and beside it to credits. */
export type PreviewData = {
  quoteId: string;
  effectiveAt: Date;
  expiresAt: Date;
  outcome: "changed" | "scheduled" | "awaiting_payment";
  money: {
    lines: PreviewLine[];
    subtotal: Money;
    tax: Money;
    total: Money;
    creditApplied: Money;
    creditKept: Money;
    /** What was too small to be charged by itself and is due with this; what of this is, with the next. */
    carriedIn: Money;
    carriedOn: Money;
    dueNow: Money;
    onDraft: boolean;
    nextInvoice: Money;
    nextInvoiceAt: Date | null;
  };
  credits: { movements: CreditMovement[]; before: bigint; after: bigint; shortfall: bigint };
};

export type PreviewLine = {
  kind: string;
  description: string;
  periodStart: Date;
  periodEnd: Date;
  amount: Money;
  facts: LineFacts | null;
};

export type CreditMovement = {
  kind: "granted" | "taken_back" | "owed" | "repaid" | "stays" | "expires";
  credits: bigint;
  grantId: string | null;
  at: Date;
  expiresAt: Date | null;
};
