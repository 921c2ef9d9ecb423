import { BillingError } from "@/lib/errors";

/** Of no quote, of another account's, and of one that ran out so long ago that it was deleted: nobody can tell them apart. */
export function noSuchQuote(): BillingError {
  return new BillingError(
    "not_found",
    "There is no such quote. One that ran out long ago is deleted: ask for a new one.",
    { field: "quoteId" },
  );
}
