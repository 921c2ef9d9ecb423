import { BillingError } from "@/lib/errors";
import type { InvoiceHead, InvoiceLineRow, LineTransfer } from "./invoice-detail-queries";

/** What the ledger has for a figure: rows that add up to it, or nothing while nothing is booked yet. */
export type Proof = { rows: LineTransfer[]; sum: bigint };

export type InvoiceProof = {
  /** By line: the rows that made it owed; of a draft, those that put it there. */
  lines: Map<string, Proof>;
  total: Proof;
  paid: Proof;
};

/**
 * The figures of an invoice again, from the transfers alone (BOOKS B11, B16): `deferred_revenue →
 * unbilled` when a line enters a draft, `unbilled → receivable` when it is issued, `receivable → bank`
 * when it is paid.
 */
export function proveInvoice(
  lines: readonly Pick<InvoiceLineRow, "id">[],
  transfers: readonly LineTransfer[],
): InvoiceProof {
  const issued = transfers.filter(({ from, to }) => from === "unbilled" && to === "receivable");
  const entered = transfers.filter(
    ({ from, to }) => from === "deferred_revenue" && to === "unbilled",
  );
  const paid = transfers.filter(({ from, to }) => from === "receivable" && to === "bank");
  const ofLine = (id: string) => {
    const rows = issued.filter(({ lineId }) => lineId === id);
    return proofOf(rows.length > 0 ? rows : entered.filter(({ lineId }) => lineId === id));
  };
  return {
    lines: new Map(lines.map(({ id }) => [id, ofLine(id)])),
    total: proofOf(issued),
    paid: proofOf(paid),
  };
}

/** A figure that the ledger contradicts is not shown at all: better no page than a wrong sum. */
export function assertProven(
  head: Pick<InvoiceHead, "status" | "total" | "paid">,
  lines: readonly Pick<InvoiceLineRow, "id" | "amount">[],
  proof: InvoiceProof,
): void {
  const isIssued = head.status !== "draft";
  const wrong =
    (isIssued && proof.total.sum !== head.total) ||
    proof.paid.sum !== head.paid ||
    lines.some(({ id, amount }) => {
      const one = proof.lines.get(id);
      return one && (isIssued || one.rows.length > 0) && one.sum !== amount;
    });
  if (wrong) throw new BillingError("retry_later", "The invoice and the ledger do not agree.");
}

function proofOf(rows: LineTransfer[]): Proof {
  return { rows, sum: rows.reduce((sum, { amount }) => sum + amount, 0n) };
}
