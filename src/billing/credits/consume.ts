import type { Db, Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import type { AccountId, PlanPeriodId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { catchUp, unknownAccount } from "../catch-up";
import { commit } from "../commit";
import type { Author, Decision } from "../decision";
import { inSets, type Outcome } from "../in-sets";
import { keyReused } from "../operate";
import { listPeriodsSince } from "../plans/queries";
import { type Locked, loadCreditSnapshots, lockAccounts, withPrevious } from "../snapshot";
import type { CreditSnapshot } from "../state";
import { listConsumptionsByKey, type StoredConsumption } from "./consumption-queries";
import { type Consumed, decideConsume, type Refused, type UsageEvent } from "./decide-consume";

export type ConsumeRequest = UsageEvent & { accountId: AccountId; author: Author };

export type ConsumeResult =
  | (Omit<Consumed, "status"> & { status: "consumed" | "replayed" })
  | Refused;

/**
 * Spends credits for any number of events of any accounts, answered in their order once committed.
 *
 * A set of accounts is one transaction of at most eight round trips. Should the database refuse it, it is
 * halved until the event at fault is alone, and the others are spent.
 */
export async function consumeAll(
  db: Db,
  requests: readonly ConsumeRequest[],
): Promise<Outcome<ConsumeResult>[]> {
  const outcomes = new Map<ConsumeRequest, Outcome<ConsumeResult>>();
  for (const set of setsOfAccounts(requests, env.ACCOUNTS_PER_COMMIT)) {
    const spent = await inSets(set, (some) => inTransaction(db, (tx) => consumeSet(tx, some)));
    for (const [index, request] of set.entries()) {
      outcomes.set(request, told(spent[index]));
    }
  }
  return requests.map((request) => outcomes.get(request) ?? told(undefined));
}

/** An expected refusal is an answer like any other; what is left is our bug, told to its event alone. */
function told(outcome: Outcome<ConsumeResult> | undefined): Outcome<ConsumeResult> {
  const error = outcome ? outcome.error : new Error("A consume was left without an answer");
  if (outcome?.value) return outcome;
  return error instanceof BillingError ? { value: refusal(error) } : { error };
}

function setsOfAccounts(requests: readonly ConsumeRequest[], accounts: number): ConsumeRequest[][] {
  const groups = [...byAccount(requests).values()];
  const sets: ConsumeRequest[][] = [];
  for (let start = 0; start < groups.length; start += accounts) {
    sets.push(groups.slice(start, start + accounts).flat());
  }
  return sets;
}

function refusal(error: BillingError): Refused {
  return { status: error.code, message: error.message, facts: error.facts };
}

/** The same inside a transaction of the caller's. */
export async function consumeSet(
  tx: Tx,
  requests: readonly ConsumeRequest[],
): Promise<ConsumeResult[]> {
  const groups = byAccount(requests);
  const locked = await lockAccounts(tx, [...groups.keys()]);
  const earlier = await readEarlier(tx, requests);
  const upToDate = await catchUp(tx, locked);
  const snapshots = await loadFor(tx, upToDate, requests);
  const periods = await periodFinder(tx, snapshots, requests);

  const results = new Map<ConsumeRequest, ConsumeResult>();
  const decisions: Decision[] = [];
  for (const snapshot of snapshots) {
    const group = groups.get(snapshot.accountId) ?? [];
    const { decision, answers } = decideGroup(snapshot, group, {
      earlier,
      rates: locked.catalog.rates,
      periodAt: (at) => periods(snapshot.accountId, at),
    });
    for (const [request, answer] of answers) results.set(request, answer);
    if (decision && decision.transactions.length > 0) decisions.push(decision);
  }
  if (decisions.length > 0) await commit(tx, decisions);
  return requests.map((request) => results.get(request) ?? refusal(unknownAccount()));
}

type GroupPolicy = {
  earlier: Map<string, StoredConsumption>;
  rates: ReadonlyMap<string, bigint>;
  periodAt: (at: Date) => PlanPeriodId | null;
};

/** One account's events in their order: repeats answered, the rest decided together. */
function decideGroup(
  snapshot: CreditSnapshot,
  group: readonly ConsumeRequest[],
  { earlier, rates, periodAt }: GroupPolicy,
): { decision: Decision | null; answers: Map<ConsumeRequest, ConsumeResult> } {
  const answers = new Map<ConsumeRequest, ConsumeResult>();
  const fresh = new Map<string, ConsumeRequest>();
  const repeats: ConsumeRequest[] = [];
  for (const request of group) {
    const stored = earlier.get(keyOf(request));
    if (stored) answers.set(request, replayOf(stored, request));
    else if (fresh.has(request.idempotencyKey)) repeats.push(request);
    else fresh.set(request.idempotencyKey, request);
  }
  const [first] = fresh.values();
  if (!first) return { decision: null, answers };
  const events = [...fresh.values()];
  const { decision, results } = decideConsume(snapshot, events, { rates, periodAt }, first.author);
  for (const [index, event] of events.entries()) {
    const result = results[index];
    if (result) answers.set(event, result);
  }
  for (const repeat of repeats) {
    const original = fresh.get(repeat.idempotencyKey);
    const answer = original && answers.get(original);
    if (original && answer) answers.set(repeat, replayInBatch(original, answer, repeat));
  }
  return { decision, answers };
}

/** A second event under a key of the same batch is its replay; after a refusal it is refused alike. */
function replayInBatch(
  original: ConsumeRequest,
  answer: ConsumeResult,
  repeat: ConsumeRequest,
): ConsumeResult {
  if (!original.requestHash.equals(repeat.requestHash))
    return refusal(keyReused(repeat.idempotencyKey));
  return answer.status === "consumed" ? { ...answer, status: "replayed" } : answer;
}

function replayOf(stored: StoredConsumption, request: ConsumeRequest): ConsumeResult {
  if (!stored.requestHash.equals(request.requestHash))
    return refusal(keyReused(request.idempotencyKey));
  return {
    status: "replayed",
    consumptionId: stored.id,
    credits: stored.credits,
    burned: stored.burned,
    overage: stored.overage,
    available: stored.availableAfter,
  };
}

function byAccount(requests: readonly ConsumeRequest[]): Map<AccountId, ConsumeRequest[]> {
  const groups = new Map<AccountId, ConsumeRequest[]>();
  for (const request of requests) {
    const group = groups.get(request.accountId);
    if (group) group.push(request);
    else groups.set(request.accountId, [request]);
  }
  return groups;
}

async function readEarlier(
  tx: Tx,
  requests: readonly ConsumeRequest[],
): Promise<Map<string, StoredConsumption>> {
  const stored = await listConsumptionsByKey(
    tx,
    requests.map(({ accountId, idempotencyKey }) => ({ accountId, key: idempotencyKey })),
  );
  return new Map(stored.map((one) => [keyOf(one), one]));
}

function keyOf({
  accountId,
  idempotencyKey,
}: {
  accountId: AccountId;
  idempotencyKey: string;
}): string {
  return `${accountId}${idempotencyKey}`;
}

/** Only events that name a time before the current slice need to know what was before it. */
async function loadFor(
  tx: Tx,
  locked: Locked,
  requests: readonly ConsumeRequest[],
): Promise<CreditSnapshot[]> {
  const snapshots = await loadCreditSnapshots(tx, locked);
  return anyLate(snapshots, requests) ? await withPrevious(tx, locked, snapshots) : snapshots;
}

async function periodFinder(
  tx: Tx,
  snapshots: readonly CreditSnapshot[],
  requests: readonly ConsumeRequest[],
): Promise<(accountId: AccountId, at: Date) => PlanPeriodId | null> {
  const [first] = snapshots;
  if (!first || !anyLate(snapshots, requests)) return () => null;
  const ids = snapshots.map((one) => one.accountId);
  const rows = await listPeriodsSince(tx, ids, addSeconds(first.t, -36 * 86_400));
  return (accountId, at) =>
    rows.find((row) => row.account_id === accountId && row.starts_at <= at && at < row.ends_at)
      ?.id ?? null;
}

function anyLate(
  snapshots: readonly CreditSnapshot[],
  requests: readonly ConsumeRequest[],
): boolean {
  if (!requests.some((request) => request.occurredAt !== null)) return false;
  const starts = new Map(
    snapshots.map((one) => [one.accountId, one.period?.slice.startsAt ?? one.t]),
  );
  return requests.some(({ accountId, occurredAt }) => {
    const start = starts.get(accountId);
    return occurredAt !== null && start !== undefined && occurredAt < start;
  });
}
