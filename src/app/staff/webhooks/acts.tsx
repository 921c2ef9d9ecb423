"use client";

import { answerOf, api } from "@/trpc/client";
import type { Delivery, Endpoint, WebhookActs } from "@/ui/webhooks/data";
import { EndpointActs } from "@/ui/webhooks/endpoint-acts";
import { AddEndpoint, EditEndpoint } from "@/ui/webhooks/endpoint-form";
import { ReplayForm } from "@/ui/webhooks/replay-form";
import { Resend } from "@/ui/webhooks/resend";

// What the buttons ask of the server; `ui` knows nothing of it.
const { webhooks } = api.staff;

const acts: WebhookActs = {
  create: (input) => answerOf(webhooks.create.mutate(input)),
  update: (input) => answerOf(webhooks.update.mutate(input)),
  rotateSecret: (input) => answerOf(webhooks.rotateSecret.mutate(input)),
  remove: (input) => answerOf(webhooks.remove.mutate(input)),
  sendTest: (input) => answerOf(webhooks.sendTest.mutate(input)),
  resend: (input) => answerOf(webhooks.resend.mutate(input)),
  replay: (input) => answerOf(webhooks.replay.mutate(input)),
};

export function Add() {
  return <AddEndpoint act={acts.create} />;
}

export function Edit({ endpoint }: { endpoint: Endpoint }) {
  return <EditEndpoint endpoint={endpoint} act={acts.update} />;
}

export function ActsOfEndpoint({ endpoint }: { endpoint: Endpoint }) {
  return <EndpointActs endpoint={endpoint} acts={acts} />;
}

export function Replay({ endpointId, since }: { endpointId: string; since: string }) {
  return <ReplayForm endpointId={endpointId} since={since} act={acts.replay} />;
}

export function ResendDelivery(props: { endpointId: string; delivery: Delivery }) {
  return <Resend {...props} act={acts.resend} />;
}
