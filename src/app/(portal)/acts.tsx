"use client";

import type { ComponentProps } from "react";
import { answerOf, api } from "@/trpc/client";
import { PayNow } from "@/ui/pay/pay-now";
import { TakeBack } from "@/ui/pay/take-back";
import { Undo } from "@/ui/plan/undo";

// What stands on several pages and asks for a change; `ui` knows nothing of the server.
const { plan, invoices, packs } = api.portal;

export function UndoWaiting() {
  return <Undo act={(idempotencyKey) => answerOf(plan.undo.mutate({ idempotencyKey }))} />;
}

type PayProps = Omit<ComponentProps<typeof PayNow>, "act"> & { invoiceId: string };

export function PayInvoice({ invoiceId, ...rest }: PayProps) {
  return <PayNow act={() => answerOf(invoices.payNow.mutate({ invoiceId }))} {...rest} />;
}

export function TakeBackOrder({ invoiceId }: { invoiceId: string }) {
  return <TakeBack act={() => answerOf(packs.takeBack.mutate({ invoiceId }))} />;
}
