import fc from "fast-check";
import { expect, test } from "vitest";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import { addSeconds } from "@/lib/time";
import { books } from "../books";
import { assertBooksAreClean } from "../database";
import { report, sum, timezone } from "../reports/reading";
import { runs } from "../runs";
import { everythingOf, snapshotAndNow } from "./closing";
import { aStep, closeAll, everyWay, History } from "./living";

const steps = fc.array(aStep, { minLength: 3, maxLength: 12 });

/** Of each asset all that was ever booked comes to nothing. */
async function expectBalanced(): Promise<void> {
  const asOf = { at: null, known: new Date("2100-01-01T00:00:00Z") };
  const ever = { through: "2099-12", asOf, timezone };
  const net = new Map<string, bigint>();
  for (const { asset, closing } of await report((tx) => readTrialBalance(tx, ever))) {
    net.set(asset, (net.get(asset) ?? 0n) + closing);
  }
  expect([...net].filter(([, left]) => left !== 0n)).toEqual([]);
}

test(
  "whatever happens after a month is closed, it says the same to the byte, in its snapshot and in every report",
  async () => {
    const property = fc.asyncProperty(
      fc.record({ before: steps, after: steps, scripted: fc.nat({ max: everyWay.length }) }),
      async ({ before, after, scripted }) => {
        const history = await History.begin("2026-01-10T00:00:00Z");
        // Half of a life of everything before, the rest of it after: what is open then ends later.
        for (const step of [...everyWay.slice(0, scripted), ...before]) await history.live(step);
        await history.due(addSeconds(history.now, 32 * 86_400));
        const closed = (await closeAll()).at(-1);
        if (!closed) throw new Error("A month is over");
        const known = history.now;
        const was = await everythingOf(closed, known);
        expect(was.now).toBe(was.kept);
        for (const [index, step] of [...everyWay.slice(scripted), ...after].entries()) {
          await history.live(step);
          if (index % 5 === 2) await sum({ versions: 5, steps: 2 });
          expect((await snapshotAndNow(closed)).now).toBe(was.kept);
          await expectBalanced();
        }
        expect(await everythingOf(closed, known)).toEqual(was);
        await assertBooksAreClean(books());
      },
    );
    await fc.assert(property, { numRuns: runs(3, 150) });
  },
  runs(120_000),
);
