import { assert } from "@/lib/errors";
import type { AccountDraft } from "../account-draft";
import type { InvoiceLineDraft } from "../decision";
import { unearned } from "../earning";
import { moneyAccount } from "../ledger/accounts";
import { returnFromEarning, undoReturn } from "../recognition";
import type { InvoiceState } from "../state";
import { netOf } from "./lines";

/**
 * Voids a document nobody paid with money: `receivable → deferred_revenue` the unearned, `→ revenue.*` the
 * earned, `→ tax_payable` (BOOKS B11). What a credit on it gave back was not given back; account credit
 * applied to it is kept again.
 */
export function voidDocument(draft: AccountDraft, invoice: InvoiceState, at: Date): void {
  assert(invoice.paidMinor === invoice.creditAppliedMinor, "no money came in for what is void");
  giveCreditBack(draft, invoice, at);
  for (const line of invoice.lines) {
    if (netOf(line) < 0n) takeCreditBack(draft, invoice, line, at);
    else voidLine(draft, invoice, line, at);
  }
  draft.moveInvoice({
    id: invoice.id,
    status: "void",
    paidMinor: 0n,
    creditAppliedMinor: 0n,
    closedAt: at,
  });
}

function giveCreditBack(draft: AccountDraft, invoice: InvoiceState, at: Date): void {
  const { accountId } = draft.snapshot;
  const minor = invoice.creditAppliedMinor;
  draft.transfer(draft.transaction("credit", at, "Kept again: the invoice is void"), {
    from: moneyAccount(accountId, "account_credit", invoice.currency),
    to: moneyAccount(accountId, "receivable", invoice.currency),
    amount: minor,
    invoiceLineId: invoice.lines[0]?.id ?? null,
  });
  draft.accountCreditMinor += minor;
}

function voidLine(
  draft: AccountDraft,
  invoice: InvoiceState,
  line: InvoiceLineDraft,
  at: Date,
): void {
  const { accountId } = draft.snapshot;
  const account = (kind: Parameters<typeof moneyAccount>[1]) =>
    moneyAccount(accountId, kind, invoice.currency);
  const state = draft.lines.find(({ id }) => id === line.id);
  const back = state ? unearned(state.earning) : 0n;
  const transaction = draft.transaction("invoice", at, "Invoice void");
  const common = { planPeriodId: line.planPeriodId, invoiceLineId: line.id };
  const from = account("receivable");
  draft.transfer(transaction, { from, to: account("deferred_revenue"), amount: back, ...common });
  draft.transfer(transaction, {
    from,
    to: account(revenueOf(line)),
    amount: netOf(line) - back,
    ...common,
  });
  draft.transfer(transaction, {
    from,
    to: account("tax_payable"),
    amount: line.taxMinor,
    ...common,
  });
  if (state && back > 0n) returnFromEarning(draft, state, { netMinor: back, at });
}

function revenueOf({ kind }: InvoiceLineDraft) {
  if (kind === "overage") return "revenue.overage";
  return kind === "pack" ? "revenue.pack" : "revenue.plan";
}

/** A credit on a void document: its line owes and earns again what it had given back. */
function takeCreditBack(
  draft: AccountDraft,
  invoice: InvoiceState,
  credit: InvoiceLineDraft,
  at: Date,
): void {
  const { accountId } = draft.snapshot;
  const [net, tax] = [-netOf(credit), -credit.taxMinor];
  const to = moneyAccount(accountId, "receivable", invoice.currency);
  const transaction = draft.transaction("invoice", at, "Invoice void");
  const common = { to, planPeriodId: credit.planPeriodId, invoiceLineId: credit.id };
  const from = moneyAccount(accountId, "deferred_revenue", invoice.currency);
  draft.transfer(transaction, { from, amount: net, ...common });
  const taxPayable = moneyAccount(accountId, "tax_payable", invoice.currency);
  draft.transfer(transaction, { from: taxPayable, amount: tax, ...common });
  const line = draft.lines.find(({ id }) => id === credit.creditedLineId);
  assert(line, "a credited line of an open period is known");
  undoReturn(draft, line, { netMinor: net, at });
  const given = line.returns.find(({ invoiceId }) => invoiceId === invoice.id);
  if (given) draft.setReturn(line, { ...given, stands: false });
}
