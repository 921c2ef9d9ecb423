import type { Tx } from "@/db/client";
import { assert, BillingError } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { seller } from "../invoices/seller";
import {
  findParties,
  getBuyerToday,
  type LineExtra,
  listLineExtras,
  type Parties,
} from "./document-queries";
import { readInvoice } from "./read-invoice";

type Invoice = Awaited<ReturnType<typeof readInvoice>>;
type InvoiceLine = Invoice["groups"][number]["lines"][number];

export type DocumentLine = InvoiceLine & Pick<LineExtra, "taxRatePpm">;

/** What a printed document says, in figures and instants. */
export type InvoiceDocument = {
  kind: "invoice" | "credit_note";
  number: string;
  status: Invoice["status"];
  currency: string;
  issuedAt: Date;
  dueAt: Date | null;
  paidAt: Date | null;
  parties: Parties;
  /** Numbers of the documents a credit note gives back of. */
  credits: string[];
  groups: { plan: string | null; lines: DocumentLine[] }[];
  total: Money;
  creditApplied: Money;
  paid: Money;
  due: Money;
};

/**
 * The document as its books have it: the figures of the page, proven as there, and whoever sold and bought
 * when it was issued. A draft has none.
 */
export async function readDocument(
  tx: Tx,
  accountId: AccountId,
  invoiceId: InvoiceId,
): Promise<InvoiceDocument> {
  const invoice = await readInvoice(tx, accountId, invoiceId);
  const { number, issuedAt, status, currency } = invoice;
  if (status === "draft" || number === null) throw notIssued();
  assert(issuedAt, "what has a number has a date");
  const asked = { accountId, invoiceId };
  const parties = (await findParties(tx, asked)) ?? (await partiesToday(tx, accountId));
  const extras = await listLineExtras(tx, asked);
  return {
    kind: invoice.document,
    ...{ number, status, currency, issuedAt, parties },
    ...{ dueAt: invoice.dueAt, paidAt: invoice.paidAt },
    credits: [...new Set(extras.flatMap(({ credits }) => credits ?? []))].sort(),
    groups: invoice.groups.map(({ plan, lines }) => ({
      plan,
      lines: lines.map((line) => documentLine(line, extras)),
    })),
    ...{ total: invoice.total, paid: invoice.paid, due: invoice.due },
    creditApplied: invoice.creditApplied,
  };
}

function documentLine(line: InvoiceLine, extras: readonly LineExtra[]): DocumentLine {
  const extra = extras.find(({ id }) => id === line.id);
  assert(extra, "a line says all of itself");
  return { ...line, taxRatePpm: extra.taxRatePpm };
}

/** Who would stand on a document issued now. */
export async function partiesToday(tx: Tx, accountId: AccountId): Promise<Parties> {
  return {
    ...(await getBuyerToday(tx, accountId)),
    sellerName: seller.name,
    sellerAddress: [...seller.address],
    sellerTaxId: seller.taxId,
    sellerEmail: seller.email,
    sellerFooter: seller.footer,
  };
}

function notIssued(): BillingError {
  return new BillingError(
    "invoice_not_issued",
    "This invoice is a draft. Its document is made when it is issued.",
    { field: "invoiceId" },
  );
}
