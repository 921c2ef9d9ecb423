"use client";

import type { DifferenceId, QuoteId } from "@/lib/ids";
import { answerOf, api } from "@/trpc/client";
import type { Comment, Difference, ReconciliationActs, Stand } from "@/ui/reconciliation/data";
import { SetRight } from "@/ui/reconciliation/fix";
import { HowItStands } from "@/ui/reconciliation/stand";
import { WorkOn } from "@/ui/reconciliation/work";

// What the buttons ask of the server; `ui` knows nothing of it.
const { reconciliation } = api.staff;
const of = (id: string) => id as DifferenceId;

const acts: ReconciliationActs = {
  start: () => answerOf(reconciliation.start.mutate()),
  assign: ({ differenceId, staffUserId }) =>
    answerOf(reconciliation.assign.mutate({ differenceId: of(differenceId), staffUserId })),
  comment: ({ differenceId, body }) =>
    answerOf(reconciliation.comment.mutate({ differenceId: of(differenceId), body })),
  resolve: ({ differenceId, reason }) =>
    answerOf(reconciliation.resolve.mutate({ differenceId: of(differenceId), reason })),
  previewFix: ({ differenceId }) =>
    answerOf(reconciliation.previewFix.mutate({ differenceId: of(differenceId) })),
  fix: ({ differenceId, quoteId, reason }) =>
    answerOf(
      reconciliation.fix.mutate({
        ...{ differenceId: of(differenceId), quoteId: quoteId as QuoteId, reason },
      }),
    ),
};

export function StandOf(props: { of: Stand; zone: string }) {
  return <HowItStands {...props} start={acts.start} />;
}

export function FixOf(props: { of: Difference }) {
  return <SetRight {...props} acts={acts} />;
}

export function WorkOf(props: { of: Difference; comments: Comment[]; may: boolean; zone: string }) {
  return <WorkOn {...props} acts={acts} />;
}
