/** What a rule may watch. */
export const alertKinds = [
  "balance",
  "usage",
  "spend",
  "run_out",
  "spike",
  "invoice",
  "plan_change",
] as const;

export type AlertKind = (typeof alertKinds)[number];

/** Decided where it happens, in the commit that brings it about; the others are asked by the worker. */
export type WatchedKind = Exclude<AlertKind, "run_out" | "spike">;

export const alertChannels = ["in_app", "email", "webhook"] as const;

export type AlertChannel = (typeof alertChannels)[number];

/**
 * The thresholds a kind may have: credits, percent, minor units, days, times a usual day. What happens or
 * does not has none, which is 0.
 */
export const thresholdBounds: Record<AlertKind, { least: bigint; most: bigint }> = {
  balance: { least: 1n, most: 1_000_000_000_000_000n },
  usage: { least: 1n, most: 100n },
  spend: { least: 1n, most: 100_000_000_000n },
  run_out: { least: 1n, most: 90n },
  spike: { least: 2n, most: 100n },
  invoice: { least: 0n, most: 0n },
  plan_change: { least: 0n, most: 0n },
};

export const mostRules = 20;
export const mostRecipients = 10;
