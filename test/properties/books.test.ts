import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import { addSeconds } from "@/lib/time";
import { books, Customer, openBooks, setClock } from "../books";
import { assertBooksAreClean } from "../database";
import { runs } from "../runs";
import { Actor, anyActs, runPromptly } from "./acts";

const start = new Date("2026-01-01T00:00:00Z");
const longest = runs(180_000);
let now = start;
let run = 0;

/** New books now and then: what all the accounts before have due would take longer each time. */
async function inFreshBooks(open: () => Promise<unknown>): Promise<void> {
  if (run % 10 === 0) {
    now = start;
    await open();
  }
  run += 1;
}

beforeEach(async () => {
  now = start;
  run = 0;
  await openBooks("2026-01-01T00:00:00Z");
});

const zones = ["UTC", "America/New_York", "Pacific/Kiritimati"];
const plans = fc.constantFrom("none", "rolling", "capped", "starter", "pro_yearly");

async function openedOn(plan: string, db = books()): Promise<Customer> {
  const timezone = zones[run % zones.length] ?? "UTC";
  const customer = await Customer.open({ db, timezone });
  if (plan !== "none") await customer.start(plan);
  return customer;
}

test(
  "whether the work that falls due is done at once or late, the books end the same",
  async () => {
    let [early, tardy] = [books(), books()];
    // Two, since documents of one series wait for one another's dates.
    const openBoth = async () => {
      [early, tardy] = [await openBooks(start.toISOString()), await openBooks(start.toISOString())];
    };
    const property = fc.asyncProperty(
      plans,
      anyActs({ late: true, longest: 900 }),
      async (plan, acts) => {
        await inFreshBooks(openBoth);
        // One account is looked after at every instant, the other only when somebody asks.
        const prompt = new Actor(await openedOn(plan, early), now);
        const late = new Actor(await openedOn(plan, tardy), now);
        for (const act of acts) {
          const answer = await late.act(act);
          if (act.do === "wait") await runPromptly(prompt.customer, late.now);
          else expect(answer, act.do).toEqual(await prompt.act(act));
          prompt.now = late.now;
        }
        now = late.now;
        for (const db of [early, tardy]) await runDue(db, now);
        const before = await storyOf(late.customer);
        await runDue(tardy, now);
        expect(await storyOf(late.customer)).toEqual(before);
        expect(before).toEqual(await storyOf(prompt.customer));
        expect(await figuresOf(late.customer)).toEqual(await figuresOf(prompt.customer));
        await assertBooksAreClean(early);
      },
    );
    await fc.assert(property, { numRuns: runs(12, 200) });
  },
  longest,
);

test(
  "what a balance was is what it is said to have been, at every instant since",
  async () => {
    const property = fc.asyncProperty(
      plans,
      anyActs({ late: false, longest: 300 }),
      async (plan, acts) => {
        await setClock(now);
        const actor = new Actor(await openedOn(plan), now);
        const seen = new Map<number, unknown>();
        for (const act of acts) {
          await actor.act(act);
          seen.set(actor.now.getTime(), figures(await actor.customer.balance()));
        }
        now = addSeconds(actor.now, 3600);
        await setClock(now);
        await runDue(books(), now);
        for (const [at, figure] of seen) {
          expect(
            figures(await actor.customer.balance(new Date(at))),
            new Date(at).toISOString(),
          ).toEqual(figure);
        }
      },
    );
    await fc.assert(property, { numRuns: runs(12, 200) });
  },
  longest,
);

test(
  "a request made again is answered again, and writes nothing",
  async () => {
    const acts = fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 12 });
    const property = fc.asyncProperty(
      acts,
      fc.infiniteStream(fc.boolean()),
      async (kinds, again) => {
        const customer = await Customer.open();
        await customer.grant(1_000n);
        let count = 0;
        for (const kind of kinds) {
          count += 1;
          const key = `key-${count}`;
          const call = () => callOf(customer, kind, key);
          const first = await call();
          const booked = await storyOf(customer);
          do expect(await call()).toEqual({ ...first, ...replayOf(first) });
          while (again.next().value);
          expect(await storyOf(customer)).toEqual(booked);
          await expectReused(customer, kind, key);
          expect(await storyOf(customer)).toEqual(booked);
        }
      },
    );
    await fc.assert(property, { numRuns: runs(8, 200) });
  },
  longest,
);

async function callOf(customer: Customer, kind: number, key: string, credits = 3n) {
  if (kind === 0) return { ...(await customer.consume(credits, { key })) };
  if (kind === 1) return await customer.hold(credits, "2027-01-01T00:00:00Z", key);
  if (kind === 2) return await customer.grant(credits, { key });
  return { ...(await customer.consume(credits, { key, feature: "image" })) };
}

function replayOf(first: object): object {
  return "status" in first ? { status: "replayed" } : { replayed: true };
}

/** The same key with other input, and for another procedure, is refused. */
async function expectReused(customer: Customer, kind: number, key: string): Promise<void> {
  for (const [other, credits] of [
    [kind, 4n],
    [(kind + 1) % 3, 3n],
  ] as const) {
    const outcome = await callOf(customer, other, key, credits).catch(({ code }) => ({
      status: code,
    }));
    expect(outcome).toMatchObject({ status: "idempotency_key_reused" });
  }
}

test(
  "balances rebuilt from the transfers alone are the stored ones",
  async () => {
    const property = fc.asyncProperty(
      plans,
      anyActs({ late: true, longest: 400 }),
      async (plan, acts) => {
        await setClock(now);
        const actor = new Actor(await openedOn(plan), now);
        for (const act of acts) await actor.act(act);
        now = actor.now;
        const transfers = await books()
          .selectFrom("transfers")
          .where("account_id", "=", actor.customer.id)
          .select(["from_id", "to_id", "amount"])
          .execute();
        const rebuilt = new Map<string, bigint>();
        for (const { from_id, to_id, amount } of transfers) {
          rebuilt.set(from_id, (rebuilt.get(from_id) ?? 0n) - amount);
          rebuilt.set(to_id, (rebuilt.get(to_id) ?? 0n) + amount);
        }
        const stored = await books()
          .selectFrom("balances")
          .where("account_id", "=", actor.customer.id)
          .select(["ledger_account_id", "balance"])
          .execute();
        for (const one of stored) {
          expect(one.balance).toBe(rebuilt.get(one.ledger_account_id) ?? 0n);
          rebuilt.delete(one.ledger_account_id);
        }
        expect(rebuilt.size).toBe(0);
      },
    );
    await fc.assert(property, { numRuns: runs(8, 200) });
  },
  longest,
);

/** What the books say happened, but for ids and the time it was written down. */
async function storyOf(customer: Customer): Promise<unknown[]> {
  const { rows } = await sql<{ kind: string }>`
    select t.account_version, t.kind, t.occurred_at, t.booked_at, t.reason,
      array(select f.kind || ' > ' || d.kind || ' ' || x.amount from transfers x
        join ledger_accounts f on f.account_id = x.account_id and f.id = x.from_id
        join ledger_accounts d on d.account_id = x.account_id and d.id = x.to_id
        where x.account_id = t.account_id and x.account_version = t.account_version order by x.position) as transfers
    from ledger_transactions t where t.account_id = ${customer.id} order by t.account_version`.execute(
    customer.db,
  );
  return rows;
}

async function figuresOf(customer: Customer) {
  const invoices = await customer.invoices();
  return {
    ...figures(await customer.balance()),
    books: await customer.books(),
    invoices: invoices.map(({ status, total, grants, lines }) => ({
      status,
      total,
      grants,
      lines,
    })),
  };
}

function figures({ available, held, debt }: Awaited<ReturnType<Customer["balance"]>>) {
  return { available, held, debt };
}
