import { GatewayError, type PaymentGateway } from "@/billing/payments/gateway";
import { noteAct } from "@/db/audit-queries";
import type { Db, Tx } from "@/db/client";
import { type By, inTransaction, readAs } from "@/db/transaction";
import {
  endEvents,
  findEvent,
  putOffEvent,
  reviveEvents,
  type TakenEvent,
  takeEvents,
  type Worked,
} from "./event-work-queries";
import { type EventHandler, type Handled, handlerOf, type WorkedEvent } from "./handlers";

// Longer than asking about one thing can take, so that nobody else works the same events meanwhile.
const leaseSeconds = 60;
const limit = 60;
const mostTries = 8;

export type WorkRun = { worked: number; dead: string[] };

/**
 * Works every event that is due, those about the same thing together. Any number of processes may run it.
 *
 * What was asked for in this run, after an event of it was due, is as that event left it or further: such an event
 * needs no other question, in whatever order thousands of them arrived (FAULTS W10).
 */
export async function workEvents(db: Db, gateway: PaymentGateway): Promise<WorkRun> {
  const run: WorkRun = { worked: 0, dead: [] };
  const asked: Asked = new Map();
  for (;;) {
    const taken = await inTransaction(db, (tx) => takeEvents(tx, { limit, leaseSeconds }));
    if (taken.length === 0) return run;
    const groups = groupsOf(taken);
    await Promise.all(groups.map((group) => workGroup(db, gateway, { group, run, asked })));
  }
}

type Asked = Map<string, { handler: EventHandler; at: Date; worked: Worked }>;

type Group = { handler: EventHandler | undefined; about: string | null; events: TakenEvent[] };

function groupsOf(events: readonly TakenEvent[]): Group[] {
  const groups: Group[] = [];
  for (const event of events) {
    const handler = handlerOf(event.type);
    const about = handler?.about(workedEvent(event)) ?? null;
    const known = groups.find((one) => one.handler === handler && one.about === about);
    if (known) known.events.push(event);
    else groups.push({ handler, about, events: [event] });
  }
  return groups;
}

async function workGroup(
  db: Db,
  gateway: PaymentGateway,
  { group, run, asked }: { group: Group; run: WorkRun; asked: Asked },
): Promise<void> {
  const { events } = group;
  try {
    await workThing(db, gateway, { group, asked });
    run.worked += events.length;
  } catch (error) {
    for (const event of events) {
      const { status, tries, afterSeconds } = nextOf(event, error);
      if (status === "dead") run.dead.push(event.id);
      const said = error instanceof Error ? error.message : String(error);
      await inTransaction(db, (tx) =>
        putOffEvent(tx, event.id, { status, tries, afterSeconds, error: said }),
      );
    }
  }
}

/** Ask, then apply and note in one transaction: who dies in between has done nothing, and it is worked again. */
async function workThing(
  db: Db,
  gateway: PaymentGateway,
  { group, asked }: { group: Group; asked: Asked },
): Promise<void> {
  const ids = group.events.map(({ id }) => id);
  const { handler, about } = group;
  const known = knownOf(group, asked);
  if (known) {
    await inTransaction(db, (tx) => endEvents(tx, ids, known));
    return;
  }
  if (!handler || about === null) return;
  const fetched = await handler.fetch(gateway, about);
  const worked = await inTransaction(db, async (tx) => {
    const handled = await handler.apply(tx, fetched, about);
    if (handled.result === "unknown_object") throw new UnknownObject(about);
    await endEvents(tx, ids, handled);
    return handled;
  });
  const at = group.events[0]?.takenAt;
  if (at) asked.set(about, { handler, at, worked });
}

/** What came of events that ask nothing more: they are about nothing, or about what was asked for since. */
function knownOf({ handler, about, events }: Group, asked: Asked): Worked | undefined {
  if (!handler || about === null) return { result: "nothing", accountId: null, touched: [] };
  const last = asked.get(about);
  if (last?.handler !== handler) return undefined;
  const isCovered = events.every(({ dueAt }) => dueAt !== null && dueAt < last.at);
  return isCovered ? last.worked : undefined;
}

/** About something of ours that we do not know yet: whoever makes it may not have committed. */
class UnknownObject extends Error {
  constructor(about: string) {
    super(`Nothing of ours is ${about} yet.`);
  }
}

/** Stripe being away uses up no try, or an outage of hours would bury everything that came in it. */
function nextOf(event: TakenEvent, error: unknown) {
  const tries = event.tries + 1;
  if (error instanceof UnknownObject) {
    const afterSeconds = Math.min(60, 2 + event.ageSeconds / 4);
    return { status: "waiting" as const, tries: event.tries, afterSeconds };
  }
  if (error instanceof GatewayError && (error.kind === "unknown" || error.kind === "busy")) {
    return { status: "stored" as const, tries: event.tries, afterSeconds: 20 + Math.random() * 10 };
  }
  if (tries >= mostTries) return { status: "dead" as const, tries, afterSeconds: 0 };
  return { status: "stored" as const, tries, afterSeconds: 2 ** tries * (0.5 + Math.random()) };
}

/** Works events again, done or dead: safe, since everything moves forward only. Answers how many will be. */
export async function replayEvents(
  db: Db,
  ids: readonly string[] | "all_dead",
  by: By,
): Promise<number> {
  const work = async (tx: Tx) => {
    const replayed = await reviveEvents(tx, ids);
    const subject = ids === "all_dead" ? null : ids.join(" ");
    await noteAct(tx, { act: "event.replayed", subject, after: { replayed } });
    return replayed;
  };
  return await inTransaction(db, work, by);
}

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

async function rolledBack<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
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

/** The ids an event's object names: the customer, the invoice, the payment it is of. */
function workedEvent({ type, objectId, body }: TakenEvent): WorkedEvent {
  const { data } = JSON.parse(body) as { data?: Data };
  const names: Record<string, string> = {};
  // What was taken from somebody names them only as it was before. One that tells of no object names nobody: it must
  // not hold up those it is taken with.
  for (const object of [data?.previous_attributes ?? {}, data?.object ?? {}]) {
    for (const key of ["customer", "invoice", "payment_intent"]) {
      const named = object[key];
      const id = typeof named === "object" && named !== null ? (named as Named).id : named;
      if (typeof id === "string") names[key] = id;
    }
  }
  return { type, objectId, names };
}

type Named = Record<string, unknown>;
type Data = { object?: Named | null; previous_attributes?: Named | null } | null;
