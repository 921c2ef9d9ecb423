export type EventType =
  | "period.started"
  | "plan.changed"
  | "credits.granted"
  | "credits.low"
  | "credits.depleted"
  | "invoice.issued"
  | "invoice.paid"
  | "invoice.payment_failed"
  | "refund.succeeded"
  | "refund.failed"
  | "dispute.opened"
  | "dispute.closed";

export type WebhookEndpoint = {
  id: string;
  url: string;
  description: string;
  /** Null: all there are, later ones too. */
  eventTypes: string[] | null;
  createdAt: Date;
  createdBy: string;
  disabledAt: Date | null;
  disabledBecause: "person" | "failing" | "gone" | null;
  /** Nothing has arrived since. */
  failingSince: Date | null;
  /** Until when a secret that was replaced signs too. */
  oldSecretUntil: Date | null;
};

/** `secret` is in this answer and in no other: keep it. */
export type WebhookSecret = { endpoint: WebhookEndpoint; secret: string };

export type CreateWebhook = {
  url: string;
  description?: string;
  /** All there are when left out. */
  eventTypes?: EventType[] | null;
};

export type UpdateWebhook = Partial<CreateWebhook> & { endpointId: string; enabled?: boolean };

export type WebhookDelivery = {
  eventId: string;
  endpointId: string;
  type: string;
  occurredAt: Date;
  account: { id: string; externalId: string; name: string };
  status: "waiting" | "delivered" | "failed";
  attempts: number;
  nextAttemptAt: Date | null;
  lastAttemptAt: Date | null;
  lastStatus: number | null;
  lastProblem: WebhookProblem | "disabled" | null;
};

export type WebhookProblem =
  | "address"
  | "name"
  | "connection"
  | "certificate"
  | "time"
  | "redirect";

export type ListDeliveries = {
  endpointId: string;
  status?: "waiting" | "delivered" | "failed";
  /** The `next` of the page before. */
  before?: string;
  limit?: number;
};

export type WebhookTest = {
  id: string;
  status: number | null;
  problem: WebhookProblem | null;
  durationMs: number;
};

/** Where events are sent. `webhooks.md` says what they hold and how to verify them. */
export type Webhooks = {
  list(): Promise<WebhookEndpoint[]>;
  create(input: CreateWebhook): Promise<WebhookSecret>;
  update(input: UpdateWebhook): Promise<WebhookEndpoint>;
  /** The old secret signs too for some hours: 24 when left out. */
  rotateSecret(input: { endpointId: string; overlapHours?: number }): Promise<WebhookSecret>;
  remove(input: { endpointId: string }): Promise<{ removed: boolean }>;
  deliveries(
    input: ListDeliveries,
  ): Promise<{ deliveries: WebhookDelivery[]; next: string | null }>;
  resend(input: { endpointId: string; eventIds: string[] }): Promise<{ resent: number }>;
  /** Everything since an instant that never arrived. */
  replay(input: { endpointId: string; since: Date }): Promise<{ resent: number }>;
  sendTest(input: { endpointId: string }): Promise<WebhookTest>;
};
