import { BillingError } from "@/lib/errors";
import { graceSeconds } from "../credits/late-usage";
import type { InvoiceHead, InvoiceLineRow, LineTransfer } from "./invoice-detail-queries";

/** A row of the ledger as it counts towards a figure: a credit takes from what its invoice asks for. */
export type SignedTransfer = LineTransfer & { sign: 1n | -1n };

/** What the ledger has for a figure: rows that add up to it, or nothing while nothing is booked yet. */
export type Proof = { rows: SignedTransfer[]; sum: bigint };

export type InvoiceProof = {
  /** By line: the rows that made it owed; of a draft, those that put it there. */
  lines: Map<string, Proof>;
  /** By line of use beyond the credits: what was counted in money as it was used. */
  accrued: Map<string, SignedTransfer[]>;
  tax: Proof;
  total: Proof;
  paid: Proof;
  /** What a document that was given up took off what is owed. */
  ended: Proof;
};

/**
 * The figures of an invoice again, from the transfers alone (BOOKS B11, B16): `deferred_revenue →
 * unbilled` when a line enters a draft, `unbilled → receivable` and `tax_payable → receivable` when it is
 * issued, `receivable → bank`, `→ stripe_balance` or `→ account_credit` when it is paid; of a credit each the other way.
 */
export function proveInvoice(
  lines: readonly BilledLine[],
  transfers: readonly LineTransfer[],
): InvoiceProof {
  const booked = transfers.filter(({ kind }) => kind === "invoice");
  const given = givenBack(transfers);
  const isTax = ({ to }: SignedTransfer) => to === "tax_payable";
  const billed = between(booked, ["unbilled"], "receivable");
  const owed = [...billed, ...given.filter((one) => !isTax(one))];
  // What a void takes back stands between the same two, but not with what was owed.
  const issues = new Set(owed.map(({ version }) => version));
  const taxed = between(booked, ["tax_payable"], "receivable");
  const tax = [...taxed.filter((one) => issues.has(one.version)), ...given.filter(isTax)];
  const entered = between(
    booked,
    ["deferred_revenue", "revenue.overage", "adjustments"],
    "unbilled",
  );
  const afterIssue = transfers.filter(({ version }) => !issues.has(version));
  const paid = between(transfers, ["bank", "stripe_balance", "account_credit"], "receivable").map(
    opposite,
  );
  const accrued = new Map(lines.map((line) => [line.id as string, accrualsOf(line, transfers)]));
  const ofLine = (id: string) => {
    const rows = owed.filter(({ lineId }) => lineId === id);
    const before = entered.filter(({ lineId }) => lineId === id);
    return proofOf(rows.length > 0 ? rows : [...before, ...(accrued.get(id) ?? [])]);
  };
  return {
    lines: new Map(lines.map(({ id }) => [id, ofLine(id)])),
    accrued,
    tax: proofOf(tax),
    total: proofOf([...owed, ...tax].sort((a, b) => (inOrder(a, b) ? -1 : 1))),
    paid: proofOf([...paid, ...given]),
    ended: proofOf(between(afterIssue, endings, "receivable").map(opposite)),
  };
}

/** What a refund's credit note is for, settled as it is issued: money straight from where it was (BOOKS B16). */
function givenBack(transfers: readonly LineTransfer[]): SignedTransfer[] {
  return transfers
    .filter(({ kind, from }) => kind === "refund" && /^(stripe_balance|account_credit)$/.test(from))
    .map((one): SignedTransfer => ({ ...one, sign: -1n }));
}

/** Where what is void or uncollectible leaves to, and comes back from when its money comes late. */
const endings = [
  ...["deferred_revenue", "tax_payable", "write_off", "adjustments"],
  ...["revenue.plan", "revenue.pack", "revenue.overage"],
];

function between(
  transfers: readonly LineTransfer[],
  from: readonly string[],
  to: string,
): SignedTransfer[] {
  return transfers.flatMap((one): SignedTransfer[] => {
    if (one.to === to && from.includes(one.from)) return [{ ...one, sign: 1n }];
    return one.from === to && from.includes(one.to) ? [{ ...one, sign: -1n }] : [];
  });
}

function opposite(one: SignedTransfer): SignedTransfer {
  return { ...one, sign: one.sign === 1n ? -1n : 1n };
}

function inOrder(a: LineTransfer, b: LineTransfer): boolean {
  return a.version === b.version ? a.position < b.position : a.version < b.version;
}

type Worth = Pick<InvoiceLineRow, "kind" | "amount" | "discount" | "tax" | "taxIncluded">;

/** What a line is worth to the books: less its discount, without tax. Discounts and taxes are shown only. */
function worthOf({ kind, amount, discount, tax, taxIncluded }: Worth): bigint {
  if (kind === "discount" || kind === "tax") return 0n;
  return amount - discount - (taxIncluded ? tax : 0n);
}

/** A figure that the ledger contradicts is not shown at all: better no page than a wrong sum. */
export function assertProven(
  head: Pick<InvoiceHead, "status" | "tax" | "total" | "paid">,
  lines: readonly (Worth & Pick<InvoiceLineRow, "id">)[],
  proof: InvoiceProof,
): void {
  const isIssued = head.status !== "draft";
  const wrong =
    (isIssued && (proof.total.sum !== head.total || proof.tax.sum !== head.tax)) ||
    proof.paid.sum !== head.paid ||
    proof.ended.sum !== givenUp(head) ||
    lines.some((line) => {
      const one = proof.lines.get(line.id);
      return one && (isIssued || one.rows.length > 0) && one.sum !== worthOf(line);
    });
  if (wrong) throw new BillingError("retry_later", "The invoice and the ledger do not agree.");
}

/** Void is all of it, uncollectible what did not come; money that came late was owed again. */
function givenUp({ status, total, paid }: Pick<InvoiceHead, "status" | "total" | "paid">): bigint {
  if (status === "void") return total;
  return status === "uncollectible" ? total - paid : 0n;
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
export function accrualsOf(line: BilledLine, transfers: readonly LineTransfer[]): SignedTransfer[] {
  if (line.kind !== "overage") return [];
  const [start, end] = [line.periodStart.getTime(), line.periodEnd.getTime()];
  const own = transfers
    .filter((one) => isAccrual(one) && one.planPeriodId === line.planPeriodId)
    .map((one): SignedTransfer => ({ ...one, sign: isCounted(one) ? 1n : -1n }));
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
function subsetOf(rows: SignedTransfer[], sum: bigint): SignedTransfer[] | null {
  const [first, ...others] = rows;
  if (!first) return sum === 0n ? [] : null;
  const without = subsetOf(others, sum);
  if (without) return without;
  const chosen = subsetOf(others, sum - first.sign * first.amount);
  return chosen && [first, ...chosen];
}

function proofOf(rows: SignedTransfer[]): Proof {
  return { rows, sum: rows.reduce((sum, { amount, sign }) => sum + sign * amount, 0n) };
}

/** Overage counted in money as it was used, or turned back where more use cost less. */
export function isAccrual({ from, to, lineId }: Sides): boolean {
  return (
    lineId === null &&
    (isCounted({ from, to, lineId }) || isCounted({ from: to, to: from, lineId }))
  );
}

type Sides = Pick<LineTransfer, "from" | "to" | "lineId">;

function isCounted({ from, to }: Sides): boolean {
  return from === "revenue.overage" && to === "unbilled";
}
