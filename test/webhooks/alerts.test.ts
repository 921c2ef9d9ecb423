import { sql } from "kysely";
import { expect, test } from "vitest";
import { createRule } from "@/billing/alerts/change-rules";
import type { AlertChannel, AlertKind } from "@/billing/alerts/kinds";
import { inTransaction } from "@/db/transaction";
import { watchAccounts } from "@/jobs/watch-accounts";
import { books, Customer, openBooks, setClock } from "../books";
import { deliveries, openEndpoint } from "./ground";

const nowhere = "http://127.0.0.1:9/";

function rule(customer: Customer, [kind, threshold]: [AlertKind, bigint], channel: AlertChannel) {
  const told = { channels: [channel], recipients: [], enabled: true, createdBy: null };
  return inTransaction(books(), (tx) => createRule(tx, customer.id, { ...told, kind, threshold }));
}

async function low(customer: Customer) {
  const { rows } = await sql<{ data: Record<string, string> }>`
    select data from domain_events where account_id = ${customer.id} and type = 'credits.low'
    order by id`.execute(books());
  return rows.map(({ data }) => data);
}

test("the app is told of the rules that name it, with the use that reaches them, once", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  await openEndpoint(nowhere, ["credits.low"]);
  const customer = await Customer.open();
  await customer.grant(1_000n);
  await rule(customer, ["balance", 500n], "webhook");
  await rule(customer, ["balance", 400n], "in_app");
  await customer.consume(700n);
  await customer.consume(1n);
  expect(await low(customer)).toEqual([{ rule: "balance", threshold: "500", available: "300" }]);
  expect(await deliveries()).toMatchObject([{ type: "credits.low", status: "waiting" }]);
});

test("and of what the worker finds", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  await openEndpoint(nowhere);
  const customer = await Customer.open();
  await customer.grant(1_000n);
  await rule(customer, ["run_out", 7n], "webhook");
  for (let day = 1; day <= 9; day += 1) {
    await setClock(`2026-03-0${day}T12:00:00Z`);
    await customer.consume(100n);
  }
  await setClock("2026-03-10T00:00:00Z");
  await watchAccounts(books());
  await setClock("2026-03-10T01:00:00Z");
  await watchAccounts(books());
  expect(await low(customer)).toEqual([{ rule: "run_out", threshold: "7", available: "100" }]);
});
