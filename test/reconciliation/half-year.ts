import type { BalanceLine } from "@/billing/payments/processor-balance";
import type { Db } from "@/db/client";
import { addSeconds } from "@/lib/time";
import { stopClock } from "../begin-books";
import { advance, Customer, openBooks, setClock } from "../books";
import { chanceFrom } from "../chance";
import { copyBooks } from "../copies/copy-books";
import { freshDatabase } from "../database";
import { buyPack } from "../packs";
import { seed } from "../runs";
import { Processor } from "./processor";

export type Size = { accounts: number; months: number; copies: number };
export type HalfYear = { db: Db; lines: BalanceLine[]; now: Date; charges: number };

const day = 86_400;

/**
 * Accounts that lived for some months on a plan and packs, were given promos, used and let expire what they had, got
 * money back and had it taken back; and what the processor listed meanwhile. Lived once by the real operations, then
 * copied with names of their own on both sides.
 */
export async function liveHalfYear({ accounts, months, copies }: Size): Promise<HalfYear> {
  const processor = new Processor();
  const template = await openBooks("2026-01-01T00:00:00Z");
  processor.at = new Date("2026-01-01T00:00:00Z");
  const customers: Customer[] = [];
  for (let index = 0; index < accounts; index += 1) {
    const customer = await Customer.open();
    await processor.card(customer);
    await customer.start(index % 4 === 3 ? "rolling" : "pro");
    customers.push(customer);
  }
  const chance = chanceFrom(seed());
  for (let month = 1; month <= months; month += 1) {
    for (const [index, customer] of customers.entries())
      await liveMonth(processor, customer, { index, month, chance });
    houseLines(processor, month);
    processor.at = new Date(Date.UTC(2026, month, 1, 2));
    await advance(processor.at);
  }
  for (const customer of customers) await processor.collect(customer);
  const now = await setClock(addSeconds(processor.at, 3 * day));
  await advance(now);
  const { db, url } = await freshDatabase();
  await copyBooks(template, url, copies);
  await stopClock(now.toISOString(), db);
  const lines = await linesOfCopies(processor.lines, { template, db, copies });
  const charges = lines.filter(({ type }) => type === "charge").length;
  return { db, lines, now, charges };
}

type Month = { index: number; month: number; chance: () => number };

async function liveMonth(
  processor: Processor,
  customer: Customer,
  { index, month, chance }: Month,
): Promise<void> {
  await processor.collect(customer);
  const buys = month % 3 !== 0;
  if (buys) await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  const [pack] = await processor.collect(customer);
  await customer.consume(BigInt(100 + Math.floor(chance() * 3_000)));
  if (index % 8 === 5) {
    const expiresAt = addSeconds(processor.at, 20 * day);
    await customer.grant(500n, { category: "promo", expiresAt });
  }
  if (!pack || month !== 1) return;
  const part = 1_000n + BigInt(Math.floor(chance() * 5_000));
  if (index % 8 === 0) await (await processor.dispute(pack))("won");
  if (index % 8 === 1) await processor.refund(pack, part);
  if (index % 8 === 2) await (await processor.dispute(pack))("lost");
  if (index % 8 === 4) await (await processor.refund(pack, part))();
  if (index % 8 === 6) await processor.refund(pack, pack.amountMinor);
}

/** What is no customer's: a payout and the processor's own fee. */
function houseLines(processor: Processor, month: number): void {
  const name = (prefix: string) => ({
    id: `txn_${prefix}_${month}`,
    sourceId: `${prefix}_${month}`,
  });
  processor.list("payout", { ...name("po"), amountMinor: -5_000n });
  processor.list("stripe_fee", { ...name("fee"), amountMinor: -200n });
}

/** The lines of every copy, by the names its accounts have there. */
async function linesOfCopies(
  lines: readonly BalanceLine[],
  { template, db, copies }: { template: Db; db: Db; copies: number },
): Promise<BalanceLine[]> {
  const before = await template.selectFrom("accounts").select(["id", "external_id"]).execute();
  const after = await db.selectFrom("accounts").select(["id", "external_id"]).execute();
  const idOf = new Map(after.map(({ id, external_id }) => [external_id, id]));
  return Array.from({ length: copies }, (_, copy) => {
    const named = new Map<string, string>(
      before.map(({ id, external_id }) => [id, idOf.get(`${external_id}-${copy}`) ?? ""]),
    );
    const inCopy = (name: string) => {
      const owner = name.slice(-36);
      return named.has(owner) ? name.slice(0, -36) + named.get(owner) : `${name}_${copy}`;
    };
    return lines.map((one) => ({
      ...{ ...one, id: inCopy(one.id) },
      sourceId: one.sourceId === null ? null : inCopy(one.sourceId),
    }));
  }).flat();
}
