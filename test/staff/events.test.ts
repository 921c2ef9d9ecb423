import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { insertEvent, type ReceivedEvent } from "@/stripe/event-queries";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, openBooks } from "../books";

let events: ReturnType<typeof callerOf>["events"];

beforeAll(async () => {
  await openBooks("2026-01-31T10:00:00Z");
  events = callerOf().events;
});

function callerOf() {
  const ids = { staffUserId: newId<string>(), sessionId: randomUUID() };
  const actor: Actor = { kind: "staff", role: "support", name: "Test", ...ids };
  return createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" });
}

let made = 0;

async function told(fields: Partial<ReceivedEvent> = {}): Promise<string> {
  made += 1;
  const id = `evt_log${made}`;
  const event = {
    ...{ id, type: "invoice.paid", apiVersion: null, livemode: false, account: null },
    ...{ createdAt: new Date("2026-01-31T09:00:00Z"), objectId: null, ignoredBecause: null },
    ...{ body: `{"id":"${id}","note":"<b>Zoë</b>"}`, ...fields },
  };
  await inTransaction(books(), (tx) => insertEvent(tx, event));
  return id;
}

const idsOf = ({ events }: { events: { id: string }[] }) => events.map(({ id }) => id);

test("where nothing has arrived the log and its health say so", async () => {
  expect(await events.list({})).toEqual({ events: [], next: null });
  expect(await events.health()).toMatchObject({
    ...{ last: null, received: 0, ignored: { other_mode: 0, other_account: 0 } },
  });
});

test("an event is found by its own id, by its object's, by its type or what that begins with, by its status", async () => {
  const paid = await told({ objectId: "in_a" });
  const item = await told({ type: "invoiceitem.created", objectId: "ii_a" });
  const other = await told({ type: "invoice.voided", ignoredBecause: "other_mode" });
  expect(idsOf(await events.list({}))).toEqual([other, item, paid]);
  expect(idsOf(await events.list({ search: paid }))).toEqual([paid]);
  expect(idsOf(await events.list({ search: "ii_a" }))).toEqual([item]);
  expect(idsOf(await events.list({ type: "invoice" }))).toEqual([other, paid]);
  expect(idsOf(await events.list({ type: "invoice.paid" }))).toEqual([paid]);
  expect(idsOf(await events.list({ type: "invoice%" }))).toEqual([]);
  expect(idsOf(await events.list({ type: "invoice", status: "ignored" }))).toEqual([other]);
  expect(idsOf(await events.list({ search: "evt_nobody" }))).toEqual([]);
  expect((await events.list({ search: paid })).events[0]).not.toHaveProperty("body");
});

test("an event comes with its body as it was sent, and its object's events in the order they happened", async () => {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 31, 9, 0, second));
  const third = await told({ objectId: "in_b", createdAt: at(3) });
  const first = await told({ objectId: "in_b", createdAt: at(1), type: "invoice.created" });
  const second = await told({ objectId: "in_b", createdAt: at(2), type: "invoice.finalized" });
  const { event, ofObject } = await events.get({ eventId: second });
  expect(event.body).toBe(`{"id":"${second}","note":"<b>Zoë</b>"}`);
  expect(event).toMatchObject({ type: "invoice.finalized", status: "stored", livemode: false });
  expect(ofObject.map(({ id }) => id)).toEqual([first, second, third]);
  const alone = await told();
  expect((await events.get({ eventId: alone })).ofObject).toEqual([]);
  await expect(events.get({ eventId: "evt_nobody" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a log of many is turned page by page, each event once, those of one instant too", async () => {
  const ids: string[] = [];
  for (let count = 0; count < 7; count += 1) ids.push(await told({ type: "charge.paged" }));
  await sql`update stripe_events set received_at = '2026-01-31T09:00:00Z'
    where type = 'charge.paged'`.execute(books());
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = await events.list({ type: "charge", limit: 3, ...(before && { before }) });
    seen.push(...idsOf(page));
    before = page.next ?? undefined;
  } while (before);
  expect(seen).toHaveLength(7);
  expect(seen.toSorted()).toEqual(ids.toSorted());
});

test("the health counts what was ignored, and its last event is one that is for us", async () => {
  const before = await events.health();
  const last = await told({ type: "charge.succeeded" });
  await told({ ignoredBecause: "other_mode" });
  await told({ ignoredBecause: "other_account" });
  const { ignored, received, asOf, last: now } = await events.health();
  expect(now).toMatchObject({ id: last, type: "charge.succeeded" });
  expect(received).toBe(before.received + 3);
  expect(ignored).toEqual({
    other_mode: before.ignored.other_mode + 1,
    other_account: before.ignored.other_account + 1,
  });
  // Real time, though the books' own clock stands in January.
  expect(Math.abs(asOf.getTime() - Date.now())).toBeLessThan(60_000);
  expect(now?.receivedAt.getTime()).toBeLessThanOrEqual(asOf.getTime());
});
