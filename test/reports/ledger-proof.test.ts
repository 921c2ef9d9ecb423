import { sql } from "kysely";
import { expect, test } from "vitest";
import { readLedgerProof } from "@/billing/reports/finance/read-ledger-proof";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import type { Tx } from "@/db/client";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { dropGuards } from "../tampering";
import { later, nowKnown, report, sum, timezone } from "./reading";

const proof = (tx: Tx) => readLedgerProof(tx, { month: "2026-02", timezone });
const wrongIn = async (tx: Tx) =>
  (await proof(tx)).flatMap(({ asset, kind, closing, stored }) =>
    closing === stored ? [] : [[asset, kind, closing, stored]],
  );

test("what a month opened with and what moved come to the balances that are stored, to the last transfer, and to nothing", async () => {
  await openBooks("2026-01-10T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro"); // $99.00, 20,000 credits
  await customer.pay(invoiceId);
  await customer.grant(300n, { category: "promo", priority: 10 });
  await customer.consume(100n); // of the promo credits
  await advance("2026-02-10T00:00:00Z"); // renews: another $99.00, unpaid; what was left expires
  await setClock("2026-02-12T00:00:00Z");
  await customer.consume(150n);
  const rows = await report(proof);
  const of = (asset: string, kind: string) =>
    rows.find((row) => row.asset === asset && row.kind === kind);
  expect(of("usd", "bank")).toMatchObject({ opening: 9_900n, moved: 0n, closing: 9_900n });
  expect(of("usd", "receivable")).toMatchObject({ opening: 0n, moved: 9_900n, stored: 9_900n });
  expect(of("credit", "consumed")).toMatchObject({ opening: 100n, moved: 150n, stored: 250n });
  expect(await report(wrongIn)).toEqual([]);
  const together = (asset: string) =>
    rows.reduce((all, row) => (row.asset === asset ? all + row.stored : all), 0n);
  expect([together("usd"), together("credit")]).toEqual([0n, 0n]);
  // The same where the sums have come some of the way.
  await sum({ versions: 3 });
  expect(await report(proof)).toEqual(rows);
});

test("the trial balance as of an instant within a month has what was booked by then", async () => {
  await openBooks("2026-01-10T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(300n, { category: "promo", priority: 10 });
  await customer.consume(100n);
  await setClock("2026-01-20T00:00:00Z");
  await customer.consume(50n);
  await later();
  const { known } = await nowKnown();
  const consumed = async (at: string | null) => {
    const asOf = { at: at === null ? null : new Date(at), known };
    const rows = await report((tx) => readTrialBalance(tx, { through: "2026-01", asOf, timezone }));
    return rows.find(({ kind }) => kind === "consumed")?.closing;
  };
  expect(await consumed("2026-01-19T23:59:59Z")).toBe(100n);
  expect(await consumed("2026-01-20T00:00:00Z")).toBe(150n);
  await sum();
  expect(await consumed("2026-01-19T23:59:59Z")).toBe(100n);
  expect(await consumed(null)).toBe(150n);
});

test("a stored balance and a transfer that were altered are each seen", async () => {
  await openBooks("2026-02-10T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(300n, { category: "promo", priority: 10 });
  await customer.consume(100n);
  await dropGuards(books());
  const altered = async (change: string) => {
    let found: unknown[] = [];
    await books()
      .transaction()
      .execute(async (tx) => {
        await sql.raw(change).execute(tx);
        found = await wrongIn(tx);
        throw new Undone();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error;
      });
    return found;
  };
  expect(
    await altered(`update balances b set balance = balance + 7 from ledger_accounts l
      where l.account_id = b.account_id and l.id = b.ledger_account_id and l.kind = 'consumed'`),
  ).toEqual([["credit", "consumed", 100n, 107n]]);
  expect(await altered("update transfers set amount = 90 where amount = 100")).toEqual([
    ["credit", "consumed", 90n, 100n],
    ["credit", "grant", 210n, 200n],
  ]);
});

class Undone extends Error {}
