export const eventStatuses = ["stored", "ignored"] as const;

export type EventStatus = (typeof eventStatuses)[number];

export type IgnoredBecause = "other_mode" | "other_account";

/** An event of Stripe's, as staff see it. */
export type StripeEvent = {
  id: string;
  type: string;
  objectId: string | null;
  createdAt: Date;
  receivedAt: Date;
  status: EventStatus;
  ignoredBecause: IgnoredBecause | null;
};

export type Health = {
  last: { id: string; type: string; createdAt: Date; receivedAt: Date } | null;
  received: number;
  ignored: Record<IgnoredBecause, number>;
  asOf: Date;
  /** Null where no Stripe is set up. */
  mode: "live" | "test" | null;
};
