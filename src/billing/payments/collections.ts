import { type CollectionId, type InvoiceId, newId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { putLast } from "../draft";
import { carriedWith } from "../invoices/carried";
import { isUnpaidOrder } from "../invoices/pack-order";
import type { CollectionState, CollectionStatus, InvoiceState } from "../state";
import { type CollectingDraft, nothingCollected } from "./collecting";

/** One table of moves; what is told late moves nothing back. */
const moves = {
  intended: ["open", "ending", "paid", "void", "uncollectible"],
  open: ["ending", "paid", "void", "uncollectible"],
  ending: ["paid", "void", "uncollectible"],
  paid: [],
  void: [],
  uncollectible: ["paid", "void"],
} satisfies Record<CollectionStatus, CollectionStatus[]>;

/** Whether a collection may still become that; staying what it is counts as no move. */
export function canBecome(from: CollectionStatus, to: CollectionStatus): boolean {
  return (moves[from] as CollectionStatus[]).includes(to);
}

/** Whoever confirms is about to pay in person, perhaps with a proof; later it is tried without. */
const personFirstSeconds = 60;

/**
 * What is being collected follows what is owed: a collection whose documents are no longer open as they were is
 * to be void at the processor, and what of them is still owed is collected anew. Invoices issued in this decision
 * are collected where the account pays by itself; any other only when somebody asks.
 */
export function followReceivables(draft: AccountDraft, at: Date): void {
  const ended = new Set<InvoiceId>();
  for (const one of draft.collections.filter(isRunning)) {
    if (isAsItWas(draft, one)) continue;
    setCollection(draft, { ...one, status: "ending", nextAttemptAt: at });
    if (one.tries > 0 || one.nextAttemptAt)
      for (const { invoiceId } of one.documents) ended.add(invoiceId);
  }
  if (!draft.snapshot.paysByItself) return;
  const issued = new Set(draft.decision.invoices.flatMap(({ id, issue }) => (issue ? [id] : [])));
  for (const invoice of draft.receivables) {
    if (!issued.has(invoice.id) && !ended.has(invoice.id)) continue;
    if (invoice.dueAt === null || collectionOf(draft, invoice.id)) continue;
    beginCollection(draft, invoice, { at, nextAttemptAt: firstAttemptAt(draft, invoice, at) });
  }
}

/** Begins to collect what is open of a document and of what is carried to it. */
export function beginCollection(
  draft: AccountDraft,
  invoice: InvoiceState,
  { at, nextAttemptAt }: { at: Date; nextAttemptAt: Date | null },
): CollectionState {
  const documents = openTogether(draft, invoice);
  const collection: CollectionState = {
    id: newId<CollectionId>(),
    invoiceId: invoice.id,
    currency: invoice.currency,
    amountMinor: documents.reduce((sum, { minor }) => sum + minor, 0n),
    documents,
    status: "intended",
    ...{ processorInvoiceId: null, hostedUrl: null, tries: 0 },
    ...{ firstFailedAt: invoice.failedAt, exhaustedAt: null },
    ...{ lastStep: null, lastStepAt: null },
    ...{ requiresAction: false, processing: false },
    ...{ nextAttemptAt, createdAt: at, closedAt: null },
  };
  setCollection(draft, collection, true);
  return collection;
}

/** A collection as it now stands. */
export function setCollection(draft: AccountDraft, now: CollectionState, isNew = false): void {
  const { collections } = collecting(draft);
  const fresh = isNew || collections.some((one) => one.id === now.id && one.isNew);
  putLast(collections, { ...now, isNew: fresh }, ({ id }) => id === now.id);
  draft.collections = [...draft.collections.filter(({ id }) => id !== now.id), now];
}

/** What a decision writes of collecting money. */
export function collecting({ decision }: AccountDraft): CollectingDraft {
  decision.collecting ??= nothingCollected();
  return decision.collecting;
}

/** What is running for a document, itself or carried to another. */
export function collectionOf(
  { collections }: Pick<AccountDraft, "collections">,
  invoiceId: InvoiceId,
): CollectionState | undefined {
  return collections
    .filter(isRunning)
    .find(({ documents }) => documents.some((one) => one.invoiceId === invoiceId));
}

function isRunning({ status }: CollectionState): boolean {
  return status === "intended" || status === "open";
}

function isAsItWas(draft: AccountDraft, { invoiceId, documents }: CollectionState): boolean {
  const invoice = draft.receivables.find(({ id }) => id === invoiceId) ?? givenUp(draft, invoiceId);
  if (!invoice) return false;
  const now = openTogether(draft, invoice);
  // More may be carried to it by now: that waits for the next one, since this one was sent without.
  return documents.every(({ invoiceId: id, minor }) =>
    now.some((one) => one.invoiceId === id && one.minor === minor),
  );
}

/** Given up, but its money is still welcome (BOOKS B11). */
function givenUp({ snapshot, decision }: AccountDraft, id: InvoiceId): InvoiceState | undefined {
  const known = snapshot.openInvoices.find((one) => one.id === id);
  const move = decision.invoiceMoves.find((one) => one.id === id);
  const { status, paidMinor = 0n } = move ?? known ?? {};
  return known && status === "uncollectible" ? { ...known, status, paidMinor } : undefined;
}

function openTogether(draft: AccountDraft, invoice: InvoiceState): CollectionState["documents"] {
  const carried = invoice.status === "issued" ? carriedWith(draft.receivables, invoice) : [];
  return [...carried, invoice].map(({ id, totalMinor, paidMinor }) => ({
    ...{ invoiceId: id, minor: totalMinor - paidMinor },
  }));
}

/** An order and a change that waits are about to be paid in person. */
function firstAttemptAt(draft: AccountDraft, invoice: InvoiceState, at: Date): Date {
  const inPerson =
    isUnpaidOrder(invoice) || draft.scheduled.some((one) => one.invoiceId === invoice.id);
  return inPerson ? addSeconds(at, personFirstSeconds) : at;
}
