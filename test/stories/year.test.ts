import { expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import { mailAlerts } from "@/jobs/mail-alerts";
import { markLedgers } from "@/jobs/mark-ledgers";
import { watchAccounts } from "@/jobs/watch-accounts";
import { books } from "../books";
import { chanceFrom } from "../chance";
import { assertBooksAreClean } from "../database";
import { nightly, runs, seed } from "../runs";
import { booksOf, countRows, liveThrough } from "../year";

const size = nightly ? { accounts: 200, months: 12 } : { accounts: 12, months: 4 };

/** All that the worker does of itself, but to send what is written. */
async function runJobs(now: Date): Promise<void> {
  expect((await runDue(books(), now)).failed).toEqual([]);
  expect((await watchAccounts(books())).failed).toEqual([]);
  await mailAlerts(books());
  await markLedgers(books());
}

test(
  `${size.accounts} accounts of random behaviour: the books are clean after each month, and every job twice changes nothing`,
  async () => {
    const afterMonth = async (now: Date) => {
      await runJobs(now);
      await assertBooksAreClean(books());
      const before = await countRows(books());
      await runJobs(now);
      expect(await countRows(books())).toEqual(before);
    };
    const { dueMs } = await liveThrough({ ...size, seed: seed(), afterMonth });
    process.stdout.write(`What fell due in ${size.months} months took ${Math.round(dueMs)} ms\n`);
    expect(dueMs).toBeLessThan(60_000);
  },
  runs(240_000, 1_800_000),
);

test(
  "a worker that is cut off anywhere and taken up again leaves the same books",
  async () => {
    const few = { accounts: nightly ? 40 : 6, months: nightly ? 12 : 3, seed: seed() };
    const whole = await liveThrough({ ...few, cuts: [] });
    const expected = await booksOf(whole.customers);
    const chance = chanceFrom(seed() + 1);
    const cuts = Array.from({ length: 6 }, chance).sort((a, b) => a - b);
    const cut = await liveThrough({ ...few, cuts });
    expect(await booksOf(cut.customers)).toEqual(expected);
  },
  runs(240_000, 1_800_000),
);
