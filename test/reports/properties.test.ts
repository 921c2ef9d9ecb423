import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import type { AsOf } from "@/billing/reports/finance/as-of";
import { readCredits, readDeferred, readMoney } from "@/billing/reports/finance/read-figures";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import { addSeconds } from "@/lib/time";
import { books, Customer, openBooks, setClock } from "../books";
import { Actor, anyActs } from "../properties/acts";
import { runs } from "../runs";
import { everyReport, later, report, sum, timezone } from "./reading";

const start = new Date("2026-01-01T00:00:00Z");
const months = { from: "2026-01", to: "2027-12" };

const lives = fc.record({
  plans: fc.array(fc.constantFrom("none", "rolling", "capped", "starter", "ten"), {
    minLength: 2,
    maxLength: 2,
  }),
  before: anyActs({ late: true, longest: 500 }),
  after: anyActs({ late: true, longest: 500 }),
  /** How far sums come between the two halves, and after them. */
  sums: fc.record({ versions: fc.integer({ min: 1, max: 9 }), steps: fc.nat({ max: 6 }) }),
  /** As of which share of all that time. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
});

test(
  "whatever happened and however far it is summed, reports say what the ledger says, then and now",
  async () => {
    const property = fc.asyncProperty(lives, async ({ plans, before, after, sums, at }) => {
      await openBooks(start.toISOString());
      const actors: Actor[] = [];
      for (const plan of plans) {
        const customer = await Customer.open();
        if (plan !== "none") await customer.start(plan);
        actors.push(new Actor(customer, start));
      }
      const live = async (acts: typeof before) => {
        for (const actor of actors) {
          await setClock(actor.now);
          for (const act of acts) await actor.act(act);
        }
        const now = new Date(Math.max(...actors.map((one) => one.now.getTime())));
        await runDue(books(), await setClock(now));
        const since = await later();
        for (const actor of actors) actor.now = since;
        return addSeconds(since, -200);
      };
      const known = await live(before);
      await sum({ ...sums, accounts: 1 });
      const then = { at: null, known } satisfies AsOf;
      const part = {
        known,
        at: new Date(start.getTime() + at * (known.getTime() - start.getTime())),
      };
      const said = [await everyReport(months, then), await everyReport(months, part)];
      await expectTied(then);
      await live(after);
      await sum({ ...sums, accounts: 1 });
      // What was known then, to the letter, whatever came since and however it is summed.
      expect([await everyReport(months, then), await everyReport(months, part)]).toEqual(said);
      await expectTied({ at: null, known: addSeconds(await later(), -200) });
      await sum();
      expect([await everyReport(months, then), await everyReport(months, part)]).toEqual(said);
      await expectTied({ at: null, known: addSeconds(await later(), -200) });
    });
    await fc.assert(property, { numRuns: runs(2, 60) });
  },
  runs(120_000),
);

/** The ledger by the end of a month, added up by the plainest statement there is. */
async function ledger(month: string, { known }: AsOf) {
  const { rows } = await sql<{ asset: string; kind: string; closing: bigint }>`
    with known as (
      select t.* from transfers t join ledger_transactions l using (account_id, account_version)
      where l.recorded_at <= ${known} and to_char(l.booked_at at time zone 'UTC', 'YYYY-MM') <= ${month})
    select l.asset, l.kind, sum(m.amount)::int8 as closing from (
      select account_id, to_id as id, amount from known union all select account_id, from_id, -amount from known) m
    join ledger_accounts l on l.account_id = m.account_id and l.id = m.id
    group by 1, 2 order by 1, 2`.execute(books());
  return rows;
}

async function expectTied(asOf: AsOf): Promise<void> {
  const asked = { ...months, asOf, timezone, by: [] };
  const [money, credits, deferred] = await report(
    async (tx) =>
      [
        ...[
          await readMoney(tx, asked),
          await readCredits(tx, asked),
          await readDeferred(tx, asked),
        ],
      ] as const,
  );
  for (const month of ["2026-01", "2026-02", "2026-03", "2026-06", "2027-12"]) {
    const now = await ledger(month, asOf);
    const trial = await report((tx) => readTrialBalance(tx, { through: month, asOf, timezone }));
    expect(trial.map(({ asset, kind, closing }) => ({ asset, kind, closing }))).toEqual(now);
    for (const asset of ["usd", "credit"]) {
      const all = trial.filter((row) => row.asset === asset);
      expect(all.reduce((sum, row) => sum + row.closing, 0n)).toBe(0n);
      const moved = all.reduce((sum, row) => sum + row.debits - row.credits, 0n);
      expect(moved).toBe(0n);
    }
    const grown = (
      kinds: string[],
      through: string,
      rows: readonly { month: string }[],
      of: string,
    ) => {
      const balance = now.filter(({ kind }) => kinds.includes(kind));
      const sum = balance.reduce((all, { closing }) => all + closing, 0n);
      const told = rows.filter((row) => row.month <= through) as Record<string, unknown>[];
      expect([of, told.reduce((all, row) => all + (row[of] as bigint), 0n)]).toEqual([of, sum]);
    };
    grown(["stripe_balance", "bank", "exchange"], month, money, "net");
    grown(["grant", "held"], month, credits, "change");
    const owed = now.find(({ kind }) => kind === "deferred_revenue")?.closing ?? 0n;
    const closing = deferred.find((row) => row.month === month)?.closing ?? 0n;
    expect(closing).toBe(-owed);
  }
}
