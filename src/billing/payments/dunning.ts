import { addSeconds } from "@/lib/time";
import type { Catalog } from "../plans/catalog";
import type { CollectionState } from "../state";

/** What the catalogue says of money that does not come. */
export type DunningTerms = Catalog["dunning"];

/**
 * A collection after a try by itself failed: when it is tried next, counted from the first failure so that a late
 * worker moves nothing, or that there is no next try.
 */
export function afterFailure(
  collection: CollectionState,
  { at, terms }: { at: Date; terms: DunningTerms },
): CollectionState {
  const firstFailedAt = collection.firstFailedAt ?? at;
  const next = terms.retryDays
    .map((one) => addSeconds(firstFailedAt, one * 86_400))
    .find((instant) => instant > at);
  return {
    ...collection,
    firstFailedAt,
    nextAttemptAt: next ?? null,
    exhaustedAt: next ? null : (collection.exhaustedAt ?? at),
  };
}
