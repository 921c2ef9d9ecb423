import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import type { StaffRole } from "@/auth/roles";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { insertEvent, type ReceivedEvent } from "@/stripe/event-queries";
import { endEvents, putOffEvent } from "@/stripe/event-work-queries";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, Customer, openBooks } from "../books";

let events: ReturnType<typeof callerOf>["events"];

beforeAll(async () => {
  await openBooks("2026-01-31T10:00:00Z");
  events = callerOf().events;
});

function callerOf(role: StaffRole = "support") {
  const ids = { staffUserId: newId<string>(), sessionId: randomUUID() };
  const actor: Actor = { kind: "staff", fresh: true, role, name: "Test", ...ids };
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
  expect(await events.list({})).toEqual({
    ...{ events: [], next: null, dead: 0, may: { replay: false } },
  });
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

test("what became of an event is told: its account, the rows it moved, its attempts and its error", async () => {
  const customer = await Customer.open();
  const id = await told({ objectId: "in_moved" });
  const worked = { result: "applied" as const, accountId: customer.id, touched: ["payments 7"] };
  await inTransaction(books(), (tx) => endEvents(tx, [id], worked));
  const found = await events.list({ account: customer.externalId, status: "done" });
  expect(found.events).toMatchObject([
    { id, result: "applied", account: { externalId: customer.externalId } },
  ]);
  const { event } = await events.get({ eventId: id });
  expect(event).toMatchObject({ touched: ["payments 7"], lastError: null, nextAt: null });
});

test("what was given up is seen, counted and worked again; what is ignored is not", async () => {
  const given = await Promise.all([told(), told(), told()]);
  const error = "Stripe knows no such invoice.";
  for (const id of given) {
    const off = { status: "dead" as const, tries: 0, afterSeconds: 0, error };
    await inTransaction(books(), (tx) => putOffEvent(tx, id, off));
  }
  const ignored = await told({ ignoredBecause: "other_mode" });
  expect((await events.health()).backlog.dead).toBe(3);
  const [first = ""] = given;
  expect((await events.get({ eventId: first })).event).toMatchObject({
    ...{ status: "dead", lastError: error },
  });
  const finance = callerOf("finance").events;
  expect(await finance.replay({ eventId: ignored })).toEqual({ replayed: 0 });
  expect(await finance.replay({ eventId: first })).toEqual({ replayed: 1 });
  expect((await events.list({ status: "dead" })).dead).toBe(2);
  expect(await finance.replayDead()).toEqual({ replayed: 2 });
  expect(await finance.replayDead()).toEqual({ replayed: 0 });
  expect((await events.get({ eventId: first })).event).toMatchObject({ status: "stored" });
});

test("a dry run asks Stripe: where none is set up it says so", async () => {
  await expect(events.dryRun({ eventId: await told() })).rejects.toMatchObject({
    cause: { code: "no_processor" },
  });
});
