import { beforeEach, expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const most = 4_000_000_000_000_000_000n;
const refusal = (code: string) => expect.objectContaining({ code });
const at = (text: string) => new Date(text);

test("no account is given more credits than its books can count, or it would stand still for ever", async () => {
  const customer = await Customer.open();
  const expiresAt = at("2026-01-10T00:00:00Z");
  const given = [];
  for (const category of ["promo", "goodwill", "adjustment", "pack"] as const)
    for (let index = 0; index < 2; index += 1)
      given.push(
        await customer.grant(most, { category, expiresAt }).then(
          () => "given",
          ({ code }) => code,
        ),
      );
  expect(given.filter((one) => one === "given").length).toBeLessThanOrEqual(2);
  expect(new Set(given.slice(2))).toEqual(new Set(["amount_too_large"]));
  await customer.start("free");
  await customer.hold(1n, "2026-01-05T00:00:00Z");
  expect(await customer.consume(1n)).toMatchObject({ status: "consumed" });
  await advance("2026-03-02T00:00:00Z");
  expect(await customer.consume(1n)).toMatchObject({ status: "consumed" });
});

test("overage whose price no invoice could hold is refused when it is used", async () => {
  const customer = await Customer.open();
  await customer.start("rolling");
  expect(await customer.consume(most)).toMatchObject({ status: "amount_too_large" });
  await expect(customer.hold(most, "2026-01-05T00:00:00Z")).rejects.toEqual(
    refusal("amount_too_large"),
  );
  expect(await customer.consume(1_000_000n)).toMatchObject({ overage: 999_000n });
  await advance("2026-03-02T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ held: 0n });
  expect((await customer.invoices())[1]).toMatchObject({ total: 1_000_000n });
});

test("five years late in one go", async () => {
  const customer = await Customer.open();
  await customer.start("rolling");
  await customer.consume(1_500n);
  await customer.hold(1n, "2026-01-05T00:00:00Z").catch(() => null);
  await setClock("2031-01-01T00:30:00Z");
  const before = Date.now();
  expect(await customer.balance()).toMatchObject({ held: 0n });
  expect(Date.now() - before).toBeLessThan(15_000);
  const invoices = await customer.invoices();
  expect(invoices.length).toBe(61);
});

test("a currency does not change under a plan priced in another", async () => {
  const upsert = (currency: string) => {
    const input = { externalId: "mover", name: "Mover", email: "a@example.com", currency };
    return inTransaction(books(), (tx) => upsertAccount(tx, input));
  };
  const { id } = await upsert("eur");
  await upsert("usd");
  const customer = Object.assign(await Customer.open(), { id });
  await customer.start("capped", { startsAt: at("2026-01-05T00:00:00Z") });
  await expect(upsert("eur")).rejects.toEqual(refusal("invalid_input"));
  await advance("2026-01-06T00:00:00Z");
  await expect(upsert("eur")).rejects.toEqual(refusal("invalid_input"));
  await upsert("usd");
});
