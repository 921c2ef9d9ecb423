import { beforeEach, expect, test } from "vitest";
import { reverse } from "@/billing/ledger/reverse";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { Customer, openBooks, setClock } from "./books";

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

const undo = (customer: Customer, version: bigint, key: string = newId()) =>
  inTransaction(customer.db, (tx) =>
    reverse(tx, {
      ...customer.request("reverse", key, `${version}`),
      reverse: { version, reason: "Given by mistake" },
    }),
  );

test("a grant given by mistake is taken back by its mirror, and leaves nothing", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  expect(await undo(customer, 1n, "undo")).toEqual({ reversedVersion: 1n, replayed: false });
  expect(await undo(customer, 1n, "undo")).toEqual({ reversedVersion: 1n, replayed: true });
  expect(await customer.balance()).toMatchObject({ available: 0n, grants: [] });
  expect(await customer.books()).toEqual({});
});

test("nothing is reversed twice, under whatever key, or at once", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => undo(customer, 1n)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(undo(customer, 1n)).rejects.toMatchObject({ code: "invalid_input" });
  await expect(undo(customer, 2n)).rejects.toMatchObject({ code: "invalid_input" });
  await expect(undo(customer, 3n)).rejects.toMatchObject({ code: "not_found" });
});

test("a grant partly spent or on hold is not taken back", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  await customer.consume(1n);
  await expect(undo(customer, 1n)).rejects.toMatchObject({
    code: "insufficient_credits",
    facts: { needed: 100n, available: 99n },
  });
});

test("revoked credits come back to their grant, which opens again", async () => {
  const customer = await Customer.open();
  const { grantId } = await customer.grant(100n, { expiresAt: new Date("2026-02-01T00:00:00Z") });
  await customer.revoke(grantId);
  expect(await customer.balance()).toMatchObject({ available: 0n });
  await undo(customer, 2n);
  expect(await customer.balance()).toMatchObject({ available: 100n });
  expect(await customer.consume(30n)).toMatchObject({ burned: [{ grantId, credits: 30n }] });
  await setClock("2026-02-01T01:00:00Z");
  await customer.balance();
  expect(await customer.books()).toMatchObject({ expired: 70n, consumed: 30n });
});

test("nothing comes back to a grant whose time is over", async () => {
  const customer = await Customer.open();
  const { grantId } = await customer.grant(100n, { expiresAt: new Date("2026-02-01T00:00:00Z") });
  await customer.revoke(grantId);
  await setClock("2026-02-01T00:00:00Z");
  await expect(undo(customer, 2n)).rejects.toMatchObject({ code: "invalid_input" });
});

test("what uses, holds, plans and invoices stand on is not reversed", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await customer.hold(10n, "2026-01-02T00:00:00Z");
  await customer.consume(10n);
  const { version } = await customer.db
    .selectFrom("account_books")
    .where("account_id", "=", customer.id)
    .select("version")
    .executeTakeFirstOrThrow();
  for (let one = 1n; one <= version; one += 1n) {
    await expect(undo(customer, one)).rejects.toMatchObject({ code: "invalid_input" });
  }
});
