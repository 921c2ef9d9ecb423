import { sql } from "kysely";
import { expect, test } from "vitest";
import type { ReadPage } from "@/billing/payments/processor-plans";
import { inTransaction } from "@/db/transaction";
import { balancesOf, invoicesOf } from "../book-rows";
import { books } from "../books";
import { portalOf } from "../portal";
import { runs } from "../runs";
import { accountOf, type Billing, periodsOf, stripeBilling } from "./subscribed";

/** How many rows each table an import writes to has. */
async function rowsOf(): Promise<Record<string, number>> {
  const tables = [
    ...["accounts", "subscriptions", "plan_periods", "grants", "invoices", "carried_documents"],
    ...["processor_customers", "collections", "ledger_transactions", "directory"],
  ];
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(table)}`.execute(books());
    counts[table] = rows[0]?.n ?? 0;
  }
  return counts;
}

test("a dry run says what an import does, and writes nothing", async () => {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro", "team"]);
  await billing.subscribe("pro", { customer: { metadata: { external_id: "acme" } } });
  await billing.subscribe("team");
  await billing.pass("2026-03-11T00:00:00Z");
  const before = await rowsOf();
  const looked = await billing.look();
  expect(await rowsOf()).toEqual(before);
  const none = { known: 0, skipped: 0 };
  expect(looked.counts).toEqual({
    customers: { read: 2, made: 2, ...none },
    subscriptions: { read: 2, made: 2, ...none },
    invoices: { read: 2, made: 2, ...none },
  });
  // 21 of 31 days: 20,000 × 21 ∕ 31 = 13,548.4 and 45,000 × 21 ∕ 31 = 30,483.9.
  const credits = looked.carried.map((one) => `${one.plan} ${one.credits}`);
  expect(credits.toSorted()).toEqual(["pro 13548", "team 30484"]);
  const done = await billing.bringOver();
  expect([done.counts, done.carried]).toEqual([looked.counts, looked.carried]);
  const named = books()
    .selectFrom("accounts")
    .select("external_id")
    .where("external_id", "=", "acme");
  expect(await named.execute()).toHaveLength(1);
});

// In `npm test` a sample of them.
const many = runs(30, 120);

test("many customers over three pages: stopped after any page it goes on, and again it changes nothing", async () => {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro"]);
  for (let count = 0; count < many; count += 1) await subscribeBarely(billing);
  await billing.pass("2026-03-02T00:00:00Z");
  // Three pages of customers, three of subscriptions; nothing was charged of a trial.
  let stops = 0;
  for (; stops < 20; stops += 1) {
    const stop = new Error("killed");
    const run = billing.bringOver({ pageSize: many / 3, onPage: () => Promise.reject(stop) });
    const ended = await run.then(
      () => true,
      (error: unknown) => error !== stop,
    );
    if (ended) break;
  }
  const rows = await rowsOf();
  expect(rows).toMatchObject({ accounts: many, subscriptions: many, plan_periods: many });
  const again = await billing.bringOver();
  expect(again.counts.customers).toEqual({ read: many, made: 0, known: many, skipped: 0 });
  expect(await rowsOf()).toEqual(rows);
}, 120_000);

async function subscribeBarely({ ask, priceOf }: Billing): Promise<void> {
  await ask(async (client) => {
    const { id } = await client.customers.create({ email: "a@b.example" });
    const items = [{ price: priceOf("pro") }];
    await client.subscriptions.create({ customer: id, items, trial_period_days: 14 });
  });
}

test("killed within a page, what of it was done is known when it is read again", async () => {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro"]);
  for (const _ of [1, 2, 3]) await billing.subscribe("pro");
  const { gateway } = billing;
  let asked = 0;
  const dying = {
    ...gateway,
    listPaymentMethods: async (id: string) => {
      asked += 1;
      if (asked === 2) throw new Error("killed");
      return await gateway.listPaymentMethods(id);
    },
  };
  await expect(billing.bringOver({ gateway: dying })).rejects.toThrow("killed");
  const { counts } = await billing.bringOver();
  // The second one was committed before its cards were asked for.
  expect(counts.customers).toEqual({ read: 3, made: 1, known: 2, skipped: 0 });
  expect(counts.subscriptions).toMatchObject({ made: 3 });
});

test("what can't be carried over is told with its reason and what to do", async () => {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro", "pro_yearly"]);
  const { ask, priceOf, subscribe } = billing;
  const nobody = await ask((client) => client.customers.create({ name: "No mail" }));
  const other = await ask(async (client) => {
    const { id: product } = await client.products.create({ name: "Old plan" });
    const recurring = { interval: "month" as const };
    return await client.prices.create({ product, currency: "usd", unit_amount: 700, recurring });
  });
  const old = await subscribe("pro", { subscription: { items: [{ price: other.id }] } });
  const many = [{ price: priceOf("pro"), quantity: 5 }];
  const five = await subscribe("pro", { subscription: { items: many } });
  const both = [{ price: priceOf("pro") }, { price: priceOf("pro"), quantity: 1 }];
  const twice = await subscribe("pro", { subscription: { items: both } });
  const first = await subscribe("pro");
  await ask((client) =>
    client.subscriptions.create({
      customer: String(first.customer),
      items: [{ price: priceOf("pro") }],
    }),
  );
  const failed = await subscribe("pro", { card: "pm_card_chargeCustomerFail" });
  const looked = await billing.look();
  const codes = Object.fromEntries(looked.findings.map((one) => [one.objectId, one.code]));
  expect(codes).toMatchObject({
    [nobody.id]: "no_email",
    [old.id]: "price_not_mapped",
    [five.id]: "other_quantity",
    [twice.id]: "several_plans",
    [first.id]: "second_subscription",
    [failed.id]: "not_running",
  });
  expect(looked.findings.find(({ objectId }) => objectId === old.id)).toMatchObject({
    reason: `No plan is named for ${other.id} (${other.id}).`,
    remedy: expect.stringContaining(`{ price: "${other.id}", plan: "…" }`),
  });
  const done = await billing.bringOver();
  expect(new Set(done.findings.map(({ objectId }) => objectId))).toEqual(
    new Set(Object.keys(codes)),
  );
});

test("what is open is carried over as owed and as nobody's revenue; what is closed is kept to be looked up", async () => {
  const billing = await stripeBilling("2026-02-01T00:00:00Z", ["pro"]);
  const made = await billing.subscribe("pro");
  const bad = await billing.ask((client) =>
    client.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: String(made.customer) }),
  );
  await billing.ask((client) =>
    client.subscriptions.update(made.id, { default_payment_method: bad.id }),
  );
  await billing.pass("2026-03-01T00:00:00Z");
  await billing.pass("2026-03-01T01:00:00Z");
  await billing.pass("2026-03-01T02:00:00Z");
  await billing.bringOver();
  const id = await accountOf(made.customer);
  const owed = { receivable: 9_900n, adjustments: -9_900n };
  const booksNow = () => inTransaction(books(), (tx) => balancesOf(tx, id));
  expect(await booksNow()).toMatchObject(owed);
  const [invoice] = await invoicesOf(books(), id);
  expect(invoice).toMatchObject({ status: "issued", lines: ["adjustment 1 x 99.00 = 9900"] });
  // Stripe's own number, not one of ours.
  expect(invoice?.number).toMatch(/^[A-Z0-9]{8}-0002$/);
  const kept = await books().selectFrom("carried_documents").selectAll().execute();
  expect(kept).toMatchObject([{ account_id: id, status: "paid", total_minor: 9_900n }]);
  // What the customer sees of it, and that the plan is changed elsewhere: before anything is tried.
  const portal = portalOf(id, { role: "owner" }, books());
  expect(await portal.invoices.earlier()).toEqual([
    {
      ...{ id: kept[0]?.stripe_invoice_id, number: kept[0]?.number, status: "paid" },
      ...{ total: { minor: 9_900n, currency: "usd" }, issuedAt: kept[0]?.issued_at },
      url: kept[0]?.hosted_url,
    },
  ]);
  expect(kept[0]?.number).toMatch(/-0001$/);
  const current = await portal.plan.current();
  expect(current).toMatchObject({ plan: { billedElsewhere: true }, may: { change: false } });

  const visa = await billing.ask((client) =>
    client.paymentMethods.attach("pm_card_visa", { customer: String(made.customer) }),
  );
  const { latest_invoice } = await billing.ask((client) => client.subscriptions.retrieve(made.id));
  await billing.ask((client) =>
    client.invoices.pay(String(latest_invoice), { payment_method: visa.id }),
  );
  await billing.hear();
  // 2.9 % of 99.00 and 30; no revenue, since none of it was earned here.
  expect(await booksNow()).toMatchObject({ stripe_balance: 9_583n, processor_fees: 317n });
  expect(await booksNow()).not.toHaveProperty("revenue.plan");
  expect(await periodsOf(id)).toEqual(["pro 2026-03-01 2026-04-01 start open"]);
});

test("an account of ours is known by its own id, and pages are read as they are asked for", async () => {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro"]);
  for (const _ of [1, 2, 3]) await billing.subscribe("pro");
  const pages: ReadPage[] = [];
  const { gateway } = billing;
  const listCustomers = (page: ReadPage) => {
    pages.push(page);
    return gateway.listCustomers(page);
  };
  await billing.look({ gateway: { ...gateway, listCustomers }, pageSize: 2 });
  expect(pages.map(({ limit, after }) => [limit, after === null])).toEqual([
    [2, true],
    [2, false],
  ]);
});
