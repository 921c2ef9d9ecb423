import { bytesArray, plainArray, textArray, timeArray } from "@/db/arrays";
import type { AccountId } from "@/lib/ids";
import type { ConsumptionDraft, Decision } from "../decision";
import type { PostedTransaction } from "./posting";

/** A decision and its ledger transactions, versioned and hashed: what `writeBooks` writes. */
export type BooksEntry = { decision: Decision; posted: PostedTransaction[] };

export function transactionArrays(entries: readonly BooksEntry[]): string[] {
  const rows = entries.flatMap(({ decision, posted }) => posted.map((one) => ({ decision, one })));
  return [
    plainArray(rows.map(({ decision }) => decision.accountId)),
    plainArray(rows.map(({ one }) => one.version)),
    plainArray(rows.map(({ one }) => one.kind)),
    timeArray(rows.map(({ one }) => one.occurredAt)),
    timeArray(rows.map(({ one }) => one.bookedAt)),
    timeArray(rows.map(({ decision }) => decision.recordedAt)),
    textArray(rows.map(({ one }) => one.actor)),
    textArray(rows.map(({ one }) => one.reason)),
    textArray(rows.map(({ one }) => one.requestId)),
    bytesArray(rows.map(({ one }) => one.previousHash)),
    bytesArray(rows.map(({ one }) => one.hash)),
  ];
}

export function transferArrays(entries: readonly BooksEntry[]): string[] {
  const rows = entries.flatMap(({ decision: { accountId }, posted }) =>
    posted.flatMap(({ version, transfers }) =>
      transfers.map((one, position) => ({ accountId, version, position, one })),
    ),
  );
  return [
    plainArray(rows.map((row) => row.accountId)),
    plainArray(rows.map((row) => row.version)),
    plainArray(rows.map((row) => row.position)),
    plainArray(rows.map(({ one }) => one.from.id)),
    plainArray(rows.map(({ one }) => one.to.id)),
    plainArray(rows.map(({ one }) => one.from.asset)),
    plainArray(rows.map(({ one }) => one.amount)),
    plainArray(rows.map(({ one }) => one.planPeriodId ?? null)),
    plainArray(rows.map(({ one }) => one.invoiceLineId ?? null)),
    plainArray(rows.map(({ one }) => one.grantId ?? null)),
    plainArray(rows.map(({ one }) => one.holdId ?? null)),
    plainArray(rows.map(({ one }) => one.refundId ?? null)),
    plainArray(rows.map(({ one }) => one.reversed?.version ?? null)),
    plainArray(rows.map(({ one }) => one.reversed?.position ?? null)),
    plainArray(rows.map(({ one }) => one.disputeId ?? null)),
  ];
}

export function consumptionArrays(entries: readonly BooksEntry[]): string[] {
  const rows = entries.flatMap(({ decision, posted }) =>
    posted.flatMap(({ version, consumptions }) =>
      consumptions.map((one) => ({ decision, version, one })),
    ),
  );
  return [
    plainArray(rows.map(({ decision }) => decision.accountId)),
    textArray(rows.map(({ one }) => one.idempotencyKey)),
    plainArray(rows.map(({ one }) => one.id)),
    bytesArray(rows.map(({ one }) => one.requestHash)),
    plainArray(rows.map(({ one }) => one.feature)),
    plainArray(rows.map(({ one }) => one.quantity)),
    plainArray(rows.map(({ one }) => one.credits)),
    textArray(rows.map(({ one }) => plainArray(one.burned.map(({ grantId }) => grantId)))),
    textArray(rows.map(({ one }) => plainArray(one.burned.map(({ credits }) => credits)))),
    plainArray(rows.map(({ one }) => one.overage)),
    plainArray(rows.map(({ one }) => one.availableAfter)),
    plainArray(rows.map(({ one }) => one.released)),
    timeArray(rows.map(({ one }) => one.occurredAt)),
    timeArray(rows.map(({ decision }) => decision.recordedAt)),
    plainArray(rows.map(({ one }) => one.planPeriodId)),
    plainArray(rows.map(({ one }) => one.originalPeriodId)),
    plainArray(rows.map(({ one }) => one.holdId)),
    plainArray(rows.map(({ version }) => version)),
    textArray(rows.map(({ one }) => (one.metadata === null ? null : JSON.stringify(one.metadata)))),
  ];
}

const noPlanPeriod = "00000000-0000-0000-0000-000000000000";

type UsageRow = {
  accountId: AccountId;
  day: string;
  feature: string;
  planPeriodId: string;
} & Record<"quantity" | "credits" | "overage" | "events", bigint>;

export function usageArrays(entries: readonly BooksEntry[]): string[] {
  const rows = new Map<string, UsageRow>();
  for (const { decision, posted } of entries) {
    for (const one of posted.flatMap(({ consumptions }) => consumptions)) {
      addUsage(rows, decision.accountId, one);
    }
  }
  const all = [...rows.values()];
  return [
    plainArray(all.map((row) => row.accountId)),
    plainArray(all.map((row) => row.day)),
    plainArray(all.map((row) => row.feature)),
    plainArray(all.map((row) => row.planPeriodId)),
    plainArray(all.map((row) => row.quantity)),
    plainArray(all.map((row) => row.credits)),
    plainArray(all.map((row) => row.overage)),
    plainArray(all.map((row) => row.events)),
  ];
}

function addUsage(rows: Map<string, UsageRow>, accountId: AccountId, one: ConsumptionDraft): void {
  const { day, feature } = one;
  const planPeriodId = one.planPeriodId ?? noPlanPeriod;
  const key = `${accountId}${day}${planPeriodId}${feature}`;
  const row = rows.get(key);
  if (row) {
    row.quantity += one.quantity;
    row.credits += one.credits;
    row.overage += one.overage;
    row.events += 1n;
    return;
  }
  const { quantity, credits, overage } = one;
  rows.set(key, { accountId, day, feature, planPeriodId, quantity, credits, overage, events: 1n });
}

export function overageArrays(entries: readonly BooksEntry[]): string[] {
  const rows = entries.flatMap(({ decision: { accountId, overage } }) =>
    overage.map((one) => ({ accountId, ...one })),
  );
  return [
    plainArray(rows.map((row) => row.accountId)),
    plainArray(rows.map((row) => row.planPeriodId)),
    plainArray(rows.map((row) => row.sliceIndex)),
    plainArray(rows.map((row) => row.credits)),
    plainArray(rows.map((row) => row.heldCredits)),
    plainArray(rows.map((row) => row.accruedCredits)),
    plainArray(rows.map((row) => row.accruedMinor)),
    plainArray(rows.map((row) => row.invoiceLineId)),
    plainArray(rows.map((row) => row.billed)),
  ];
}

export function bookArrays(entries: readonly BooksEntry[]): string[] {
  const rows = entries.map(({ decision, posted }) => {
    const last = posted.at(-1);
    return {
      decision,
      version: last?.version ?? decision.head.version,
      hash: last?.hash ?? decision.head.hash,
      recordedAt: last ? decision.recordedAt : null,
      dueAt: decision.dueAt === undefined ? decision.head.dueAt : decision.dueAt,
      earnsAt: decision.earnsAt === undefined ? decision.head.earnsAt : decision.earnsAt,
    };
  });
  return [
    plainArray(rows.map(({ decision }) => decision.accountId)),
    plainArray(rows.map(({ decision }) => decision.head.version)),
    plainArray(rows.map((row) => row.version)),
    bytesArray(rows.map((row) => row.hash)),
    timeArray(rows.map((row) => row.recordedAt)),
    timeArray(rows.map((row) => row.dueAt)),
    timeArray(rows.map((row) => row.earnsAt)),
  ];
}
