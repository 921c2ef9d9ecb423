import { expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { fromText } from "@/billing/months/figures-text";
import { listMrr } from "@/billing/reports/finance/mrr-queries";
import { readCreditAges, readReceivables } from "@/billing/reports/finance/read-ageing";
import {
  readCredits,
  readDeferred,
  readMoney,
  readRevenue,
  readUnitEconomics,
} from "@/billing/reports/finance/read-figures";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { inputOf } from "../customer-options";
import { snapshotAndNow } from "../months/closing";
import { closeAll } from "../months/living";
import { everyReport, later, nowKnown, report, sum, timezone } from "./reading";

/** Only what is not nothing. */
function told(rows: readonly object[]) {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== 0n)),
  );
}

/** The same plan at 1,000 cents, ¥1,000 and 3.333 dinars, of which a document asks for 3.330: units that differ. Each pays but the dinars. */
async function three() {
  await openBooks("2026-01-01T00:00:00Z");
  for (const currency of ["usd", "jpy", "kwd"]) {
    const customer = await Customer.open({ currency });
    const { invoiceId } = await customer.start("ten");
    if (currency !== "kwd") await customer.pay(invoiceId);
    await customer.grant(100n);
    await customer.consume(currency === "usd" ? 10n : 20n);
  }
  await advance("2026-02-01T01:00:00Z");
  await later();
}

test("no report adds one currency to another, of money or of the credits of their accounts", async () => {
  await three();
  const asked = { from: "2026-01", to: "2026-01", by: [], timezone, asOf: await nowKnown() };
  const through = { through: "2026-01", timezone, asOf: asked.asOf };
  for (const steps of [0, 1_000]) {
    await sum({ steps });
    const month = { month: "2026-01" };
    const [usd, jpy, kwd] = ["usd", "jpy", "kwd"].map((currency) => ({ ...month, currency }));
    const ten = { billed: 1_000n, collected: 1_000n, net: 1_000n };
    expect(told(await report((tx) => readMoney(tx, asked)))).toEqual([
      ...[
        { ...jpy, ...ten },
        { ...kwd, billed: 3_330n },
      ],
      { ...usd, ...ten },
    ]);
    const earned = (minor: bigint) => ({ earnedByPlans: minor, net: minor });
    expect(told(await report((tx) => readRevenue(tx, asked)))).toEqual([
      ...[
        { ...jpy, ...earned(1_000n) },
        { ...kwd, ...earned(3_333n) },
      ],
      { ...usd, ...earned(1_000n) },
    ]);
    const rolled = (minor: bigint) => ({ billed: minor, recognized: minor });
    expect(told(await report((tx) => readDeferred(tx, asked)))).toEqual([
      ...[
        { ...jpy, ...rolled(1_000n) },
        { ...kwd, ...rolled(3_333n) },
      ],
      { ...usd, ...rolled(1_000n) },
    ]);
    const used = (credits: bigint) => ({
      granted: 100n,
      consumed: credits,
      change: 100n - credits,
    });
    expect(told(await report((tx) => readCredits(tx, asked)))).toEqual([
      ...[
        { ...jpy, ...used(20n) },
        { ...kwd, ...used(20n) },
      ],
      { ...usd, ...used(10n) },
    ]);
    const units = await report((tx) => readUnitEconomics(tx, asked));
    expect(
      units.map(({ currency, of, revenue, credits }) => [currency, of, revenue, credits]),
    ).toEqual([
      ...[
        ["jpy", "given", 0n, 20n],
        ["jpy", "plan", 1_000n, 0n],
        ["kwd", "given", 0n, 20n],
      ],
      ...[
        ["kwd", "plan", 3_333n, 0n],
        ["usd", "given", 0n, 10n],
        ["usd", "plan", 1_000n, 0n],
      ],
    ]);
    const mrr = await report((tx) => listMrr(tx, asked));
    expect(mrr.map(({ currency, closing }) => [currency, closing])).toEqual([
      ...[
        ["jpy", 1_000n],
        ["kwd", 3_333n],
      ],
      ["usd", 1_000n],
    ]);
    const { owed } = await report((tx) => readReceivables(tx, through));
    expect(owed.map(({ currency, total }) => [currency, total])).toEqual([["kwd", 3_330n]]);
    const ages = await report((tx) => readCreditAges(tx, through));
    expect(ages.map(({ currency, total }) => [currency, total])).toEqual([
      ...[
        ["jpy", 80n],
        ["kwd", 80n],
      ],
      ["usd", 90n],
    ]);
  }
});

test("the trial balance and what a month is closed with have each currency by itself, and each comes to nothing", async () => {
  await three();
  const asOf = await nowKnown();
  const rows = await report((tx) => readTrialBalance(tx, { through: "2026-01", asOf, timezone }));
  const assets = [...new Set(rows.map(({ asset }) => asset))];
  expect(assets).toEqual(["credit", "jpy", "kwd", "usd"]);
  for (const asset of assets) {
    const own = rows.filter((row) => row.asset === asset);
    expect([asset, own.reduce((all, { closing }) => all + closing, 0n)]).toEqual([asset, 0n]);
  }
  await closeAll();
  const { deferredRevenue, trialBalance } = fromText((await snapshotAndNow("2026-01")).kept);
  expect(deferredRevenue.map(({ currency, billed }) => [currency, billed])).toEqual([
    ...[
      ["jpy", "1000"],
      ["kwd", "3333"],
    ],
    ["usd", "1000"],
  ]);
  expect(trialBalance.map(({ asset, kind, closing }) => [asset, kind, closing])).toEqual(
    rows.map(({ asset, kind, closing }) => [asset, kind, `${closing}`]),
  );
});

test("until its first document an account may take another currency: its credits go with it, and what was told before stays told", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(100n);
  await setClock("2026-01-10T00:00:00Z");
  const take = (currency: string) =>
    inTransaction(books(), (tx) =>
      upsertAccount(tx, inputOf(customer.externalId, "UTC", currency)),
    );
  const months = { from: "2026-01", to: "2026-01" };
  const then = await nowKnown();
  const before = await everyReport(months, then);
  await sum();
  await take("jpy");
  await later();
  const credits = async () =>
    told(
      await report(async (tx) =>
        readCredits(tx, { ...months, by: [], timezone, asOf: await nowKnown() }),
      ),
    );
  const granted = { month: "2026-01", granted: 100n, change: 100n };
  expect(await credits()).toEqual([{ ...granted, currency: "jpy" }]);
  await sum();
  expect(await credits()).toEqual([{ ...granted, currency: "jpy" }]);
  expect(await everyReport(months, then)).toBe(before);
  await customer.start("ten");
  await expect(take("usd")).rejects.toMatchObject({ code: "invalid_input" });
});
