import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { grantCredits } from "@/billing/credits/grant";
import { inTransaction } from "@/db/transaction";
import { type GrantId, newId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, Customer, openBooks } from "../books";

let customer: Customer;
let account: string;
const people = { support: randomUUID(), finance: randomUUID() };

beforeAll(async () => {
  await openBooks("2026-01-31T10:00:00Z");
  for (const [role, id] of Object.entries(people)) {
    await sql`insert into staff_users (id, email, name, role, created_at)
      values (${id}, ${`${role}@us.example`}, ${role}, ${role}, app_now())`.execute(books());
  }
  customer = await Customer.open();
  account = customer.externalId;
});

function as(role: "support" | "finance") {
  const actor: Actor = {
    ...{
      kind: "staff",
      fresh: true,
      role,
      name: role,
      staffUserId: people[role],
      sessionId: randomUUID(),
    },
  };
  return createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" }).adjustments;
}

type Wish = Parameters<ReturnType<typeof as>["preview"]>[0]["wish"];

async function ask(wish: Wish, { by = "support" as const, key = newId<string>() } = {}) {
  const shown = await as(by).preview({ account, wish });
  const reason = "The export was down for a day";
  const request = { account, quoteId: shown.quoteId, reason, idempotencyKey: key };
  return { shown, request, answer: await as(by).request(request) };
}

const available = async () => (await customer.balance()).available;

test("what is shown before is what is booked: given, repaying debt first, once per key", async () => {
  await sql`select 1`.execute(books());
  const { shown, request, answer } = await ask({
    kind: "grant",
    credits: 700n,
    category: "goodwill",
  });
  expect(shown).toMatchObject({ waits: false, credits: { before: 0n, after: 700n, moved: 700n } });
  expect(answer).toMatchObject({ status: "booked", replayed: false });
  expect(await available()).toBe(700n);
  expect(await as("support").request(request)).toEqual({ ...answer, replayed: true });
  expect(await available()).toBe(700n);
  const { rows } = await sql`select l.actor, l.reason, a.status, a.decided_by from adjustments a
    join ledger_transactions l on l.account_id = a.account_id and l.account_version = a.account_version
    where a.account_id = ${customer.id}`.execute(books());
  expect(rows).toEqual([
    {
      ...{ actor: `staff:${people.support}`, reason: "The export was down for a day" },
      ...{ status: "booked", decided_by: null },
    },
  ]);
});

test("above the limit it waits for somebody else; nobody approves their own, nor does the database", async () => {
  const before = await available();
  const { shown, answer } = await ask({ kind: "grant", credits: 10_001n, category: "promo" });
  expect(shown.waits).toBe(true);
  expect(answer.status).toBe("waiting");
  expect(await available()).toBe(before);
  const which = { account, adjustmentId: answer.adjustmentId };
  const { id } = customer;
  const own = sql`update adjustments set status = 'booked', account_version = 1, decided_at = app_now(),
    decided_by = requested_by where account_id = ${id} and id = ${answer.adjustmentId}`;
  await expect(own.execute(books())).rejects.toMatchObject({ code: "23514" });
  const alone = sql`update adjustments set status = 'booked', account_version = 1
    where account_id = ${id} and id = ${answer.adjustmentId}`;
  await expect(alone.execute(books())).rejects.toMatchObject({ code: "TB020" });

  const one = { id: answer.adjustmentId, credits: 10_001n, requestedBy: { name: "support" } };
  expect(await as("finance").waiting()).toMatchObject({
    waiting: [{ ...one, mine: false }],
    count: 1,
    next: null,
  });
  expect(await as("finance").approve(which)).toMatchObject({ status: "booked" });
  expect(await as("finance").reject(which)).toMatchObject({ status: "booked" });
  expect(await available()).toBe(before + 10_001n);

  const mine = await ask(
    { kind: "grant", credits: 20_000n, category: "promo" },
    { by: "finance" as never },
  );
  const whose = { account, adjustmentId: mine.answer.adjustmentId };
  await expect(as("finance").approve(whose)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await available()).toBe(before + 10_001n);
});

test("a grant is taken back, in part or by its mirror, as long as it is there", async () => {
  const other = await Customer.open();
  account = other.externalId;
  const given = await ask({ kind: "grant", credits: 500n, category: "adjustment" });
  const { rows } = await sql<{ id: GrantId; version: bigint }>`
    select g.id, a.account_version as version from grants g join adjustments a using (account_id)
    where g.account_id = ${other.id} and a.id = ${given.answer.adjustmentId}`.execute(books());
  const [grant] = rows;
  if (!grant) throw new Error("It was given");
  const part = await ask({ kind: "revoke", grantId: grant.id, credits: 200n });
  expect(part.shown.credits).toMatchObject({ before: 500n, after: 300n, moved: 200n });
  // Not all of it is left any more, so the whole cannot be undone.
  await expect(ask({ kind: "reverse", version: grant.version })).rejects.toMatchObject({
    cause: { code: "insufficient_credits" },
  });
  const { rows: taken } = await sql<{ version: bigint }>`
    select account_version as version from adjustments where id = ${part.answer.adjustmentId}`.execute(
    books(),
  );
  const back = await ask({ kind: "reverse", version: taken[0]?.version ?? 0n });
  expect(back.shown.credits).toMatchObject({ before: 300n, after: 500n });
  expect((await other.balance()).available).toBe(500n);
  const rest = await as("support").preview({
    account,
    wish: { kind: "revoke", grantId: grant.id },
  });
  await other.consume(100n);
  const late = {
    account,
    quoteId: rest.quoteId,
    reason: "Too late",
    idempotencyKey: newId<string>(),
  };
  await expect(as("support").request(late)).rejects.toMatchObject({
    cause: { code: "quote_stale" },
  });
  expect((await other.balance()).available).toBe(400n);
});

test("a wrong use gives back at most what it took, and once", async () => {
  const other = await Customer.open();
  account = other.externalId;
  await other.grant(100n);
  await other.consume(60n);
  const { rows } = await sql<{ id: string }>`
    select id from consumptions where account_id = ${other.id}`.execute(books());
  const consumptionId = rows[0]?.id ?? "";
  const wish = { kind: "grant", category: "adjustment", consumptionId } as const;
  await expect(ask({ ...wish, credits: 61n })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  await ask({ ...wish, credits: 60n });
  expect((await other.balance()).available).toBe(100n);
  await expect(ask({ ...wish, credits: 1n })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  expect((await other.balance()).available).toBe(100n);
});

test("what staff gives beside an adjustment is refused by the database", async () => {
  const author = { actor: `staff:${people.support}`, requestId: "test" };
  const request = { ...customer.request("grant"), author };
  const grant = {
    ...{ id: newId<GrantId>(), credits: 5n, category: "promo" as const, priority: 50 },
    ...{ effectiveAt: null, expiresAt: null, reason: "By the back door" },
  };
  const given = inTransaction(books(), (tx) => grantCredits(tx, { ...request, grant }));
  await expect(given).rejects.toMatchObject({ code: "TB020" });
  for (const change of ["delete from adjustments", "truncate adjustments"]) {
    await expect(sql.raw(change).execute(books())).rejects.toMatchObject({ code: "TB001" });
  }
  const again = sql`update adjustments set reason = 'another' where status = 'booked'`;
  await expect(again.execute(books())).rejects.toMatchObject({ code: "TB020" });
});

/** A promo grant of another customer's, who is the one adjusted from now on. */
async function givenTo(credits: bigint) {
  const other = await Customer.open();
  account = other.externalId;
  await other.grant(credits);
  const { rows } = await sql<{ id: GrantId }>`
    select id from grants where account_id = ${other.id}`.execute(books());
  return { other, grantId: rows[0]?.id as GrantId };
}

test("of a grant that is spent nothing is taken back, and that is said", async () => {
  const { other, grantId } = await givenTo(50n);
  await other.consume(50n);
  const refused = { cause: { code: "insufficient_credits", facts: { available: 0n } } };
  await expect(ask({ kind: "revoke", grantId })).rejects.toMatchObject(refused);
});

test("what waited while it was spent is not booked as another's taking back, and can be rejected", async () => {
  const { other, grantId } = await givenTo(20_000n);
  await other.grant(7n);
  const { rows } = await sql<{ id: GrantId }>`
    select id from grants where account_id = ${other.id} and amount = 7`.execute(books());
  await other.revoke(rows[0]?.id as GrantId);
  const { answer } = await ask({ kind: "revoke", grantId });
  expect(answer.status).toBe("waiting");
  await other.consume(20_000n);
  const which = { account, adjustmentId: answer.adjustmentId };
  await expect(as("finance").approve(which)).rejects.toMatchObject({
    cause: { code: "insufficient_credits" },
  });
  expect(await as("finance").reject(which)).toMatchObject({ status: "rejected" });
});

test("a second person says yes to what was shown: what is there again since stays", async () => {
  const { other, grantId } = await givenTo(30_000n);
  const { holdId } = await other.hold(18_000n, "2026-02-28T00:00:00Z");
  const { answer, shown } = await ask({ kind: "revoke", grantId });
  expect(shown).toMatchObject({ waits: true, credits: { moved: 12_000n } });
  await other.release(holdId);
  const which = { account, adjustmentId: answer.adjustmentId };
  expect(await as("finance").approve(which)).toMatchObject({ status: "booked" });
  expect((await other.balance()).available).toBe(18_000n);
  // Used meanwhile, the rest of what was shown is taken.
  const second = await ask({ kind: "revoke", grantId });
  await other.consume(5_000n);
  await as("finance").approve({ account, adjustmentId: second.answer.adjustmentId });
  expect((await other.balance()).available).toBe(0n);
});
