import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { newId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { appRouter } from "@/trpc/root";
import { books } from "../books";
import { paidPack, send } from "./refunding";

function callerOf(actor: Actor) {
  return createCallerFactory(appRouter)({ db: books(), actor, requestId: "test" });
}

function staff(role: "support" | "finance") {
  const session = { sessionId: randomUUID(), name: "Test" };
  return callerOf({ ...session, kind: "staff", fresh: true, staffUserId: newId<string>(), role })
    .staff.refunds;
}

test("staff preview, refund what was shown, and take back in time; the app reads what came of it", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const support = staff("support");
  const shown = await support.preview({ invoiceId, amount: 6_000n });
  const choice = { policy: "proportional", reason: "Asked by the customer" } as const;
  const asked = { ...choice, quoteId: shown.quoteId, idempotencyKey: "first" };
  const { refundId, status } = await support.request(asked);
  expect(status).toBe("reserved");
  expect((await support.request(asked)).replayed).toBe(true);
  expect((await support.undo({ refundId, idempotencyKey: "undo" })).status).toBe("undone");

  // Somebody else refunds between: the second reads that nothing is left, and who was first.
  const [mine, theirs] = [
    await support.preview({ invoiceId }),
    await support.preview({ invoiceId }),
  ];
  await support.request({ ...choice, quoteId: theirs.quoteId, idempotencyKey: "theirs" });
  await expect(
    support.request({ ...choice, quoteId: mine.quoteId, idempotencyKey: "mine" }),
  ).rejects.toMatchObject({
    cause: {
      code: "refund_exceeds_payment",
      facts: { left: 0n, refundedBy: expect.stringMatching(/^staff:/), refundedMinor: 12_000n },
    },
  });
  await send(stripe.gateway);

  const { refunds } = await support.list({ account: customer.externalId });
  expect(refunds.map(({ status: is, amount }) => [is, amount.minor])).toEqual([
    ["succeeded", 12_000n],
    ["undone", 6_000n],
  ]);
  const app = callerOf({
    ...{ kind: "key", prefix: `tb_test_${randomUUID()}`, name: "Test", scopes: ["invoices:read"] },
  });
  expect(await app.service.refunds.list({ account: customer.externalId })).toMatchObject({
    refunds: [
      { status: "succeeded", creditNoteNumber: "CN-000001", revoked: 10_000n, owed: 0n },
      { status: "undone", creditNoteNumber: null, revoked: 0n, owed: 0n },
    ],
  });
});

test("whoever comes second reads who was first, by name; the invoice shows what went back of which line", async () => {
  const { stripe, invoiceId } = await paidPack();
  const staffUserId = newId<string>();
  await books()
    .insertInto("staff_users")
    .values({
      ...{ id: staffUserId, email: `${staffUserId}@staff.example`, name: "Selma", role: "support" },
      ...{ created_at: new Date(), disabled_at: null },
    })
    .execute();
  const selma = callerOf({
    ...{
      kind: "staff",
      fresh: true,
      sessionId: randomUUID(),
      name: "Selma",
      role: "support",
      staffUserId,
    },
  }).staff;
  const choice = { policy: "proportional", reason: "Asked by the customer" } as const;
  const hers = await selma.refunds.preview({ invoiceId, amount: 7_000n });
  const other = staff("finance");
  const theirs = await other.preview({ invoiceId, amount: 7_000n });
  await selma.refunds.request({ ...choice, quoteId: hers.quoteId, idempotencyKey: "hers" });
  const second = { ...choice, quoteId: theirs.quoteId, idempotencyKey: "theirs" };
  await expect(other.request(second)).rejects.toMatchObject({
    cause: { facts: { left: 5_000n, refundedBy: "Selma", refundedMinor: 7_000n } },
  });
  await send(stripe.gateway);

  // Of $120.00 for 10,000: half-up(10,000 × 70 ∕ 120) = 5,833; net 7,000 ∕ 1.2 = 58.33, tax 11.67.
  const { slices, refunds, processor, may } = await selma.invoices.get({ invoiceId });
  expect(slices).toMatchObject([
    { kind: "refund", netMinor: 5_833n, taxMinor: 1_167n, slice: 5_833n, revoked: 5_833n },
  ]);
  expect(refunds).toMatchObject([
    {
      ...{ status: "succeeded", requestedByName: "Selma", amount: { minor: 7_000n } },
      revocations: slices.map(({ id }) => id),
    },
  ]);
  expect(processor.calls.map(({ kind, status }) => [kind, status])).toContainEqual([
    ...["refund", "succeeded"],
  ]);
  expect(may).toEqual({ refund: true, end: false, audit: false });
  const { invoice } = await selma.accounts.search({ text: "inv-000001" });
  expect(invoice).toBe(invoiceId);
});

test("by lines, and never more of one than it has left", async () => {
  const { invoiceId } = await paidPack();
  const support = staff("support");
  const line = await books()
    .selectFrom("invoice_lines")
    .where("invoice_id", "=", invoiceId)
    .where("kind", "=", "pack")
    .select("id as lineId")
    .executeTakeFirstOrThrow();
  const { money } = await support.preview({ invoiceId, lines: [{ ...line, amount: 1n }] });
  expect(money.total.minor).toBe(1n);
  const refused = async (lines: { lineId: string; amount?: bigint }[]) =>
    await support.preview({ invoiceId, lines }).catch((error) => error.cause);
  expect(await refused([{ ...line, amount: 12_001n }])).toMatchObject({
    ...{ code: "refund_exceeds_payment", facts: { left: 12_000n } },
  });
  expect(await refused([line, line])).toMatchObject({ code: "invalid_input" });
  expect(await refused([{ lineId: newId<string>() }])).toMatchObject({ code: "not_found" });
});
