import fc from "fast-check";
import { expect, test } from "vitest";
import { fromText } from "@/billing/months/figures-text";
import { listSnapshots } from "@/billing/months/queries";
import { deferredColumns } from "@/billing/reports/finance/deferred";
import { readDeferred } from "@/billing/reports/finance/read-figures";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import { addSeconds } from "@/lib/time";
import { books } from "../books";
import { later, nowKnown, report, sum, timezone } from "../reports/reading";
import { runs } from "../runs";
import { aStep, closeAll, everyWay, History } from "./living";

/** What a snapshot says of a month, as reports write it. */
async function snapshotOf(month: string) {
  const [last] = await listSnapshots(books(), month);
  const figures = fromText(last?.content ?? "");
  return { trialBalance: figures.trialBalance, deferred: figures.deferredRevenue };
}

/** The same by the reports, from the sums of days as far as they have come. */
async function reportsOf(month: string) {
  const asOf = await nowKnown();
  const asked = { from: month, to: month, by: [], asOf, timezone };
  const trial = await report((tx) => readTrialBalance(tx, { through: month, asOf, timezone }));
  const deferred = await report((tx) => readDeferred(tx, asked));
  return {
    trialBalance: trial.map(({ kind, asset, ...row }) => ({ kind, asset, ...asText(row) })),
    deferred: deferred
      .filter(({ currency }) =>
        trial.some(({ kind, asset }) => kind === "deferred_revenue" && asset === currency),
      )
      .map(({ month: _, ledger, currency, other, ...row }) => {
        expect(row.closing).toBe(ledger);
        return { currency, ...asText({ ...row, other: -other }) };
      }),
  };
}

const asText = (row: Record<string, bigint>) =>
  Object.fromEntries(Object.entries(row).map(([name, figure]) => [name, `${figure}`]));

test(
  "what a month is closed with is what the reports say of it, to the unit, however money left deferred revenue",
  async () => {
    const left = new Set<string>();
    const property = fc.asyncProperty(
      fc.array(aStep, { minLength: 5, maxLength: 40 }),
      fc.nat({ max: 6 }),
      async (steps, summed) => {
        const history = await History.begin("2026-01-10T00:00:00Z");
        for (const [index, step] of [...everyWay, ...steps].entries()) {
          await history.live(step);
          if (index === summed) await sum({ versions: 5, steps: 3 });
        }
        await history.due(addSeconds(history.now, 35 * 86_400));
        const closed = await closeAll();
        await later();
        for (const month of closed) {
          const said = await snapshotOf(month);
          expect([month, said]).toEqual([month, await reportsOf(month)]);
          for (const row of said.deferred) {
            for (const [name, figure] of Object.entries(row)) if (figure !== "0") left.add(name);
          }
        }
      },
    );
    await fc.assert(property, { numRuns: runs(3, 150) });
    // What was never moved would prove nothing.
    for (const column of deferredColumns) {
      if (column !== "other") expect([...left]).toContain(column);
    }
  },
  runs(120_000),
);
