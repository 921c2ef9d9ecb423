import { sql } from "kysely";
import { runDue } from "@/billing/catch-up";
import { addSeconds } from "@/lib/time";
import { Customer, openBooks, setClock } from "./books";

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const plans = ["free", "starter", "pro", "scale", "team", "pro_yearly", "rolling"];
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
  const customers: Customer[] = [];
  for (let index = 0; index < year.accounts; index += 1) {
    const timezone = pick(["UTC", "America/New_York", "Europe/Berlin", "Pacific/Auckland"]);
    const customer = await Customer.open({ db, timezone });
    await customer.start(pick(plans));
    customers.push(customer);
  }
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
    await setClock(middle, db);
    for (const customer of customers) await behave(customer, { chance, pick });
    for (const cut of year.cuts ?? []) {
      const at = addSeconds(from, Math.floor(span * cut));
      if (at > middle) await due(at);
    }
    await due(until);
    await year.afterMonth?.(until);
    from = until;
  }
  return { db, customers, dueMs };
}

type Luck = { chance: () => number; pick: <T>(from: readonly T[]) => T };

/** What one account does in a month. Drawn before it is tried, so that a refusal shifts nothing. */
async function behave(customer: Customer, { chance, pick }: Luck): Promise<void> {
  const [part, what, plan, pays] = [chance(), chance(), pick(plans), chance() < 0.8];
  const when = pick(["now", "period_end"] as const);
  const grants = pick(["on_issue", "on_payment"] as const);
  await softly(async () => {
    const { available } = await customer.balance();
    const credits = (available * BigInt(Math.floor(part * 130))) / 100n;
    if (credits > 0n) await customer.consume(credits);
  });
  if (pays) await payAll(customer);
  await softly(async () => {
    if (what < 0.35) await customer.change(plan, { when, grants });
    else if (what < 0.45) await customer.confirm((await customer.previewEnd(when)).quoteId);
    else if (what < 0.55) await customer.undo();
    else if (what < 0.7) await customer.start(plan);
    else if (what < 0.8) await customer.grant(500n);
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

/** How many ledger transactions there are: what a second run of the same work must not change. */
export async function countTransactions(db: Awaited<ReturnType<typeof openBooks>>) {
  const { rows } = await sql<{ n: bigint }>`select count(*) as n from ledger_transactions`.execute(
    db,
  );
  return rows[0]?.n;
}
