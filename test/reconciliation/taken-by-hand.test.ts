import { sql } from "kysely";
import { expect, test } from "vitest";
import type { GrantId } from "@/lib/ids";
import { advance, books, Customer, setClock } from "../books";
import { apply, told } from "../disputes/disputing";
import { giveUp } from "../give-up";
import { buyPack } from "../packs";
import { ask, paidPack, send } from "../refunds/refunding";
import { dropGuards } from "../tampering";
import { differences, reconciled } from "./reconciling";

// A pack of 10,000 was given twice, so that 10,000 are too many; or 25,000 were given that no line charges for. What
// somebody takes back by hand sets that right; what a refund, a dispute or an invoice that is given up takes is of what
// was charged, and leaves as many too many as before.

/** A second grant stands on the pack's line, as if it had been given twice. */
async function giveAgain(customer: Customer): Promise<GrantId> {
  const { grantId } = await customer.grant(10_000n, {
    expiresAt: new Date("2027-03-01T00:00:00Z"),
  });
  await dropGuards(books());
  await sql`update grants set category = 'pack', invoice_line_id = (
    select id from invoice_lines where account_id = ${customer.id} and kind = 'pack') where id = ${grantId}`.execute(
    books(),
  );
  return grantId;
}

const tooMany = (credits: bigint) => [`grant_without_charge granted_too_much ${credits} credits`];

test("of a pack given twice 4,000 taken by hand leave 6,000 too many, and the rest of it none", async () => {
  const { customer, stripe } = await paidPack();
  const grantId = await giveAgain(customer);
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(tooMany(10_000n));
  await customer.revoke(grantId, 4_000n);
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(tooMany(6_000n));
  await customer.revoke(grantId);
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual([]);
  await sql`update grants set category = 'promo', invoice_line_id = null where id = ${grantId}`.execute(
    books(),
  );
});

test("what a refund takes back is not taken by hand", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  // Half of the money owns 5,000 of what was charged.
  await ask(customer, invoiceId, { policy: "proportional" });
  await advance("2026-03-01T00:01:00Z");
  await send(stripe.gateway);
  const grantId = await giveAgain(customer);
  expect(await customer.balance()).toMatchObject({ available: 15_000n });
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(tooMany(10_000n));
  await sql`update grants set category = 'promo', invoice_line_id = null where id = ${grantId}`.execute(
    books(),
  );
});

test("nor what a lost dispute takes, though its money and its credits are all gone", async () => {
  const { customer, stripe } = await paidPack();
  const opened = await told(customer, "needs_response", {}, { out: -12_000n });
  await apply(opened);
  await apply({ ...opened, status: "lost" });
  const grantId = await giveAgain(customer);
  await setClock("2026-03-03T00:00:00Z");
  const beside = {
    ...stripe.gateway,
    getDispute: async () => ({ ...opened, status: "lost" as const }),
  };
  await reconciled(beside);
  expect((await differences()).filter((one) => one.includes("granted"))).toEqual(tooMany(10_000n));
  await sql`update grants set category = 'promo', invoice_line_id = null where id = ${grantId}`.execute(
    books(),
  );
});

test("nor what goes with an invoice that is given up", async () => {
  const { stripe } = await paidPack();
  const other = await Customer.open();
  const { invoiceId } = await buyPack(other, { pack: "pack_10000", grants: "on_issue" });
  const grantId = await giveAgain(other);
  await giveUp(other, { invoiceId, as: "uncollectible" });
  expect(await other.balance()).toMatchObject({ available: 10_000n });
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(tooMany(10_000n));
  await sql`update grants set category = 'promo', invoice_line_id = null where id = ${grantId}`.execute(
    books(),
  );
});

test("of 25,000 no line charges for 5,000 taken by hand leave 20,000", async () => {
  const { stripe } = await paidPack();
  const other = await Customer.open();
  const { grantId } = await other.grant(25_000n, { category: "pack" });
  await other.revoke(grantId, 5_000n);
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(["grant_without_charge granted_without_line 20000 credits"]);
});
