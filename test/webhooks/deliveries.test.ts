import { sql } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inTransaction } from "@/db/transaction";
import { env } from "@/env";
import { deliverDue, deliverNow, sendTest } from "@/webhooks/deliver";
import { replayEvents, resendDeliveries } from "@/webhooks/delivery-queries";
import { changeEndpoint, dropEndpoint } from "@/webhooks/endpoints";
import { books, Customer, openBooks } from "../books";
import { deliveries, doJobs, jobs, later, openEndpoint } from "./ground";
import { Receiver } from "./receiver";

let receiver: Receiver;
let customer: Customer;

beforeEach(async () => {
  await openBooks("2026-01-31T10:00:00Z");
  receiver = await Receiver.open();
  customer = await Customer.open();
});
afterEach(() => {
  receiver.close();
  vi.restoreAllMocks();
});

test("an event arrives signed, with its amounts as text, and only once", async () => {
  const { secret } = await openEndpoint(receiver.url);
  await customer.grant(9_007_199_254_740_993n);
  await doJobs();
  await doJobs();
  await deliverDue(books());
  const [message, ...more] = receiver.verified(secret);
  expect(more).toEqual([]);
  expect(message).toMatchObject({
    id: receiver.received[0]?.headers["webhook-id"],
    type: "credits.granted",
    timestamp: "2026-01-31T10:00:00.000Z",
    account: { id: customer.id, externalId: customer.externalId, version: "1" },
    data: { category: "promo", credits: "9007199254740993", expiresAt: null, reason: "Test" },
  });
  expect(await deliveries()).toMatchObject([{ status: "delivered", attempts: 1 }]);
});

test("a receiver that is down is tried ten times over three days and a half, under one id", async () => {
  const { id, secret } = await openEndpoint(receiver.url);
  receiver.answer = (response) => response.writeHead(503).end("busy");
  await customer.grant(5n);
  await doJobs();
  const waits: (number | null)[] = [];
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const [delivery] = await deliveries();
    expect(delivery?.attempts).toBe(attempt);
    waits.push(delivery?.waitSeconds ?? null);
    await deliverDue(books()); // nothing is due before its time
    await later(((delivery?.waitSeconds ?? 0) + 61) / 86_400);
    await deliverDue(books());
  }
  const hours = (count: number) => count * 3_600;
  expect(waits.slice(0, 8)).toEqual([
    ...[5, 300, 1_800, hours(2), hours(5), hours(10), hours(18), hours(24)],
  ]);
  const total = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0);
  expect(total).toBeGreaterThan(3 * hours(24));
  expect(await deliveries()).toMatchObject([{ status: "failed", attempts: 10, waitSeconds: null }]);
  expect(new Set(receiver.verified(secret).map((message) => message.id)).size).toBe(1);
  expect(receiver.received).toHaveLength(10);

  receiver.answer = (response) => response.writeHead(200).end();
  const eventId = receiver.verified(secret)[0]?.id ?? "";
  await inTransaction(books(), (tx) =>
    resendDeliveries(tx, { endpointId: id, eventIds: [eventId] }),
  );
  await doJobs();
  expect(await deliveries()).toMatchObject([{ status: "delivered", attempts: 11, tries: 1 }]);
  const log = await sql<{ number: number; status: number; start: string }>`
    select number, status, response_start as start from webhook_attempts order by number`.execute(
    books(),
  );
  expect(log.rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(log.rows[0]).toMatchObject({ status: 503, start: "busy" });
});

test("410 switches an endpoint off at once; what waits for it can be sent when it is on again", async () => {
  const { id } = await openEndpoint(receiver.url);
  receiver.answer = (response) => response.writeHead(410).end();
  await customer.grant(1n);
  await customer.grant(2n);
  const [first] = await jobs();
  await deliverNow(books(), first as Parameters<typeof deliverNow>[1]);
  expect(await endpoint()).toMatchObject({ disabled_because: "gone" });
  expect(await deliveries()).toMatchObject([
    { status: "failed", attempts: 1 },
    { status: "failed", attempts: 0, problem: "disabled" },
  ]);
  await customer.grant(3n);
  await doJobs();
  expect(receiver.received).toHaveLength(1);

  receiver.answer = (response) => response.writeHead(200).end();
  await inTransaction(books(), (tx) => changeEndpoint(tx, id, { enabled: true }));
  const since = new Date("2026-01-31T00:00:00Z");
  const missed = await inTransaction(books(), (tx) => replayEvents(tx, { endpointId: id, since }));
  expect(missed).toBe(3);
  await deliverDue(books());
  expect(receiver.received).toHaveLength(4);
  const again = await inTransaction(books(), (tx) => replayEvents(tx, { endpointId: id, since }));
  expect(again).toBe(0);
});

test("five days of nothing but failures switch it off, and the operator is written to once", async () => {
  vi.spyOn(env, "OPERATOR_EMAIL", "get").mockReturnValue("ops@tallybook.example");
  await openEndpoint(receiver.url);
  receiver.answer = (response) => response.writeHead(500).end();
  await customer.grant(1n);
  await customer.grant(2n);
  await doJobs();
  for (const _ of [1, 2, 3, 4]) {
    await later(1);
    await deliverDue(books());
  }
  expect(await endpoint()).toMatchObject({ disabled_at: null });
  await later(1.1);
  await deliverDue(books());
  expect(await endpoint()).toMatchObject({ disabled_because: "failing" });
  const mails = await sql<{ recipient: string; body: string }>`
    select recipient, body from mails`.execute(books());
  expect(mails.rows).toHaveLength(1);
  expect(mails.rows[0]?.recipient).toBe("ops@tallybook.example");
  expect(mails.rows[0]?.body).toContain(receiver.url);
});

test("one arrival forgives what failed before", async () => {
  await openEndpoint(receiver.url);
  receiver.answer = (response, count) => response.writeHead(count === 1 ? 500 : 200).end();
  await customer.grant(1n);
  await doJobs();
  expect(await endpoint()).toMatchObject({ failures: 1 });
  await later(1);
  await deliverDue(books());
  expect(await endpoint()).toMatchObject({ failures: 0, failing_since: null });
});

test("a dead endpoint is left alone for a minute after three failures, and holds up no other", async () => {
  const dead = await Receiver.open();
  await openEndpoint(dead.url);
  dead.close();
  await openEndpoint(receiver.url);
  for (let count = 1; count <= 12; count += 1) await customer.grant(BigInt(count));
  await sql`update webhook_deliveries set next_attempt_at = clock_timestamp()`.execute(books());
  await deliverDue(books());
  expect(receiver.received).toHaveLength(12);
  const { rows } = await sql<{ attempts: bigint }>`
    select count(*) as attempts from webhook_attempts where problem = 'connection'`.execute(
    books(),
  );
  // Three that were begun one after another, and at most those on their way at the same time.
  expect(Number(rows[0]?.attempts)).toBeGreaterThanOrEqual(3);
  expect(Number(rows[0]?.attempts)).toBeLessThanOrEqual(10);
});

test("a worker that dies with a delivery in hand leaves it to the next", async () => {
  await openEndpoint(receiver.url);
  await customer.grant(1n);
  const [key] = (await jobs()) as Parameters<typeof deliverNow>[1][];
  // Two workers at the same job: one has it. Its time over, the next one takes it.
  const [one, two] = await Promise.all([
    deliverNow(books(), key as never),
    deliverNow(books(), key as never),
  ]);
  expect([one, two].filter(Boolean)).toHaveLength(1);
  await sql`update webhook_deliveries set status = 'waiting', next_attempt_at = clock_timestamp() + interval '30 s'`.execute(
    books(),
  );
  await deliverDue(books());
  expect(receiver.received).toHaveLength(1);
  await later(1);
  await deliverDue(books());
  expect(receiver.received).toHaveLength(2);
  expect(await deliveries()).toMatchObject([{ status: "delivered", attempts: 2 }]);
});

test("what arrives while its endpoint is switched off has arrived", async () => {
  const { id } = await openEndpoint(receiver.url);
  await customer.grant(1n);
  let answer = () => {};
  receiver.answer = (response) => {
    answer = () => response.writeHead(200).end();
  };
  const sent = doJobs();
  await vi.waitUntil(() => receiver.received.length === 1);
  await inTransaction(books(), (tx) => changeEndpoint(tx, id, { enabled: false }));
  expect(await deliveries()).toMatchObject([{ status: "failed", problem: "disabled" }]);
  answer();
  await sent;
  expect(await deliveries()).toMatchObject([{ status: "delivered", problem: null }]);
});

test("an endpoint that was removed gets nothing more, and its address is free again", async () => {
  const { id } = await openEndpoint(receiver.url);
  await customer.grant(1n);
  await inTransaction(books(), (tx) => dropEndpoint(tx, id));
  await doJobs();
  await later(1);
  await deliverDue(books());
  expect(receiver.received).toEqual([]);
  await openEndpoint(receiver.url);
  await expect(openEndpoint(receiver.url)).rejects.toMatchObject({ code: "invalid_input" });
});

test("a test is signed like an event, and nothing of it stays", async () => {
  const { id, secret } = await openEndpoint(receiver.url);
  expect(await sendTest(books(), id)).toMatchObject({ status: 204, problem: null });
  expect(receiver.verified(secret)).toMatchObject([{ type: "webhook.test" }]);
  expect(await deliveries()).toEqual([]);
});

async function endpoint() {
  return await books().selectFrom("webhook_endpoints").selectAll().executeTakeFirstOrThrow();
}
