import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import type { GrantId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, Customer } from "../books";
import { buyPack } from "../packs";
import { portalOf } from "../portal";
import { ask, paidPack, send } from "../refunds/refunding";

const staffUserId = randomUUID();
const secret = "He shouted at us on the phone";

function staff() {
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

test("a customer reads what support did, and why where it is written for them; never a note nor another reason", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await sql`insert into staff_users (id, email, name, role, created_at)
    values (${staffUserId}, 'sam@us.example', 'Sam', 'finance', app_now())`.execute(books());
  const account = customer.externalId;
  const adjust = async (
    wish: Parameters<ReturnType<typeof staff>["adjustments"]["preview"]>[0]["wish"],
    reason: string,
  ) => {
    const { quoteId } = await staff().adjustments.preview({ account, wish });
    const asked = { account, quoteId, reason, idempotencyKey: randomUUID() };
    await staff().adjustments.request(asked);
  };
  await adjust({ kind: "grant", credits: 500n, category: "goodwill" }, "For the slow Monday");
  const { rows } = await sql<{ id: GrantId }>`
    select id from grants where account_id = ${customer.id} and category = 'goodwill'`.execute(
    books(),
  );
  const grantId = rows[0]?.id ?? ("" as GrantId);
  await adjust({ kind: "revoke", grantId, credits: 200n }, "Given twice");
  await ask(customer, invoiceId);
  await staff().accounts.addNote({ account, body: secret, pinned: true });
  await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
  const [order] = (await customer.invoices()).filter(({ status }) => status === "issued");
  const ending = { invoiceId: order?.id ?? invoiceId, as: "void" as const };
  const { quoteId } = await staff().invoices.previewEnd(ending);
  await staff().invoices.end({ quoteId, reason: secret, idempotencyKey: randomUUID() });
  await sql`insert into login_sessions (id, realm, account_id, staff_user_id, how, created_at, expires_at, last_seen_at, idle_seconds)
    values (${randomUUID()}, 'customer', ${customer.id}, ${staffUserId}, 'staff_view', now(), now() + interval '1 hour', now(), 3600)`.execute(
    books(),
  );

  const portal = portalOf(customer.id, {}, books());
  const told = await portal.settings.supportActs();
  const without = told.map(({ at: _, ...act }) => act);
  const number = expect.stringMatching(/^INV-/);
  expect(without).toHaveLength(5);
  expect(without).toEqual(
    expect.arrayContaining([
      { what: "looked" },
      { what: "void", invoiceId: order?.id, number },
      {
        ...{ what: "refund", state: "on_its_way", invoiceId, number },
        amount: { minor: 6_000n, currency: "usd" },
      },
      { what: "taken", credits: -200n, reason: "Given twice", version: expect.any(BigInt) },
      { what: "given", credits: 500n, reason: "For the slow Monday", version: expect.any(BigInt) },
    ]),
  );

  const { rows: ended } = await sql<{ version: bigint }>`
    select account_version as version from ledger_transactions
    where account_id = ${customer.id} and reason = ${secret}`.execute(books());
  expect(ended.length).toBeGreaterThan(0);
  for (const { version } of ended) {
    expect((await portal.ledgerEntry({ version })).reason).toBeNull();
    expect((await staff().accounts.entry({ account, version })).reason).toBe(secret);
  }

  await send(stripe.gateway);
  expect(await portal.settings.supportActs()).toContainEqual(
    expect.objectContaining({ what: "refund", state: "refunded" }),
  );
  const other = await Customer.open();
  expect(await portalOf(other.id, {}, books()).settings.supportActs()).toEqual([]);
});
