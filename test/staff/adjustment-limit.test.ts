import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { newId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, Customer, openBooks, setClock } from "../books";

/** Above 10,000 credits a second person is asked. */
async function limited() {
  await openBooks("2026-01-31T10:00:00Z");
  const [one, two] = [randomUUID(), randomUUID()];
  for (const id of [one, two]) {
    await sql`insert into staff_users (id, email, name, role, created_at)
      values (${id}, ${`${id}@us.example`}, 'Ada', 'finance', app_now())`.execute(books());
  }
  const customer = await Customer.open();
  const account = customer.externalId;
  const as = (staffUserId: string) => {
    const who = { name: "Ada", staffUserId, sessionId: randomUUID() };
    const actor: Actor = { kind: "staff", fresh: true, role: "finance", ...who };
    return createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" }).adjustments;
  };
  const give = async (credits: bigint, { by = one, to = account } = {}) => {
    const wish = { kind: "grant" as const, credits, category: "promo" as const };
    const { quoteId, waits } = await as(by).preview({ account: to, wish });
    const asked = { account: to, quoteId, reason: "A test", idempotencyKey: newId<string>() };
    const { status, adjustmentId } = await as(by).request(asked);
    expect(status).toBe(waits ? "waiting" : "booked");
    return { status, adjustmentId };
  };
  return { customer, account, as, give, one, two };
}

test("what would take a second person at once takes one in parts too, whoever gives them", async () => {
  const { customer, give, two } = await limited();
  expect((await give(6_000n)).status).toBe("booked");
  expect((await give(4_000n, { by: two })).status).toBe("booked");
  const last = await give(1n);
  expect(last.status).toBe("waiting");
  // The database says so too, whoever writes.
  const alone = books().updateTable("adjustments").where("id", "=", last.adjustmentId);
  await expect(alone.set({ status: "booked" }).execute()).rejects.toMatchObject({ code: "TB020" });
  expect(await customer.balance()).toMatchObject({ available: 10_000n });
  // Another account is another matter, and so is another day.
  expect((await give(10_000n, { to: (await Customer.open()).externalId })).status).toBe("booked");
  await setClock("2026-02-01T10:00:00Z");
  expect((await give(10_000n)).status).toBe("booked");
});

test("what a second person said yes to counts for nothing, and what is taken back is counted by itself", async () => {
  const { customer, account, as, give, two } = await limited();
  const { adjustmentId } = await give(10_001n);
  await as(two).approve({ account, adjustmentId });
  expect((await give(10_000n)).status).toBe("booked");
  const { grantId } = await customer.grant(10_000n);
  const wish = { kind: "revoke" as const, grantId, credits: 10_000n };
  expect(await as(two).preview({ account, wish })).toMatchObject({ waits: false });
});

test("two who give the two halves at once: one does it alone, the other waits", async () => {
  const { customer, account, as, one, two } = await limited();
  const shown = async (by: string, credits: bigint) => {
    const wish = { kind: "grant" as const, credits, category: "promo" as const };
    const { quoteId, waits } = await as(by).preview({ account, wish });
    expect(waits).toBe(false);
    const asked = { account, quoteId, reason: "A test", idempotencyKey: newId<string>() };
    return () => as(by).request(asked);
  };
  const [first, second] = [await shown(one, 6_000n), await shown(two, 6_000n)];
  const both = await Promise.all([first(), second()]);
  expect(both.map(({ status }) => status).sort()).toEqual(["booked", "waiting"]);
  expect(await customer.balance()).toMatchObject({ available: 6_000n });
});
