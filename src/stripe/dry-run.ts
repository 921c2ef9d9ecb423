import type { PaymentGateway } from "@/billing/payments/gateway";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import type { Handled } from "./event-handler";
import { findEvent } from "./event-work-queries";
import { handlerOf } from "./handlers";
import { workedEvent } from "./worked-event";

/**
 * What working an event now would move: done in a transaction that is rolled back. Undefined where there is no such
 * event.
 */
export async function dryRunEvent(
  db: Db,
  gateway: PaymentGateway,
  id: string,
): Promise<Handled | undefined> {
  const event = await readAs(db, { role: "tallybook_app" }, (tx) => findEvent(tx, id));
  if (!event) return undefined;
  const handler = handlerOf(event.type);
  const about = handler?.about(workedEvent(event)) ?? null;
  if (!handler || about === null) return { result: "nothing", accountId: null, touched: [] };
  const fetched = await handler.fetch(gateway, about);
  return await rolledBack(db, (tx) => handler.apply(tx, fetched, about));
}

/** Does the work and takes it back: what it answers is what it would do. */
export async function rolledBack<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const rollBack = new Error("rolled back");
  let done: { value: T } | undefined;
  try {
    await inTransaction(db, async (tx) => {
      done = { value: await work(tx) };
      throw rollBack;
    });
  } catch (error) {
    if (error !== rollBack || !done) throw error;
  }
  if (!done) throw rollBack;
  return done.value;
}
