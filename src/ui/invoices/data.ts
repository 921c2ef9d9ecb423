import type { Money } from "@/lib/money";
import type { PriceExplained } from "@/lib/pricing";
import type { Period } from "@/lib/time";
import type { LineFacts } from "../line-facts";
import type { StatusName } from "../status";

/** What the pages of invoices show. */

export type InvoiceStatusName = Extract<
  StatusName,
  "draft" | "issued" | "carried" | "overdue" | "paid" | "void" | "uncollectible"
>;

/** Of one that was paid: what of it went back since, or is asked back. */
type ListedStatusName = InvoiceStatusName | "refunded" | "partly_refunded" | "disputed";

/** A document in the account's favour is a credit note. */
export type DocumentKind = "invoice" | "credit_note";

/** A credit note is not paid: what it is for is credited. */
export function shownStatus({
  document,
  status,
}: {
  document: DocumentKind;
  status: ListedStatusName;
}) {
  return document === "credit_note" && status === "paid" ? "credited" : status;
}

export type InvoiceItem = {
  id: string;
  number: string | null;
  document: DocumentKind;
  status: ListedStatusName;
  /** Of a draft, when it will be issued. */
  date: Date;
  dueAt: Date | null;
  period: Period | null;
  plan: string | null;
  total: Money;
  due: Money;
};

export type InvoiceSums = {
  currency: string;
  billed: Money;
  paid: Money;
  due: Money;
  overdue: Money;
  /** Given up, and not issued yet: told only where there is any. */
  writtenOff: Money;
  draft: Money;
};

export type InvoiceList = {
  asOf: Date;
  count: number;
  totals: InvoiceSums[];
  items: InvoiceItem[];
  nextCursor: string | null;
};

/** What the next invoice would be, as the overview has it. */
export type NextInvoice = {
  asOf: Date;
  upcoming: { at: Date; charges: { kind: string; name: string }[]; total: Money } | null;
  renewsAt: Date | null;
  mayGrow: boolean;
};

/** One `from → to` of the ledger. */
export type LedgerRow = {
  version: bigint;
  position: number;
  at: Date;
  from: string;
  to: string;
  amount: bigint;
};

/** A row as it counts towards a figure: what is credited or paid takes from what is owed. */
export type SignedRow = LedgerRow & { sign: 1n | -1n };

export type LineGrant = {
  id: string;
  granted: bigint;
  used: bigint;
  held: bigint;
  left: bigint;
  expired: bigint;
  revoked: bigint;
  rolledOut: bigint;
  debtRepaid: bigint;
  effectiveAt: Date;
  expiresAt: Date | null;
};

export type InvoiceLine = {
  id: string;
  kind: string;
  description: string;
  plan: string | null;
  period: Period;
  quantity: bigint;
  unitPrice: string;
  amount: Money;
  /** Its shares of the invoice's discount and tax. */
  discount: Money;
  tax: Money;
  taxIncluded: boolean;
  credits: bigint;
  /** Of overage with more than one price: how its amount comes about. */
  price: PriceExplained | null;
  facts: LineFacts | null;
  /** Credits used in the line's plan period, and how many of them beyond all grants. */
  used: bigint | null;
  overage: bigint | null;
  grants: LineGrant[];
  rows: SignedRow[];
  /** Of use beyond the credits: what was counted in money day by day. */
  accrued: SignedRow[];
};

export type InvoiceRefund = {
  state: "on_its_way" | "refunded" | "returned";
  at: Date;
  amount: Money;
  card: Money;
  accountCredit: Money;
  creditNoteId: string | null;
  creditNoteNumber: string | null;
  /** Credits taken back with it, and spent ones that are owed for it. */
  credits: { revoked: bigint; owed: bigint };
};

export type InvoiceDispute = {
  state: "open" | "won" | "lost";
  amount: Money;
  openedAt: Date;
  closedAt: Date | null;
};

/** Of one that was paid, whether all or some of that went back. */
export function statusOf(
  invoice: Pick<Invoice, "document" | "status" | "refunds" | "disputes" | "total">,
) {
  if (invoice.status === "paid" && invoice.disputes.some(({ state }) => state === "open")) {
    return "disputed";
  }
  const back = invoice.refunds
    .filter(({ state }) => state !== "on_its_way")
    .reduce((sum, { amount }) => sum + amount.minor, 0n);
  if (invoice.status !== "paid" || back === 0n) return shownStatus(invoice);
  return back >= invoice.total.minor ? "refunded" : "partly_refunded";
}

export type Invoice = {
  asOf: Date;
  id: string;
  number: string | null;
  document: DocumentKind;
  status: InvoiceStatusName;
  currency: string;
  /** Credits that were ordered and nobody paid. */
  canBeTakenBack: boolean;
  /** Not paid by then, they are not owed any more. */
  orderEndsAt: Date | null;
  period: Period | null;
  issueAt: Date | null;
  issuedAt: Date | null;
  dueAt: Date | null;
  paidAt: Date | null;
  buyer: { name: string; email: string; taxId: string | null };
  purchaseOrder: string | null;
  /** Null of a draft: the portal's own name stands there. */
  seller: { name: string; taxId: string | null } | null;
  groups: { plan: string | null; planPeriodId: string | null; lines: InvoiceLine[] }[];
  subtotal: Money;
  tax: Money;
  total: Money;
  /** Money and account credit together, and of it account credit. */
  paid: Money;
  creditApplied: Money;
  due: Money;
  /** What was too small to be charged by itself and is due with this one. */
  carried: { id: string; number: string; due: Money }[];
  /** What went back of it, or is about to. */
  refunds: InvoiceRefund[];
  /** What the payer's bank took back of it, or asks to. */
  disputes: InvoiceDispute[];
  totalRows: SignedRow[];
  paidRows: SignedRow[];
  trail: {
    what:
      | ("entered" | "issued" | "due" | "paid" | "other")
      | ("credited" | "kept" | "keptPayment" | "refunded" | "owedAgain" | "writtenOff" | "void");
    at: Date;
    amount: Money | null;
    version: bigint | null;
    actor: string | null;
  }[];
};

/** A document at one end of a comparison. */
export type ComparedDocument = {
  id: string;
  number: string | null;
  document: DocumentKind;
  status: InvoiceStatusName;
  date: Date;
  total: Money;
  creditApplied: Money;
  /** Its total less what account credit paid of it. */
  owed: Money;
};

export type ComparedLine = Pick<
  InvoiceLine,
  "id" | "kind" | "description" | "plan" | "period" | "amount" | "credits" | "facts"
>;

type OverageSide = { credits: bigint; amount: Money };

/** Why one invoice came to more or less than another; steps are told where there is another. */
export type Comparison = {
  now: ComparedDocument;
  before: ComparedDocument | null;
  steps: {
    step:
      | ("plan" | "proration" | "overage_volume" | "overage_price" | "pack")
      | ("adjustment" | "discount" | "tax" | "account_credit");
    difference: Money;
    /** What it had come to after this step. */
    after: Money;
    before: ComparedLine[];
    now: ComparedLine[];
  }[];
  overage: { before: OverageSide | null; now: OverageSide | null; atOldPrice: Money | null }[];
  /** The other invoices it can be held against, newest first. */
  choices: { id: string; number: string | null; date: Date; total: Money }[];
};
