import { expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { approveRefund, undoRefund } from "@/billing/refunds/approve";
import { inTransaction } from "@/db/transaction";
import { books, Customer, openBooks } from "../books";
import { testCatalog } from "../catalog";
import { buyPack } from "../packs";
import { stripeBeside } from "../stripe/paying";
import { act, ask, paidPack, preview, refundsOf, send } from "./refunding";

/** $120.00 were paid; above $50.00 a second person says yes. */
async function limited() {
  const paid = await paidPack();
  const catalog = defineCatalog({ ...testCatalog, refunds: { approvalAbove: { usd: 5_000n } } });
  await inTransaction(books(), (tx) => applyCatalog(tx, catalog));
  const dollars = (minor: bigint, by = "staff:one") =>
    ask(paid.customer, paid.invoiceId, { of: { kind: "amount", grossMinor: minor }, by });
  return { ...paid, dollars };
}

test("what would take a second person at once takes one in parts too, whoever asks for them", async () => {
  const { customer, stripe, invoiceId, dollars } = await limited();
  expect(await dollars(3_000n)).toMatchObject({ status: "reserved" });
  // $20.00 are left of what one person does alone.
  expect(await preview(customer, invoiceId)).toMatchObject({ approvalAbove: { minor: 2_000n } });
  expect(await dollars(2_000n, "staff:two")).toMatchObject({ status: "reserved" });
  await send(stripe.gateway);
  const { refundId, status } = await dollars(1n, "staff:three");
  expect(status).toBe("requested");
  // What a second person said yes to counts for nothing.
  await act(approveRefund, customer, refundId, "staff:two");
  expect(await preview(customer, invoiceId)).toMatchObject({ approvalAbove: { minor: 0n } });
});

test("what was taken back in time counts no more, and what waits for its second person not either", async () => {
  const { customer, invoiceId, dollars } = await limited();
  const { refundId } = await dollars(5_000n);
  expect(await dollars(100n)).toMatchObject({ status: "requested" });
  await act(undoRefund, customer, refundId);
  expect(await preview(customer, invoiceId)).toMatchObject({ approvalAbove: { minor: 5_000n } });
  expect(await dollars(5_000n)).toMatchObject({ status: "reserved" });
});

test("two of staff who ask for the two halves at once: one does it alone, the other waits", async () => {
  const { dollars } = await limited();
  const both = await Promise.all([dollars(3_000n, "staff:one"), dollars(2_500n, "staff:two")]);
  expect(both.map(({ status }) => status).sort()).toEqual(["requested", "reserved"]);
});

test("the database counts the parts together too, and asks nothing again of what is on its way", async () => {
  const { customer, stripe, dollars } = await limited();
  const first = await dollars(3_000n);
  const waiting = await dollars(2_500n);
  expect(waiting.status).toBe("requested");
  const alone = books()
    .updateTable("refunds")
    .set({ status: "reserved" })
    .where("id", "=", waiting.refundId);
  await expect(alone.execute()).rejects.toMatchObject({ code: "TB007" });
  const lower = defineCatalog({ ...testCatalog, refunds: { approvalAbove: { usd: 100n } } });
  await inTransaction(books(), (tx) => applyCatalog(tx, lower));
  await send(stripe.gateway);
  const sent = (await refundsOf(customer)).find(({ id }) => id === first.refundId);
  expect(sent?.status).toBe("succeeded");
});

/** €92.00 were paid, where the catalogue sets these limits. */
async function paidInEuros(approvalAbove: Record<string, bigint>) {
  await openBooks("2026-03-01T00:00:00Z");
  const catalog = defineCatalog({ ...testCatalog, refunds: { approvalAbove } });
  await inTransaction(books(), (tx) => applyCatalog(tx, catalog));
  const [customer, stripe] = [await Customer.open({ currency: "eur" }), await stripeBeside()];
  await stripe.card(customer);
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  await stripe.payNow(customer, invoiceId);
  return { customer, stripe, invoiceId };
}

test("in a currency the limits forgot any amount takes a second person, and the database holds to it", async () => {
  const { customer, invoiceId } = await paidInEuros({ usd: 5_000n });
  const shown = await preview(customer, invoiceId);
  expect(shown).toMatchObject({ approvalAbove: { minor: 0n, currency: "eur" } });
  const cent = { kind: "amount", grossMinor: 1n } as const;
  const { refundId, status } = await ask(customer, invoiceId, { of: cent });
  expect(status).toBe("requested");
  const alone = books()
    .updateTable("refunds")
    .set({ status: "reserved" })
    .where("id", "=", refundId);
  await expect(alone.execute()).rejects.toMatchObject({ code: "TB007" });
  await act(approveRefund, customer, refundId, "staff:two");
  expect(await refundsOf(customer)).toMatchObject([{ status: "reserved", approver: "staff:two" }]);
});

test("where no limit is set at all one person gives back any amount in any currency", async () => {
  const { customer, invoiceId } = await paidInEuros({});
  expect(await preview(customer, invoiceId)).toMatchObject({ approvalAbove: null });
  const { status } = await ask(customer, invoiceId, { of: { kind: "all" } });
  expect(status).toBe("reserved");
});
