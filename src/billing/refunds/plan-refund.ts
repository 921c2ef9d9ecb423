import { BillingError } from "@/lib/errors";
import type { GrantId, InvoiceLineId, PaymentId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { inBurnDownOrder, isUsable } from "../credits/burn-down";
import type { InvoiceLineDraft } from "../decision";
import { sentStep } from "../invoices/rounding";
import type { GrantState } from "../state";
import type { RefundOf, RefundPromise, RefundRequest } from "./refund";
import {
  type Amount,
  assertUndisputed,
  chargedLines,
  chargedOf,
  type Refundable,
  type RefundableInvoice,
  refundableOf,
  spreadOverInvoice,
} from "./refundable";
import { netAndTax, type Settled, type Slice, settle, sliceOf } from "./shares";

export type PlannedLine = {
  line: InvoiceLineDraft;
  invoice: RefundableInvoice;
  netMinor: bigint;
  taxMinor: bigint;
  /** The credits it owns, and what becomes of them. */
  slice: Slice;
  settled: Settled;
  /** What is taken of which grant, beside what is kept for it already. */
  parts: { grantId: GrantId; credits: bigint }[];
};

/** By which credits are taken back. */
export type TakenBy = Pick<RefundRequest, "policy" | "shortfall">;

export type PlannedRefund = {
  lines: PlannedLine[];
  currency: string;
  paymentId: PaymentId | null;
  cardMinor: bigint;
  creditMinor: bigint;
  /** Credits to be taken back that were spent. */
  short: bigint;
};

/** What a refund gives back and takes back, line by line (BOOKS B12). Changes nothing. */
export function planRefund(
  draft: AccountDraft,
  request: RefundRequest,
  from: Refundable,
): PlannedRefund {
  const invoice = from.invoices.find(({ id }) => id === request.invoiceId);
  if (!invoice) throw new BillingError("not_found", "There is no such invoice.");
  assertRefundable(invoice, request);
  assertUndisputed(from);
  const amounts = amountsOf(invoice, request, from);
  return planned(draft, { request, from, amounts });
}

/** Amounts of lines, tax included, whoever chose them. */
export function planned(
  draft: AccountDraft,
  {
    request,
    from,
    amounts,
  }: { request: RefundRequest; from: Refundable; amounts: readonly Amount[] },
): PlannedRefund {
  const lines = amounts.map((one) => planLine(draft, one, { terms: request, from }));
  const total = sumOf(amounts);
  const way = wayBack(request, from, { total, amounts });
  return {
    ...{ lines, ...way },
    currency: from.invoices[0]?.currency ?? draft.snapshot.currency,
    short: lines.reduce((sum, { settled }) => sum + settled.short, 0n),
  };
}

/** What is shown, and then done or not at all (BOOKS B7). */
export function promiseOf({
  lines,
  cardMinor,
  creditMinor,
}: Pick<PlannedRefund, "lines" | "cardMinor" | "creditMinor">): RefundPromise {
  return {
    ...{ cardMinor, creditMinor },
    lines: lines.map(({ line, netMinor, taxMinor, settled }) => ({
      ...{ lineId: line.id, netMinor, taxMinor, slice: settled.slice },
    })),
  };
}

function assertRefundable(invoice: RefundableInvoice, { destination }: RefundRequest): void {
  const refusal = (message: string) => new BillingError("invoice_not_refundable", message);
  if (invoice.totalMinor <= 0n || invoice.status === "draft" || invoice.status === "void") {
    throw refusal("Only an invoice that was issued for money can be refunded.");
  }
  if (destination !== "credit_note") return;
  if (invoice.status !== "issued") {
    throw refusal(
      "Nothing is open of this invoice: give the money back, or keep it for the account.",
    );
  }
  // Credited to nothing it would count as paid, and grant what nobody paid for.
  if (invoice.grants === "on_payment") {
    throw refusal("What this invoice sells waits for its money: void it instead.");
  }
}

function amountsOf(
  invoice: RefundableInvoice,
  { of, destination }: RefundRequest,
  from: Refundable,
): Amount[] {
  const charged = chargedLines(invoice, from);
  const allLeft = charged.reduce((sum, { leftMinor }) => sum + leftMinor, 0n);
  const open =
    destination === "credit_note"
      ? invoice.totalMinor - invoice.paidMinor
      : refundableOf(invoice, from);
  const most = open < allLeft ? open : allLeft;
  const chosen = of.kind === "lines" ? chosenOf(invoice, of.lines, charged) : undefined;
  const total = of.kind === "amount" ? of.grossMinor : chosen ? sumOf(chosen) : most;
  if (total <= 0n) {
    if (most === 0n) throw tooMuch(0n, invoice.currency, "amount");
    throw new BillingError("invalid_input", "A refund gives something back.", { field: "amount" });
  }
  if (total > most) throw tooMuch(most, invoice.currency, "amount");
  if (total % sentStep(invoice.currency) !== 0n) {
    const currency = invoice.currency.toUpperCase();
    throw new BillingError("invalid_input", `Amounts in ${currency} end in 0.`, {
      field: "amount",
    });
  }
  return (
    chosen?.filter(({ grossMinor }) => grossMinor > 0n) ?? spreadOverInvoice(invoice, total, from)
  );
}

type Chosen = Extract<RefundOf, { kind: "lines" }>["lines"];

function chosenOf(
  invoice: RefundableInvoice,
  lines: Chosen,
  charged: ReturnType<typeof chargedLines>,
): Amount[] {
  if (new Set(lines.map(({ lineId }) => lineId)).size < lines.length) {
    throw new BillingError("invalid_input", "A line is named once.", { field: "lines" });
  }
  return lines.map(({ lineId, grossMinor }) => {
    const found = charged.find(({ line }) => line.id === lineId);
    if (!found) {
      throw new BillingError("not_found", "The invoice has no such line.", { field: "lines" });
    }
    const amount = grossMinor ?? found.leftMinor;
    if (amount > found.leftMinor) throw tooMuch(found.leftMinor, invoice.currency, "lines");
    return { invoice, line: found.line, grossMinor: amount };
  });
}

function tooMuch(left: bigint, currency: string, field: string): BillingError {
  return new BillingError(
    "refund_exceeds_payment",
    "That is more than what is left to give back.",
    { left, currency, field },
  );
}

/** Card up to what the card paid, the rest to account credit (BOOKS B12). */
function wayBack(
  { destination }: RefundRequest,
  { payments }: Refundable,
  { total, amounts }: { total: bigint; amounts: readonly Amount[] },
): Pick<PlannedRefund, "paymentId" | "cardMinor" | "creditMinor"> {
  const none = { paymentId: null, cardMinor: 0n, creditMinor: total };
  if (destination !== "card") return none;
  const [payment] = payments.toSorted((a, b) => Number(b.leftMinor - a.leftMinor));
  if (!payment) return none;
  const invoices = new Set(amounts.map(({ invoice }) => invoice));
  const paidByCard = [...invoices].reduce((sum, one) => sum + one.cardLeftMinor, 0n);
  const least = [total, paidByCard, payment.leftMinor].reduce((a, b) => (a < b ? a : b));
  if (least <= 0n) return none;
  return { paymentId: payment.id, cardMinor: least, creditMinor: total - least };
}

/** What an amount of a line takes back of its credits; `kept` of them are on hold for that already. */
export function planLine(
  draft: AccountDraft,
  { invoice, line, grossMinor }: Amount,
  { terms, from, kept = 0n }: { terms: TakenBy; from: Refundable; kept?: bigint },
): PlannedLine {
  const charged = chargedOf(line, from);
  const slice = sliceOf(charged, grossMinor, terms.policy);
  const usable = usableOf(draft, line.id);
  const left = usable.reduce((sum, { remaining }) => sum + remaining, kept);
  const settled = settle(slice.credits, { left, expired: endedOf(draft, line.id, from), ...terms });
  const more = settled.revoked > kept ? settled.revoked - kept : 0n;
  return {
    ...{ line, invoice, ...netAndTax(charged, grossMinor), slice, settled },
    parts: partsOfLine(draft, line.id, more),
  };
}

/** So many credits of a line, as far as they are there, in the order in which they pay (DESIGN §4). */
export function partsOfLine(
  draft: AccountDraft,
  lineId: InvoiceLineId,
  credits: bigint,
): PlannedLine["parts"] {
  let left = credits;
  return inBurnDownOrder(usableOf(draft, lineId)).flatMap(({ id, remaining }) => {
    const part = remaining < left ? remaining : left;
    left -= part;
    return part > 0n ? [{ grantId: id, credits: part }] : [];
  });
}

function usableOf(draft: AccountDraft, lineId: InvoiceLineId): GrantState[] {
  return grantsOf(draft, lineId).filter((grant) => isUsable(grant, draft.snapshot.t));
}

/** Rollover children name their parents' line. */
function grantsOf(draft: AccountDraft, lineId: InvoiceLineId): GrantState[] {
  return draft.grants.filter(({ invoiceLineId }) => invoiceLineId === lineId);
}

/**
 * Credits of a line that ended unspent and that no return has told of: expired, posted or not, or taken back without
 * money. A shortfall means spent credits only.
 */
function endedOf(draft: AccountDraft, lineId: InvoiceLineId, from: Refundable): bigint {
  const { t } = draft.snapshot;
  const returns = from.returns.get(lineId) ?? [];
  const unposted = grantsOf(draft, lineId)
    .filter(({ expiresAt }) => expiresAt !== null && expiresAt <= t)
    .reduce((sum, { remaining }) => sum + remaining, 0n);
  // What a refund on its way or a dispute takes back is on hold still, and posted nowhere.
  const keepers = draft.holds.map(({ forRefund, forDispute }) => forRefund ?? forDispute);
  const onHold = new Set<string | null>(keepers);
  const told = returns.reduce((sum, { expired, revoked, refundId, disputeId }) => {
    const by = refundId ?? disputeId ?? null;
    return sum + expired + (by !== null && onHold.has(by) ? 0n : revoked);
  }, 0n);
  const ended = (from.gone.get(lineId) ?? 0n) + unposted - told;
  return ended > 0n ? ended : 0n;
}

function sumOf(amounts: readonly { grossMinor: bigint }[]): bigint {
  return amounts.reduce((sum, { grossMinor }) => sum + grossMinor, 0n);
}
