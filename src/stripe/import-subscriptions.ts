import { findInDirectory } from "@/billing/accounts/queries";
import { upToDate } from "@/billing/operate";
import { beginPlan, hasPlan } from "@/billing/payments/apply-plan";
import { carriedAllowance, periodOf } from "@/billing/payments/decide-billed-start";
import { isRunning, type Mapped, mapPlan } from "@/billing/payments/map-plan";
import type { ProcessorSubscription } from "@/billing/payments/processor-plans";
import { lockAccounts } from "@/billing/snapshot";
import type { Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import type { SubscriptionId } from "@/lib/ids";
import { foundOn, type ImportContext, type Outcome, type Stage } from "./import-stages";

/** Subscriptions become plans: the running period with its exact bounds, and of its allowance what time is left of it. */
export const subscriptionStage: Stage<ProcessorSubscription> = {
  list: (gateway, page) => gateway.listSubscriptions(page),
  look: async (context, facts) => {
    const known = await readAs(context.db, { role: "tallybook_app" }, (tx) =>
      findInDirectory(tx, "processor_subscription", facts.id),
    );
    if (known) context.subscribed.add(facts.customerId);
    if (known) return { result: "known" };
    if (!context.customers.has(facts.customerId)) return { result: "skipped" };
    const mapped = mappable(context, facts);
    if ("outcome" in mapped) return mapped.outcome;
    if (context.subscribed.has(facts.customerId)) return second(facts);
    context.subscribed.add(facts.customerId);
    tell(context, { facts, mapped, now: context.now });
    return { result: "made" };
  },
  carry: (context, facts) => inTransaction(context.db, (tx) => carry(tx, context, facts)),
};

async function carry(
  tx: Tx,
  context: ImportContext,
  facts: ProcessorSubscription,
): Promise<Outcome> {
  if (await findInDirectory(tx, "processor_subscription", facts.id)) return { result: "known" };
  const customer = await findInDirectory(tx, "processor_customer", facts.customerId);
  if (!customer) return { result: "skipped" };
  const mapped = mappable(context, facts);
  if ("outcome" in mapped) return mapped.outcome;
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [customer.account_id]));
  if (hasPlan(snapshot)) {
    return snapshot.period?.stripeSubscriptionId ? second(facts) : alreadySubscribed(facts);
  }
  tell(context, { facts, mapped, now: snapshot.t });
  await beginPlan(tx, snapshot, { facts, mapped, wholeSince: wholeSince(context, snapshot.t) });
  return { result: "made" };
}

function mappable(
  { catalog }: ImportContext,
  facts: ProcessorSubscription,
): Mapped | { outcome: Outcome } {
  if (!isRunning(facts)) {
    const reason = `It is ${facts.status}: nothing of it runs.`;
    const remedy = "Nothing: once its first payment came it is taken up by its events.";
    return { outcome: foundOn(facts, "not_running", { reason, remedy }) };
  }
  const mapped = mapPlan(facts, catalog);
  return "finding" in mapped ? { outcome: mapped } : mapped;
}

/** A period that begins later is given whole; an import that gives all whole knows no earlier one. */
function wholeSince({ wholeAllowance }: ImportContext, now: Date): Date {
  return wholeAllowance ? new Date(0) : now;
}

function tell(
  context: ImportContext,
  { facts, mapped, now }: { facts: ProcessorSubscription; mapped: Mapped; now: Date },
): void {
  const period = periodOf(facts, mapped, { id: "" as SubscriptionId, at: now });
  const allowance = carriedAllowance(period, { at: now, wholeSince: wholeSince(context, now) });
  const { plan } = mapped.version;
  context.carried.push({
    ...{ customerId: facts.customerId, plan, until: period.slice.endsAt },
    ...allowance,
  });
}

function second(facts: ProcessorSubscription): Outcome {
  const reason =
    "Another subscription of the same customer is carried over, and an account has one plan.";
  const remedy = "End one of the two in Stripe, or move it to a customer of its own.";
  return foundOn(facts, "second_subscription", { reason, remedy });
}

function alreadySubscribed(facts: ProcessorSubscription): Outcome {
  const reason = "The account has a plan here already.";
  const remedy = "End that plan or the subscription: nobody is to pay for both.";
  return foundOn(facts, "already_subscribed", { reason, remedy });
}
