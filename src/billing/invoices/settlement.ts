import type { InvoiceId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { isBilledThere } from "../billed-there";
import type { InvoiceDraft, InvoiceLineDraft } from "../decision";
import { moneyAccount } from "../ledger/accounts";
import type { InvoiceState } from "../state";
import { totalOf } from "./lines";

/** A document in the account's favour: `account_credit → receivable`, and nothing is open of it. */
export function keepAsCredit(draft: AccountDraft, invoice: InvoiceDraft, at: Date): void {
  const { accountId } = draft.snapshot;
  const total = totalOf(invoice.lines);
  draft.transfer(draft.transaction("credit", at, "Kept for the next invoices"), {
    from: moneyAccount(accountId, "account_credit", invoice.currency),
    to: moneyAccount(accountId, "receivable", invoice.currency),
    amount: -total,
    invoiceLineId: invoice.lines[0]?.id ?? null,
  });
  draft.accountCreditMinor -= total;
  draft.moveInvoice({
    id: invoice.id,
    status: "paid",
    paidMinor: total,
    creditAppliedMinor: 0n,
    closedAt: at,
  });
}

/**
 * Account credit pays what is open, oldest first: `receivable → account_credit` (BOOKS B6, B16).
 *
 * Before all others the documents `credited`: what goes back of a line nobody has paid yet is no longer
 * owed for it, and is no money that could pay for what waits for money. An invoice it pays in full is
 * paid; what it grants on payment is granted by who listens to that.
 */
export function applyAccountCredit(
  draft: AccountDraft,
  at: Date,
  credited: ReadonlySet<InvoiceId> = new Set(),
): void {
  // It mirrors what Stripe keeps of such an account, which only Stripe's own documents are paid from.
  if (isBilledThere(draft.period)) return;
  const isOwn = ({ id }: InvoiceState) => (credited.has(id) ? 0 : 1);
  for (const invoice of draft.receivables.toSorted((a, b) => isOwn(a) - isOwn(b))) {
    const open = invoice.totalMinor - invoice.paidMinor;
    const minor = open < draft.accountCreditMinor ? open : draft.accountCreditMinor;
    if (minor <= 0n) continue;
    draft.accountCreditMinor -= minor;
    settle(draft, invoice, { minor, from: "account_credit", at });
    draft.carryIfSmall(invoice.id);
  }
}

type PaidFrom = "account_credit" | "adjustments" | "bank" | "stripe_balance";

const paidWith = {
  account_credit: "Paid from account credit",
  adjustments: "Settled at Stripe without a payment",
  bank: "Paid outside the processor",
  stripe_balance: "Paid through the payment processor",
} satisfies Record<PaidFrom, string>;

/**
 * Money for an invoice, or account credit: `receivable → …`, spread over its lines in their order, so that
 * the ledger itself says what it was for.
 */
export function settle(
  draft: AccountDraft,
  invoice: InvoiceState,
  { minor, from, at }: { minor: bigint; from: PaidFrom; at: Date },
): void {
  const { accountId } = draft.snapshot;
  const byCredit = from === "account_credit";
  const transaction = draft.transaction(byCredit ? "credit" : "payment", at, paidWith[from]);
  for (const { line, amount } of shares(invoice.lines, { paid: invoice.paidMinor, minor })) {
    draft.transfer(transaction, {
      from: moneyAccount(accountId, "receivable", invoice.currency),
      to: moneyAccount(accountId, from, invoice.currency),
      amount,
      planPeriodId: line.planPeriodId,
      invoiceLineId: line.id,
    });
  }
  const paidMinor = invoice.paidMinor + minor;
  const paid = paidMinor === invoice.totalMinor;
  draft.moveInvoice({
    id: invoice.id,
    status: paid ? "paid" : "issued",
    paidMinor,
    creditAppliedMinor: invoice.creditAppliedMinor + (byCredit ? minor : 0n),
    closedAt: paid ? at : null,
    ...(paid && invoice.status === "uncollectible" && { regained: true as const }),
  });
  if (paid) draft.paidInvoices.push({ ...invoice, paidMinor });
}

/** What of each line is not paid yet. */
export function openShares({ lines, paidMinor, totalMinor }: InvoiceState): Share[] {
  return shares(lines, { paid: paidMinor, minor: totalMinor - paidMinor });
}

type Share = { line: InvoiceLineDraft; amount: bigint };

/**
 * Which lines some money is for: credits of the document count first, then each line in its order takes
 * what of it is not paid yet, its tax with it.
 */
function shares(
  lines: readonly InvoiceLineDraft[],
  { paid, minor }: { paid: bigint; minor: bigint },
): Share[] {
  const gross = (line: InvoiceLineDraft) =>
    line.kind === "tax" || line.kind === "discount"
      ? 0n
      : line.amountMinor - line.discountMinor + (line.taxIncluded ? 0n : line.taxMinor);
  const credits = lines.reduce((sum, line) => (gross(line) < 0n ? sum - gross(line) : sum), 0n);
  const given: Share[] = [];
  let [before, left] = [paid + credits, minor];
  for (const line of lines) {
    const owed = gross(line);
    if (owed <= 0n) continue;
    const covered = owed < before ? owed : before;
    before -= covered;
    const amount = owed - covered < left ? owed - covered : left;
    left -= amount;
    if (amount > 0n) given.push({ line, amount });
  }
  return given;
}
