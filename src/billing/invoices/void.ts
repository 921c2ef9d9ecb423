import { assert } from "@/lib/errors";
import type { AccountDraft } from "../account-draft";
import type { InvoiceLineDraft } from "../decision";
import { moneyAccount } from "../ledger/accounts";
import { recognizeTo, returnFromEarning, undoReturn } from "../recognition";
import type { InvoiceState } from "../state";
import { type ExpiredCredits, settleSlice } from "./give-up";
import { netOf } from "./lines";
import { endSuspension } from "./suspend";

/**
 * Voids a document nobody paid with money: `receivable → deferred_revenue` what was not returned yet, of
 * which the earned is turned back from `revenue.*` first, and `→ tax_payable` (BOOKS B11). What a credit on
 * it gave back was not given back; account credit applied to it is kept again.
 */
export function voidDocument(
  draft: AccountDraft,
  invoice: InvoiceState,
  { at, reason = "Invoice void" }: { at: Date; reason?: string },
): void {
  assert(invoice.paidMinor === invoice.creditAppliedMinor, "no money came in for what is void");
  giveCreditBack(draft, invoice, at);
  for (const line of invoice.lines) {
    if (line.kind === "adjustment") voidAdjustment(draft, invoice, line, { at, reason });
    else if (netOf(line) < 0n) takeCreditBack(draft, invoice, line, { at, reason });
    else voidLine(draft, invoice, line, { at, reason });
  }
  draft.moveInvoice({
    id: invoice.id,
    status: "void",
    paidMinor: 0n,
    creditAppliedMinor: 0n,
    closedAt: at,
  });
}

/** The same for a document that stood: what its lines had earned is turned back, their credits are taken back. */
export function voidInvoice(
  draft: AccountDraft,
  invoice: InvoiceState,
  { at, reason, expired }: { at: Date; reason: string; expired: ExpiredCredits },
): void {
  endSuspension(draft, invoice.id, at);
  recognizeTo(draft, at);
  for (const { id } of invoice.lines) {
    const line = draft.lines.find((one) => one.id === id);
    if (!line) continue;
    const [netMinor, taxMinor] = [netOf(line), line.taxMinor];
    const given = { kind: "void" as const, invoiceId: invoice.id, netMinor, taxMinor };
    settleSlice(draft, line, { ...given, grossMinor: netMinor + taxMinor, at, expired });
  }
  voidDocument(draft, invoice, { at, reason });
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
  { at, reason }: { at: Date; reason: string },
): void {
  const { accountId } = draft.snapshot;
  const account = (kind: Parameters<typeof moneyAccount>[1]) =>
    moneyAccount(accountId, kind, invoice.currency);
  const state = draft.lines.find(({ id }) => id === line.id);
  // What it earned is turned back with it, so that nothing of it counts as charged any more.
  const back = state ? state.earning.netMinor - state.earning.returnedMinor : 0n;
  const transaction = draft.transaction("invoice", at, reason);
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

function voidAdjustment(
  draft: AccountDraft,
  invoice: InvoiceState,
  { id, amountMinor }: InvoiceLineDraft,
  { at, reason }: { at: Date; reason: string },
): void {
  const { accountId } = draft.snapshot;
  const receivable = moneyAccount(accountId, "receivable", invoice.currency);
  const adjustments = moneyAccount(accountId, "adjustments", invoice.currency);
  draft.transfer(draft.transaction("invoice", at, reason), {
    from: amountMinor > 0n ? receivable : adjustments,
    to: amountMinor > 0n ? adjustments : receivable,
    amount: amountMinor > 0n ? amountMinor : -amountMinor,
    invoiceLineId: id,
  });
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
  { at, reason }: { at: Date; reason: string },
): void {
  const { accountId } = draft.snapshot;
  const [net, tax] = [-netOf(credit), -credit.taxMinor];
  const to = moneyAccount(accountId, "receivable", invoice.currency);
  const transaction = draft.transaction("invoice", at, reason);
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
