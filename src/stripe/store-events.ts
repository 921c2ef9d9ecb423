import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { insertEvents, type ReceivedEvent } from "./event-queries";

// Of one commit. A body has at most a megabyte, and most have a few kilobytes.
const most = 100;
const mostBytes = 4_000_000;
// So that one commit that is slow holds up no others.
const mostInFlight = 2;

type Waiting = {
  event: ReceivedEvent;
  resolve: (isNew: boolean) => void;
  reject: (error: unknown) => void;
};

type Queue = { waiting: Waiting[]; inFlight: number };

const queues = new WeakMap<Db, Queue>();

/**
 * Stores an event, with all that arrive while others are being stored: thousands at once are few commits, and one alone
 * waits for nobody (FAULTS W10). Answers after the commit whether it is new.
 */
export async function storeEvent(db: Db, event: ReceivedEvent): Promise<boolean> {
  const queue = queues.get(db) ?? { waiting: [], inFlight: 0 };
  queues.set(db, queue);
  return await new Promise((resolve, reject) => {
    queue.waiting.push({ event, resolve, reject });
    if (queue.inFlight < mostInFlight) void storeWaiting(db, queue);
  });
}

async function storeWaiting(db: Db, queue: Queue): Promise<void> {
  queue.inFlight += 1;
  while (queue.waiting.length > 0) await storeTogether(db, queue.waiting.splice(0, fitting(queue)));
  queue.inFlight -= 1;
}

function fitting({ waiting }: Queue): number {
  let bytes = 0;
  const beyond = waiting.findIndex(({ event }) => {
    bytes += event.body.length;
    return bytes > mostBytes;
  });
  return Math.max(1, Math.min(most, beyond === -1 ? waiting.length : beyond));
}

async function storeTogether(db: Db, together: readonly Waiting[]): Promise<void> {
  try {
    const events = together.map(({ event }) => event);
    const fresh = await inTransaction(db, (tx) => insertEvents(tx, events));
    // Of the same one twice the first is the new one.
    for (const { event, resolve } of together) resolve(fresh.delete(event.id));
  } catch (error) {
    // Whatever is wrong with one of them is not the others' fault; a database that is away is away for all.
    const isOfOne = together.length > 1 && !(error instanceof BillingError);
    if (isOfOne) for (const one of together) await storeTogether(db, [one]);
    else for (const { reject } of together) reject(error);
  }
}
