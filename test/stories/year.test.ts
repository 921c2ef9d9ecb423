import { expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import { books } from "../books";
import { assertBooksAreClean } from "../database";
import { nightly, runs, seed } from "../runs";
import { booksOf, chanceFrom, countTransactions, liveThrough } from "../year";

const size = nightly ? { accounts: 200, months: 12 } : { accounts: 12, months: 4 };

test(
  `${size.accounts} accounts of random behaviour: the books are clean after each month, and running again changes nothing`,
  async () => {
    const afterMonth = async (now: Date) => {
      await assertBooksAreClean(books());
      const before = await countTransactions(books());
      const again = await runDue(books(), now);
      expect(again.failed).toEqual([]);
      expect(await countTransactions(books())).toBe(before);
    };
    await liveThrough({ ...size, seed: seed(), afterMonth });
  },
  runs(240_000, 1_800_000),
);

test(
  "a worker that is cut off anywhere and taken up again leaves the same books",
  async () => {
    const few = { accounts: nightly ? 40 : 6, months: nightly ? 12 : 3, seed: seed() };
    const whole = await liveThrough(few);
    const expected = await booksOf(whole.customers);
    const chance = chanceFrom(seed() + 1);
    const cuts = Array.from({ length: 6 }, chance).sort((a, b) => a - b);
    const cut = await liveThrough({ ...few, cuts });
    expect(await booksOf(cut.customers)).toEqual(expected);
  },
  runs(240_000, 1_800_000),
);
