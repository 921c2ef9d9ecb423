import { beforeEach, expect, test } from "vitest";
import type { InvoiceLineId } from "@/lib/ids";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";
import { readRaw } from "./raw";

beforeEach(() => openBooks("2026-01-10T12:00:00Z"));

/** Of each overage line what was charged, and what the page lists as charged to it. */
async function linesOf({ id, db }: Customer) {
  const { lines } = await readRaw(db, id);
  const charged = lines.filter(({ kind }) => kind === "overage");
  const listed = charged.map(async ({ id: line, quantity }) => {
    const { total } = await portalOf(id, {}, books()).usage.table({ line: line as InvoiceLineId });
    return [quantity, total.overage];
  });
  return await Promise.all(listed);
}

test("use of before the first period, told in its first hour, is under the line that charged it", async () => {
  const customer = await Customer.open();
  await customer.start("rolling");
  await customer.consume(1_000n);
  // It happened two hours before there was a plan; no period before could have taken it.
  await setClock("2026-01-10T12:10:00Z");
  await customer.consume(90n, { occurredAt: new Date("2026-01-10T10:00:00Z") });
  await setClock("2026-01-10T14:00:00Z");
  expect((await customer.balance("2026-01-10T12:20:00Z")).overage).toBe(90n);
  await advance("2026-02-10T14:00:00Z");
  expect(await linesOf(customer)).toEqual([[90n, 90n]]);
});

test("use older than the slice before, told in a slice's first hour, is under the slice that charged it", async () => {
  await setClock("2026-01-31T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro_yearly"); // drips on the last days of January, February, March …
  await advance("2026-03-31T00:10:00Z");
  await customer.consume(20_000n);
  // The slice before began on 28 February: of its days, and of one before them.
  await customer.consume(4n, { occurredAt: new Date("2026-02-27T00:00:00Z") });
  await customer.consume(30_000n, { occurredAt: new Date("2026-03-30T00:00:00Z") });
  await setClock("2026-03-31T02:00:00Z");
  expect((await customer.balance("2026-03-31T00:20:00Z")).overage).toBe(4n);
  await advance("2026-04-30T02:00:00Z");
  const lines = await linesOf(customer);
  expect(lines).toContainEqual([4n, 4n]);
  expect(lines).toContainEqual([10_000n, 10_000n]);
});

test("an expiry read before it is booked has no number, which a rollover may have", async () => {
  const customer = await Customer.open({ timezone: "UTC" });
  await customer.pay((await customer.start("rolling")).invoiceId);
  // 400 of 1,000 roll over, 1,000 come, 600 expire: 1,400. The invoice of February stays unpaid.
  await advance("2026-02-10T14:00:00Z");
  // March's allowance waits, so the rollover is the last entry. Of the 1,400, 400 are carried on.
  await setClock("2026-03-10T12:10:00Z");
  const { entries } = await portalOf(customer.id, {}, books()).overview.activity();
  expect(entries.map(({ kind, change, balance }) => [kind, change, balance])).toEqual([
    ["expire", -1_000n, 400n],
    ["expire", -600n, 1_400n],
    ["grant", 1_000n, 2_000n],
    ["grant", 1_000n, 1_000n],
  ]);
  const { moves } = await readRaw(customer.db, customer.id);
  const last = moves.filter(({ asset }) => asset === "credit").at(-1);
  expect(last).toMatchObject({ kind: "rollover", amount: 400n });
  expect(entries[0]?.version).toBeNull();
});
