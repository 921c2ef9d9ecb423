import { BillingError, type BillingErrorCode, type ErrorFacts } from "@/lib/errors";
import type { ConsumptionId } from "@/lib/ids";
import { dayOf } from "@/lib/time";
import type { Author, Burn, ConsumptionDraft, Decision, LedgerTransactionDraft } from "../decision";
import { DecisionDraft } from "../draft";
import { creditAccount, grantAccount, type LedgerAccount } from "../ledger/accounts";
import type { CreditSnapshot, GrantState } from "../state";
import { availableCredits, burnDown, usableGrants } from "./burn-down";
import { placeUsage, type UsagePlace } from "./late-usage";
import { assertOverageAllowed, drawOverage } from "./overage";

/** One event of use, parsed; `credits` is its price by the rate card. */
export type UsageEvent = {
  id: ConsumptionId;
  idempotencyKey: string;
  requestHash: Buffer;
  feature: string;
  quantity: bigint;
  occurredAt: Date | null;
  metadata: unknown;
  /** Who reported it; the decision's author where nothing is said. */
  author?: Author;
};

export type Consumed = {
  status: "consumed";
  consumptionId: ConsumptionId;
  credits: bigint;
  burned: Burn[];
  overage: bigint;
  available: bigint;
};

export type Refused = { status: BillingErrorCode; message: string; facts: ErrorFacts };

export type ConsumePolicy = {
  /** Credits per unit, by feature code. */
  rates: ReadonlyMap<string, bigint>;
  /** The earlier plan period an instant fell in, for labelling late usage. */
  periodAt: (at: Date) => ConsumptionDraft["originalPeriodId"];
};

/** The largest amount one input may name; sums of them still meet the edge of bigint (FAULTS M1, M2). */
export const largestAmount = 4_000_000_000_000_000_000n;

/**
 * Atomic check-and-spend for any number of events of one account, in their order (DESIGN §4).
 *
 * A refused event writes nothing and does not stop the next. Never below zero: what grants cannot pay
 * is overage where the plan allows it, all or nothing per event (BOOKS B8), else `insufficient_credits`.
 */
export function decideConsume(
  snapshot: CreditSnapshot,
  events: readonly UsageEvent[],
  policy: ConsumePolicy,
  author: Author,
): { decision: Decision; results: (Consumed | Refused)[] } {
  const draft = new DecisionDraft(snapshot, author);
  const run = new ConsumeRun(draft, policy);
  const results = events.map((event) => run.consume(event));
  run.finish();
  draft.tellAlerts(snapshot.t);
  return { decision: draft.decision, results };
}

/** What an event would cost, refused where its figures are not payable at all. */
export function priceOf(feature: string, quantity: bigint, rates: ConsumePolicy["rates"]): bigint {
  const rate = rates.get(feature);
  if (rate === undefined) {
    throw new BillingError(
      "unknown_feature",
      `There is no feature "${feature}" in the catalogue.`,
      {
        feature,
      },
    );
  }
  const credits = quantity * rate;
  if (credits > largestAmount) {
    throw new BillingError("amount_too_large", "That use costs more credits than can be counted.", {
      field: "quantity",
    });
  }
  return credits;
}

type Ordered = { grants: GrantState[]; available: bigint };

class ConsumeRun {
  /** Of the present; recomputed only when something else than this run changed it. */
  private readonly now: Ordered;
  private readonly amounts = new Map<LedgerTransactionDraft, Map<string, PendingTransfer>>();
  private readonly consumed: LedgerAccount;
  private readonly houseTimezone: string;

  constructor(
    private readonly draft: DecisionDraft,
    private readonly policy: ConsumePolicy,
  ) {
    const { t, accountId } = draft.snapshot;
    this.now = {
      grants: usableGrants(draft.grants, t),
      available: availableCredits(draft.grants, t),
    };
    this.consumed = creditAccount(accountId, "consumed");
    this.houseTimezone = draft.snapshot.houseTimezone;
  }

  consume(event: UsageEvent): Consumed | Refused {
    try {
      return this.decide(event);
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      return { status: error.code, message: error.message, facts: error.facts };
    }
  }

  /** Turns the summed amounts into transfers: one per grant, plan period and kind. */
  finish(): void {
    for (const [transaction, pending] of this.amounts) {
      for (const { from, amount, planPeriodId } of pending.values()) {
        transaction.transfers.push({ from, to: this.consumed, amount, planPeriodId });
      }
    }
    this.draft.tellDepleted(this.draft.snapshot.t);
  }

  private decide(event: UsageEvent): Consumed {
    const { snapshot } = this.draft;
    const credits = priceOf(event.feature, event.quantity, this.policy.rates);
    const place = placeUsage(snapshot, this.draft.grants, event.occurredAt, this.policy.periodAt);
    const ordered = place.grants ?? this.now.grants;
    const { burned, short } = burnDown(ordered, credits);
    if (short > 0n) assertOverageAllowed(this.draft, place.slice, { needed: credits, short });

    for (const { grantId, credits: paid } of burned) this.draft.grant(grantId).remaining -= paid;
    this.now.available = availableCredits(this.draft.grants, snapshot.t);
    if (short > 0n) drawOverage(this.draft, place, short);

    const draft = this.record(event, place, { credits, burned, overage: short });
    return {
      status: "consumed",
      consumptionId: draft.id,
      credits,
      burned,
      overage: short,
      available: this.now.available,
    };
  }

  private record(
    event: UsageEvent,
    place: UsagePlace,
    spent: { credits: bigint; burned: Burn[]; overage: bigint },
  ): ConsumptionDraft {
    const { snapshot } = this.draft;
    const transaction = this.transactionFor(place, spent.burned, event.author);
    const planPeriodId = place.slice?.periodId ?? null;
    for (const { grantId, credits } of spent.burned) {
      this.add(transaction, grantAccount(grantId), credits, planPeriodId);
    }
    if (spent.overage > 0n) {
      const overage = creditAccount(snapshot.accountId, "overage");
      this.add(transaction, overage, spent.overage, planPeriodId);
    }
    const consumption: ConsumptionDraft = {
      id: event.id,
      idempotencyKey: event.idempotencyKey,
      requestHash: event.requestHash,
      feature: event.feature,
      quantity: event.quantity,
      ...spent,
      availableAfter: this.now.available,
      released: null,
      occurredAt: place.occurredAt,
      day: dayOf(place.occurredAt, snapshot.timezone),
      planPeriodId,
      originalPeriodId: place.originalPeriodId,
      holdId: null,
      metadata: event.metadata,
    };
    transaction.consumptions.push(consumption);
    return consumption;
  }

  /**
   * One ledger transaction per booked month and actor, who is on record with it. It happened when the last of its events did, but never
   * before the credits it spends were there: an as-of balance must not dip below zero in between.
   */
  private transactionFor(
    place: UsagePlace,
    burned: readonly Burn[],
    author: Author = this.draft.decision.author,
  ): LedgerTransactionDraft {
    const { t } = this.draft.snapshot;
    let at = place.occurredAt < t ? place.occurredAt : t;
    for (const { grantId } of burned) {
      const { issuedAt } = this.draft.grant(grantId);
      if (issuedAt > at) at = issuedAt;
    }
    const month = dayOf(at, this.houseTimezone).slice(0, 7);
    for (const transaction of this.amounts.keys()) {
      if (transaction.author?.actor !== author.actor) continue;
      if (dayOf(transaction.occurredAt, this.houseTimezone).slice(0, 7) !== month) continue;
      if (at > transaction.occurredAt) transaction.occurredAt = at;
      return transaction;
    }
    const made: LedgerTransactionDraft = {
      kind: "consume",
      occurredAt: at,
      reason: "Usage",
      author,
      transfers: [],
      consumptions: [],
    };
    this.draft.decision.transactions.push(made);
    this.amounts.set(made, new Map());
    return made;
  }

  private add(
    transaction: LedgerTransactionDraft,
    from: LedgerAccount,
    amount: bigint,
    planPeriodId: ConsumptionDraft["planPeriodId"],
  ): void {
    const pending = this.amounts.get(transaction);
    if (!pending) return;
    const key = `${from.id}${planPeriodId}`;
    const known = pending.get(key);
    if (known) known.amount += amount;
    else pending.set(key, { from, amount, planPeriodId });
  }
}

type PendingTransfer = {
  from: LedgerAccount;
  amount: bigint;
  planPeriodId: ConsumptionDraft["planPeriodId"];
};
