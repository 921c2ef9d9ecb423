import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import { addSeconds } from "@/lib/time";
import { books, Customer, openBooks, setClock } from "../books";
import { Actor, anyActs } from "../properties/acts";
import { runs } from "../runs";

const start = new Date("2026-01-01T00:00:00Z");
let now = start;

beforeEach(async () => {
  now = start;
  await openBooks(start.toISOString());
});

type Row = { used: bigint; counted: bigint; open: bigint; billed: bigint; held: bigint };

/** Overage of an account: what consumptions say, what its slices counted, and what invoices charge. */
async function overageOf(customer: Customer): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select
      (select coalesce(sum(overage), 0)::int8 from consumptions where account_id = a.id) as used,
      (select coalesce(sum(credits), 0)::int8 from overage_usage where account_id = a.id) as counted,
      (select coalesce(sum(credits), 0)::int8 from overage_usage where account_id = a.id and not billed) as open,
      (select coalesce(sum(quantity), 0)::int8 from invoice_lines where account_id = a.id and kind = 'overage') as billed,
      (select coalesce(sum(held_credits), 0)::int8 from overage_usage where account_id = a.id) as held
    from accounts a where a.id = ${customer.id}`.execute(books());
  return rows[0];
}

test(
  "every credit of overage is billed once, by the slice it was counted in",
  async () => {
    const plans = fc.constantFrom("rolling", "capped", "pro_yearly");
    const acts = anyActs({ late: true, longest: 500 });
    const hours = fc.constantFrom(0, 743, 744, 1_415);
    const property = fc.asyncProperty(plans, hours, acts, async (plan, first, all) => {
      await setClock(now);
      const customer = await Customer.open();
      const { invoiceId } = await customer.start(plan);
      await customer.pay(invoiceId);
      if (plan === "pro_yearly") await customer.consume(19_500n);
      now = await setClock(addSeconds(now, first * 3600));
      const actor = new Actor(customer, now);
      for (const act of all) await actor.act(act);
      now = addSeconds(actor.now, 70 * 86_400);
      await setClock(now);
      expect((await runDue(books(), now)).failed).toEqual([]);
      const found = await overageOf(customer);
      expect(found).toMatchObject({ used: found?.counted });
      expect((found?.billed ?? 0n) + (found?.open ?? 0n)).toBe(found?.used);
      expect(found?.open).toBe((await customer.balance()).overage);
      const { rows } = await sql`
      select 1 from plan_periods p join overage_usage o on o.account_id = p.account_id and o.plan_period_id = p.id
      where p.account_id = ${customer.id} and not o.billed and (p.state = 'closed' or o.slice_index < p.slice_index)`.execute(
        books(),
      );
      expect(rows).toEqual([]);
    });
    await fc.assert(property, { numRuns: runs(8, 400) });
  },
  runs(60_000, 1_800_000),
);
