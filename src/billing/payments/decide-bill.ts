import {
  type CollectionId,
  type InvoiceId,
  type LineReturnId,
  newId,
  type PlanPeriodId,
  type SubscriptionId,
} from "@/lib/ids";
import { minDate } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import type { Author, Decision, InvoiceDraft } from "../decision";
import { enterDraft } from "../invoices/billing";
import { netOf, totalOf } from "../invoices/lines";
import { keepAsCredit, settle } from "../invoices/settlement";
import { moneyAccount } from "../ledger/accounts";
import { lineOfPeriod, paidFor } from "../plans/allowance";
import { enterPlanLine, honourPaid } from "../plans/paid";
import { restart, returnFromEarning } from "../recognition";
import type { CollectionState, LineState, PeriodState, Snapshot } from "../state";
import { type BookedLine, linesOfBill } from "./bill-lines";
import { setCollection } from "./collections";
import type { ProcessorInvoice } from "./gateway";
import type { BilledLine, ProcessorBill } from "./processor-plans";

export type BilledDocument = {
  invoice: ProcessorInvoice;
  bill: ProcessorBill;
  subscriptionId: SubscriptionId;
  /** All of the subscription's, oldest first. */
  periods: readonly PeriodState[];
  /** Credits taken back of each, which its credits in money own. */
  revoked: ReadonlyMap<PlanPeriodId, bigint>;
  planPrices: ReadonlyMap<string, string>;
  /** Issued before the account was ours: what is still open of it is carried over, and is no revenue of these books. */
  isCarried: boolean;
};

/**
 * A document of the processor's own enters the books, whole and once: its lines as ours would (BOOKS B11, B16), under
 * its number, with the processor's figures. Undefined where nothing is charged on it.
 */
export function decideBill(
  snapshot: Snapshot,
  document: BilledDocument,
  author: Author,
): Decision | undefined {
  const { t, paymentTermsDays } = snapshot;
  const { invoice: there, isCarried } = document;
  const bill = isCarried ? carriedBill(document) : document.bill;
  const { currency } = there;
  const draft = new AccountDraft(snapshot, author);
  const booked = linesOfBill(bill, {
    ...{ currency, planPrices: document.planPrices, lines: draft.lines },
    periods: isCarried ? [] : document.periods,
  });
  if (booked.length === 0) return undefined;
  const issuedAt = minDate(bill.issuedAt, t);
  const at = isCarried ? t : issuedAt;
  const isAwaited = booked.some(
    ({ period, grants }) => grants && period?.id === draft.period?.id && isWithheld(draft.period),
  );
  const invoice: InvoiceDraft = {
    ...{ id: newId<InvoiceId>(), isNew: true, subscriptionId: document.subscriptionId, currency },
    ...{ grants: isAwaited ? "on_payment" : "on_issue", createdAt: issuedAt, issueAt: issuedAt },
    lines: booked.map(({ line }) => line),
    issue: { at: issuedAt, paymentTermsDays },
    stripe: { invoiceId: there.id, number: bill.number },
  };
  for (const one of booked) enter(draft, one, { invoice, at, document });
  post(draft, invoice, at);
  draft.writeInvoice(invoice);
  draft.addReceivable(invoice, at);
  if (totalOf(invoice.lines) < 0n) keepAsCredit(draft, invoice, at);
  takeFromBalance(draft, invoice, { minor: bill.fromBalanceMinor, at });
  collect(draft, invoice, { there, at });
  honourPaid(draft, at);
  return draft.finish(at);
}

/** What is open of it, as one line: how it came to be stands in the books it was issued in. */
function carriedBill({ bill, invoice }: BilledDocument): ProcessorBill {
  const line: BilledLine = {
    ...{ priceId: null, description: `Carried over from Stripe: ${bill.number}`, quantity: 1 },
    ...{ amountMinor: invoice.remainingMinor, discountMinor: 0n, taxMinor: 0n },
    ...{ taxIncluded: false, proration: false },
    ...{ startsAt: bill.issuedAt, endsAt: bill.issuedAt },
  };
  return { ...bill, lines: [line], fromBalanceMinor: 0n };
}

function isWithheld(period: PeriodState | null): boolean {
  return period?.allowanceGranted === false;
}

type Entering = { invoice: InvoiceDraft; at: Date; document: BilledDocument };

function enter(draft: AccountDraft, one: BookedLine, { invoice, at, document }: Entering): void {
  const { line, period, grants, credited } = one;
  if (line.kind === "tax") return;
  if (credited) {
    giveBackOf(draft, { line, credited }, { invoice, at, document });
  } else if (period) {
    enterPlanLine(draft, line, { invoice, period, at });
    const state = draft.lines.find(({ id }) => id === line.id);
    if (state && grants) payForGrants(draft, { state, period, at });
  } else {
    const adjustments = moneyAccount(draft.snapshot.accountId, "adjustments", invoice.currency);
    const unbilled = moneyAccount(draft.snapshot.accountId, "unbilled", invoice.currency);
    const net = netOf(line);
    draft.transfer(draft.transaction("invoice", at, "Line of Stripe's, of no period here"), {
      from: net > 0n ? adjustments : unbilled,
      to: net > 0n ? unbilled : adjustments,
      amount: net > 0n ? net : -net,
      invoiceLineId: line.id,
    });
  }
}

/** What a period gave before its document was there is paid by this line from here on. */
function payForGrants(
  draft: AccountDraft,
  { state, period, at }: { state: LineState; period: PeriodState; at: Date },
): void {
  if (lineOfPeriod(draft, period.id)?.id !== state.id) return;
  for (const grant of draft.grants) {
    const isOf = grant.category === "allowance" && grant.planPeriodId === period.id;
    if (!isOf || grant.invoiceLineId !== null || !grant.expiresAt) continue;
    const minor = paidFor(state, grant.expiresAt);
    grant.invoiceLineId = state.id;
    const paid = { id: grant.id, invoiceLineId: state.id, minor, currency: state.currency };
    draft.decision.paidGrants = [...(draft.decision.paidGrants ?? []), paid];
  }
  if (state.earning.basis === "usage") restart(draft, state, {}, at);
}

/** Money a line gives back; it owns the credits that were taken back with the change (BOOKS B12). */
function giveBackOf(
  draft: AccountDraft,
  { line, credited }: { line: InvoiceDraft["lines"][number]; credited: LineState },
  { invoice, at, document }: Entering,
): void {
  enterDraft(draft, line, { invoice, earned: null, at });
  const netMinor = -netOf(line);
  returnFromEarning(draft, credited, { netMinor, at });
  const told = credited.returns.reduce((sum, { revoked }) => sum + revoked, 0n);
  const periodId = credited.planPeriodId;
  const taken = (periodId ? (document.revoked.get(periodId) ?? 0n) : 0n) - told;
  const slice = taken > 0n ? taken : 0n;
  draft.setReturn(credited, {
    ...{ id: newId<LineReturnId>(), lineId: credited.id, kind: "proration_credit" },
    ...{ invoiceId: invoice.id, netMinor, taxMinor: -line.taxMinor, slice, revoked: slice },
    ...{ expired: 0n, debt: 0n, writtenOff: 0n, waived: 0n, stands: true, returnedAt: at },
  });
}

/** `unbilled → receivable`, line by line, and its tax. */
function post(draft: AccountDraft, invoice: InvoiceDraft, at: Date): void {
  const account = (kind: "unbilled" | "receivable" | "tax_payable") =>
    moneyAccount(draft.snapshot.accountId, kind, invoice.currency);
  const transaction = draft.transaction("invoice", at, "Invoice issued");
  for (const line of invoice.lines) {
    for (const [from, minor] of [
      [account("unbilled"), netOf(line)],
      [account("tax_payable"), line.taxMinor],
    ] as const) {
      draft.transfer(transaction, {
        from: minor > 0n ? from : account("receivable"),
        to: minor > 0n ? account("receivable") : from,
        amount: minor > 0n ? minor : -minor,
        planPeriodId: line.planPeriodId,
        invoiceLineId: line.id,
      });
    }
  }
}

/** The processor paid a part from what it keeps of the customer's: ours mirrors that, as far as it came from here. */
function takeFromBalance(
  draft: AccountDraft,
  { id }: InvoiceDraft,
  { minor, at }: { minor: bigint; at: Date },
): void {
  const known = draft.accountCreditMinor < minor ? draft.accountCreditMinor : minor;
  for (const [from, amount] of [
    ["account_credit", known],
    ["adjustments", minor - known],
  ] as const) {
    const open = draft.receivables.find((one) => one.id === id);
    if (!open || amount <= 0n) continue;
    if (from === "account_credit") draft.accountCreditMinor -= amount;
    settle(draft, open, { minor: amount, from, at });
  }
}

/** It is collected there already: what comes of it is booked like any of ours, and nothing is asked for by us. */
function collect(
  draft: AccountDraft,
  invoice: InvoiceDraft,
  { there, at }: { there: ProcessorInvoice; at: Date },
): void {
  const open = draft.receivables.find(({ id }) => id === invoice.id);
  if (!open) return;
  const minor = open.totalMinor - open.paidMinor;
  const collection: CollectionState = {
    ...{ id: newId<CollectionId>(), invoiceId: invoice.id, currency: invoice.currency },
    ...{ amountMinor: minor, documents: [{ invoiceId: invoice.id, minor }], status: "open" },
    ...{ processorInvoiceId: there.id, hostedUrl: there.hostedUrl, tries: 0 },
    ...{ firstFailedAt: null, exhaustedAt: null, lastStep: null, lastStepAt: null },
    ...{ requiresAction: false, processing: false, nextAttemptAt: null },
    ...{ createdAt: at, closedAt: null },
  };
  setCollection(draft, collection, true);
}
