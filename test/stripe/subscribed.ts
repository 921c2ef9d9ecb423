import type Stripe from "stripe";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { inTransaction } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";
import { askSilent } from "@/stripe/ask-silent";
import { type ImportOptions, importPlans, lookAtPlans } from "@/stripe/import-plans";
import { pollEvents } from "@/stripe/poll-events";
import { workEvents } from "@/stripe/work-events";
import { advance, books, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { stripeBeside } from "./paying";

type Beside = Awaited<ReturnType<typeof stripeBeside>>;

export type Billing = Awaited<ReturnType<typeof stripeBilling>>;

/** Books and a Stripe in which plans are sold by subscription: a price for each of these plans. */
export async function stripeBilling(at: string, plans: readonly string[]) {
  await openBooks(at);
  const stripe = await stripeBeside();
  const prices = await pricesOf(stripe, plans);
  const stripePrices = [...prices].map(([plan, price]) => ({ price, plan }));
  await inTransaction(books(), (tx) => applyCatalog(tx, { ...testCatalog, stripePrices }));
  const ask = <T>(call: (client: Stripe) => Promise<T>) => stripe.client.ask(call);
  const priceOf = (plan: string) => prices.get(plan) ?? "";
  const options = { db: books(), gateway: stripe.gateway, externalIdKey: "external_id" };
  const whole: ImportOptions = { ...options, wholeAllowance: false, pageSize: 40 };
  return {
    ...stripe,
    ask,
    priceOf,
    /** A customer with a card, on a plan from now on. */
    subscribe: async (plan: string, given: Subscribing = {}) => {
      const { card = "pm_card_visa", customer = {}, subscription = {} } = given;
      return await ask(async (client) => {
        const made = await client.customers.create({ email: "a@b.example", ...customer });
        const method = await client.paymentMethods.attach(card, { customer: made.id });
        await client.customers.update(made.id, {
          invoice_settings: { default_payment_method: method.id },
        });
        const items = [{ price: priceOf(plan) }];
        return await client.subscriptions.create({ customer: made.id, items, ...subscription });
      });
    },
    look: (more: Partial<ImportOptions> = {}) => lookAtPlans({ ...whole, ...more }),
    bringOver: (more: Partial<ImportOptions> = {}) => importPlans({ ...whole, ...more }),
    /** Both clocks move: Stripe renews, we book what is due, then hear what Stripe told. */
    pass: async (to: string) => {
      await setClock(to);
      await stripe.simulator.tick();
      await advance(to);
    },
    /** What the worker asks about plans nobody told of, as if it had not asked for long. */
    askAbout: async () => {
      await books()
        .updateTable("subscriptions")
        .set({ stripe_asked_at: new Date(0) })
        .where("stripe_subscription_id", "is not", null)
        .execute();
      return await askSilent(books(), stripe.gateway);
    },
    hear: async () => {
      await pollEvents(books(), stripe.gateway, { livemode: false });
      return await workEvents(books(), stripe.gateway);
    },
  };
}

type Subscribing = {
  card?: string;
  customer?: Stripe.CustomerCreateParams;
  subscription?: Partial<Stripe.SubscriptionCreateParams>;
};

async function pricesOf(
  { client }: Beside,
  plans: readonly string[],
): Promise<Map<string, string>> {
  const prices = new Map<string, string>();
  for (const code of plans) {
    const plan = testCatalog.plans.find((one) => one.code === code);
    if (!plan) throw new Error(`There is no plan ${code}`);
    const made = await client.ask(async (stripe) => {
      const { id: product } = await stripe.products.create({ name: plan.name });
      return await stripe.prices.create({
        ...{ product, currency: plan.currency, unit_amount: Number(plan.price) },
        recurring: { interval: plan.interval },
      });
    });
    prices.set(code, made.id);
  }
  return prices;
}

/** Whose account a customer of Stripe's is. */
export async function accountOf(customer: Stripe.Subscription["customer"]): Promise<AccountId> {
  const { account_id } = await books()
    .selectFrom("processor_customers")
    .where("customer_id", "=", String(customer))
    .select("account_id")
    .executeTakeFirstOrThrow();
  return account_id;
}

/** The plan periods of an account as one reads them, oldest first. */
export async function periodsOf(accountId: AccountId) {
  const rows = await books()
    .selectFrom("plan_periods as p")
    .innerJoin("plan_versions as v", "v.id", "p.plan_version_id")
    .where("p.account_id", "=", accountId)
    .orderBy("p.starts_at")
    .orderBy("p.ends_at")
    .select(["v.plan", "p.starts_at", "p.ends_at", "p.opened_by", "p.closed_by"])
    .execute();
  return rows.map(({ plan, starts_at, ends_at, opened_by, closed_by }) =>
    [plan, day(starts_at), day(ends_at), opened_by, closed_by ?? "open"].join(" "),
  );
}

function day(at: Date): string {
  return at.toISOString().slice(0, 16).replace("T00:00", "");
}
