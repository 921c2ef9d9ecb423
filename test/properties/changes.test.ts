import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import type { HoldId, InvoiceLineId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { books, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { assertBooksAreClean } from "../database";
import { buyPack } from "../packs";
import { runs } from "../runs";

const start = new Date("2026-01-01T00:00:00Z");
/** As long as BOOKS B4 gives it. */
const changeWaitSeconds = 24 * 3_600;
const plans = ["starter", "pro", "scale", "team", "pro_yearly", "free", "rolling"] as const;

beforeEach(async () => {
  await openBooks(start.toISOString());
});

type Act =
  | { do: "wait"; seconds: number }
  | { do: "use"; share: number }
  | {
      do: "change";
      plan: (typeof plans)[number];
      when: "now" | "period_end";
      grants: "on_issue" | "on_payment";
      spendBetween: number;
    }
  | { do: "cancel"; when: "now" | "period_end" }
  | { do: "undo" }
  | { do: "start"; plan: (typeof plans)[number] }
  | { do: "pay" }
  | { do: "hold"; share: number; days: number }
  | { do: "end_hold"; share: number }
  | { do: "pack" };

const plan = fc.constantFrom(...plans);
const when = fc.constantFrom("now" as const, "now" as const, "period_end" as const);
const share = fc.constantFrom(0, 0.1, 0.5, 0.9, 1);

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      seconds: fc.oneof(
        fc.constantFrom(0, 1, 3_599, 3_600, 86_400),
        fc.integer({ min: 1, max: 40 * 86_400 }),
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("use" as const), share }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("change" as const),
      ...{ plan, when, spendBetween: share },
      grants: fc.constantFrom("on_issue" as const, "on_payment" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), when }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("undo" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("start" as const), plan }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pay" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("hold" as const), share, days: fc.constantFrom(1, 45) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("end_hold" as const), share }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pack" as const) }) },
);

/** What may be refused; anything else is a fault of ours. */
const refusals = [
  ...["no_subscription", "same_plan", "payment_overdue", "nothing_scheduled", "period_end_only"],
  ...["already_subscribed", "insufficient_credits", "invoice_not_payable", "hold_expired"],
];

async function perform(
  customer: Customer,
  one: Act,
  { now, holds }: { now: Date; holds: HeldCredits[] },
): Promise<void> {
  switch (one.do) {
    case "wait":
      return;
    case "use":
      return await spendShare(customer, one.share);
    case "change": {
      const shown = await customer.preview(one.plan, one);
      await setClock(addSeconds(now, 60));
      await spendShare(customer, one.spendBetween);
      await customer.confirm(shown.quoteId);
      return;
    }
    case "cancel":
      await customer.confirm((await customer.previewEnd(one.when)).quoteId);
      return;
    case "undo":
      await customer.undo();
      return;
    case "start":
      await customer.start(one.plan);
      return;
    case "pay": {
      const open = (await customer.invoices()).find(({ status }) => status === "issued");
      if (open) await customer.pay(open.id);
      return;
    }
    case "hold": {
      const credits = await shareOf(customer, one.share);
      if (credits === 0n) return;
      const { holdId } = await customer.hold(credits, addSeconds(now, one.days * 86_400));
      holds.push({ holdId, credits });
      return;
    }
    case "end_hold": {
      const held = holds.shift();
      if (!held) return;
      const credits = (held.credits * BigInt(Math.round(one.share * 100))) / 100n;
      if (credits > 0n) await customer.capture(held.holdId, credits);
      else await customer.release(held.holdId);
      return;
    }
    case "pack":
      await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
      return;
  }
}

type HeldCredits = { holdId: HoldId; credits: bigint };

async function spendShare(customer: Customer, part: number): Promise<void> {
  const credits = await shareOf(customer, part);
  if (credits > 0n) await customer.consume(credits);
}

async function shareOf(customer: Customer, part: number): Promise<bigint> {
  const { available } = await customer.balance();
  return (available * BigInt(Math.round(part * 100))) / 100n;
}

type Kept = {
  lineId: InvoiceLineId;
  charged: bigint;
  returned: bigint;
  granted: bigint;
  used: bigint;
  slices: bigint;
};

/** Of each charged line: its money, and the credits of its own that were really used. */
async function keptLines(customer: Customer): Promise<Kept[]> {
  const { rows } = await sql<Kept>`
    select l.id as "lineId", e.net_minor as charged, e.returned_minor as returned,
      -- A year is charged for all its slices, those it has not dripped too.
      case when v.drip is null then l.credits else l.credits + v.allowance * s.later end as granted,
      case when v.drip is null then 1 else s.later + 1 end as slices,
      (coalesce((select sum(t.amount) from grants g
        join transfers t on t.account_id = g.account_id and g.id in (t.from_id, t.grant_id)
        join ledger_accounts a on a.account_id = t.account_id and a.id = t.to_id and a.kind in ('consumed', 'debt')
        where g.account_id = l.account_id and g.invoice_line_id = l.id), 0)
      - coalesce((select sum(r.debt) from line_returns r
        where r.account_id = l.account_id and r.invoice_line_id = l.id and r.stands), 0))::int8 as used
    from line_earnings e
    join invoice_lines l on l.account_id = e.account_id and l.id = e.invoice_line_id
    join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    join plan_versions v on v.id = l.plan_version_id
    cross join lateral (
      select case when l.kind = 'plan' then 11 else coalesce((l.facts -> 'json' ->> 'slices')::int8, 0) end as later) s
    where e.account_id = ${customer.id} and i.status not in ('void')`.execute(customer.db);
  return rows;
}

test(
  "nobody gains by using, upgrading, spending and downgrading, and the books stay clean",
  async () => {
    let now = start;
    let run = 0;
    const property = fc.asyncProperty(
      plan,
      fc.array(act, { minLength: 3, maxLength: 14 }),
      fc.constantFrom("UTC", "America/New_York", "Pacific/Kiritimati"),
      async (first, acts, timezone) => {
        if (run % 8 === 0) {
          now = start;
          await openBooks(start.toISOString());
          const proration = run % 16 === 0 ? ("second" as const) : ("day" as const);
          const sold = defineCatalog({ ...testCatalog, proration });
          await inTransaction(books(), (tx) => applyCatalog(tx, sold));
        }
        run += 1;
        await setClock(now);
        const customer = await Customer.open({ timezone });
        const holds: HeldCredits[] = [];
        await customer.start(first);
        for (const one of acts) {
          if (one.do === "wait") now = addSeconds(now, one.seconds);
          await setClock(now);
          await perform(customer, one, { now, holds }).catch((error: { code?: string }) => {
            if (!refusals.includes(error.code ?? "")) throw error;
          });
          now = addSeconds(now, one.do === "change" ? 60 : 0);
        }
        // A change that waits for its money has credited the old plan and taken nothing back yet: a day
        // later it was paid, or it is void.
        now = addSeconds(now, changeWaitSeconds);
        await setClock(now);
        await runDue(books(), now);
        await assertBooksAreClean(books());
        for (const { charged, returned, granted, used, lineId, slices } of await keptLines(
          customer,
        )) {
          if (granted === 0n) continue;
          // charged − returned ≥ charged × used ∕ granted, less a minor unit a slice and one credit's worth.
          const kept = (charged - returned + slices) * granted + charged;
          expect(kept, `line ${lineId}: ${used} of ${granted} used`).toBeGreaterThanOrEqual(
            charged * used,
          );
        }
      },
    );
    await fc.assert(property, { numRuns: runs(24, 600) });
  },
  runs(240_000),
);
