import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { fromText } from "@/billing/months/figures-text";
import { listSnapshots } from "@/billing/months/queries";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { apply, told } from "../disputes/disputing";
import { payPack, refunded } from "../refunds/refunding";
import { stripeBeside } from "../stripe/paying";
import { closeMonth, reconcileAndResolve } from "./closing";

/** The tables of the page by the names of their columns, cells as they are written, without marks. */
function tablesOf(page: string): Map<string, string[][]> {
  const tables = page.match(/(?:^\|.*\|\n)+/gm) ?? [];
  return new Map(
    tables.map((text) => {
      const [head = [], , ...rows] = text.trim().split("\n").map(cellsOf);
      return [head.join(" "), rows];
    }),
  );
}

function cellsOf(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("`", "").replaceAll(",", "").replace("−", "-"));
}

const dollars = (minor: bigint | string) => {
  const text = `${minor}`.replace("-", "").padStart(3, "0");
  return `${`${minor}`.startsWith("-") ? "-" : ""}${text.slice(0, -2)}.${text.slice(-2)}`;
};

/** What moved in March between kinds of ledger accounts. */
async function movedIn(asset: "usd" | "credit"): Promise<string[][]> {
  const { rows } = await sql<{ from: string; to: string; amount: bigint }>`
    select f.kind as "from", d.kind as "to", sum(t.amount)::int8 as amount
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    where x.booked_at >= '2026-03-01T00:00:00Z' and x.booked_at < '2026-04-01T00:00:00Z' and t.asset = ${asset} group by 1, 2`.execute(
    books(),
  );
  return rows.map(({ from, to, amount }) => [
    from,
    to,
    asset === "usd" ? dollars(amount) : `${amount}`,
  ]);
}

test("the month that the page on the books works through is what the operations book, figure by figure", async () => {
  await openBooks("2026-02-15T00:00:00Z");
  const stripe = await stripeBeside();
  const dan = await Customer.open();
  await dan.pay((await dan.start("rolling")).invoiceId);
  await dan.consume(300n);
  await advance("2026-03-01T00:00:00Z");
  const ada = await Customer.open();
  await ada.pay((await ada.start("pro")).invoiceId);
  const ben = await payPack(stripe, "pm_card_visa");
  const cleo = await payPack(stripe, "pm_card_visa");
  await advance("2026-03-05T12:00:00Z");
  await reconcileAndResolve(stripe.gateway);
  await closeMonth("2026-02");
  await ada.consume(21_000n);
  await ben.customer.consume(6_000n);
  await cleo.customer.consume(6_000n);
  await advance("2026-03-10T12:00:00Z");
  await refunded(ben);
  await advance("2026-03-20T12:00:00Z");
  await apply(await told(cleo.customer, "needs_response", {}, { out: -12_000n }));
  await setClock("2026-03-25T12:00:00Z");
  await apply(await told(cleo.customer, "lost", {}, { out: -12_000n }));
  await advance("2026-04-01T01:00:00Z");
  // The bank took its part by hand: the simulated Stripe knows nothing of it.
  await reconcileAndResolve(stripe.gateway);
  await closeMonth("2026-03");

  const page = tablesOf(readFileSync("docs/how-the-books-work.md", "utf8"));
  const table = (columns: string) => page.get(columns)?.toSorted();
  expect((await movedIn("usd")).toSorted()).toEqual(table("From To Amount"));
  expect((await movedIn("credit")).toSorted()).toEqual(table("From To Credits"));
  const [snapshot] = await listSnapshots(books(), "2026-03");
  const { trialBalance, deferredRevenue } = fromText(snapshot?.content ?? "");
  const ends = (asset: string, written: (closing: string) => string) =>
    trialBalance
      .filter((line) => line.asset === asset)
      .map(({ kind, closing }) => [kind, written(closing)])
      .toSorted();
  expect(ends("usd", dollars)).toEqual(table("Ledger account Dollars"));
  expect(ends("credit", String)).toEqual(table("Ledger account Credits"));
  const rolled = deferredRevenue.map((one) =>
    [
      one.opening,
      one.billed,
      one.recognized,
      one.breakage,
      one.refunds,
      one.disputes,
      one.closing,
    ].map(dollars),
  );
  expect(rolled).toEqual(table("Opening Billed Recognized Breakage Refunds Disputes Closing"));
  const rest = deferredRevenue.flatMap(({ credits, voids, writeOffs, other }) => [
    credits,
    voids,
    writeOffs,
    other,
  ]);
  expect(rest).toEqual(["0", "0", "0", "0"]);
});
