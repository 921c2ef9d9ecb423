import { v5, v7 } from "uuid";

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type AccountId = Id<"account">;
export type AlertFiringId = Id<"alert_firing">;
export type AlertRuleId = Id<"alert_rule">;
export type CollectionId = Id<"collection">;
export type ConsumptionId = Id<"consumption">;
export type DifferenceId = Id<"difference">;
export type DiscountId = Id<"discount">;
export type TopUpRunId = Id<"top_up_run">;
export type GatewayCallId = Id<"gateway_call">;
export type GrantId = Id<"grant">;
export type HoldId = Id<"hold">;
export type InvoiceId = Id<"invoice">;
export type InvoiceLineId = Id<"invoice_line">;
export type LedgerAccountId = Id<"ledger_account">;
export type LineReturnId = Id<"line_return">;
export type PaymentId = Id<"payment">;
export type PlanPeriodId = Id<"plan_period">;
export type PlanVersionId = Id<"plan_version">;
export type QuoteId = Id<"quote">;
export type ReconciliationRunId = Id<"reconciliation_run">;
export type RefundId = Id<"refund">;
export type DisputeId = Id<"dispute">;
export type DisputeFileId = Id<"dispute-file">;
export type ScheduledChangeId = Id<"scheduled_change">;
export type StaffTaskId = Id<"staff_task">;
export type SubscriptionId = Id<"subscription">;

/** Where new ids come from. Time-ordered by default; the sandbox story swaps in its own. */
export type IdSource = () => string;

let source: IdSource = timeOrdered;

/** A new time-ordered id (UUIDv7), typed by what it will name. */
export function newId<T extends string>(): T {
  return source() as T;
}

/** Takes ids from elsewhere while work runs: the sandbox's story has the same ones every time. */
export async function withIdSource<T>(other: IdSource, work: () => Promise<T>): Promise<T> {
  source = other;
  try {
    return await work();
  } finally {
    source = timeOrdered;
  }
}

const random = new Uint8Array(16_384);
let randomUsed = random.length;
let [lastMs, sequence] = [0, 0];

/**
 * UUIDv7 with random bytes drawn for a thousand ids at once: the system's answer to sixteen bytes costs
 * more than all else a consume does before the database. Ids of one millisecond count on (RFC 9562).
 */
function timeOrdered(): string {
  if (randomUsed === random.length) {
    crypto.getRandomValues(random);
    randomUsed = 0;
  }
  const bytes = random.subarray(randomUsed, randomUsed + 16);
  randomUsed += 16;
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) >>> 1;
  } else {
    sequence += 1;
  }
  return v7({ random: bytes, msecs: lastMs, seq: sequence });
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a string is a UUID in the one spelling we store (lower case, dashed). */
export function isUuid(value: string): boolean {
  return uuidPattern.test(value);
}

/** An id that follows from names, so that the same thing gets the same id on every machine. */
export function idFromName<T extends string>(namespace: string, name: string): T {
  return v5(name, namespace) as T;
}
