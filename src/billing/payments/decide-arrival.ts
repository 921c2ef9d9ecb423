import { type InvoiceId, newId, type PaymentId, type StaffTaskId } from "@/lib/ids";
import { lesser, type Money } from "@/lib/money";
import { maxDate, minDate } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { isUnpaidOrder } from "../invoices/pack-order";
import { applyAccountCredit, settle } from "../invoices/settlement";
import { moneyAccount } from "../ledger/accounts";
import { abandonChange } from "../plans/abandon-change";
import { honourPaid } from "../plans/paid";
import type { CollectionState, InvoiceState, Snapshot } from "../state";
import type { PaymentTaskDraft } from "./collecting";
import { canBecome, collecting, setCollection } from "./collections";
import { oweAgain } from "./decide-payment";
import { afterFailure, type DunningTerms } from "./dunning";
import type { ProcessorInvoice, ProcessorPayment } from "./gateway";

/** What is on our books already of a collection's payments. */
export type BookedPayment = { id: PaymentId; chargeId: string; settled: boolean };

export type Arrival = {
  collection: CollectionState;
  /** As the processor has it now, or had it a moment ago: nothing in it takes anything back. */
  invoice: ProcessorInvoice;
  booked: readonly BookedPayment[];
  /** Failed attempts that were told already. */
  toldFailures: ReadonlySet<string>;
  /** Where this is the answer to a try of ours: made by itself, or with the customer there. */
  ours: "by_itself" | "in_person" | null;
  dunning: DunningTerms;
};

export type Arrived = { decision: Decision; paymentIds: PaymentId[] };

/**
 * What the processor says of one of our documents, booked: every payment once, by its charge; what the processor
 * kept of it, once that is known; a failed try, once. The collection only moves forward, so that answers and
 * events end the same in any order and any number of times.
 */
export function decideArrival(snapshot: Snapshot, arrival: Arrival, author: Author): Arrived {
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const paymentIds: PaymentId[] = [];
  for (const payment of arrival.invoice.payments) {
    const known = arrival.booked.find(({ chargeId }) => chargeId === payment.chargeId);
    const at = known ? t : arrivedAt(draft, arrival.collection, payment);
    const id = known?.id ?? bookPayment(draft, arrival.collection, { payment, at });
    if (!known) paymentIds.push(id);
    if (!known?.settled) bookSettlement(draft, payment, { id, at });
  }
  const moved = forward(arrival, { t, givenUp: isGivenUp(draft, arrival.collection) });
  setCollection(draft, moved);
  tellFailure(draft, arrival);
  if (arrival.ours && moved.status === "open") afterOurTry(draft, { ...arrival, moved });
  honourPaid(draft, t);
  return { decision: draft.finish(t), paymentIds };
}

/**
 * When the money came, as the processor has it, however late we hear of it (BOOKS B15): before all it pays was issued it paid
 * nothing, and nothing has happened later than now. What it has not booked yet, and what was given up, counts from now.
 */
function arrivedAt(
  { receivables, snapshot: { t, openInvoices } }: AccountDraft,
  { documents }: CollectionState,
  { balance }: ProcessorPayment,
): Date {
  const isOf = ({ id }: InvoiceState) => documents.some(({ invoiceId }) => invoiceId === id);
  const givenUp = openInvoices.some((one) => one.status === "uncollectible" && isOf(one));
  if (!balance || givenUp) return t;
  const came = receivables
    .filter(isOf)
    .reduce((last, { issuedAt }) => maxDate(last, issuedAt ?? t), balance.createdAt);
  return minDate(came, t);
}

/** `receivable → stripe_balance` for what is open of its documents in their order; the rest is account credit. */
function bookPayment(
  draft: AccountDraft,
  collection: CollectionState,
  { payment, at }: { payment: ProcessorPayment; at: Date },
): PaymentId {
  const { t, accountId } = draft.snapshot;
  let left = payment.amountMinor;
  const kinds = new Set<PaymentTaskDraft["kind"]>();
  for (const { invoiceId } of collection.documents) {
    const one = payable(draft, invoiceId, { minor: left, currency: payment.currency });
    if (!one) {
      kinds.add("payment_kept");
      continue;
    }
    if (one.status === "uncollectible") kinds.add("payment_given_up");
    const open = one.totalMinor - one.paidMinor;
    const minor = lesser(open, left);
    settle(draft, one, { minor, from: "stripe_balance", at });
    left -= minor;
  }
  if (left > 0n) {
    draft.transfer(draft.transaction("payment", at, "Paid beyond what was open"), {
      from: moneyAccount(accountId, "account_credit", payment.currency),
      to: moneyAccount(accountId, "stripe_balance", payment.currency),
      amount: left,
    });
    // Kept in its own currency; what is owed is in the account's.
    if (payment.currency === draft.snapshot.currency) {
      draft.accountCreditMinor += left;
      applyAccountCredit(draft, t);
    }
  }
  const id = newId<PaymentId>();
  const { chargeId, paymentIntentId, currency, amountMinor, paidAt, method } = payment;
  collecting(draft).payments.push({
    ...{ id, collectionId: collection.id, chargeId, paymentIntentId, currency, amountMinor },
    ...{ toCreditMinor: left, paidAt, bookedAt: t, method },
  });
  if (left === 0n) kinds.delete("payment_kept");
  for (const kind of kinds)
    collecting(draft).tasks.push({ id: newId<StaffTaskId>(), kind, paymentId: id, createdAt: t });
  return id;
}

/** What still waits for money of that currency, or was given up and is paid in full after all (BOOKS B11). */
function payable(draft: AccountDraft, id: InvoiceId, { minor, currency }: Money) {
  const issued = draft.receivables.find((one) => one.id === id);
  if (issued) return issued.currency === currency ? issued : undefined;
  const moved = draft.decision.invoiceMoves.some((one) => one.id === id);
  const given = draft.snapshot.openInvoices.find((one) => one.id === id);
  if (given?.status !== "uncollectible" || moved || given.currency !== currency) return undefined;
  if (given.totalMinor - given.paidMinor > minor) return undefined;
  oweAgain(draft, given, draft.snapshot.t);
  return given;
}

/**
 * What became of a payment at the processor: its fee, `stripe_balance → processor_fees`; where it settles in
 * another currency the gross goes through `exchange` on both sides first (BOOKS B1).
 */
function bookSettlement(
  draft: AccountDraft,
  payment: ProcessorPayment,
  { id: paymentId, at }: { id: PaymentId; at: Date },
): void {
  const { balance, currency, amountMinor } = payment;
  if (!balance) return;
  const { accountId } = draft.snapshot;
  const fee = draft.transaction("payment", at, "Fee of the payment processor");
  if (balance.currency !== currency) {
    const exchanged = draft.transaction("payment", at, "Settled in another currency");
    draft.transfer(exchanged, {
      from: moneyAccount(accountId, "stripe_balance", currency),
      to: moneyAccount(accountId, "exchange", currency),
      amount: amountMinor,
    });
    draft.transfer(exchanged, {
      from: moneyAccount(accountId, "exchange", balance.currency),
      to: moneyAccount(accountId, "stripe_balance", balance.currency),
      amount: balance.grossMinor,
    });
  }
  draft.transfer(fee, {
    from: moneyAccount(accountId, "stripe_balance", balance.currency),
    to: moneyAccount(accountId, "processor_fees", balance.currency),
    amount: balance.feeMinor,
  });
  const { transactionId, grossMinor, feeMinor, exchangeRate } = balance;
  collecting(draft).settlements.push({
    ...{ paymentId, balanceTransactionId: transactionId, currency: balance.currency },
    ...{ grossMinor, feeMinor, exchangeRate },
  });
}

/** Given up here too its money is still welcome: what asks for it runs on, so that no second one is made. */
function isGivenUp({ snapshot }: AccountDraft, { documents }: CollectionState): boolean {
  return documents.some(({ invoiceId }) =>
    snapshot.openInvoices.some(({ id, status }) => id === invoiceId && status === "uncollectible"),
  );
}

type Stand = { t: Date; givenUp: boolean };

function forward({ collection, invoice }: Arrival, { t: at, givenUp }: Stand): CollectionState {
  const staysOpen = invoice.status === "uncollectible" && givenUp;
  const told = staysOpen ? "open" : invoice.status;
  const said = told === "draft" ? "intended" : told;
  const status = canBecome(collection.status, said) ? said : collection.status;
  const isOver = status === "paid" || status === "void" || status === "uncollectible";
  const isOpen = !isOver && invoice.status === "open";
  return {
    ...collection,
    status,
    processorInvoiceId: collection.processorInvoiceId ?? invoice.id,
    hostedUrl: invoice.hostedUrl ?? collection.hostedUrl,
    requiresAction: isOpen && invoice.requiresAction,
    processing: isOpen && invoice.processing,
    nextAttemptAt: isOver ? null : collection.nextAttemptAt,
    closedAt: isOver ? (collection.closedAt ?? at) : null,
  };
}

/** The last failure, where this is the first to tell of it. */
function tellFailure(draft: AccountDraft, { collection, invoice, toldFailures }: Arrival): void {
  const { lastFailure } = invoice;
  if (!lastFailure || toldFailures.has(lastFailure.attemptId)) return;
  const { attemptId, code, declineCode } = lastFailure;
  const toldAt = draft.snapshot.t;
  collecting(draft).failures.push({
    ...{ collectionId: collection.id, attemptId, code, declineCode, toldAt },
  });
}

/**
 * A try of ours that took no money: a change that waits for it is given up, the old plan untouched (BOOKS B4); an
 * order stays, to be paid another way; everything else is overdue, and tried again as the catalogue says.
 */
function afterOurTry(
  draft: AccountDraft,
  { invoice, ours, moved, dunning }: Arrival & { moved: CollectionState },
): void {
  const { t } = draft.snapshot;
  // A bank's question is open, or the answer: nobody refused anything.
  if (invoice.processing || invoice.requiresAction || !invoice.lastFailure) return;
  const document = draft.receivables.find(({ id }) => id === moved.invoiceId);
  if (!document) return;
  const waiting = draft.scheduled.find(({ invoiceId }) => invoiceId === document.id);
  if (waiting) {
    // Who must prove it is not refused: the change waits for that as long as it waits for anything.
    if (invoice.lastFailure.code === "authentication_required") return;
    abandonChange(draft, waiting, { at: t, status: "abandoned" });
    return;
  }
  // A customer who mistypes a card before the day is not overdue for that.
  if (ours !== "by_itself" || isUnpaidOrder(document)) return;
  if (document.failedAt === null) {
    const failed = moved.documents.map(({ invoiceId: id }) => ({ id, at: t }));
    collecting(draft).failedInvoices.push(...failed);
    draft.receivables = draft.receivables.map((one) =>
      failed.some(({ id }) => id === one.id) ? { ...one, failedAt: t } : one,
    );
  }
  setCollection(draft, afterFailure(moved, { at: t, terms: dunning }));
}
