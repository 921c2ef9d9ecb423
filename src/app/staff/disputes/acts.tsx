"use client";

import type { DisputeId, QuoteId } from "@/lib/ids";
import { answerOf, api } from "@/trpc/client";
import { Answer } from "@/ui/disputes/answer";
import { Assign } from "@/ui/disputes/assign";
import type { Dispute, DisputeActs, DisputeRow } from "@/ui/disputes/data";

// What the buttons ask of the server; `ui` knows nothing of it.
const { disputes } = api.staff;
const of = (disputeId: string) => disputeId as DisputeId;
type Field = Parameters<typeof disputes.addFile.mutate>[0]["field"];

const acts: DisputeActs = {
  assign: ({ disputeId, mine }) =>
    answerOf(disputes.assign.mutate({ disputeId: of(disputeId), mine })),
  save: ({ disputeId, evidence }) =>
    answerOf(disputes.saveEvidence.mutate({ disputeId: of(disputeId), evidence })),
  addFile: ({ disputeId, field, ...file }) =>
    answerOf(disputes.addFile.mutate({ disputeId: of(disputeId), field: field as Field, ...file })),
  removeFile: ({ disputeId, field }) =>
    answerOf(disputes.removeFile.mutate({ disputeId: of(disputeId), field: field as Field })),
  attachPack: ({ disputeId }) => answerOf(disputes.attachPack.mutate({ disputeId: of(disputeId) })),
  submit: ({ disputeId, idempotencyKey }) =>
    answerOf(disputes.submit.mutate({ disputeId: of(disputeId), idempotencyKey })),
  preview: ({ disputeId }) => answerOf(disputes.preview.mutate({ disputeId: of(disputeId) })),
  accept: ({ quoteId, ...how }) =>
    answerOf(disputes.accept.mutate({ quoteId: quoteId as QuoteId, ...how })),
};

export function AssignOf(props: { of: DisputeRow; me: string; may: boolean }) {
  return <Assign {...props} act={acts.assign} />;
}

export function AnswerOf(props: { of: Dispute; may: boolean; zone: string }) {
  return <Answer {...props} acts={acts} />;
}
