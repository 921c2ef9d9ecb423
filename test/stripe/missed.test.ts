import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { customerOf } from "@/billing/payments/customers";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { readBacklog } from "@/stripe/event-work-queries";
import { pollEvents } from "@/stripe/poll-events";
import { workEvents } from "@/stripe/work-events";
import { books, booksUrl } from "../books";
import type { Order } from "./killed-worker";
import { deliver, due, paidOnce, paidUnheard } from "./unheard";

const mode = { livemode: false };

test("fifty events that were withheld are found in Stripe's list, each once, also where the reading dies between two pages", async () => {
  const { customer, stripe } = await paidUnheard();
  const customerId = await customerOf(books(), stripe.gateway, customer.id);
  for (let card = 0; card < 110; card += 1) {
    await stripe.client.ask((one) =>
      one.paymentMethods.attach("pm_card_visa", { customer: customerId }),
    );
  }
  const all = [];
  let cursor: string | null = null;
  do {
    const since = new Date(0);
    const page: Awaited<ReturnType<PaymentGateway["listEvents"]>> = await stripe.gateway.listEvents(
      cursor === null ? { since } : { since, cursor },
    );
    all.push(...page.events);
    cursor = page.cursor;
  } while (cursor !== null);
  // The eldest and the newest: what paid the invoice is among them.
  const withheld = all.filter((_, at) => at < 25 || at >= all.length - 25);
  expect(withheld).toHaveLength(50);
  await deliver(
    books(),
    all.filter((one) => !withheld.includes(one)),
  );

  let pages = 0;
  const dying: PaymentGateway = {
    ...stripe.gateway,
    listEvents: async (after) => {
      pages += 1;
      if (pages === 2) throw new Error("killed");
      return await stripe.gateway.listEvents(after);
    },
  };
  await expect(pollEvents(books(), dying, mode)).rejects.toThrow("killed");
  const before = await countStored();
  const found = before - (all.length - 50);
  expect(found).toBeGreaterThan(0);
  expect(await pollEvents(books(), stripe.gateway, mode)).toMatchObject({ found: 50 - found });
  expect(await countStored()).toBe(all.length);
  expect((await pollEvents(books(), stripe.gateway, mode)).found).toBe(0);
  await workEvents(books(), stripe.gateway);
  expect(await readBacklog(books())).toMatchObject({ due: 0, waiting: 0, dead: 0 });
  expect(await customer.books()).toMatchObject(paidOnce);
});

test("a worker killed between Stripe's answer and its booking has done nothing; the next one books it once", async () => {
  const { customer, stripe, events } = await paidUnheard();
  await deliver(books(), events);
  const order: Order = { url: booksUrl(), apiUrl: stripe.simulator.url };
  const args = ["--import", "tsx", "test/stripe/killed-worker.ts", JSON.stringify(order)];
  const worker = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  const [, signal] = await once(worker, "exit");
  expect(signal).toBe("SIGKILL");
  expect(await books().selectFrom("payments").selectAll().execute()).toEqual([]);
  expect((await customer.invoices())[0]?.status).toBe("issued");

  await workEvents(books(), stripe.gateway);
  await due(books());
  await workEvents(books(), stripe.gateway);
  expect(await readBacklog(books())).toMatchObject({ due: 0, waiting: 0, dead: 0 });
  expect(await customer.books()).toMatchObject(paidOnce);
  expect(await books().selectFrom("payments").selectAll().execute()).toHaveLength(1);
});

async function countStored(): Promise<number> {
  return (await books().selectFrom("stripe_events").select("id").execute()).length;
}
