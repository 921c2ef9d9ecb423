"use client";

import type { ComponentProps } from "react";
import { answerOf, api } from "@/trpc/client";
import type { QuoteActs } from "@/ui/plan/data";
import { PlanSheet } from "@/ui/plan/sheet";
import type { When } from "@/ui/preview/data";

// What the plan page asks of the server; `ui` knows nothing of it.
const { plan } = api.portal;

const common: Pick<QuoteActs, "quote" | "confirm"> = {
  quote: (quoteId) => answerOf(plan.quote.query({ quoteId })),
  confirm: (input) => answerOf(plan.confirm.mutate(input)),
};

type Sheet = Omit<ComponentProps<typeof PlanSheet>, "acts" | "kind">;

export function ChangeSheet({
  code,
  isFirst,
  ...rest
}: Sheet & { code: string; isFirst: boolean }) {
  const preview = (when: When) =>
    answerOf(plan.previewChange.mutate({ plan: code, ...(isFirst ? {} : { when }) }));
  return <PlanSheet {...rest} kind={isFirst ? "start" : "change"} acts={{ ...common, preview }} />;
}

export function CancelSheet(props: Sheet) {
  const preview = (when: When) => answerOf(plan.previewCancel.mutate({ when }));
  return <PlanSheet {...props} kind="cancel" acts={{ ...common, preview }} />;
}
