import { sql } from "kysely";
import { expect, test } from "vitest";
import { setBillingDetails } from "@/billing/accounts/billing-details";
import { GatewayError } from "@/billing/payments/gateway";
import { makeCalls } from "@/billing/payments/make-calls";
import { findTaxIdCheck } from "@/billing/payments/tax-id-queries";
import { askTaxIdCheck, keepTaxIds } from "@/billing/payments/tax-ids";
import { inTransaction } from "@/db/transaction";
import { handlerOf } from "@/stripe/handlers";
import { advance, Customer, openBooks } from "../books";
import { stripeBeside } from "./paying";

async function opened() {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const { db, id } = customer;
  const { gateway, simulator } = await stripeBeside();
  const calls = () => makeCalls(db, gateway);
  const customerId = async () => (await gateway.findCustomer(id))?.customerId ?? "";
  return {
    ...{ customer, db, id, gateway, calls },
    /** As the portal sets it. */
    set: (taxId: string | null, country: string) =>
      inTransaction(db, async (tx) => {
        const set = await setBillingDetails(tx, id, { taxId, country });
        await askTaxIdCheck(tx, id, set);
      }),
    /** The register answers, and the event about it is worked. */
    answered: async (at: string) => {
      await advance(at);
      await simulator.tick();
      const handler = handlerOf("customer.tax_id.updated");
      const about = await customerId();
      const fetched = await handler?.fetch(gateway, about);
      return await inTransaction(db, async (tx) => await handler?.apply(tx, fetched, about));
    },
    check: async () => {
      const found = await findTaxIdCheck(db, id);
      return found && [found.value, found.state, found.registeredName];
    },
    there: async () => (await gateway.listTaxIds(await customerId())).map(({ value }) => value),
  };
}

test("the register of a tax id is asked, and what it says stands beside it", async () => {
  const { customer, set, calls, check, answered, there } = await opened();
  await set("DE 123 456 789", "DE");
  expect(await check()).toEqual(["DE123456789", "asked", null]);
  await calls();
  expect(await check()).toEqual(["DE123456789", "pending", null]);
  expect(await answered("2026-03-01T00:00:02Z")).toMatchObject({ result: "applied" });
  expect(await check()).toEqual(["DE123456789", "verified", customer.externalId]);

  // Spaced otherwise it is the same one: nobody is asked again.
  await set("DE123456789", "DE");
  expect(await calls()).toBe(0);

  // Stripe's number for one that no register knows.
  await set("DE111111111", "DE");
  expect(await check()).toEqual(["DE111111111", "asked", null]);
  await calls();
  await answered("2026-03-01T00:00:04Z");
  expect(await check()).toEqual(["DE111111111", "unverified", null]);
  expect(await there()).toEqual(["DE111111111"]);
});

test("a tax id taken off, or one no register can be asked about, is forgotten there too", async () => {
  const { set, calls, check, there } = await opened();
  await set("12-3456789", "US");
  expect(await check()).toBeUndefined();
  expect(await calls()).toBe(0);
  await set("ATU12345678", "AT");
  await calls();
  expect(await there()).toEqual(["ATU12345678"]);
  await set(null, "AT");
  expect(await check()).toBeUndefined();
  await calls();
  expect(await there()).toEqual([]);
});

test("of two wishes at the same time the last one stands, though the call for the first ends last", async () => {
  const { set, calls, check, there, gateway, db, id } = await opened();
  await set("DE123456789", "DE");
  const add = gateway.addTaxId;
  // While the first is on its way the second is set, and made.
  gateway.addTaxId = async (customerId, taxId, key) => {
    gateway.addTaxId = add;
    await set("DE987654321", "DE");
    await calls();
    await add(customerId, taxId, key);
  };
  await calls();
  expect(await there()).toEqual(["DE987654321"]);
  expect(await check()).toEqual(["DE987654321", "pending", null]);

  // What is said of another says nothing of it.
  const other = { id: "txi_1", kind: "eu_vat", value: "DE123456789", registeredName: "B" };
  await inTransaction(db, (tx) => keepTaxIds(tx, id, [{ ...other, state: "verified" }]));
  expect(await check()).toEqual(["DE987654321", "pending", null]);
});

test("an id the processor takes for none is as one its register does not know", async () => {
  const { set, calls, check, gateway } = await opened();
  await set("IE1234567WI", "IE");
  gateway.addTaxId = async () => {
    throw new GatewayError("refused", "Invalid value for eu_vat.", { code: "tax_id_invalid" });
  };
  await calls();
  expect(await check()).toEqual(["IE1234567WI", "unverified", null]);
});

test("no answer is no answer: it is asked again", async () => {
  const { set, calls, check, gateway, db } = await opened();
  await set("IE1234567WI", "IE");
  const add = gateway.addTaxId;
  gateway.addTaxId = async (...asked) => {
    gateway.addTaxId = add;
    await add(...asked);
    throw new GatewayError("unknown", "The connection broke.");
  };
  await calls();
  expect(await check()).toEqual(["IE1234567WI", "asked", null]);
  await sql`update gateway_calls set next_at = created_at where ended_at is null`.execute(db);
  await calls();
  expect(await check()).toEqual(["IE1234567WI", "pending", null]);
});
