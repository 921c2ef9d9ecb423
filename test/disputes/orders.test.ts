import { sql } from "kysely";
import { expect, test } from "vitest";
import { setTax } from "@/billing/invoices/taxes";
import { inTransaction } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { books, Customer, openBooks, setClock } from "../books";
import { chanceFrom, shuffled } from "../chance";
import { assertBooksAreClean } from "../database";
import { buyPack } from "../packs";
import { paidByCard } from "../refunds/paid";
import { runs, seed } from "../runs";
import { asked } from "../staff/explaining";
import { balancesOf, hear, madeThere, type News, told } from "./disputing";
import { endOf, type Story } from "./end-state";

const chance = chanceFrom(seed());
const oneOf = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)] as T;

function aStory(): Story {
  const refunds = oneOf([[2_400n, 1_200n], [1_200n], [3_600n, 3_600n]]);
  const refunded = refunds.reduce((sum, one) => sum + one, 0n);
  // All that is left, a part of it, or all of the charge, as if nothing had gone back of it.
  const disputed = oneOf([12_000n - refunded, 2_400n, 12_000n]);
  const outcome = oneOf(["won", "lost"] as const);
  // Of a payment that is refunded in part, a lost dispute gives that part back.
  const over = disputed + refunded - 12_000n;
  const back = oneOf([0n, over > 0n ? over : 1_200n]);
  const used = oneOf([0n, 3_000n, 6_000n, 10_000n]);
  return { used, refunds, disputed, outcome, reinstated: outcome === "won" ? disputed : back };
}

async function newsOf(customer: Customer, story: Story): Promise<News[]> {
  const about = { amountMinor: story.disputed };
  const out = { out: -story.disputed };
  const open = await told(customer, "needs_response", about, out);
  const closed = await told(customer, story.outcome, about, out);
  const back: Record<string, bigint> = story.reinstated > 0n ? { back: story.reinstated } : {};
  const reinstated = await told(customer, story.outcome, about, { ...out, ...back });
  return [
    ...story.refunds.map((minor, index) => madeThere(open, minor, index)),
    ...[open, closed, reinstated].map((dispute) => ({ dispute })),
  ];
}

/** Everything once in a chance order, and half of it again in between. */
function anyOrderOf(news: readonly News[]): News[] {
  const all = news.flatMap((one) => (chance() < 0.5 ? [one, one] : [one]));
  return shuffled(all, chance);
}

async function endIn(customer: Customer) {
  const { rows } = await sql<{ slices: bigint; writtenOff: bigint }>`
    select coalesce(sum(slice), 0)::int8 as slices, coalesce(sum(written_off), 0)::int8 as "writtenOff"
    from line_returns where account_id = ${customer.id} and stands`.execute(books());
  const { available, held } = await customer.balance();
  const money = await balancesOf(customer);
  const { refunds = 0n, dispute_loss = 0n, tax_payable = 0n, deferred_revenue = 0n } = money;
  return {
    ...{ available, held, ...rows[0], deferred: -deferred_revenue },
    stripe_balance: money.stripe_balance,
    dispute_hold: money.dispute_hold,
    cost: refunds + dispute_loss + tax_payable + 2_000n,
  };
}

/** What staff are told that each dispute took back; that its rows come to it is asserted where it is made. */
async function explainedIn(customer: Customer): Promise<Record<string, bigint>> {
  const explain = asked(customer);
  const told: Record<string, bigint> = {};
  for (const id of Object.keys(await standingIn(customer))) {
    told[id] = (await explain("takenBy", id)).amount;
    expect((await explain("heldBy", id)).amount).toBe(0n);
  }
  return told;
}

/** What stands of each on the lines it takes of. */
async function standingIn({ id, db }: Customer): Promise<Record<string, bigint>> {
  const { rows } = await sql<{ id: string; revoked: bigint }>`
    select d.id, coalesce((select sum(r.revoked) from line_returns r where r.account_id = d.account_id
      and r.dispute_id = d.id and r.stands), 0)::int8 as revoked
    from disputes d where d.account_id = ${id}`.execute(db);
  return Object.fromEntries(rows.map((one) => [one.id, one.revoked]));
}

test(
  "all orders of two refunds, a dispute, its end and money that came back reach the one right end, with duplicates and old news",
  async () => {
    await openBooks("2026-03-01T00:00:00Z");
    let now = new Date("2026-03-01T00:00:00Z");
    for (let run = 0; run < runs(12, 2_000); run += 1) {
      const story = aStory();
      const customer = await Customer.open();
      const rate = { name: "VAT", ppm: 200_000n, included: false };
      await inTransaction(books(), (tx) => setTax(tx, customer.id, { treatment: "rate", rate }));
      const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
      if (!invoiceId) throw new Error("A pack has an invoice");
      await paidByCard(customer, invoiceId);
      if (story.used > 0n) await customer.consume(story.used);
      const order = anyOrderOf(await newsOf(customer, story));
      for (const one of order) {
        await hear(one);
        now = addSeconds(now, oneOf([0, 0, 3_600]));
        await setClock(now.toISOString());
      }
      const said = order.map((one) =>
        "refund" in one
          ? one.refund.amountMinor
          : `${one.dispute.status}${one.dispute.movements.length}`,
      );
      const cell = `seed ${seed()}, run ${run}: ${JSON.stringify({ ...story, said }, (_, value) => (typeof value === "bigint" ? `${value}` : value))}`;
      expect(await endIn(customer), cell).toEqual(endOf(story));
      expect(await explainedIn(customer), cell).toEqual(await standingIn(customer));
    }
    await assertBooksAreClean(books());
  },
  runs(120_000, 3_600_000),
);
