import { expect, test } from "vitest";
import { inTransaction } from "@/db/transaction";
import { handlerOf } from "@/stripe/handlers";
import { balancesOf } from "../book-rows";
import { books } from "../books";
import { permutations } from "../permutations";
import { shareOf } from "../runs";
import { accountOf, stripeBilling } from "./subscribed";

const rollBack = new Error("rolled back");

test("five events of a subscription's life end the same in every order, and told twice", async () => {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro", "scale"]);
  const made = await billing.subscribe("pro");
  await billing.pass("2026-03-02T00:00:00Z");
  await billing.bringOver();
  const id = await accountOf(made.customer);
  for (const at of ["2026-04-01T00:00:00Z", "2026-04-01T01:00:00Z", "2026-04-16T00:00:00Z"]) {
    await billing.pass(at);
  }
  const [renewal] = (await billing.ask((stripe) => stripe.invoices.list({ limit: 1 }))).data;
  const items = [{ id: made.items.data[0]?.id ?? "", price: billing.priceOf("scale") }];
  const changed = await billing.ask((stripe) =>
    stripe.subscriptions.update(made.id, { items, proration_behavior: "always_invoice" }),
  );
  await billing.ask((stripe) => stripe.subscriptions.cancel(made.id));
  const life: [type: string, about: string][] = [
    ["customer.subscription.updated", made.id],
    ["invoice.finalized", renewal?.id ?? ""],
    ["invoice.paid", renewal?.id ?? ""],
    ["invoice.paid", String(changed.latest_invoice)],
    ["customer.subscription.deleted", made.id],
  ];
  const looks = await Promise.all(
    life.map(async ([type, about]) => {
      const handler = handlerOf(type);
      if (!handler) throw new Error(`Nothing hears ${type}`);
      return { handler, about, fetched: await handler.fetch(billing.gateway, about) };
    }),
  );
  // 99.00 and 200.00, less 2.9 % and 0.30 each.
  const money = { stripe_balance: 28_973n, processor_fees: 927n };
  const ends = new Set<string>();
  const orders = permutations(looks);
  expect(orders).toHaveLength(120);
  for (const order of shareOf(orders, { part: 0, of: 24 })) {
    let end: Record<string, bigint> = {};
    await inTransaction(books(), async (tx) => {
      for (const { handler, fetched, about } of [...order, ...order]) {
        await handler.apply(tx, fetched, about);
      }
      end = await balancesOf(tx, id);
      throw rollBack;
    }).catch((error: unknown) => {
      if (error !== rollBack) throw error;
    });
    expect(end).toMatchObject(money);
    expect(end.receivable).toBeUndefined();
    ends.add(JSON.stringify(end, (_, value) => (typeof value === "bigint" ? `${value}` : value)));
  }
  expect([...ends]).toHaveLength(1);
}, 400_000);
