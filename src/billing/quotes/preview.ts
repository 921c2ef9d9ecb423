import type { GrantId, QuoteId } from "@/lib/ids";
import { plainJson } from "@/lib/json";
import type { Money } from "@/lib/money";
import type { LineFacts, LineKind } from "../decision";

/** One shape serves every preview (DESIGN §1): what happens to money, and beside it to credits. */
export type Preview = {
  quoteId: QuoteId;
  effectiveAt: Date;
  expiresAt: Date;
  /** Whether it happens at once, at the end of the period, or when the money has come. */
  outcome: "changed" | "scheduled" | "awaiting_payment";
  money: {
    lines: PreviewLine[];
    subtotal: Money;
    tax: Money;
    total: Money;
    /** Of a positive total: what account credit pays. */
    creditApplied: Money;
    /** Of a negative total: what is kept for open and later invoices. */
    creditKept: Money;
    /** What was too small to be charged by itself and is due with this; what of this is, with the next. */
    carriedIn: Money;
    carriedOn: Money;
    dueNow: Money;
    /** Whether the lines go onto the renewal's draft instead of a document of their own. */
    onDraft: boolean;
    /** As of now: the plan that follows, and use beyond the credits so far. */
    nextInvoice: Money;
    nextInvoiceAt: Date | null;
  };
  credits: { movements: CreditMovement[]; before: bigint; after: bigint; shortfall: bigint };
};

export type PreviewLine = {
  kind: LineKind;
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

/**
 * `taken_back` and `granted` are what a confirmation promises; how what is taken back splits into grants
 * and debt, and what stays, is information (BOOKS B7).
 */
export type CreditMovement = {
  kind: "granted" | "taken_back" | "owed" | "repaid" | "stays" | "expires";
  credits: bigint;
  grantId: GrantId | null;
  at: Date;
  expiresAt: Date | null;
};

/** Whether a confirmation would do what was shown: every money line, and the credits given and taken back. */
export function isAsShown(shown: Preview, fresh: Preview): boolean {
  return plainJson(promiseOf(shown)) === plainJson(promiseOf(fresh));
}

function promiseOf({ money, credits, outcome, effectiveAt }: Preview) {
  const { lines, total, dueNow, creditKept, onDraft } = money;
  const moved = (kind: CreditMovement["kind"]) =>
    credits.movements.reduce((sum, one) => (one.kind === kind ? sum + one.credits : sum), 0n);
  return {
    ...{ outcome, effectiveAt, total, dueNow, creditKept, onDraft },
    lines: lines.map(({ kind, periodStart, periodEnd, amount, discount, tax }) => ({
      ...{ kind, periodStart, periodEnd, amount, discount, tax },
    })),
    granted: moved("granted"),
    takenBack: moved("taken_back") + moved("owed"),
  };
}
