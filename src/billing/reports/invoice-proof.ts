import { BillingError } from "@/lib/errors";
import { graceSeconds } from "../credits/late-usage";
import type { InvoiceHead, InvoiceLineRow, LineTransfer } from "./invoice-detail-queries";

/** What the ledger has for a figure: rows that add up to it, or nothing while nothing is booked yet. */
export type Proof = { rows: LineTransfer[]; sum: bigint };

export type InvoiceProof = {
  /** By line: the rows that made it owed; of a draft, those that put it there. */
  lines: Map<string, Proof>;
  /** By line of use beyond the credits: what was counted in money as it was used. */
  accrued: Map<string, LineTransfer[]>;
  total: Proof;
  paid: Proof;
};

/**
 * The figures of an invoice again, from the transfers alone (BOOKS B11, B16): `deferred_revenue →
 * unbilled` when a line enters a draft, `unbilled → receivable` when it is issued, `receivable → bank`
 * when it is paid.
 */
export function proveInvoice(
  lines: readonly BilledLine[],
  transfers: readonly LineTransfer[],
): InvoiceProof {
  const issued = transfers.filter(({ from, to }) => from === "unbilled" && to === "receivable");
  const entered = transfers.filter(
    ({ from, to }) => from === "deferred_revenue" && to === "unbilled",
  );
  const paid = transfers.filter(({ from, to }) => from === "receivable" && to === "bank");
  const accrued = new Map(lines.map((line) => [line.id as string, accrualsOf(line, transfers)]));
  const ofLine = (id: string) => {
    const rows = issued.filter(({ lineId }) => lineId === id);
    const before = [...entered.filter(({ lineId }) => lineId === id), ...(accrued.get(id) ?? [])];
    return proofOf(rows.length > 0 ? rows : before);
  };
  return {
    lines: new Map(lines.map(({ id }) => [id, ofLine(id)])),
    accrued,
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

type BilledLine = Pick<
  InvoiceLineRow,
  "id" | "kind" | "amount" | "planPeriodId" | "periodStart" | "periodEnd"
>;

/**
 * `revenue.overage → unbilled` of a line's slice (BOOKS B8): at each day end, at the close, and with late
 * use an hour after it. At that very instant the slice before or after may have postings of its own, and
 * transfers name no slice: of those, the ones that make the sum are the line's. Empty when none do.
 */
export function accrualsOf(line: BilledLine, transfers: readonly LineTransfer[]): LineTransfer[] {
  if (line.kind !== "overage") return [];
  const [start, end] = [line.periodStart.getTime(), line.periodEnd.getTime()];
  const own = transfers.filter((one) => isAccrual(one) && one.planPeriodId === line.planPeriodId);
  const isShared = ({ at }: LineTransfer) =>
    at.getTime() === start + graceMs || at.getTime() === end + graceMs;
  const certain = own.filter((one) => !isShared(one) && one.at.getTime() > start && +one.at <= end);
  const missing = line.amount - proofOf(certain).sum;
  const rest = subsetOf(own.filter(isShared), missing);
  const rows = rest && [...certain, ...rest];
  return rows ? rows.sort((a, b) => (a.version < b.version ? -1 : 1)) : [];
}

const graceMs = graceSeconds * 1000;

/** The first of the few rows' choices that comes to a sum. */
function subsetOf(rows: LineTransfer[], sum: bigint): LineTransfer[] | null {
  const [first, ...others] = rows;
  if (!first) return sum === 0n ? [] : null;
  const without = subsetOf(others, sum);
  if (without) return without;
  const chosen = subsetOf(others, sum - signed(first));
  return chosen && [first, ...chosen];
}

function proofOf(rows: LineTransfer[]): Proof {
  return { rows, sum: rows.reduce((sum, one) => sum + signed(one), 0n) };
}

/** Overage counted in money as it was used, or turned back where more use cost less. */
export function isAccrual({ from, to }: Pick<LineTransfer, "from" | "to">): boolean {
  return isCounted({ from, to }) || isCounted({ from: to, to: from });
}

function isCounted({ from, to }: Pick<LineTransfer, "from" | "to">): boolean {
  return from === "revenue.overage" && to === "unbilled";
}

function signed(one: LineTransfer): bigint {
  return isAccrual(one) && !isCounted(one) ? -one.amount : one.amount;
}
