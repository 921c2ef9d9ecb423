import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import type { StaffRole } from "@/auth/roles";
import { newId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { deliverDue } from "@/webhooks/deliver";
import { books, Customer, openBooks } from "../books";
import { later } from "../webhooks/ground";
import { Receiver } from "../webhooks/receiver";

let receiver: Receiver;

let made = 0;

beforeAll(async () => {
  await openBooks("2026-01-31T10:00:00Z");
  receiver = await Receiver.open();
});
beforeEach(() => {
  receiver.received.length = 0;
});
afterAll(() => receiver.close());

/** An address of the receiver's that no endpoint has yet. */
function address(): string {
  made += 1;
  return `${receiver.url}?${made}`;
}

const as = (actor: Actor | null) =>
  createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" });

function of(role: StaffRole) {
  const ids = { staffUserId: newId<string>(), sessionId: randomUUID() };
  return as({ kind: "staff", fresh: true, role, name: "Test", ...ids });
}

test("an administrator adds an endpoint, support sees all of it but its secret", async () => {
  const admin = of("admin");
  const support = of("support");
  const { secret, endpoint } = await admin.webhooks.create({ url: address() });
  const customer = await Customer.open();
  receiver.answer = (response) => response.writeHead(500).end("<b>not today</b>");
  await customer.grant(5n);
  await later(1);
  await deliverDue(books());

  const seen = [
    await support.webhooks.list(),
    await support.webhooks.deliveries({ endpointId: endpoint.id }),
  ] as const;
  expect(seen[0]).toMatchObject({ may: { change: false }, endpoints: [{ url: endpoint.url }] });
  const [delivery] = seen[1].deliveries;
  expect(delivery).toMatchObject({
    ...{ type: "credits.granted", status: "waiting", attempts: 1, lastStatus: 500 },
    account: { externalId: customer.externalId },
  });
  const eventId = delivery?.eventId ?? "";
  const one = await support.webhooks.delivery({ endpointId: endpoint.id, eventId });
  expect(one.attempts).toMatchObject([
    { number: 1, status: 500, responseStart: "<b>not today</b>" },
  ]);
  expect(one.body).toBe(receiver.received[0]?.body);
  const text = (value: unknown) =>
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part));
  for (const answer of [...seen, one]) expect(text(answer)).not.toContain(secret.slice(6));

  receiver.answer = (response) => response.writeHead(200).end();
  expect(await admin.webhooks.resend({ endpointId: endpoint.id, eventIds: [eventId] })).toEqual({
    resent: 1,
  });
  await later(1);
  await deliverDue(books());
  const after = await support.webhooks.deliveries({ endpointId: endpoint.id, status: "delivered" });
  expect(after.deliveries.map((sent) => sent.attempts)).toEqual([2]);
  expect(receiver.verified(secret)).toHaveLength(2);
  await admin.webhooks.remove({ endpointId: endpoint.id });
});

test("what is refused says why: bad addresses, endpoints that are off or gone", async () => {
  const admin = of("admin");
  for (const url of ["http://10.0.0.1/", "https://169.254.169.254/", "ftp://example.com/"]) {
    await expect(admin.webhooks.create({ url })).rejects.toMatchObject({
      ...{ code: "BAD_REQUEST", cause: { facts: { field: "url" } } },
    });
  }
  const { endpoint } = await admin.webhooks.create({ url: address() });
  const { id: endpointId } = endpoint;
  await admin.webhooks.update({ endpointId, enabled: false });
  const since = new Date("2026-01-01T00:00:00Z");
  await expect(admin.webhooks.replay({ endpointId, since })).rejects.toThrow("switched off");
  await admin.webhooks.remove({ endpointId });
  await expect(admin.webhooks.sendTest({ endpointId })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const { rows } = await sql`
    select from webhook_secrets where endpoint_id = ${endpointId}`.execute(books());
  expect(rows).toEqual([]);
});

test("a log of many is turned page by page, each delivery once", async () => {
  const admin = of("admin");
  const { endpoint } = await admin.webhooks.create({ url: address() });
  const customer = await Customer.open();
  for (let count = 1; count <= 7; count += 1) await customer.grant(BigInt(count));
  const ids: string[] = [];
  let before: string | undefined;
  do {
    const question = { endpointId: endpoint.id, limit: 3, ...(before && { before }) };
    const page = await admin.webhooks.deliveries(question);
    ids.push(...page.deliveries.map(({ eventId }) => eventId));
    before = page.next ?? undefined;
  } while (before);
  expect(ids).toHaveLength(7);
  expect(ids).toEqual([...new Set(ids)].sort().reverse());
});
