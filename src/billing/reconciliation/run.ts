import { tryAlone } from "@/db/alone";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { env } from "@/env";
import { assert } from "@/lib/errors";
import { GatewayError, type PaymentGateway } from "../payments/gateway";
import { askDecided } from "./ask-disputes";
import { bookHouse } from "./book-house";
import { compare } from "./compare";
import { insertLines } from "./line-queries";
import { writeDifferences } from "./queries";
import {
  findOpenRun,
  findRun,
  insertRun,
  moveRun,
  type Run,
  type SaidBalance,
} from "./run-queries";

/** Whose balance is compared: there is one processor. */
export const source = "stripe";

const byReconciliation = { actor: "system:reconciliation", requestId: "reconciliation" };

/** Asks for a run; one that is under way is the answer. Of a day's own there is one: undefined where it has it already. */
export async function askForRun(
  tx: Tx,
  { askedBy, isDaily }: { askedBy: string; isDaily: boolean },
): Promise<Run | undefined> {
  const open = await findOpenRun(tx, source);
  const { HOUSE_TIMEZONE: houseTimezone } = env;
  const begun = open ?? (await insertRun(tx, { askedBy, isDaily, source, houseTimezone }));
  // Somebody else's, committed since we looked.
  return begun ?? (isDaily ? undefined : await findOpenRun(tx, source));
}

/**
 * Compares the processor's balance with the books: what was asked for, or the day's own. One process at a time; each step
 * is committed with how far it is, so that a run which was broken off goes on there. Undefined where nothing is to be
 * done, or somebody else does it.
 */
export async function reconcile(db: Db, gateway: PaymentGateway): Promise<Run | undefined> {
  const alone = await tryAlone(db, "reconciliation", async () => {
    const daily = { askedBy: byReconciliation.actor, isDaily: true };
    const run = await inTransaction(db, (tx) => askForRun(tx, daily));
    return run && (await carryOn(db, gateway, run));
  });
  return alone.ran ? alone.value : undefined;
}

/** Where the processor is away the run waits where it is, and says why: it is taken up again. */
async function carryOn(db: Db, gateway: PaymentGateway, begun: Run): Promise<Run> {
  let run = begun;
  try {
    while (run.step !== "done") {
      await step(db, gateway, run);
      run = await again(db, run);
    }
    return run;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    await inTransaction(db, (tx) => moveRun(tx, begun.id, { problem: problem.slice(0, 500) }));
    if (!(error instanceof GatewayError)) throw error;
    return await again(db, run);
  }
}

async function step(db: Db, gateway: PaymentGateway, run: Run): Promise<void> {
  switch (run.step) {
    case "listing":
      return await listPage(db, gateway, run);
    case "balance":
      return await askBalance(db, gateway, run);
    case "house":
      return await bookSome(db, run);
    case "matching":
      return await compareAll(db, gateway, run);
    case "done":
      return;
  }
}

/** A page of their lines, kept with where the next one begins. */
async function listPage(db: Db, gateway: PaymentGateway, run: Run): Promise<void> {
  const { since, until, cursor: after, listed } = run;
  const { lines, next } = await gateway.listBalanceTransactions({ since, until, after });
  await inTransaction(db, async (tx) => {
    await insertLines(tx, lines);
    const step = next === null ? "balance" : "listing";
    await moveRun(tx, run.id, { step, cursor: next, listed: listed + BigInt(lines.length) });
  });
}

/** What lies there; and what moved since the end of the window, after any part of which it may have been asked. */
async function askBalance(db: Db, gateway: PaymentGateway, run: Run): Promise<void> {
  const said = await gateway.getBalance();
  const window = { since: run.until, until: null, after: null };
  const { lines } = await gateway.listBalanceTransactions(window);
  const balances = said.map(({ currency, minor }): SaidBalance => {
    const sums = [0n];
    for (const line of lines.toReversed()) {
      if (line.currency !== currency) continue;
      sums.push((sums.at(-1) ?? 0n) + line.amountMinor - line.feeMinor);
    }
    return { currency, minor, after: sums };
  });
  await inTransaction(db, (tx) => moveRun(tx, run.id, { step: "house", balances }));
}

async function bookSome(db: Db, run: Run): Promise<void> {
  await inTransaction(db, async (tx) => {
    const count = await bookHouse(tx, byReconciliation);
    const step = count === 0 ? "matching" : "house";
    await moveRun(tx, run.id, { step, booked: run.booked + BigInt(count) });
  });
}

async function compareAll(db: Db, gateway: PaymentGateway, run: Run): Promise<void> {
  const decided = await askDecided(db, gateway);
  const of = { said: run.balances ?? [], decided, t: run.until };
  const { found, totals } = await read(db, (tx) => compare(tx, of));
  await inTransaction(db, async (tx) => {
    await writeDifferences(tx, { source, runId: run.id, found });
    await moveRun(tx, run.id, { step: "done", totals, problem: null });
  });
}

async function again(db: Db, { id }: Run): Promise<Run> {
  const found = await read(db, (tx) => findRun(tx, id));
  assert(found, "a run is not deleted");
  return found;
}

function read<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return readAs(db, { role: "tallybook_read" }, work);
}
