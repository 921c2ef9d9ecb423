"use client";

import { answerOf, api } from "@/trpc/client";
import type { Inbox, InboxActs, Waiting } from "@/ui/adjustments/data";
import { AdjustmentsInbox } from "@/ui/adjustments/inbox";
import type { RefundInboxActs, WaitingRefund } from "@/ui/refunds/data";
import { RefundsInbox } from "@/ui/refunds/inbox";

// What the buttons ask of the server; `ui` knows nothing of it.
const { adjustments, refunds } = api.staff;

const acts: InboxActs = {
  approve: (input) => answerOf(adjustments.approve.mutate(input)),
  reject: (input) => answerOf(adjustments.reject.mutate(input)),
};

export function Adjustments(props: { page: Inbox<Waiting>; zone: string }) {
  return <AdjustmentsInbox {...props} acts={acts} />;
}

const refundActs: RefundInboxActs = {
  approve: (which) => answerOf(refunds.approve.mutate(which)),
  reject: (which) => answerOf(refunds.reject.mutate(which)),
};

export function Refunds(props: { page: Inbox<WaitingRefund>; zone: string }) {
  return <RefundsInbox {...props} acts={refundActs} />;
}
