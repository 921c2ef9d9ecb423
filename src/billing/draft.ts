import { assert } from "@/lib/errors";
import type { GrantId, PlanPeriodId } from "@/lib/ids";
import { lesser } from "@/lib/money";
import { addSeconds, minDate } from "@/lib/time";
import { decideAlerts, type Happenings } from "./alerts/decide-alerts";
import { availableCredits } from "./credits/burn-down";
import { graceSeconds } from "./credits/late-usage";
import type {
  Author,
  Decision,
  GrantDraft,
  LedgerTransactionDraft,
  LedgerTransactionKind,
  TransferDraft,
} from "./decision";
import { creditAccount, grantAccount } from "./ledger/accounts";
import type { CreditSnapshot, GrantState, OverageState, PeriodState } from "./state";

/**
 * A decision while it is being made: what it will write, and the account as it will then stand.
 *
 * Rules that follow one another in one decision (close, roll over, open, grant, repay debt) each see
 * what the one before did, so none of them works out the others' effects again.
 */
export class DecisionDraft {
  readonly decision: Decision;
  readonly grants: GrantState[];
  readonly overage: OverageState[];
  debt: bigint;
  /** Whether we keep something of the account back, as of this decision. */
  withheld: boolean;

  constructor(
    readonly snapshot: CreditSnapshot,
    author: Author,
  ) {
    this.grants = snapshot.grants.map((grant) => ({ ...grant }));
    this.overage = snapshot.overage.map((row) => ({ ...row }));
    this.debt = snapshot.debt;
    this.withheld = snapshot.withheld;
    this.decision = {
      accountId: snapshot.accountId,
      head: snapshot.head,
      recordedAt: snapshot.recordedAt,
      author,
      transactions: [],
      grants: [],
      closedGrants: [],
      holds: [],
      closedHolds: [],
      subscriptions: [],
      subscriptionChanges: [],
      scheduledChanges: [],
      periods: [],
      periodChanges: [],
      overage: [],
      invoices: [],
      invoiceMoves: [],
      earnings: [],
      returns: [],
      discounts: [],
      quotes: [],
      usedQuotes: [],
      remembered: [],
      events: [],
    };
  }

  /** Opens a ledger transaction; transfers of one kind and instant share one. */
  transaction(
    kind: LedgerTransactionKind,
    occurredAt: Date,
    reason: string,
  ): LedgerTransactionDraft {
    const open = this.decision.transactions.find(
      (one) => one.kind === kind && +one.occurredAt === +occurredAt && one.reason === reason,
    );
    if (open) return open;
    const made = { kind, occurredAt, reason, transfers: [], consumptions: [] };
    this.decision.transactions.push(made);
    return made;
  }

  /** Adds one `from → to`; nothing moves nothing. */
  transfer(to: LedgerTransactionDraft, transfer: TransferDraft): void {
    if (transfer.amount === 0n) return;
    assert(transfer.amount > 0n, "a transfer moves a positive amount");
    to.transfers.push(transfer);
    if (transfer.from.kind === "grant")
      this.grant(transfer.from.id as string).remaining -= transfer.amount;
    if (transfer.to.kind === "grant")
      this.grant(transfer.to.id as string).remaining += transfer.amount;
    if (transfer.from.kind === "debt") this.debt += transfer.amount;
    if (transfer.to.kind === "debt") this.debt -= transfer.amount;
  }

  /** The working state of a grant, those made in this decision included. */
  grant(id: string): GrantState {
    const found = this.grants.find((grant) => grant.id === id);
    assert(found, `grant ${id} is open in the snapshot`);
    return found;
  }

  /**
   * Issues a grant; the account's debt takes of it first, except of a rollover (BOOKS B14).
   *
   * A rollover child is filled from its parent through `issued.rollover` by its caller.
   */
  issue(grant: GrantDraft, occurredAt: Date): void {
    this.decision.grants.push(grant);
    this.grants.push({
      ...grant,
      paidMinor: grant.paid?.minor ?? 0n,
      paidCurrency: grant.paid?.currency ?? null,
      remaining: 0n,
      held: 0n,
    });
    if (grant.category === "rollover") return;
    this.transfer(this.transaction("grant", occurredAt, grant.reason), {
      from: creditAccount(this.snapshot.accountId, `issued.${grant.category}`),
      to: grantAccount(grant.id),
      amount: grant.amount,
      planPeriodId: grant.planPeriodId,
      invoiceLineId: grant.invoiceLineId,
      grantId: grant.id,
    });
    this.repayDebt(grant.id, occurredAt);
  }

  /** `grant → debt`, as much as the grant has and the account owes, `atMost` so many. */
  repayDebt(grantId: GrantId, occurredAt: Date, atMost = this.debt): void {
    const grant = this.grant(grantId);
    const amount = lesser(grant.remaining, lesser(atMost, this.debt));
    if (amount <= 0n) return;
    this.transfer(this.transaction("debt", occurredAt, "Debt repaid from a grant"), {
      from: grantAccount(grantId),
      to: creditAccount(this.snapshot.accountId, "debt"),
      amount,
      grantId,
      planPeriodId: grant.planPeriodId,
    });
  }

  /** The overage row of a slice, made when it has none; what is changed on it is written. */
  overageOf(planPeriodId: PlanPeriodId, sliceIndex: number): OverageState {
    const known = this.overage.find(
      (row) => row.planPeriodId === planPeriodId && row.sliceIndex === sliceIndex,
    );
    const row: OverageState = known ?? {
      planPeriodId,
      sliceIndex,
      credits: 0n,
      heldCredits: 0n,
      accruedCredits: 0n,
      accruedMinor: 0n,
      invoiceLineId: null,
      billed: false,
      closed: null,
    };
    if (!known) this.overage.push(row);
    if (!this.decision.overage.includes(row)) this.decision.overage.push(row);
    return row;
  }

  /** Brings the account's next due instant forward, where the whole account is not there to work it out. */
  dueNoLaterThan(at: Date): void {
    const known = this.decision.dueAt ?? this.snapshot.head.dueAt;
    this.decision.dueAt = known === null ? at : minDate(known, at);
  }

  /** Tells that the last credit which could be spent is gone, where there was one before. */
  tellDepleted(at: Date, period: PeriodState | null = this.snapshot.period, ended = 0n): void {
    const before = availableCredits(this.snapshot.grants, at) + ended;
    if (before === 0n || availableCredits(this.grants, at) > 0n) return;
    const bills = period?.version.overage.policy === "bill" && period.allowanceGranted;
    this.decision.events.push({
      type: "credits.depleted",
      occurredAt: at,
      data: {
        planPeriodId: period?.id ?? null,
        overage: bills && !this.withheld && this.debt === 0n ? "bill" : "block",
      },
    });
  }

  /**
   * The alerts this decision fires, once everything else in it is decided. Accounts without rules are
   * asked nothing.
   */
  tellAlerts(at: Date, period: PeriodState | null = this.snapshot.period, also?: Happenings): void {
    const { head, timezone } = this.snapshot;
    if (head.alertWatch === null) return;
    const { grants, overage } = this;
    const alerts = decideAlerts(head.alertWatch, { at, timezone, period, grants, overage }, also);
    if (!alerts) return;
    this.decision.alerts = alerts;
    const available = availableCredits(grants, at);
    for (const { kind, threshold, webhook } of alerts.firings) {
      // Invoices and plans have events of their own, rule or not.
      if (!webhook || kind === "invoice" || kind === "plan_change") continue;
      const data = { rule: kind, threshold, available };
      this.decision.events.push({ type: "credits.low", occurredAt: at, data });
    }
  }

  /**
   * Closes grants with nothing left and nothing held, so that later reads pass them by.
   *
   * An allowance stays open until its grace hour is over: late usage asks whether its slice had one, and
   * finds by it what rolled over.
   */
  closeSpentGrants(at: Date): void {
    for (const grant of this.grants) {
      if (grant.remaining > 0n || grant.held > 0n) continue;
      const { category, expiresAt } = grant;
      if (category === "allowance" && expiresAt && at < addSeconds(expiresAt, graceSeconds))
        continue;
      if (this.decision.closedGrants.some((one) => one.id === grant.id)) continue;
      this.decision.closedGrants.push({ id: grant.id, at });
    }
  }
}

/** Puts a row last, in place of an earlier one of the same thing: a decision writes each once, as it ends. */
export function putLast<T>(rows: T[], row: T, isSame: (one: T) => boolean): void {
  const earlier = rows.findIndex(isSame);
  if (earlier >= 0) rows.splice(earlier, 1);
  rows.push(row);
}
