"use client";

import { answerOf, api } from "@/trpc/client";
import type { InboxActs, Waiting } from "@/ui/adjustments/data";
import { AdjustmentsInbox } from "@/ui/adjustments/inbox";

// What the buttons ask of the server; `ui` knows nothing of it.
const { adjustments } = api.staff;

const acts: InboxActs = {
  approve: (input) => answerOf(adjustments.approve.mutate(input)),
  reject: (input) => answerOf(adjustments.reject.mutate(input)),
};

export function Adjustments(props: { waiting: Waiting[]; zone: string }) {
  return <AdjustmentsInbox {...props} acts={acts} />;
}
