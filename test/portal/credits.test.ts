import { beforeEach, expect, test } from "vitest";
import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import { deleteCheckpoints } from "@/billing/ledger/checkpoint-queries";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

const portal = (customer: Customer) => portalOf(customer.id, {}, books());

/** Kind, change and balance of a page's entries, newest first. */
async function told(customer: Customer, input: Parameters<ReturnType<typeof portal>["ledger"]>[0]) {
  const { entries } = await portal(customer).ledger(input);
  return entries.map(({ kind, change, balance }) => [kind, change, balance]);
}

test("rollover leaves one grant for the next, and no balance changes", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("rolling")).invoiceId);
  await customer.consume(300n);
  await advance("2026-02-01T02:00:00Z");
  // 700 were left: 400 go on, 300 expire an hour after the boundary.
  expect(await told(customer, {})).toEqual([
    ["expire", -300n, 1_400n],
    ["grant", 1_000n, 1_700n],
    ["rollover", 0n, 700n],
    ["consume", -300n, 700n],
    ["grant", 1_000n, 1_000n],
  ]);
  const { finished } = await portal(customer).grants({ finished: {} });
  const [parent] = finished?.grants ?? [];
  expect(parent).toMatchObject({ granted: 1_000n, used: 300n, rolledOut: 400n, expired: 300n });
  expect(await told(customer, { grantId: parent?.id })).toEqual([
    ["expire", -300n, 0n],
    ["rollover", -400n, 300n],
    ["consume", -300n, 700n],
    ["grant", 1_000n, 1_000n],
  ]);
});

test("a use beyond the grants shows what of it was overage", async () => {
  const customer = await Customer.open();
  await customer.start("capped");
  await customer.consume(900n);
  await customer.consume(250n);
  const { entries } = await portal(customer).ledger();
  expect(entries[0]).toMatchObject({ change: -100n, overage: 150n, balance: 0n });
  expect(entries.map(({ version }) => version)).toEqual([...versions(entries)].sort().reverse());
});

function versions(entries: { version: bigint | null }[]): bigint[] {
  return entries.map(({ version }) => version ?? 0n);
}

test("the first line is the balance, also in the hour before an expiry is posted", async () => {
  const customer = await Customer.open();
  const until = new Date("2026-01-10T00:00:00Z");
  await customer.grant(40n, { expiresAt: until });
  await customer.grant(500n);
  await setClock("2026-01-10T00:00:00Z");
  const { entries } = await portal(customer).ledger();
  expect(entries[0]).toMatchObject({ version: null, kind: "expire", at: until, change: -40n });
  expect(entries.map(({ balance }) => balance)).toEqual([500n, 540n, 40n]);
  expect((await customer.balance()).available).toBe(500n);
  expect(await told(customer, { kind: "grant" })).toEqual([
    ["grant", 500n, 540n],
    ["grant", 40n, 40n],
  ]);
  expect(await told(customer, { kind: "expire" })).toEqual([["expire", -40n, 500n]]);
});

// In New York clocks go forward on 8 March 2026: that day has 23 hours.
test.each([
  ["Pacific/Pago_Pago", -11, 24],
  ["America/New_York", -5, 23],
  ["Pacific/Kiritimati", 14, 24],
])(
  "days are the account's own, from their first instant to their last: %s",
  async (timezone, offset, hours) => {
    const customer = await Customer.open({ timezone });
    const start = Date.UTC(2026, 2, 8, -offset);
    const end = start + hours * 3_600_000;
    await setClock("2026-03-01T00:00:00Z");
    await customer.grant(1_000n);
    for (const [at, credits] of [
      [start - 1_000, 1n],
      [start, 2n],
      [end - 1_000, 4n],
      [end, 8n],
    ] as const) {
      await setClock(new Date(at));
      await customer.consume(credits);
    }
    expect(await told(customer, { from: "2026-03-08", to: "2026-03-08" })).toEqual([
      ["consume", -4n, 993n],
      ["consume", -2n, 997n],
    ]);
    expect(await told(customer, { from: "2026-03-09" })).toHaveLength(1);
  },
);

test("an entry shows its transfers, uses and hold, and that its hash follows", async () => {
  const customer = await Customer.open();
  const { grantId } = await customer.grant(1_000n);
  await customer.consume(70n, { occurredAt: new Date("2025-12-20T00:00:00Z") });
  await customer.hold(30n, "2026-02-01T00:00:00Z");
  const { ledgerEntry } = portal(customer);

  const use = await ledgerEntry({ version: 2n });
  expect(use).toMatchObject({ kind: "consume", change: -70n, balance: 930n });
  expect(use.transfers).toEqual([
    {
      from: { kind: "grant", id: grantId },
      to: { kind: "consumed", id: expect.any(String) },
      asset: "credit",
      amount: 70n,
    },
  ]);
  expect(use.uses).toMatchObject({ count: 1, credits: 70n, first: [{ feature: "api_call" }] });
  const hold = await ledgerEntry({ version: 3n });
  expect(hold.hold).toMatchObject({ credits: 30n, status: "open" });
  expect(hold.chain.previous).toBe(use.chain.hash);
  for (const version of [1n, 2n, 3n]) {
    expect((await ledgerEntry({ version })).chain.verified).toBe(true);
  }
  await expect(ledgerEntry({ version: 4n })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("checkpoints are added once, agree with the books, and can be thrown away", async () => {
  const customer = await Customer.open();
  await customer.grant(1_000n);
  for (let use = 0; use < 8; use += 1) await customer.consume(10n);
  const add = () => inTransaction(books(), (tx) => addCheckpoints(tx, { every: 4 }));
  const expected = await told(customer, { limit: 3, before: 6n });
  expect(await add()).toBe(2);
  expect(await add()).toBe(0);
  expect(await told(customer, { limit: 3, before: 6n })).toEqual(expected);
  await inTransaction(books(), (tx) => deleteCheckpoints(tx, customer.id));
  expect(await told(customer, { limit: 3, before: 6n })).toEqual(expected);
  expect(await add()).toBe(2);
});

test("a grant of another account, or of nobody, is not there", async () => {
  const [mine, theirs] = [await Customer.open(), await Customer.open()];
  const { grantId } = await theirs.grant(10n);
  for (const id of [grantId, "018f0000-0000-7000-8000-000000000000"]) {
    await expect(portal(mine).grant({ grantId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(portal(mine).ledger({ grantId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
});
