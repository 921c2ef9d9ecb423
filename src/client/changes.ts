import type { Money, PlanPeriod } from "./api";
import type { Keyed, OfAccount } from "./credits";

export type PreviewChange = OfAccount & {
  plan: string;
  /** As the catalogue has it for the two plans when left out. */
  when?: "now" | "period_end";
  anchor?: "keep" | "reset";
  /** Whether the change waits for its money. `on_issue` when left out. */
  grants?: "on_issue" | "on_payment";
};

export type PreviewCancel = OfAccount & { when: "now" | "period_end" };
export type ConfirmQuote = Keyed & { quoteId: string };
export type UndoChange = OfAccount & Keyed;

/** What happens to money, and beside it to credits, if the quote is confirmed. */
export type Preview = {
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
    /** As of now: the plan that follows, and use beyond the credits so far. */
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
  quantity: bigint;
  unitPrice: string;
  amount: Money;
  discount: Money;
  tax: Money;
  credits: bigint;
  facts: LineFacts | null;
};

/** The numbers an amount was worked out from. */
export type LineFacts =
  | {
      kind: "proration_credit";
      plan: string;
      by: "time" | "use" | "all";
      chargedMinor: bigint;
      unit: "second" | "day";
      left: bigint;
      total: bigint;
      granted: bigint;
      unused: bigint;
      givenBack: bigint;
      slices?: { index: number; chargedMinor: bigint }[];
    }
  | {
      kind: "proration_charge";
      plan: string;
      priceMinor: bigint;
      unit: "second" | "day";
      left: bigint;
      total: bigint;
      allowance: bigint;
      slices?: bigint;
    }
  | { kind: "pack"; validMonths: number }
  | { kind: "discount"; id: string; code: string; off: string }
  | { kind: "tax"; name: string; ratePpm: bigint; reverseCharge: boolean }
  /** What a refund gives back of: a line of an earlier document, and what it was for. */
  | { kind: "refund"; of: string; name: string }
  /** To what the processor takes: three-decimal currencies end in 0. */
  | { kind: "rounding" };

export type CreditMovement = {
  kind: "granted" | "taken_back" | "owed" | "repaid" | "stays" | "expires";
  credits: bigint;
  grantId: string | null;
  at: Date;
  expiresAt: Date | null;
};

export type Quote = Preview & { usedAt: Date | null };

export type Confirmed = {
  outcome: "changed" | "scheduled" | "awaiting_payment";
  effectiveAt: Date;
  planPeriod: PlanPeriod | null;
  invoiceId: string | null;
  grantIds: string[];
  replayed: boolean;
};

export type Undone = {
  undone: {
    kind: "start" | "change" | "cancel";
    waitsFor: "start" | "period_end" | "payment";
  }[];
  replayed: boolean;
};
