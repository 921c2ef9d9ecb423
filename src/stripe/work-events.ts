import { GatewayError, type PaymentGateway } from "@/billing/payments/gateway";
import { noteAct } from "@/db/audit-queries";
import type { Db, Tx } from "@/db/client";
import { type By, inTransaction } from "@/db/transaction";
import type { EventHandler } from "./event-handler";
import {
  endEvents,
  putOffEvent,
  reviveEvents,
  type TakenEvent,
  takeEvents,
  type Worked,
} from "./event-work-queries";
import { handlerOf } from "./handlers";
import { workedEvent } from "./worked-event";

// Longer than asking about one thing can take, so that nobody else works the same events meanwhile.
const leaseSeconds = 60;
// Few in hand of each: what happens now is taken by the next that is free.
const lanes = 4;
const limit = 4;
const mostTries = 8;

export type WorkRun = { worked: number; dead: string[] };

/**
 * Works every event that is due, those about the same thing together. Any number of processes may run it.
 *
 * What was asked for in this run, after an event of it was due, is as that event left it or further: such an event
 * needs no other question, in whatever order thousands of them arrived (FAULTS W10).
 */
export async function workEvents(db: Db, gateway: PaymentGateway): Promise<WorkRun> {
  const work: Work = { db, gateway, run: { worked: 0, dead: [] }, asked: new Map() };
  if (!(await workSome(work))) return work.run; // as most of the time: one question, not one of each lane
  const lane = async () => {
    while (await workSome(work));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return work.run;
}

type Work = { db: Db; gateway: PaymentGateway; run: WorkRun; asked: Map<string, Asked> };

/** What was asked for, or is being asked for, since `at`. */
type Asked = { handler: EventHandler; at: Date; worked: Promise<Worked> };

async function workSome(work: Work): Promise<boolean> {
  const taken = await inTransaction(work.db, (tx) => takeEvents(tx, { limit, leaseSeconds }));
  await Promise.all(groupsOf(taken).map((group) => workGroup(work, group)));
  return taken.length > 0;
}

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

async function workGroup(work: Work, group: Group): Promise<void> {
  const { db, run } = work;
  const { events } = group;
  try {
    await workThing(work, group);
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

async function workThing(work: Work, group: Group): Promise<void> {
  const { handler, about, events } = group;
  const at = events[0]?.takenAt;
  const known = knownOf(group, work.asked);
  if (known || !handler || about === null || !at) {
    const worked = (await known) ?? nothing;
    await inTransaction(work.db, (tx) => endEvents(tx, idsOf(group), worked));
    return;
  }
  const done = ask(work, { handler, about, group });
  const asked: Asked = { handler, at, worked: done.then(({ worked }) => worked) };
  work.asked.set(about, asked);
  try {
    const [{ names }] = await Promise.all([done, asked.worked]);
    for (const name of names) work.asked.set(name, asked);
  } catch (error) {
    if (work.asked.get(about) === asked) work.asked.delete(about);
    throw error;
  }
}

/** Ask, then apply and note in one transaction: who dies in between has done nothing, and it is worked again. */
async function ask(
  { db, gateway }: Work,
  { handler, about, group }: { handler: EventHandler; about: string; group: Group },
): Promise<{ worked: Worked; names: readonly string[] }> {
  const fetched = await handler.fetch(gateway, about);
  const worked = await inTransaction(db, async (tx) => {
    const handled = await handler.apply(tx, fetched, about);
    if (handled.result === "unknown_object") throw new UnknownObject(about);
    await endEvents(tx, idsOf(group), handled);
    return handled;
  });
  return { worked, names: handler.names?.(fetched) ?? [] };
}

const nothing: Worked = { result: "nothing", accountId: null, touched: [] };

function idsOf({ events }: Group): string[] {
  return events.map(({ id }) => id);
}

/** What came of the last question about it, where all of these were due before that was asked. */
function knownOf({ handler, about, events }: Group, asked: Work["asked"]) {
  const last = about === null ? undefined : asked.get(about);
  if (!handler || last?.handler !== handler) return undefined;
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
