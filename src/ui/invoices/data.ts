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

export type InvoiceItem = {
  id: string;
  number: string | null;
  status: InvoiceStatusName;
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

export type Invoice = {
  asOf: Date;
  id: string;
  number: string | null;
  status: InvoiceStatusName;
  currency: string;
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
  paid: Money;
  due: Money;
  /** What was too small to be charged by itself and is due with this one. */
  carried: { id: string; number: string; due: Money }[];
  totalRows: SignedRow[];
  paidRows: SignedRow[];
  trail: {
    what:
      | ("entered" | "issued" | "due" | "paid" | "other")
      | ("credited" | "kept" | "keptPayment" | "owedAgain" | "writtenOff" | "void");
    at: Date;
    amount: Money | null;
    version: bigint | null;
    actor: string | null;
  }[];
};
