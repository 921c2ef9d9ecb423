import { beforeAll, describe, expect, test } from "vitest";
import { addressOf, filterOf, groupingOf } from "@/app/(portal)/usage/search";
import { newId } from "@/lib/ids";
import { books, Customer, openBooks } from "../books";
import { portalOf } from "../portal";
import { shareOf } from "../runs";

test("a place in the list of invoices that Postgres cannot read is a refusal, not a fault", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const { invoices } = portalOf((await Customer.open()).id, {}, books());
  for (const time of ["253402300800000", "999999999999999"]) {
    const cursor = Buffer.from(`${time}.${newId()}`).toString("base64url");
    await expect(invoices.list({ cursor })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
});

test("until a plan that is to come begins, use is seen by month", async () => {
  await openBooks("2026-01-10T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(100n);
  await customer.start("pro", { startsAt: new Date("2026-02-01T00:00:00Z") });
  await customer.consume(10n);
  const { usage, overview } = portalOf(customer.id, {}, books());
  expect(await usage.span()).toMatchObject({ kind: "month", key: "2026-01" });
  expect((await usage.periods()).map(({ key }) => key)).toEqual(["2026-01", "2025-12"]);
  expect((await usage.table()).total.credits).toBe(10n);
  expect(await overview.usage()).toMatchObject({ by: "month", used: 10n });
});

test("use told by an app whose clock is ahead is in every figure at once", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.consume(7n);
  await customer.consume(70n, { occurredAt: new Date("2026-01-01T00:04:59Z") });
  const { usage, overview } = portalOf(customer.id, {}, books());
  expect(await overview.balance()).toMatchObject({ available: 19_923n });
  expect(await overview.usage()).toMatchObject({ used: 77n, included: 77n });
  expect((await usage.table()).total.credits).toBe(77n);
});

test("bounds finer than the currency let nothing through that lies outside of them", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro"); // $99.00
  const { invoices } = portalOf(customer.id, {}, books());
  for (const [bounds, count] of [
    [{ least: "99", most: "99.004" }, 1],
    [{ least: "99.004" }, 0],
    [{ most: "98.999" }, 0],
    [{ least: "98.999", most: "99" }, 1],
  ] as const) {
    expect((await invoices.list(bounds)).count).toBe(count);
  }
});

describe("an address of use never asks what its procedures refuse", () => {
  const sound = {
    ...{ from: "2026-01-01", to: "2026-01-03", property: "p", value: "v", by: "property" },
    ...{ name: "n", at: "2026-01-01T00:00:00Z", key: "k", feature: "api_call", actor: "a" },
  };
  const crooked = [
    ...["", " ", "\0", "\ud800", "\u200b", "a\u202eb", "\ufeff", "x".repeat(10_000), "__proto__"],
    ...["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2199-12-31", "2026-02-30", "9e99", "'"],
  ];
  let customer: Customer;
  beforeAll(async () => {
    await openBooks("2026-01-01T00:00:00Z");
    customer = await Customer.open();
  });

  test.each(Object.keys(sound).map((field, part) => ({ field, part })))(
    "$field",
    async ({ field, part }) => {
      const { usage } = portalOf(customer.id, {}, books());
      for (const value of shareOf(crooked, { part, of: 3 })) {
        const { at, key, day = null, ...address } = addressOf({ ...sound, [field]: value });
        const filter = { ...filterOf(address), line: null };
        const before = at && key ? { at: new Date(at), key } : null;
        expect((await usage.events({ ...filter, day, before })).events).toEqual([]);
        const table = await usage.table({ ...filter, grouping: groupingOf(address) });
        expect(table.total.credits).toBe(0n);
      }
    },
  );
});
