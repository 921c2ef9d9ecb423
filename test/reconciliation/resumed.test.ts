import { expect, test } from "vitest";
import { GatewayError, type PaymentGateway } from "@/billing/payments/gateway";
import { askForRun, reconcile } from "@/billing/reconciliation/run";
import { inTransaction } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { books, openBooks, setClock } from "../books";
import { gatewayListing, Processor } from "./processor";
import { differences } from "./reconciling";

const beginning = new Date("2026-03-01T00:00:00Z");
const perPage = 10;

/** Thirty-five payouts: four pages of lines, each to be booked once. */
async function payouts(): Promise<PaymentGateway> {
  await openBooks(beginning.toISOString());
  const processor = new Processor();
  for (let nth = 0; nth < 35; nth += 1) {
    processor.at = addSeconds(beginning, nth * 60);
    processor.list("payout", { id: `txn_${nth}`, sourceId: `po_${nth}`, amountMinor: -100n });
  }
  await setClock("2026-03-02T12:00:00Z");
  return gatewayListing(processor.lines, perPage);
}

const ask = () =>
  inTransaction(books(), (tx) => askForRun(tx, { askedBy: "staff:test", isDaily: false }));

async function runsOf() {
  return await books()
    .selectFrom("reconciliation_runs")
    .orderBy("day")
    .orderBy("number")
    .select(["day", "number", "step", "listed", "booked", "problem"])
    .execute();
}

async function atBank() {
  const { balance } = await books()
    .selectFrom("balances as b")
    .innerJoin("ledger_accounts as l", (join) =>
      join.onRef("l.account_id", "=", "b.account_id").onRef("l.id", "=", "b.ledger_account_id"),
    )
    .where("l.kind", "=", "bank")
    .select("b.balance")
    .executeTakeFirstOrThrow();
  return balance;
}

test("two at once are one run, each line is kept and booked once (R6)", async () => {
  const gateway = await payouts();
  const both = await Promise.all([reconcile(books(), gateway), reconcile(books(), gateway)]);
  expect(both.filter((run) => run !== undefined)).toHaveLength(1);
  expect(await runsOf()).toMatchObject([{ number: 0, step: "done", listed: 35n, booked: 35n }]);
  expect(await atBank()).toBe(3_500n);
  expect(await differences()).toEqual([]);
});

test("of two who take up a run that was broken off one goes on with it, the other leaves it alone (R6)", async () => {
  const gateway = await payouts();
  const listed = (window: Parameters<PaymentGateway["listBalanceTransactions"]>[0]) =>
    gateway.listBalanceTransactions(window);
  let asked = 0;
  const breaking: PaymentGateway = {
    ...gateway,
    listBalanceTransactions: async (window) => {
      asked += 1;
      if (asked === 2) throw new GatewayError("unknown", "nobody answers");
      return await listed(window);
    },
  };
  expect(await reconcile(books(), breaking)).toMatchObject({ problem: "nobody answers" });
  const both = await Promise.all([reconcile(books(), breaking), reconcile(books(), breaking)]);
  expect(both.filter((run) => run !== undefined)).toHaveLength(1);
  // The page that was there, the one that was not, and once each of the three to come and of what moved since.
  expect(asked).toBe(6);
  expect(await runsOf()).toMatchObject([{ step: "done", listed: 35n, booked: 35n }]);
  expect(await atBank()).toBe(3_500n);
});

test("a day has one run of its own, and as many more as are asked for", async () => {
  const gateway = await payouts();
  expect(await reconcile(books(), gateway)).toMatchObject({ number: 0, step: "done" });
  expect(await reconcile(books(), gateway)).toBeUndefined();
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(second?.id).toBe(first?.id);
  await reconcile(books(), gateway);
  await setClock("2026-03-03T00:00:00Z");
  await reconcile(books(), gateway);
  expect(await runsOf()).toMatchObject([
    { day: "2026-03-02", number: 0 },
    { day: "2026-03-02", number: 1 },
    // Listed from a day before the last one's end on: what is older was compared then.
    { day: "2026-03-03", number: 0, listed: 0n, booked: 0n },
  ]);
  expect(await atBank()).toBe(3_500n);
});

// The answers a run waits for: four pages, what lies there, and what moved since.
test.each([1, 2, 3, 4, 5, 6])(
  "broken off at its answer %s, it goes on there and asks nothing twice (R6)",
  async (breaksAt) => {
    const gateway = await payouts();
    let answers = 0;
    const asked = <T>(answer: () => Promise<T>): Promise<T> => {
      answers += 1;
      if (answers === breaksAt) throw new GatewayError("unknown", "nobody answers");
      return answer();
    };
    const breaking: PaymentGateway = {
      ...gateway,
      listBalanceTransactions: async (of) => asked(() => gateway.listBalanceTransactions(of)),
      getBalance: async () => asked(() => gateway.getBalance()),
    };
    expect(await reconcile(books(), breaking)).toMatchObject({ problem: "nobody answers" });
    expect(await runsOf()).toMatchObject([
      { listed: BigInt(Math.min((breaksAt - 1) * perPage, 35)) },
    ]);
    expect(await reconcile(books(), breaking)).toMatchObject({ step: "done", problem: null });
    // What lies there is asked for again with what moved since: they belong together.
    expect(answers).toBe(breaksAt === 6 ? 8 : 7);
    expect(await runsOf()).toMatchObject([{ number: 0, listed: 35n, booked: 35n }]);
    expect(await atBank()).toBe(3_500n);
  },
);
