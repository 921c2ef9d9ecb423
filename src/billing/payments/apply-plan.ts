import type { Tx } from "@/db/client";
import { assert, BillingError } from "@/lib/errors";
import { type AccountId, newId, type SubscriptionId } from "@/lib/ids";
import { findInDirectory } from "../accounts/queries";
import { byTheProcessor } from "../by-the-processor";
import { commit } from "../commit";
import { upToDate } from "../operate";
import type { CurrentCatalog } from "../plans/current-catalog";
import { lockAccounts } from "../snapshot";
import type { PlanVersion, Snapshot } from "../state";
import { findAskedAt, getCustomerSince, noteAsked } from "./billed-queries";
import { decideBilledStart } from "./decide-billed-start";
import { followPlan } from "./follow-plan";
import { isRunning, type Mapped, mapPlan } from "./map-plan";
import type { ProcessorSubscription } from "./processor-plans";

export type FollowedPlan = { accountId: AccountId; subscriptionId: SubscriptionId; moved: boolean };

// Each step closes a period or opens one; a subscription nobody heard of for years has a few hundred.
const mostSteps = 1_000;

/**
 * Brings our side of a subscription to how it stands at the processor; one we do not know yet is taken up where its
 * customer is ours and has no plan. Undefined where it is nobody's here.
 *
 * Errors: `unknown_plan` where it now has a price the catalogue maps to no plan.
 */
export async function applyPlan(
  tx: Tx,
  facts: ProcessorSubscription,
): Promise<FollowedPlan | undefined> {
  const known = await findInDirectory(tx, "processor_subscription", facts.id);
  if (!known) return await takeUp(tx, facts);
  const of = { accountId: known.account_id, id: known.id as SubscriptionId };
  const locked = await lockAccounts(tx, [of.accountId]);
  const askedAt = await findAskedAt(tx, of.accountId, of.id);
  const answer = { accountId: of.accountId, subscriptionId: of.id };
  if (askedAt && facts.askedAt < askedAt) return { ...answer, moved: false };
  let { snapshot, catalog } = await upToDate(tx, locked);
  let moved = false;
  for (let step = 0; snapshot.period?.stripeSubscriptionId === facts.id; step += 1) {
    assert(step < mostSteps, "a subscription comes to an end of its news");
    const mapped = mappedOf(facts, { catalog, running: snapshot.period.version });
    const decision = followPlan(snapshot, { facts, mapped }, byTheProcessor);
    if (!decision) break;
    await commit(tx, [decision]);
    moved = true;
    ({ snapshot, catalog } = await upToDate(tx, await lockAccounts(tx, [of.accountId])));
  }
  await noteAsked(tx, of, facts.askedAt);
  return { ...answer, moved };
}

/** What has ended needs no plan any more. */
function mappedOf(
  facts: ProcessorSubscription,
  { catalog, running }: { catalog: CurrentCatalog; running: PlanVersion },
): Mapped {
  const mapped = mapPlan(facts, catalog);
  if (!("finding" in mapped)) return mapped;
  const [item] = facts.items;
  if (facts.endedAt && item) return { version: running, item };
  const { reason, remedy } = mapped.finding;
  throw new BillingError("unknown_plan", `${facts.id}: ${reason} ${remedy}`);
}

async function takeUp(tx: Tx, facts: ProcessorSubscription): Promise<FollowedPlan | undefined> {
  const customer = await findInDirectory(tx, "processor_customer", facts.customerId);
  if (!customer || !isRunning(facts)) return undefined;
  const accountId = customer.account_id;
  const { snapshot, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const mapped = mapPlan(facts, catalog);
  if ("finding" in mapped || hasPlan(snapshot)) return undefined;
  const wholeSince = await getCustomerSince(tx, accountId);
  return await beginPlan(tx, snapshot, { facts, mapped, wholeSince });
}

export type PlanToBegin = {
  facts: ProcessorSubscription;
  mapped: Mapped;
  wholeSince: Date;
};

/** Opens the running period of a subscription that lives at the processor; the caller holds the lock. */
export async function beginPlan(
  tx: Tx,
  snapshot: Snapshot,
  { facts, mapped, wholeSince }: PlanToBegin,
): Promise<FollowedPlan> {
  const { accountId } = snapshot;
  const id = newId<SubscriptionId>();
  const start = { id, facts, mapped, wholeSince };
  await commit(tx, [decideBilledStart(snapshot, start, byTheProcessor)]);
  await noteAsked(tx, { accountId, id }, facts.askedAt);
  return { accountId, subscriptionId: id, moved: true };
}

/** An account has one plan. */
export function hasPlan({ period, pending }: Snapshot): boolean {
  return period !== null || pending !== null;
}
