import type { Act } from "../settings/data";

export const eventStatuses = ["stored", "waiting", "kept", "done", "dead", "ignored"] as const;

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
  attempts: number;
  result: "applied" | "nothing" | null;
  account: { externalId: string; name: string } | null;
};

export type EventInFull = StripeEvent & {
  apiVersion: string | null;
  lastError: string | null;
  nextAt: Date | null;
  workedAt: Date | null;
  touched: string[];
};

export type EventActs = {
  dryRun: Act<
    { eventId: string },
    { result: "applied" | "nothing" | "unknown_object"; touched: string[] }
  >;
  replay: Act<{ eventId: string }, { replayed: number }>;
  replayDead: Act<undefined, { replayed: number }>;
};

export type Health = {
  last: { id: string; type: string; createdAt: Date; receivedAt: Date } | null;
  received: number;
  ignored: Record<IgnoredBecause, number>;
  asOf: Date;
  backlog: { due: number; waiting: number; lost: number; dead: number; lagSeconds: number };
  /** Plans Stripe bills and has said nothing of for a day. */
  silence: { plans: number };
  /** Null where no Stripe is set up. */
  mode: "live" | "test" | null;
};
