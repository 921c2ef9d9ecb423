import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, GrantId, InvoiceId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import type { Period } from "@/lib/time";
import { explanationOf } from "../invoices/line-price";
import { isUnpaidOrder, orderEndsAt } from "../invoices/pack-order";
import { planAsWritten } from "../invoices/plan-name";
import { shownStatus } from "../invoices/status";
import { overageTermsOf } from "../plans/price-columns";
import { type GrantFigures, grantFigures } from "./grant-figures";
import { listGrantEnds, listGrantRecordsById } from "./grant-queries";
import {
  findInvoiceHead,
  type InvoiceHead,
  type InvoiceLineRow,
  type LineTransfer,
  listGrantsOfLines,
  listInvoiceLineRows,
  listLineTransfers,
} from "./invoice-detail-queries";
import { assertProven, type InvoiceProof, isAccrual, proveInvoice } from "./invoice-proof";
import { getNow } from "./queries";
import { readCarriedTo } from "./read-carried";
import { readDisputesOf } from "./read-disputes";
import { readRefundsOf } from "./read-refunds";

/** ID: one invoice with its lines by plan period, the credits under them, and the ledger behind every figure. */
export async function readInvoice(tx: Tx, accountId: AccountId, invoiceId: InvoiceId) {
  const at = await getNow(tx);
  const head = await findInvoiceHead(tx, { accountId, invoiceId });
  if (!head) {
    throw new BillingError("not_found", "There is no such invoice.", { field: "invoiceId" });
  }
  const rows = await listInvoiceLineRows(tx, { accountId, invoiceId });
  const lineIds = rows.map(({ id }) => id);
  const paid = { at: head.closedAt, amount: head.paid };
  const overageOf = rows.flatMap((row) => (row.kind === "overage" ? (row.planPeriodId ?? []) : []));
  const transfers = await listLineTransfers(tx, { accountId, lineIds, overageOf, paid });
  const proof = proveInvoice(rows, transfers);
  assertProven(head, rows, proof);

  const granted = await grantsUnder(tx, { accountId, at, rows });
  const lines = rows.map((row) => lineOf(row, { head, granted, proof }));
  return {
    asOf: at,
    ...headOf(head, at),
    ...orderOf(head, rows),
    period: periodOf(rows),
    groups: groupsOf(lines),
    ...totalsOf(head, proof),
    carried: await readCarriedTo(tx, accountId, invoiceId),
    refunds: await readRefundsOf(tx, accountId, invoiceId),
    disputes: await readDisputesOf(tx, accountId, invoiceId),
    // Use counted day by day is no step of the document.
    trail: trailOf(
      head,
      transfers.filter((one) => !isAccrual(one)),
      at,
    ),
  };
}

function headOf(head: InvoiceHead, at: Date) {
  const { id, number, document, currency, buyer, buyerEmail, issueAt, issuedAt, dueAt } = head;
  return {
    ...{ id, number, document, currency, issueAt, issuedAt, dueAt },
    status: shownStatus(head, at),
    paidAt: head.status === "paid" ? head.closedAt : null,
    buyer: { name: buyer, email: buyerEmail, taxId: head.buyerTaxId },
    purchaseOrder: head.purchaseOrder,
    seller: head.seller === null ? null : { name: head.seller, taxId: head.sellerTaxId },
  };
}

/** What was ordered and nobody paid: whoever ordered it may take it back, and it ends by itself. */
function orderOf(head: InvoiceHead, lines: readonly InvoiceLineRow[]) {
  const { paid: paidMinor, creditApplied: creditAppliedMinor } = head;
  const document = { ...head, paidMinor, creditAppliedMinor, lines };
  return { canBeTakenBack: isUnpaidOrder(document), orderEndsAt: orderEndsAt(document) };
}

function totalsOf(head: InvoiceHead, { total, paid }: InvoiceProof) {
  const money = (minor: bigint): Money => ({ minor, currency: head.currency });
  const isClosed = head.status === "void" || head.status === "uncollectible";
  return {
    subtotal: money(head.subtotal),
    tax: money(head.tax),
    total: money(head.total),
    paid: money(head.paid),
    creditApplied: money(head.creditApplied),
    due: money(isClosed ? 0n : head.total - head.paid),
    totalRows: total.rows,
    paidRows: paid.rows,
  };
}

type LineGrant = GrantFigures & { id: GrantId; effectiveAt: Date; expiresAt: Date | null };

async function grantsUnder(
  tx: Tx,
  { accountId, at, rows }: { accountId: AccountId; at: Date; rows: readonly InvoiceLineRow[] },
): Promise<Map<string, LineGrant[]>> {
  const named = await listGrantsOfLines(tx, { accountId, lineIds: rows.map(({ id }) => id) });
  const ids = named.map(({ grantId }) => grantId);
  if (ids.length === 0) return new Map();
  const records = await listGrantRecordsById(tx, accountId, ids);
  const ends = new Map((await listGrantEnds(tx, accountId, ids)).map((one) => [one.grantId, one]));
  const byLine = Map.groupBy(named, ({ lineId }) => lineId as string);
  return new Map(
    [...byLine].map(([lineId, grants]) => [
      lineId,
      grants.flatMap(({ grantId }) => {
        const record = records.find(({ id }) => id === grantId);
        if (!record) return [];
        const { id, effectiveAt, expiresAt } = record;
        return [{ ...grantFigures(record, ends.get(id), at), id, effectiveAt, expiresAt }];
      }),
    ]),
  );
}

function lineOf(
  row: InvoiceLineRow,
  {
    head,
    granted,
    proof,
  }: { head: InvoiceHead; granted: Map<string, LineGrant[]>; proof: InvoiceProof },
) {
  const { id, kind, description, planPeriodId, quantity, unitPrice, credits, facts } = row;
  const plan = planAsWritten(row);
  const { currency } = head;
  return {
    ...{ id, kind, description, plan, planPeriodId, quantity, unitPrice, credits, facts },
    period: { start: row.periodStart, end: row.periodEnd },
    amount: { minor: row.amount, currency },
    discount: { minor: row.discount, currency },
    tax: { minor: row.tax, currency },
    taxIncluded: row.taxIncluded,
    /** Of overage with more than one price: its tiers. */
    price: explanationOf(row, overageTermsOf(row, head.currency)),
    used: row.used,
    overage: row.overage,
    grants: granted.get(id) ?? [],
    rows: proof.lines.get(id)?.rows ?? [],
    accrued: proof.accrued.get(id) ?? [],
  };
}

type Line = ReturnType<typeof lineOf>;

/** Lines of one plan period stand together, in the order of their first line. */
function groupsOf(lines: readonly Line[]) {
  const groups = Map.groupBy(lines, ({ planPeriodId }) => planPeriodId ?? "");
  return [...groups.values()].map((of) => ({
    plan: of.find(({ plan }) => plan !== null)?.plan ?? null,
    planPeriodId: of[0]?.planPeriodId ?? null,
    lines: of,
  }));
}

/** The stretch the document is about: its plan line's, else all its lines'. */
function periodOf(rows: readonly InvoiceLineRow[]): Period | null {
  const plan = rows.filter(({ kind }) => kind === "plan");
  const of = plan.length > 0 ? plan : rows;
  if (of.length === 0) return null;
  const starts = of.map(({ periodStart }) => periodStart.getTime());
  const ends = of.map(({ periodEnd }) => periodEnd.getTime());
  return { start: new Date(Math.min(...starts)), end: new Date(Math.max(...ends)) };
}

type TrailKind =
  | ("entered" | "issued" | "due" | "paid" | "other")
  | ("credited" | "kept" | "keptPayment" | "refunded" | "owedAgain" | "writtenOff" | "void");

/** ID5: what happened to the document, oldest first, each step with its ledger entry where it has one. */
function trailOf(head: InvoiceHead, transfers: readonly LineTransfer[], at: Date) {
  // What of a line is earned is the books' affair, not the document's.
  const own = transfers.filter(({ kind }) => kind !== "recognize");
  const steps = [...Map.groupBy(own, ({ version }) => version).values()].flatMap((rows) => {
    const step = stepOf(rows);
    const [first] = rows;
    if (!step || !first) return [];
    const amount: Money = { minor: step.minor, currency: head.currency };
    const { version, actor } = first;
    return [{ what: step.what, at: first.at, amount, version, actor }];
  });
  const { dueAt, status } = head;
  const late = dueAt && dueAt <= at && (status === "issued" || (head.closedAt ?? at) > dueAt);
  const due = late
    ? [{ what: "due" as TrailKind, at: dueAt, amount: null, version: null, actor: null }]
    : [];
  return [...steps, ...due].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** An entry may put a line on a draft and issue it at once: then it is the issue that is told. */
function stepOf(rows: readonly LineTransfer[]): { what: TrailKind; minor: bigint } | null {
  const moved = (sides: (one: LineTransfer) => boolean, to: string) =>
    rows.filter(sides).reduce((sum, one) => sum + (one.to === to ? one.amount : -one.amount), 0n);
  const touches = (name: string) => (one: LineTransfer) => one.from === name || one.to === name;
  if (rows.some(({ kind }) => kind === "refund")) {
    return { what: "refunded", minor: rows.reduce((sum, { amount }) => sum + amount, 0n) };
  }
  const isOwed = touches("receivable");
  if (rows.some(isOwed)) {
    const what = owedStep(rows.filter(isOwed));
    const minor = moved(isOwed, "receivable");
    return { what, minor: what === "issued" || minor > 0n ? minor : -minor };
  }
  const money = ["bank", "stripe_balance"].find((name) => rows.some(touches(name)));
  if (money) return { what: "keptPayment", minor: moved(touches(money), money) };
  const isEntered = touches("unbilled");
  if (!rows.some(isEntered)) return null;
  return { what: "entered", minor: moved(isEntered, "unbilled") };
}

/** What happened to what is owed, by where it came from or went. */
function owedStep(rows: readonly LineTransfer[]): TrailKind {
  const some = (from: string, to: string) => rows.some((one) => one.from === from && one.to === to);
  if (some("unbilled", "receivable") || some("receivable", "unbilled")) return "issued";
  if (some("receivable", "bank") || some("receivable", "stripe_balance")) return "paid";
  if (some("receivable", "account_credit")) return "credited";
  if (some("account_credit", "receivable")) return "kept";
  if (some("write_off", "receivable")) return "owedAgain";
  return some("receivable", "write_off") ? "writtenOff" : "void";
}
