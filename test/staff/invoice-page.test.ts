import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { setBillingDetails } from "@/billing/accounts/billing-details";
import { inTransaction } from "@/db/transaction";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, Customer, openBooks } from "../books";

/** Somebody of ours, who is in the books. */
async function finance() {
  const staffUserId = randomUUID();
  await sql`insert into staff_users (id, email, name, role, created_at)
    values (${staffUserId}, ${`${staffUserId}@us.example`}, 'Sam', 'finance', app_now())`.execute(
    books(),
  );
  const actor: Actor = {
    ...{
      kind: "staff",
      fresh: true,
      role: "finance",
      name: "Sam",
      staffUserId,
      sessionId: randomUUID(),
    },
  };
  return createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" });
}

async function invoiced() {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  if (!invoiceId) throw new Error("A plan has an invoice");
  return { customer, invoiceId };
}

test("a document made again is the same file; what today's buyer would change is told beside it", async () => {
  const { customer, invoiceId } = await invoiced();
  const staff = await finance();
  const first = await staff.invoices.regenerate({ invoiceId });
  expect(first).toMatchObject({ number: "INV-000001", differences: [] });
  expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);

  await inTransaction(customer.db, (tx) =>
    setBillingDetails(tx, customer.id, { legalName: "Lovelace Engines Ltd" }),
  );
  const again = await staff.invoices.regenerate({ invoiceId });
  expect([again.sha256, again.bytes]).toEqual([first.sha256, first.bytes]);
  const [buyer, ...others] = again.differences;
  expect(others).toEqual([]);
  expect(buyer).toMatchObject({ part: "buyer", other: ["Lovelace Engines Ltd"] });
});

test("pinned notes stand where money moves: the invoice and what waits for a second person", async () => {
  const { customer, invoiceId } = await invoiced();
  const [asker, other] = [await finance(), await finance()];
  const account = customer.externalId;
  await asker.accounts.addNote({ account, body: "Call before any refund", pinned: true });
  await asker.accounts.addNote({ account, body: "Likes tea", pinned: false });
  const pinned = [expect.objectContaining({ body: "Call before any refund", by: "Sam" })];
  expect((await asker.invoices.get({ invoiceId })).pinned).toEqual(pinned);

  const wish = { kind: "grant", credits: 20_000n, category: "goodwill" } as const;
  const { quoteId } = await asker.adjustments.preview({ account, wish });
  const asked = { account, quoteId, reason: "Outage", idempotencyKey: randomUUID() };
  await asker.adjustments.request(asked);
  const stranger = await Customer.open();
  const theirs = await asker.adjustments.preview({ account: stranger.externalId, wish });
  await asker.adjustments.request({
    ...{ account: stranger.externalId, quoteId: theirs.quoteId, reason: "Outage" },
    idempotencyKey: randomUUID(),
  });
  const { waiting } = await other.adjustments.waiting();
  expect(waiting.map((one) => [one.account.id, one.pinned])).toEqual([
    [customer.id, pinned],
    [stranger.id, []],
  ]);
});
