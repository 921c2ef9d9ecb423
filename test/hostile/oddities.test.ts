import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { consumeAll } from "@/billing/credits/consume";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { advance, books, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const at = (text: string) => new Date(text);
const refused = (code: string) => expect.objectContaining({ code });

test("notes of any value survive the chain of hashes", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  const notes = [
    {},
    { "": "" },
    { b: 1, a: 2, "10": 3, "9": 4 },
    { n: -0, big: 1e21, tiny: 5e-324, huge: Number.MAX_VALUE, third: 1 / 3, exact: 0.1 },
    { é: "é", é2: "\u{1f600}", tab: "a\tb", quote: '"\\', yes: true, no: false, text: "null" },
  ];
  const events = notes.map((metadata) => ({ ...customer.usage(1n), metadata }));
  for (const { value } of await consumeAll(customer.db, events))
    expect(value).toMatchObject({ status: "consumed" });
});

test("a revocation takes what is left: of a grant that ended, was spent or is to come", async () => {
  const customer = await Customer.open();
  const ended = await customer.grant(10n, { expiresAt: at("2026-01-02T00:00:00Z") });
  const spent = await customer.grant(20n, { priority: 1 });
  const ahead = await customer.grant(30n, { effectiveAt: at("2026-02-01T00:00:00Z") });
  await customer.consume(20n);
  await setClock("2026-01-02T00:00:00Z");
  expect(await customer.revoke(ended.grantId)).toMatchObject({ revoked: 0n });
  await expect(customer.revoke(ended.grantId, 1n)).rejects.toEqual(refused("insufficient_credits"));
  expect(await customer.revoke(spent.grantId)).toMatchObject({ revoked: 0n });
  await advance("2026-01-02T02:00:00Z");
  expect(await customer.revoke(ended.grantId)).toMatchObject({ revoked: 0n });
  expect(await customer.revoke(ahead.grantId, 10n)).toMatchObject({ revoked: 10n, available: 0n });
  await setClock("2026-02-01T00:00:00Z");
  expect(await customer.consume(21n)).toMatchObject({ status: "insufficient_credits" });
  expect(await customer.consume(20n)).toMatchObject({ status: "consumed", available: 0n });
});

test("a grant may not end before it began, nor at this second", async () => {
  const customer = await Customer.open();
  for (const [effectiveAt, expiresAt] of [
    [null, "2026-01-01T00:00:00Z"],
    ["2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z"],
    ["2025-12-01T00:00:00Z", "2025-12-31T00:00:00Z"],
  ] as const) {
    const given = customer.grant(1n, {
      effectiveAt: effectiveAt && at(effectiveAt),
      expiresAt: at(expiresAt),
    });
    await expect(given).rejects.toEqual(refused("invalid_input"));
  }
  await expect(customer.hold(1n, "2026-01-01T00:00:00Z")).rejects.toEqual(refused("invalid_input"));
});

test("one key is one request, whatever the procedure", async () => {
  const customer = await Customer.open();
  await customer.grant(100n, { key: "k1" });
  expect(await customer.consume(1n, { key: "k1" })).toMatchObject({
    status: "idempotency_key_reused",
  });
  await customer.consume(1n, { key: "k2" });
  const { holdId } = await customer.hold(10n, "2026-01-02T00:00:00Z", "k3");
  for (const key of ["k1", "k2", "k3"])
    await expect(customer.capture(holdId, 1n, { key })).rejects.toEqual(
      refused("idempotency_key_reused"),
    );
  await customer.capture(holdId, 1n, { key: "k4" });
  for (const key of ["k2", "k4"])
    await expect(customer.grant(5n, { key })).rejects.toEqual(refused("idempotency_key_reused"));
  expect(await customer.consume(1n, { key: "k4" })).toMatchObject({
    status: "idempotency_key_reused",
  });
  expect(await customer.balance()).toMatchObject({ available: 98n, held: 0n });
});

test("a batch over accounts with work due, repeats and nonsense answers each for itself", async () => {
  const due = await Customer.open();
  await due.pay((await due.start("rolling")).invoiceId);
  const quiet = await Customer.open();
  await quiet.grant(10n);
  const stranger = { ...quiet.usage(1n), accountId: newId() as typeof quiet.id };
  await setClock("2026-02-01T00:00:00Z");
  const same = quiet.usage(3n, { key: "same" });
  const answers = await consumeAll(books(), [
    due.usage(1_400n, { key: "due" }),
    same,
    stranger,
    { ...same, id: newId() as typeof same.id },
    quiet.usage(4n, { key: "same" }),
    quiet.usage(8n),
    quiet.usage(7n, { feature: "fax" }),
    quiet.usage(7n),
    due.usage(1n, { key: "due" }),
  ]);
  expect(answers.map(({ value }) => value?.status)).toEqual([
    "consumed",
    "consumed",
    "unknown_account",
    "replayed",
    "idempotency_key_reused",
    "insufficient_credits",
    "unknown_feature",
    "consumed",
    "idempotency_key_reused",
  ]);
  expect(await due.balance()).toMatchObject({ available: 0n, overage: 0n });
  expect(await quiet.balance()).toMatchObject({ available: 0n });
});

test("currencies without and with three decimals are billed in their own units", async () => {
  const terms = { interval: "month", allowance: 10n, features: "all" } as const;
  const plan = (code: string, currency: string, price: bigint, unitPrice: string) => ({
    ...{ code, name: code, currency, price, ...terms },
    overage: { policy: "bill" as const, unitPrice },
  });
  const catalog = defineCatalog({
    features: [{ code: "api_call", name: "API call", creditsPerUnit: 1n }],
    plans: [plan("yen", "jpy", 500n, "0.5"), plan("dinar", "kwd", 1_500n, "0.0005")],
    packs: [],
  });
  await inTransaction(books(), (tx) => applyCatalog(tx, catalog));
  const customers = [await Customer.open(), await Customer.open()];
  for (const [index, currency, code, totals] of [
    [0, "jpy", "yen", [500n, 502n]],
    // 1.502 is 1.500 on a card.
    [1, "kwd", "dinar", [1_500n, 1_500n]],
  ] as const) {
    const customer = customers[index] as Customer;
    const { rows } = await sql<{ external_id: string }>`
      select external_id from accounts where id = ${customer.id}`.execute(books());
    const externalId = rows[0]?.external_id ?? "";
    const input = { externalId, name: code, email: "a@example.com", currency };
    await inTransaction(books(), (tx) => upsertAccount(tx, input));
    await setClock("2026-01-01T00:00:00Z");
    await customer.pay((await customer.start(code)).invoiceId);
    await customer.consume(13n);
    await setClock("2026-02-01T01:00:00Z");
    await customer.balance();
    expect((await customer.invoices()).map(({ total }) => total)).toEqual(totals);
  }
});

test("a month that was closed takes nothing more: late use is booked at its start", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  await customer.start("free", { startsAt: at("2026-01-15T00:00:00Z") });
  await setClock("2026-02-03T00:00:00Z");
  await customer.balance();
  await sql`update account_books set closed_through = '2026-02-01T00:00:00Z'`.execute(books());
  await customer.consume(30n, { occurredAt: at("2026-01-20T00:00:00Z") });
  expect(await customer.balance("2026-01-31T23:59:59Z")).toMatchObject({ available: 200n });
  expect(await customer.balance("2026-02-01T00:00:00Z")).toMatchObject({ available: 170n });
  await advance("2026-03-20T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 200n });
});
