import { expect, test } from "vitest";
import { customerOf } from "@/billing/payments/customers";
import { GatewayError, type PaymentGateway } from "@/billing/payments/gateway";
import { inTransaction } from "@/db/transaction";
import { dryRunEvent } from "@/stripe/dry-run";
import { readBacklog, takeEvents } from "@/stripe/event-work-queries";
import { pollEvents } from "@/stripe/poll-events";
import { replayEvents, workEvents } from "@/stripe/work-events";
import { author, books } from "../books";
import type { stripeBeside } from "./paying";
import { deliver, due, paidOnce, paidUnheard, type Told } from "./unheard";

type Beside = Awaited<ReturnType<typeof stripeBeside>>;

test("events of one payment, all five times and under other ids, pay its invoice once", async () => {
  const { customer, stripe, events } = await paidUnheard();
  for (let time = 0; time < 5; time += 1) await deliver(books(), events, time ? `x${time}` : "");
  const { worked, dead } = await workEvents(books(), stripe.gateway);
  expect([worked, dead]).toEqual([events.length * 5, []]);
  expect((await customer.invoices())[0]?.status).toBe("paid");
  expect(await customer.books()).toMatchObject(paidOnce);
  expect(await books().selectFrom("payments").selectAll().execute()).toHaveLength(1);
  expect(await readBacklog(books())).toMatchObject({ due: 0, waiting: 0, dead: 0 });
});

test("32 workers at once on 32 copies: one payment", async () => {
  const { customer, stripe, events } = await paidUnheard();
  const paid = events.filter(({ type }) => type === "invoice.paid");
  for (let copy = 0; copy < 32; copy += 1) await deliver(books(), paid, `y${copy}`);
  await Promise.all(Array.from({ length: 8 }, () => workEvents(books(), stripe.gateway)));
  expect(await customer.books()).toMatchObject(paidOnce);
  expect(await books().selectFrom("payments").selectAll().execute()).toHaveLength(1);
});

test("what Stripe withheld is found in its list, once, and worked", async () => {
  const { customer, stripe, events } = await paidUnheard();
  await deliver(books(), events.slice(0, 2));
  const first = await pollEvents(books(), stripe.gateway, { livemode: false });
  expect(first.found).toBe(events.length - 2);
  expect((await pollEvents(books(), stripe.gateway, { livemode: false })).found).toBe(0);
  await workEvents(books(), stripe.gateway);
  expect(await customer.books()).toMatchObject(paidOnce);
});

test("an event of what is ours and not here yet waits, and is worked once it is", async () => {
  const { customer, stripe, events } = await paidUnheard();
  const unknown = await asIfUnknown(stripe);
  await deliver(books(), events);
  await workEvents(books(), unknown);
  expect(await readBacklog(books())).toMatchObject({ due: 0 });
  expect((await readBacklog(books())).waiting).toBeGreaterThan(0);
  expect((await customer.invoices())[0]?.status).toBe("issued");
  await due(books());
  await workEvents(books(), stripe.gateway);
  expect(await readBacklog(books())).toMatchObject({ due: 0, waiting: 0, dead: 0 });
  expect(await customer.books()).toMatchObject(paidOnce);
});

test("an event that cannot be worked is given up after eight tries, the others go on, and it can be replayed", async () => {
  const { customer, stripe, events } = await paidUnheard();
  const poison = {
    ...stripe.gateway,
    listPaymentMethods: () => Promise.reject(new Error("poison")),
  };
  await deliver(books(), events);
  for (let time = 0; time < 8; time += 1) {
    await workEvents(books(), poison);
    await due(books());
  }
  expect(await customer.books()).toMatchObject(paidOnce);
  const { dead } = await readBacklog(books());
  expect(dead).toBe(
    events.filter(({ type }) => /^(payment_method|customer\.updated)/.test(type)).length,
  );
  expect(await replayEvents(books(), "all_dead", author)).toBe(dead);
  await workEvents(books(), stripe.gateway);
  expect(await readBacklog(books())).toMatchObject({ due: 0, dead: 0 });
});

test("Stripe being away for hours buries no event", async () => {
  const { stripe, events } = await paidUnheard();
  const away = () => Promise.reject(new GatewayError("busy", "away"));
  const gateway = {
    ...stripe.gateway,
    getInvoice: away,
    findInvoiceOf: away,
    listPaymentMethods: away,
  };
  await deliver(books(), events);
  for (let time = 0; time < 20; time += 1) {
    await workEvents(books(), gateway);
    await due(books());
  }
  expect((await readBacklog(books())).dead).toBe(0);
  await workEvents(books(), stripe.gateway);
  expect(await readBacklog(books())).toMatchObject({ due: 0, waiting: 0, dead: 0 });
});

test("a dry run tells what an event would move, and moves nothing", async () => {
  const { customer, stripe, events } = await paidUnheard();
  const paid = events.find(({ type }) => type === "invoice.paid");
  if (!paid) throw new Error("Stripe tells of it");
  await deliver(books(), [paid]);
  const handled = await dryRunEvent(books(), stripe.gateway, paid.id);
  expect(handled).toMatchObject({ result: "applied", accountId: customer.id });
  expect((await customer.invoices())[0]?.status).toBe("issued");
  expect(await books().selectFrom("payments").selectAll().execute()).toEqual([]);
});

test("a worker that dies with events in hand leaves them to the next, once its lease is over", async () => {
  const { customer, stripe, events } = await paidUnheard();
  await deliver(books(), events);
  const inHand = await inTransaction(books(), (tx) =>
    takeEvents(tx, { limit: 60, leaseSeconds: 60 }),
  );
  expect(inHand).toHaveLength(events.length);
  expect(await workEvents(books(), stripe.gateway)).toEqual({ worked: 0, dead: [] });
  await due(books());
  expect((await workEvents(books(), stripe.gateway)).worked).toBe(events.length);
  expect(await customer.books()).toMatchObject(paidOnce);
  // The one that was only slow, and applies what it had asked for long ago, books nothing again.
  await replayEvents(
    books(),
    inHand.map(({ id }) => id),
    author,
  );
  expect((await workEvents(books(), stripe.gateway)).worked).toBe(events.length);
  expect(await customer.books()).toMatchObject(paidOnce);
});

test("behind thousands of old events one of now is taken first too", async () => {
  const { events } = await paidUnheard();
  const [old, now] = [events.slice(0, 1), events.slice(1, 2)];
  for (let copy = 0; copy < 30; copy += 1) {
    const [other] = old.map((one) => ({ ...one, objectId: `${one.objectId}z${copy}` }));
    if (other) await deliver(books(), [other], `z${copy}`);
  }
  await due(books());
  await deliver(books(), now);
  const taken = await inTransaction(books(), (tx) =>
    takeEvents(tx, { limit: 10, leaseSeconds: 60 }),
  );
  expect(taken).toHaveLength(10);
  expect(taken.map(({ id }) => id)).toContain(now[0]?.id);
});

test("a thing many events are about is asked for once a run, and again for what arrives later", async () => {
  const { customer, stripe, events } = await paidUnheard();
  let asked = 0;
  const gateway: PaymentGateway = {
    ...stripe.gateway,
    getInvoice: (id) => {
      asked += 1;
      return stripe.gateway.getInvoice(id);
    },
  };
  const paid = events.filter(({ type }) => type === "invoice.paid");
  // More than a worker takes at once.
  for (let copy = 0; copy < 130; copy += 1) await deliver(books(), paid, `m${copy}`);
  expect((await workEvents(books(), gateway)).worked).toBe(130);
  expect(asked).toBe(1);
  await deliver(books(), paid, "later");
  expect((await workEvents(books(), gateway)).worked).toBe(1);
  expect(asked).toBe(2);
  expect(await customer.books()).toMatchObject(paidOnce);
});

test("a payment is asked for once or twice, whichever of its parts its events are about", async () => {
  const { customer, stripe, events } = await paidUnheard();
  let asked = 0;
  const counted = <A, T>(ask: (of: A) => Promise<T>) => {
    return (of: A) => {
      asked += 1;
      return ask(of);
    };
  };
  const gateway: PaymentGateway = {
    ...stripe.gateway,
    getInvoice: counted(stripe.gateway.getInvoice),
    findInvoiceOf: counted(stripe.gateway.findInvoiceOf),
  };
  const parts = events.filter(({ type }) => /^(invoice|payment_intent|charge)/.test(type));
  expect(new Set(parts.map(({ objectId }) => objectId)).size).toBeGreaterThan(2);
  for (let copy = 0; copy < 5; copy += 1) await deliver(books(), parts, `p${copy}`);
  expect((await workEvents(books(), gateway)).worked).toBe(5 * parts.length);
  // By its invoice and by its payment at once, and never again.
  expect(asked).toBeLessThanOrEqual(2);
  expect(await customer.books()).toMatchObject(paidOnce);
});

test("an event that tells of nothing holds up none of those it is taken with", async () => {
  const { customer, stripe, events } = await paidUnheard();
  const empty = ['{"data":null}', "{}", '{"data":{"object":null}}', "[]"];
  const told = empty.map((body, at) => ({
    ...{ ...(events[0] as Told[number]), type: "charge.succeeded", objectId: null },
    ...{ id: `evt_empty${at}`, body },
  }));
  await deliver(books(), [...told, ...events]);
  const { worked, dead } = await workEvents(books(), stripe.gateway);
  expect([worked, dead]).toEqual([events.length + empty.length, []]);
  expect(await customer.books()).toMatchObject(paidOnce);
});

test("a customer deleted at Stripe pays with nothing any more", async () => {
  const { customer, stripe } = await paidUnheard();
  const customerId = await customerOf(books(), stripe.gateway, customer.id);
  await stripe.client.ask((one) => one.customers.del(customerId));
  const { events } = await stripe.gateway.listEvents({ since: new Date(0) });
  await deliver(
    books(),
    events.filter(({ type }) => type === "customer.deleted"),
  );
  expect(await workEvents(books(), stripe.gateway)).toEqual({ worked: 1, dead: [] });
  const methods = await books().selectFrom("payment_methods").selectAll().execute();
  expect(methods).toMatchObject([{ is_default: false, removed_at: expect.any(Date) }]);
});

/** Our row not being there yet, as the processor's answer would show it: under an id of ours that nothing has. */
async function asIfUnknown({ gateway }: Beside): Promise<PaymentGateway> {
  const strange = <T extends { id: string; collectionId: string | null }>(one: T | undefined) =>
    one && { ...one, id: `in_strange`, collectionId: "0190a000-0000-7000-8000-00000000dead" };
  return {
    ...gateway,
    getInvoice: async (id) => strange(await gateway.getInvoice(id)),
    findInvoiceOf: async (object) => strange(await gateway.findInvoiceOf(object)),
  };
}
