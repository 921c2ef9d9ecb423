import { expect, test } from "vitest";
import { nightly, runs } from "../runs";
import { dropGuards } from "../tampering";
import { faults } from "./faults";
import { type HalfYear, liveHalfYear } from "./half-year";
import { gatewayListing } from "./processor";
import { causesOf, reconciled } from "./reconciling";

const size = nightly
  ? { accounts: 20, months: 6, copies: 50 }
  : { accounts: 8, months: 2, copies: 2 };
const times = nightly ? 3 : 1;
const planted = nightly ? 60 : faults.length;

test(
  `what ${size.accounts * size.copies} accounts lived through matches to the cent, and each of ${planted} faults is found by its name and nothing else`,
  async () => {
    const lived = await liveHalfYear(size);
    const { db, lines } = lived;
    const clean = await reconciled(gatewayListing(lines), db);
    expect(await causesOf(db)).toEqual([]);
    expect(clean.totals?.matched).toEqual([{ currency: "usd", minor: sumOf(lines) }]);
    expect(clean.totals?.classes).toMatchObject({ matched: expect.any(Number) });
    tell(lived, clean);

    await dropGuards(db);
    const expected: string[] = [];
    for (let nth = 0; nth < times; nth += 1) {
      for (const fault of faults) {
        if (expected.length === planted) break;
        await fault.plant({ ...lived, nth });
        expected.push(fault.as);
      }
    }
    // As if it had been so from the beginning: what was listed before is forgotten.
    await db.deleteFrom("balance_transactions").execute();
    await db.deleteFrom("reconciliation_runs").execute();
    const after = await reconciled(gatewayListing(lines), db);
    expect(await causesOf(db)).toEqual(expected.toSorted());
    tell(lived, after);
  },
  runs(90_000, 2_400_000),
);

const sumOf = (lines: HalfYear["lines"]) =>
  lines.reduce((sum, one) => sum + one.amountMinor - one.feeMinor, 0n);

function tell(
  { lines, charges }: HalfYear,
  { totals, startedAt, endedAt }: Awaited<ReturnType<typeof reconciled>>,
) {
  if (!nightly) return;
  const seconds = endedAt ? (endedAt.getTime() - startedAt.getTime()) / 1_000 : 0;
  const told = `${lines.length} lines, ${charges} charges, ${seconds} s: ${JSON.stringify(totals?.classes)}`;
  process.stdout.write(`${told}\n`);
}
