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
  /** Whose price or use it is; null of what no plan is about. */
  plan: string | null;
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

export type When = "now" | "period_end";

/** What a confirmation did. */
export type Confirmed = {
  outcome: PreviewData["outcome"];
  effectiveAt: Date;
  invoiceId: string | null;
  grantIds: string[];
};

/** What the server says: its answer, or why not, with the facts beside it. */
export type Said<Value> =
  | { ok: true; value: Value }
  | { ok: false; code: string; id: string; facts: Record<string, unknown> };
