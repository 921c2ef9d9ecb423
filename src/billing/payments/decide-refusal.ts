import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { isUnpaidOrder } from "../invoices/pack-order";
import type { Snapshot } from "../state";
import { collecting, setCollection } from "./collections";
import type { Arrival } from "./decide-arrival";
import { afterFailure } from "./dunning";

/**
 * A try the processor refused to make: it is told, and the schedule goes on. Nothing is overdue for that. An order stays
 * to be paid another way, as after a card that was declined.
 */
export function decideRefusal(
  snapshot: Snapshot,
  refusal: Pick<Arrival, "collection" | "dunning"> & {
    attemptId: string;
    byItself: boolean;
    code: string | null;
  },
  author: Author,
): Decision {
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const { collection, attemptId, byItself, code, dunning } = refusal;
  collecting(draft).failures.push({
    ...{ collectionId: collection.id, attemptId, code: code ?? "refused" },
    ...{ declineCode: null, toldAt: t },
  });
  const isOpen = collection.status === "intended" || collection.status === "open";
  const document = draft.receivables.find(({ id }) => id === collection.invoiceId);
  const isTriedAgain = byItself && isOpen && !(document && isUnpaidOrder(document));
  const after = isTriedAgain ? afterFailure(collection, { at: t, terms: dunning }) : collection;
  setCollection(draft, after);
  return draft.finish(t);
}
