import type { Db, Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, GrantId, PlanPeriodId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { readUpToDate } from "../catch-up";
import type { Burn } from "../decision";
import { DecisionDraft } from "../draft";
import type { GrantCategory } from "../ledger/accounts";
import { type Locked, loadCreditSnapshots, loadSnapshots } from "../snapshot";
import type { CreditSnapshot, GrantState, Snapshot } from "../state";
import { balanceAsOf } from "./as-of";
import { availableCredits, burnDown, inBurnDownOrder, usableGrants } from "./burn-down";
import { priceOf } from "./decide-consume";
import { currentSlice, type SlicePlace } from "./late-usage";
import { type OverageRefusal, overageAmount, overageRefusal } from "./overage";

export type GrantView = {
  id: GrantId;
  category: GrantCategory;
  priority: number;
  granted: bigint;
  remaining: bigint;
  held: bigint;
  effectiveAt: Date;
  expiresAt: Date | null;
  planPeriodId: PlanPeriodId | null;
};

export type Balance = {
  available: bigint;
  held: bigint;
  /** Of this cycle, not invoiced yet. */
  overage: bigint;
  debt: bigint;
  asOf: Date;
  grants: GrantView[];
};

/** An account's credits now, or as the books have them for a past instant. */
export async function readBalance(db: Db, accountId: AccountId, at: Date | null): Promise<Balance> {
  return await readUpToDate(db, accountId, async (tx, locked) => {
    const snapshot = await wholeSnapshot(tx, locked);
    if (at !== null && at > snapshot.t) {
      throw new BillingError("invalid_input", "That instant lies ahead.", { field: "at" });
    }
    return at === null || at.getTime() === snapshot.t.getTime()
      ? balanceOf(snapshot)
      : await balanceAsOf(tx, snapshot, at);
  });
}

function balanceOf(snapshot: Snapshot): Balance {
  const { t, grants, holds, debt } = snapshot;
  // What a change closed is of this cycle too; a slice that was renewed is over (BOOKS B8).
  const ofCycle = snapshot.overage.filter(
    ({ closed, billed }) => !billed && closed?.endedBy !== "renewal",
  );
  const shown = grants.filter(
    (grant) =>
      (grant.remaining > 0n && (grant.expiresAt === null || t < grant.expiresAt)) ||
      grant.held > 0n,
  );
  return {
    available: availableCredits(grants, t),
    held: holds.reduce((sum, hold) => sum + hold.credits, 0n),
    overage: ofCycle.reduce((sum, { credits }) => sum + credits, 0n),
    debt,
    asOf: t,
    grants: inBurnDownOrder(shown).map((grant) => viewOf(grant, t)),
  };
}

/** What ended with its grant's time is not left, whether or not it is posted yet. */
function viewOf(grant: GrantState, t: Date): GrantView {
  const { id, category, priority, amount, held, effectiveAt, expiresAt, planPeriodId } = grant;
  const ended = expiresAt !== null && expiresAt <= t;
  const remaining = ended ? 0n : grant.remaining;
  return {
    id,
    category,
    priority,
    granted: amount,
    remaining,
    held,
    effectiveAt,
    expiresAt,
    planPeriodId,
  };
}

export type Estimate = {
  credits: bigint;
  available: bigint;
  enough: boolean;
  burned: Burn[];
  overage: bigint;
  /** By how much it changes what the period's overage costs; less than nothing over a cliff of volume prices. */
  overageCost: Money | null;
};

/** What a use would cost and which grants would pay, by the same rules, promising nothing. */
export async function estimateUse(
  db: Db,
  accountId: AccountId,
  use: { feature: string; quantity: bigint },
): Promise<Estimate> {
  return await readUpToDate(db, accountId, async (tx, locked) => {
    const snapshot = await creditSnapshot(tx, locked);
    const { estimate } = estimateOn(snapshot, locked, use);
    return estimate;
  });
}

export type Entitlement = {
  allowed: boolean;
  reason: "ok" | "no_subscription" | "not_in_plan" | "insufficient_credits" | OverageRefusal;
  credits: bigint;
  available: bigint;
};

/**
 * Whether a use would be let through: the plan includes the feature, the subscription is active, and
 * credits or overage suffice. An account that only has credits of its own needs no plan.
 */
export async function checkEntitlement(
  db: Db,
  accountId: AccountId,
  use: { feature: string; quantity: bigint },
): Promise<Entitlement> {
  return await readUpToDate(db, accountId, async (tx, locked) => {
    const snapshot = await creditSnapshot(tx, locked);
    const { estimate, refusal } = estimateOn(snapshot, locked, use);
    const { credits, available, enough } = estimate;
    const reason = planRefusal(snapshot, use.feature) ?? refusal;
    return { allowed: reason === null && enough, reason: reason ?? "ok", credits, available };
  });
}

function planRefusal(
  { period, grants, t }: CreditSnapshot,
  feature: string,
): Entitlement["reason"] | null {
  if (!period) return usableGrants(grants, t).length > 0 ? null : "no_subscription";
  const { features } = period.version;
  return features === null || features.includes(feature) ? null : "not_in_plan";
}

function estimateOn(
  snapshot: CreditSnapshot,
  locked: Locked,
  { feature, quantity }: { feature: string; quantity: bigint },
): { estimate: Estimate; refusal: Entitlement["reason"] | null } {
  const credits = priceOf(feature, quantity, locked.catalog.rates);
  const { burned, short } = burnDown(usableGrants(snapshot.grants, snapshot.t), credits);
  const slice = currentSlice(snapshot);
  const refusal = short > 0n ? shortRefusal(snapshot, slice, short) : null;
  const enough = refusal === null;
  const available = availableCredits(snapshot.grants, snapshot.t);
  return {
    estimate: {
      ...{ credits, available, enough, burned, overage: enough ? short : 0n },
      overageCost: enough && short > 0n && slice ? overageCost(snapshot, slice, short) : null,
    },
    refusal: refusal === "plan_blocks" || refusal === "no_plan" ? "insufficient_credits" : refusal,
  };
}

function overageCost(
  { overage }: CreditSnapshot,
  { periodId, sliceIndex, version }: SlicePlace,
  short: bigint,
): Money {
  const row = overage.find((one) => one.planPeriodId === periodId && one.sliceIndex === sliceIndex);
  const used = row?.credits ?? 0n;
  const minor = overageAmount(used + short, version) - overageAmount(used, version);
  return { minor, currency: version.currency };
}

function shortRefusal(snapshot: CreditSnapshot, slice: SlicePlace | null, short: bigint) {
  const draft = new DecisionDraft(snapshot, { actor: "estimate", requestId: "estimate" });
  return overageRefusal(draft, slice, short);
}

async function creditSnapshot(tx: Tx, locked: Locked): Promise<CreditSnapshot> {
  const [snapshot] = await loadCreditSnapshots(tx, locked);
  if (!snapshot) throw new BillingError("unknown_account", "There is no such account.");
  return snapshot;
}

async function wholeSnapshot(tx: Tx, locked: Locked): Promise<Snapshot> {
  const [snapshot] = await loadSnapshots(tx, locked);
  if (!snapshot) throw new BillingError("unknown_account", "There is no such account.");
  return snapshot;
}
