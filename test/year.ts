import { sql } from "kysely";
import { runDue } from "@/billing/catch-up";
import { applyDiscount } from "@/billing/invoices/discounts";
import { setTax } from "@/billing/invoices/taxes";
import type { DiscountState } from "@/billing/invoices/terms";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { rule } from "./alerts";
import { Customer, openBooks, setClock } from "./books";
import { chanceFrom } from "./chance";
import { buyPack } from "./packs";

/** What is sold in each currency; the weights are how often an account has it. */
const plansIn: Record<string, readonly string[]> = {
  usd: ["free", "starter", "pro", "scale", "team", "pro_yearly", "rolling"],
  eur: ["free", "starter", "pro", "scale", "team", "pro_yearly"],
  jpy: ["ten", "twenty"],
  kwd: ["ten", "twenty"],
};
const currencies = ["usd", "usd", "usd", "usd", "eur", "eur", "jpy", "kwd"];
const timezones = ["UTC", "America/New_York", "Europe/Berlin", "Pacific/Auckland"];
const offs: (DiscountState["off"] | null)[] = [
  ...[null, null, { kind: "percent" as const, ppm: 333_333n }],
  ...[
    { kind: "percent" as const, ppm: 1_000_000n },
    { kind: "amount" as const, minor: 777n },
  ],
];
const taxRates = [
  ...[null, null, { name: "VAT", ppm: 190_000n, included: false }],
  { name: "VAT", ppm: 81_000n, included: true },
];

const refusals = new Set([
  ...["no_subscription", "same_plan", "payment_overdue", "nothing_scheduled", "period_end_only"],
  ...["already_subscribed", "insufficient_credits"],
]);

export type Year = {
  accounts: number;
  months: number;
  seed: number;
  /** Where within a month the work that falls due is cut off and taken up again, in parts of it. */
  cuts?: readonly number[];
  afterMonth?: (now: Date) => Promise<void>;
};

/** Some accounts that use, change, cancel, come back and pay as it comes; how long their due work took. */
export async function liveThrough(year: Year) {
  const db = await openBooks("2026-01-01T00:00:00Z");
  const chance = chanceFrom(year.seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
  const luck = { chance, pick };
  const lives: Life[] = [];
  for (let index = 0; index < year.accounts; index += 1) lives.push(await begin(db, luck));
  let dueMs = 0;
  const due = async (until: Date) => {
    const began = performance.now();
    const run = await runDue(db, await setClock(until, db));
    dueMs += performance.now() - began;
    for (const { error } of run.failed) throw error;
  };
  let from = new Date("2026-01-01T00:00:00Z");
  for (let month = 1; month <= year.months; month += 1) {
    const until = new Date(Date.UTC(2026, month, 1, 2));
    const span = (until.getTime() - from.getTime()) / 1000;
    const middle = addSeconds(from, Math.floor(span * (0.2 + 0.6 * chance())));
    for (const cut of year.cuts ?? []) {
      const at = addSeconds(from, Math.floor(span * cut));
      if (at < middle) await due(at);
    }
    // A document is never dated back: one that is late gets its date, and becomes overdue, by what others
    // were issued before it. What is compared with a run of other cuts starts from the same documents.
    if (year.cuts) await due(middle);
    else await setClock(middle, db);
    for (const life of lives) await behave(life, { ...luck, now: middle });
    for (const cut of year.cuts ?? []) {
      const at = addSeconds(from, Math.floor(span * cut));
      if (at > middle) await due(at);
    }
    await due(until);
    await year.afterMonth?.(until);
    from = until;
  }
  return { db, customers: lives.map(({ customer }) => customer), dueMs };
}

type Luck = { chance: () => number; pick: <T>(from: readonly T[]) => T };

type Life = { customer: Customer; plans: readonly string[]; packs: boolean };

/** An account with its zone and currency, with or without a discount and a tax, on a first plan. */
async function begin(db: Db, { chance, pick }: Luck): Promise<Life> {
  const [currency, timezone] = [pick(currencies), pick(timezones)];
  const customer = await Customer.open({ db, timezone, currency });
  const plans = plansIn[currency] ?? [];
  const [off, cycles, rate] = [pick(offs), pick([null, 1, 3]), pick(taxRates)];
  await inTransaction(db, async (tx) => {
    if (off) await applyDiscount(tx, customer.id, { code: "LUCK", off, cycles });
    if (rate) await setTax(tx, customer.id, { treatment: "rate", rate });
  });
  await rule(customer, "usage", 80n);
  await rule(customer, "run_out", 30n);
  const [first, tries] = [pick(plans), chance() < 0.1];
  await customer.start(first, { trialDays: tries && first !== "free" ? 14 : 0 });
  return { customer, plans, packs: plans.includes("pro") };
}

/** What one account does in a month. Drawn before it is tried, so that a refusal shifts nothing. */
async function behave(
  { customer, plans, packs }: Life,
  { chance, pick, now }: Luck & { now: Date },
): Promise<void> {
  const [part, what, plan, pays] = [chance(), chance(), pick(plans), chance() < 0.8];
  const when = pick(["now", "period_end"] as const);
  const grants = pick(["on_issue", "on_payment"] as const);
  const later = addSeconds(now, pick([3, 20, 60]) * 86_400);
  await softly(async () => {
    const { available } = await customer.balance();
    const credits = (available * BigInt(Math.floor(part * 130))) / 100n;
    if (credits > 0n) await customer.consume(credits);
  });
  if (pays) await payAll(customer);
  await softly(async () => {
    if (what < 0.35) await customer.change(plan, { when, grants });
    else if (what < 0.43) await customer.confirm((await customer.previewEnd(when)).quoteId);
    else if (what < 0.5) await customer.undo();
    else if (what < 0.62) await customer.start(plan);
    else if (what < 0.72) await customer.grant(500n, { expiresAt: later });
    else if (what < 0.78) await customer.hold(40n, later);
    else if (what < 0.84) await customer.capture((await customer.hold(60n, later)).holdId, 25n);
    else if (what < 0.94 && packs) await buyPack(customer, { pack: "pack_1000", grants });
  });
  if (pays) await payAll(customer);
}

async function payAll(customer: Customer): Promise<void> {
  for (const { id, status } of await customer.invoices()) {
    if (status === "issued") await softly(() => customer.pay(id));
  }
}

async function softly(act: () => Promise<unknown>): Promise<void> {
  await act().catch((error: { code?: string }) => {
    if (!refusals.has(error.code ?? "")) throw error;
  });
}

/** All that the books say of accounts, without what differs by name only. */
export async function booksOf(customers: readonly Customer[]) {
  const all = [];
  for (const customer of customers) {
    const invoices = (await customer.invoices()).map(({ id: _, number: __, ...one }) => one);
    all.push({ books: await customer.books(), invoices });
  }
  return all;
}

/** How many rows each table has: what a second run of the same work must not change. */
export async function countRows(db: Db): Promise<Record<string, bigint>> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`.execute(db);
  const counts = tables.map(
    ({ name }) => `select '${name}' as name, count(*) as rows from ${name}`,
  );
  const { rows } = await sql
    .raw<{ name: string; rows: bigint }>(counts.join(" union all "))
    .execute(db);
  return Object.fromEntries(rows.map((one) => [one.name, one.rows]));
}
