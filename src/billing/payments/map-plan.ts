import { BillingError } from "@/lib/errors";
import type { CurrentCatalog } from "../plans/current-catalog";
import { newestVersion } from "../plans/newest-version";
import type { PlanVersion } from "../state";
import type { ProcessorSubscription, SubscribedPrice } from "./processor-plans";

/** What could not be carried over, why, and what to do about it. */
export type Finding = {
  /** The processor's id of what it is about. */
  objectId: string;
  customerId: string;
  code: FindingCode;
  reason: string;
  remedy: string;
};

export type FindingCode =
  | "already_subscribed"
  | "external_id_taken"
  | "invoice_without_plan"
  | "no_email"
  | "not_running"
  | "other_interval"
  | "other_quantity"
  | "price_not_mapped"
  | "plan_not_in_currency"
  | "second_subscription"
  | "several_plans"
  | "tax_id_refused";

export type Mapped = { version: PlanVersion; item: SubscribedPrice };

type Terms = Pick<CurrentCatalog, "stripePrices" | "versions">;

/**
 * The plan a subscription of the processor's is for, by the catalogue's table: of its prices exactly one names a plan,
 * in the same currency and interval, once. Other prices of it are money of the same plan.
 */
export function mapPlan(
  subscription: ProcessorSubscription,
  catalog: Terms,
): Mapped | { finding: Finding } {
  const named = subscription.items.filter(({ priceId }) => catalog.stripePrices.has(priceId));
  const [item] = named;
  const found = (code: FindingCode, reason: string, remedy: string) => {
    const { id: objectId, customerId } = subscription;
    return { finding: { objectId, customerId, code, reason, remedy } };
  };
  if (!item) {
    const prices = subscription.items.map(({ priceId, name }) => `${priceId} (${name})`);
    const reason = `No plan is named for ${prices.join(", ")}.`;
    const [first] = subscription.items;
    const remedy = `Add { price: "${first?.priceId ?? "price_…"}", plan: "…" } to stripePrices in the catalogue, and run the import again.`;
    return found("price_not_mapped", reason, remedy);
  }
  if (named.length > 1) {
    const reason = `${named.length} of its prices name a plan; an account has one.`;
    return found("several_plans", reason, "Leave one of them in stripePrices.");
  }
  if (item.quantity !== 1) {
    const reason = `It has ${item.quantity} of ${item.priceId}; a plan is had once.`;
    const remedy = "Give it a price of its own for that many, and map that to a plan of its own.";
    return found("other_quantity", reason, remedy);
  }
  const version = versionFor(catalog, item, subscription.currency);
  if (version instanceof BillingError) {
    const remedy = "Price the plan in that currency in the catalogue.";
    return found("plan_not_in_currency", version.message, remedy);
  }
  if (item.every.interval !== version.interval || item.every.count !== 1) {
    const every = `${item.every.count} ${item.every.interval}`;
    const reason = `${item.priceId} is charged every ${every}, ${version.planName} every ${version.interval}.`;
    return found("other_interval", reason, "Map it to a plan of the same interval.");
  }
  return { version, item };
}

/** Whether it has begun: what waits for its first payment is carried over when that came. */
export function isRunning({ status }: ProcessorSubscription): boolean {
  return status !== "incomplete" && status !== "paused" && status !== "ended";
}

function versionFor(
  { stripePrices, versions }: Terms,
  { priceId }: SubscribedPrice,
  currency: string,
): PlanVersion | BillingError {
  try {
    return newestVersion({ versions }, stripePrices.get(priceId) ?? "", currency);
  } catch (error) {
    if (error instanceof BillingError) return error;
    throw error;
  }
}
