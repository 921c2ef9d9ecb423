import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { changeRule, removeRule } from "@/billing/alerts/change-rules";
import { inTransaction } from "@/db/transaction";
import type { AlertRuleId } from "@/lib/ids";
import { firings, rule, told, watchOf } from "../alerts";
import { books, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

test("a rule made late is told at the next use; one that is off or deleted is not", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  await customer.consume(50n);
  const { id } = await rule(customer, "balance", 80n);
  expect(await watchOf(customer)).toBe("b80");
  await inTransaction(books(), (tx) =>
    changeRule(tx, customer.id, { ...told, id, threshold: 80n, enabled: false }),
  );
  expect(await watchOf(customer)).toBeNull();
  await customer.consume(1n);
  expect(await firings(customer)).toEqual([]);
  await inTransaction(books(), (tx) =>
    changeRule(tx, customer.id, { ...told, id, threshold: 90n }),
  );
  await customer.consume(1n);
  expect(await firings(customer)).toEqual(["01-01 00:00 balance 90: 48"]);
  await inTransaction(books(), (tx) => removeRule(tx, customer.id, id));
  await setClock("2026-02-01T00:00:00Z");
  await customer.consume(1n);
  expect(await firings(customer)).toHaveLength(1);
  expect(await watchOf(customer)).toBeNull();
});

test("editing a rule that fired does not make it fire again in its period", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  const { id } = await rule(customer, "balance", 80n);
  await customer.consume(50n);
  await rule(customer, "invoice");
  expect(await watchOf(customer)).toBe("b80@2026-01 i0");
  // What the row carries is only what spares the work: without it the unique key says the same.
  await sql`update account_books set alert_watch = 'b80' where account_id = ${customer.id}`.execute(
    books(),
  );
  await customer.consume(1n);
  expect(await firings(customer)).toHaveLength(1);
  expect(await watchOf(customer)).toBe("b80@2026-01");
  await inTransaction(books(), (tx) =>
    changeRule(tx, customer.id, { ...told, id, threshold: 49n }),
  );
  await customer.consume(1n);
  expect(await firings(customer)).toEqual([
    "01-01 00:00 balance 80: 50",
    "01-01 00:00 balance 49: 48",
  ]);
});

test("a rule stands once per kind and threshold, twenty at most, and within its bounds", async () => {
  const customer = await Customer.open();
  await rule(customer, "usage", 50n);
  await expect(rule(customer, "usage", 50n)).rejects.toMatchObject({ code: "alert_rule_exists" });
  const { id } = await rule(customer, "usage", 75n);
  const change = (threshold: bigint, ruleId: AlertRuleId = id) =>
    inTransaction(books(), (tx) => changeRule(tx, customer.id, { ...told, id: ruleId, threshold }));
  await expect(change(50n)).rejects.toMatchObject({ code: "alert_rule_exists" });
  await expect(change(101n)).rejects.toMatchObject({ facts: { field: "threshold" } });
  const other = await Customer.open();
  await expect(change(80n, (await rule(other, "usage", 75n)).id)).rejects.toMatchObject({
    code: "not_found",
  });
  for (let percent = 1n; percent <= 18n; percent += 1n) await rule(customer, "usage", percent);
  await expect(rule(customer, "usage", 99n)).rejects.toMatchObject({
    code: "too_many_alert_rules",
  });
});
