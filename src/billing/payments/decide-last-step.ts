import { never } from "@/lib/errors";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { type ExpiredCredits, writeOffDocument } from "../invoices/give-up";
import { isUnpaidOrder } from "../invoices/pack-order";
import { isOverdue } from "../invoices/status";
import { suspend } from "../invoices/suspend";
import { cancelAtEnd, cancelNow } from "../plans/decide-cancel";
import { honourPaid } from "../plans/paid";
import type { CollectionState, InvoiceState, LastStep, PeriodState, Snapshot } from "../state";
import { setCollection } from "./collections";
import type { DunningTerms } from "./dunning";

export type AfterLastTry = {
  collection: CollectionState;
  terms: DunningTerms;
  proration: "second" | "day";
  expired: ExpiredCredits;
};

/**
 * What follows the last try to collect a document, as the catalogue says (BOOKS B4, B11). Whatever it is, money that
 * comes later heals it: what is given up stays payable.
 */
export function decideLastStep(
  snapshot: Snapshot,
  { collection, terms, proration, expired }: AfterLastTry,
  author: Author,
): { decision: Decision; answer: { step: LastStep } } {
  const { t: at } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const documents = unpaidOf(draft, collection, at);
  const step = documents.length === 0 ? "none" : terms.lastStep;
  setCollection(draft, { ...collection, lastStep: step, lastStepAt: at });
  switch (step) {
    case "none":
      break;
    case "suspend":
      for (const one of documents) suspend(draft, one, at);
      break;
    case "cancel":
      endPlanOf(draft, documents, { at, proration });
      giveUp(draft, documents, { at, expired });
      break;
    case "write_off":
      giveUp(draft, documents, { at, expired });
      break;
    default:
      never(step);
  }
  honourPaid(draft, at);
  return { decision: draft.finish(at), answer: { step } };
}

/**
 * What of a collection is overdue. An order and a change nobody paid end by themselves, and were given nothing; what
 * could not even be tried is due on its day.
 */
function unpaidOf(draft: AccountDraft, { documents }: CollectionState, at: Date): InvoiceState[] {
  const ids = new Set(documents.map(({ invoiceId }) => invoiceId));
  const open = draft.receivables.filter((one) => ids.has(one.id) && !isUnpaidOrder(one));
  const waits = draft.scheduled.some(({ invoiceId }) => invoiceId && ids.has(invoiceId));
  return waits || !open.some((one) => isOverdue(one, at)) ? [] : open;
}

/** The plan they are of, where it still runs. What costs nothing begins and ends with a period. */
function endPlanOf(
  draft: AccountDraft,
  documents: readonly InvoiceState[],
  { at, proration }: { at: Date; proration: "second" | "day" },
): void {
  const { period } = draft;
  if (!period || !documents.some(({ subscriptionId }) => subscriptionId === period.subscriptionId))
    return;
  const request = { at, proration, quoteId: null, unusedThen: null };
  if (endsNow(period)) cancelNow(draft, period, { ...request, when: "now" });
  else if (!draft.scheduled.some(({ kind }) => kind === "cancel"))
    cancelAtEnd(draft, period, { ...request, when: "period_end" });
}

function endsNow({ trial, version }: PeriodState): boolean {
  return trial || version.priceMinor > 0n;
}

/** What the end of the plan left open of them. */
function giveUp(
  draft: AccountDraft,
  documents: readonly InvoiceState[],
  { at, expired }: { at: Date; expired: ExpiredCredits },
): void {
  const reason = "Given up: the last try to collect it failed";
  for (const { id } of documents) {
    const open = draft.receivables.find((one) => one.id === id);
    if (open) writeOffDocument(draft, open, { at, reason, expired });
  }
}
