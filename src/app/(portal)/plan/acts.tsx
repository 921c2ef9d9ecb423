"use client";

import type { ComponentProps } from "react";
import { answerOf, api } from "@/trpc/client";
import type { QuoteActs, When } from "@/ui/plan/data";
import { PayNow } from "@/ui/plan/pay-now";
import { PlanSheet } from "@/ui/plan/sheet";
import { Undo } from "@/ui/plan/undo";

// What the plan page asks of the server; `ui` knows nothing of it.
const { plan, invoices } = api.portal;

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

export function UndoWaiting() {
  return <Undo act={(idempotencyKey) => answerOf(plan.undo.mutate({ idempotencyKey }))} />;
}

export function PayWaiting({ invoiceId }: { invoiceId: string }) {
  return <PayNow act={() => answerOf(invoices.payNow.mutate({ invoiceId }))} />;
}
