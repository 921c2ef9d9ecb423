import { expect, test } from "vitest";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { GatewayError } from "@/billing/payments/gateway";
import { makeCalls } from "@/billing/payments/make-calls";
import { getMethodFacts, listMethods } from "@/billing/payments/method-queries";
import { addMethod, confirmSetup, removeMethod, setDefault } from "@/billing/payments/methods";
import { Customer, openBooks } from "../books";
import { dueNow, stripeBeside } from "./paying";

const urlsOf = (setupId: string) => ({
  successUrl: `http://localhost/settings/payment?setup=${setupId}`,
  cancelUrl: "http://localhost/settings/payment?setup=left",
});

async function opened() {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  return { customer, accountId: customer.id, db: customer.db, ...(await stripeBeside()) };
}

type Opened = Awaited<ReturnType<typeof opened>>;

/** Opens the processor's page as the portal does; the id the way back names. */
async function toPage({ db, gateway, accountId }: Opened): Promise<string> {
  let id = "";
  const { url } = await addMethod(db, gateway, {
    ...{ accountId, language: "de" },
    urlsOf: (setupId) => {
      id = setupId;
      return urlsOf(setupId);
    },
  });
  expect(url).toMatch(/^http/);
  return id;
}

/** What somebody does at that page; nothing of it comes by us. */
async function tellCard({ db, client, accountId }: Opened, card: string): Promise<string> {
  const { customer_id: customer } = await db
    .selectFrom("processor_customers")
    .where("account_id", "=", accountId)
    .select("customer_id")
    .executeTakeFirstOrThrow();
  return (await client.ask((stripe) => stripe.paymentMethods.attach(card, { customer }))).id;
}

const onFile = async ({ db, accountId }: Opened) =>
  (await listMethods(db, accountId)).map(({ id, isDefault }) => [id, isDefault]);

test("a card told at the page is being confirmed until it is there, then the default; so is the next, unless one was chosen", async () => {
  const all = await opened();
  const { db, gateway, accountId } = all;
  const setupId = await toPage(all);
  const back = () => confirmSetup(db, gateway, { accountId, setupId });
  expect(await back()).toEqual({ outcome: "being_confirmed", last4: null });
  const first = await tellCard(all, "pm_card_visa");
  expect(await back()).toEqual({ outcome: "added", last4: "4242" });
  expect(await back()).toMatchObject({ outcome: "added" });
  expect(await onFile(all)).toEqual([[first, true]]);

  const again = await toPage(all);
  const second = await tellCard(all, "pm_card_mastercard");
  await confirmSetup(db, gateway, { accountId, setupId: again });
  expect(await onFile(all)).toEqual([
    [second, true],
    [first, false],
  ]);
  await setDefault(db, gateway, { accountId, methodId: first });
  // Whoever loads the page of the way back again takes nothing back.
  await confirmSetup(db, gateway, { accountId, setupId: again });
  expect(await onFile(all)).toEqual([
    [first, true],
    [second, false],
  ]);
  expect((await getMethodFacts(db, accountId)).confirmedAt).not.toBeNull();
});

test("the last one stays while a plan goes on that costs something, and goes where it ends", async () => {
  const all = await opened();
  const { db, gateway, accountId, customer } = all;
  const methodId = await all.card(customer);
  await customer.start("pro");
  const remove = (id = methodId) => removeMethod(db, gateway, { accountId, methodId: id });
  await expect(remove()).rejects.toMatchObject({ code: "last_payment_method" });
  const other = await tellCard(all, "pm_card_mastercard");
  await confirmSetup(db, gateway, { accountId, setupId: await toPage(all) });
  // Heard of by the refresh: two are on file, so either may go.
  expect(await remove(other)).toEqual({ outcome: "done" });
  await expect(remove()).rejects.toMatchObject({ code: "last_payment_method" });
  await customer.confirm((await customer.previewEnd("period_end")).quoteId);
  expect(await remove()).toEqual({ outcome: "done" });
  expect(await onFile(all)).toEqual([]);
  await expect(remove()).rejects.toMatchObject({ code: "not_found" });
});

test("two removals at once leave the last one", async () => {
  const all = await opened();
  const { db, gateway, accountId, customer } = all;
  const first = await all.card(customer);
  const second = await all.card(customer, "pm_card_mastercard");
  await customer.start("pro");
  const removals = await Promise.allSettled(
    [first, second].map((methodId) => removeMethod(db, gateway, { accountId, methodId })),
  );
  const refused = removals.filter((one) => one.status === "rejected");
  expect(refused.map(({ reason }) => reason.code)).toEqual(["last_payment_method"]);
  expect(await onFile(all)).toHaveLength(1);
});

test("a removal nobody answered is being confirmed, and made again under the same key", async () => {
  const all = await opened();
  const { db, gateway, accountId, customer } = all;
  const methodId = await all.card(customer);
  const deaf: PaymentGateway = {
    ...gateway,
    removeMethod: async (...asked) => {
      await gateway.removeMethod(...asked);
      throw new GatewayError("unknown", "no answer came");
    },
  };
  expect(await removeMethod(db, deaf, { accountId, methodId })).toEqual({
    outcome: "being_confirmed",
  });
  await dueNow(db);
  expect(await makeCalls(db, gateway)).toBe(1);
  expect(await onFile(all)).toEqual([]);
});

test("without a processor nothing is written down, and a page of another account is none", async () => {
  const all = await opened();
  const { db, gateway, accountId } = all;
  await expect(
    addMethod(db, undefined, { accountId, language: "en", urlsOf }),
  ).rejects.toMatchObject({ code: "no_processor" });
  expect(await db.selectFrom("gateway_calls").selectAll().execute()).toEqual([]);
  const setupId = await toPage(all);
  const other = await Customer.open();
  await expect(confirmSetup(db, gateway, { accountId: other.id, setupId })).rejects.toMatchObject({
    code: "not_found",
  });
});
