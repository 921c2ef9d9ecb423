"use client";

import { answerOf, api } from "@/trpc/client";
import type { BillingPage, DetailsWish, HeadWords, Place } from "@/ui/billing/data";
import { DetailsForm } from "@/ui/billing/form";

// What the page's form asks of the server; `ui` knows nothing of it.
const { billingDetails } = api.portal;

const acts = {
  set: (wish: DetailsWish) => answerOf(billingDetails.set.mutate(wish)),
  taxAt: (place: Place) => answerOf(billingDetails.taxAt.query(place)),
};

export function ChangeDetails({ page, words }: { page: BillingPage; words: HeadWords }) {
  return <DetailsForm page={page} words={words} acts={acts} />;
}
