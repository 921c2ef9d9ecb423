import { expect, test } from "vitest";
import { setBillingDetails } from "@/billing/accounts/billing-details";
import { customerOf, tellingCustomer } from "@/billing/payments/customers";
import { GatewayError, type PaymentGateway } from "@/billing/payments/gateway";
import { makeCalls } from "@/billing/payments/make-calls";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks } from "../books";
import { collectionsOf, dueNow, stripeBeside } from "./paying";

async function opened() {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  return {
    ...{ customer, stripe },
    /** As the portal sets them. */
    set: (details: Parameters<typeof setBillingDetails>[2]) =>
      inTransaction(books(), (tx) =>
        tellingCustomer(tx, customer.id, () => setBillingDetails(tx, customer.id, details)),
      ),
    there: async () => {
      const [one] = (await stripe.client.ask((all) => all.customers.list())).data;
      return one;
    },
  };
}

test("who an account is, is told to Stripe: once for many changes, and only where it is somebody there", async () => {
  const { customer, stripe, set, there } = await opened();
  await set({ legalName: "Before Ltd" });
  expect(await makeCalls(books(), stripe.gateway)).toBe(0);
  await customerOf(books(), stripe.gateway, customer.id);
  expect(await there()).toMatchObject({ name: "Before Ltd", preferred_locales: ["en"] });

  await set({ legalName: "Ada Ltd" });
  const address = { addressLines: ["1 Row", "Yard", "Gate"], city: "Ulm", country: "DE" };
  await set({ legalName: "Ada GmbH", language: "de", postalCode: "89073", ...address });
  expect(await makeCalls(books(), stripe.gateway)).toBe(1);
  expect(await there()).toMatchObject({
    ...{ name: "Ada GmbH", preferred_locales: ["de"] },
    address: {
      line1: "1 Row",
      line2: "Yard, Gate",
      postal_code: "89073",
      city: "Ulm",
      country: "DE",
    },
  });
  // Set again as they are, or only what Stripe is not told.
  await set({ legalName: "Ada GmbH", language: "de", postalCode: "89073", ...address });
  await set({
    legalName: "Ada GmbH",
    language: "de",
    postalCode: "89073",
    ...address,
    purchaseOrder: "7",
  });
  expect(await makeCalls(books(), stripe.gateway)).toBe(0);
  await set({ legalName: "Ada GmbH" });
  expect(await makeCalls(books(), stripe.gateway)).toBe(1);
  expect(await there()).toMatchObject({ address: null, preferred_locales: ["en"] });
});

test("what changes while Stripe is being told, or made a customer, is told after it; no answer is asked again", async () => {
  const { customer, stripe, set, there } = await opened();
  const meanwhile = (name: string): PaymentGateway => ({
    ...stripe.gateway,
    createCustomer: async (...told) => {
      await set({ legalName: name });
      return await stripe.gateway.createCustomer(...told);
    },
    updateCustomer: async (...told) => {
      await set({ legalName: name });
      return await stripe.gateway.updateCustomer(...told);
    },
  });
  await customerOf(books(), meanwhile("Second"), customer.id);
  await makeCalls(books(), meanwhile("Third"));
  await makeCalls(books(), stripe.gateway);
  expect(await there()).toMatchObject({ name: "Third" });

  await set({ legalName: "Fourth" });
  const silent: PaymentGateway = {
    ...stripe.gateway,
    updateCustomer: async (...told) => {
      await stripe.gateway.updateCustomer(...told);
      throw new GatewayError("unknown", "no answer");
    },
  };
  await makeCalls(books(), silent);
  await set({ legalName: "Fifth" });
  await dueNow();
  await makeCalls(books(), stripe.gateway);
  expect(await there()).toMatchObject({ name: "Fifth" });
  expect(await makeCalls(books(), stripe.gateway)).toBe(0);
});

test.each(["without lines", "with its lines"])(
  "a draft left %s for longer than Stripe keeps a key becomes the one invoice, paid once",
  async (left) => {
    const { customer, stripe } = await opened();
    await stripe.card(customer);
    await customer.start("pro");
    const dying: PaymentGateway = {
      ...stripe.gateway,
      createInvoice: async (invoice, key) => {
        const lines = left === "with its lines" ? invoice.lines : [];
        await stripe.gateway.createInvoice({ ...invoice, lines }, key).catch(() => undefined);
        throw new GatewayError("unknown", "no answer");
      },
    };
    await stripe.collectWith(dying);
    await advance("2026-03-02T01:00:00Z");
    await dueNow();
    await stripe.collect();
    const made = (await stripe.client.ask((all) => all.invoices.list())).data;
    expect(made).toMatchObject([{ status: "paid", total: 9_900 }]);
    expect((await stripe.charges()).filter(({ paid }) => paid)).toHaveLength(1);
    expect(await collectionsOf(customer)).toMatchObject([{ status: "paid" }]);
  },
);
