import type { Act } from "../settings/data";

/** Every type of event, and the key of its sentence. */
export const eventWords = {
  "period.started": "period_started",
  "plan.changed": "plan_changed",
  "credits.granted": "credits_granted",
  "credits.low": "credits_low",
  "credits.depleted": "credits_depleted",
  "invoice.issued": "invoice_issued",
  "invoice.paid": "invoice_paid",
  "invoice.payment_failed": "invoice_payment_failed",
  "refund.succeeded": "refund_succeeded",
  "refund.failed": "refund_failed",
  "dispute.opened": "dispute_opened",
  "dispute.closed": "dispute_closed",
} as const;

export type EventType = keyof typeof eventWords;

export const eventTypes = Object.keys(eventWords) as EventType[];

export type Endpoint = {
  id: string;
  url: string;
  description: string;
  eventTypes: string[] | null;
  disabledAt: Date | null;
  disabledBecause: "person" | "failing" | "gone" | null;
  failingSince: Date | null;
  oldSecretUntil: Date | null;
};

export const deliveryStatuses = ["waiting", "delivered", "failed"] as const;

export type DeliveryStatus = (typeof deliveryStatuses)[number];

export type Problem =
  | "address"
  | "name"
  | "connection"
  | "certificate"
  | "time"
  | "redirect"
  | "disabled";

export type Delivery = {
  eventId: string;
  type: string;
  occurredAt: Date;
  account: { name: string };
  status: DeliveryStatus;
  attempts: number;
  nextAttemptAt: Date | null;
  lastStatus: number | null;
  lastProblem: Problem | null;
};

export type Attempt = {
  number: number;
  at: Date;
  durationMs: number;
  status: number | null;
  problem: Problem | null;
  responseStart: string | null;
};

type WithSecret = { endpoint: { url: string }; secret: string };

export type EndpointInput = {
  url: string;
  description: string;
  eventTypes: EventType[] | null;
};

export type WebhookActs = {
  create: Act<EndpointInput, WithSecret>;
  update: Act<{ endpointId: string } & Partial<EndpointInput> & { enabled?: boolean }, unknown>;
  rotateSecret: Act<{ endpointId: string }, WithSecret>;
  remove: Act<{ endpointId: string }, unknown>;
  sendTest: Act<
    { endpointId: string },
    { status: number | null; problem: Problem | null; durationMs: number }
  >;
  resend: Act<{ endpointId: string; eventIds: string[] }, unknown>;
  replay: Act<{ endpointId: string; since: Date }, { resent: number }>;
};
