import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { eventTypes } from "@/billing/domain-event";
import { deliverDue } from "@/webhooks/deliver";
import { books, Customer, openBooks } from "../books";
import { later, openEndpoint } from "./ground";
import { type Message, Receiver } from "./receiver";

const page = readFileSync("docs/webhooks.md", "utf8");
const examples: Message[] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = ""]) =>
  JSON.parse(json),
);

test("every type of event has its example in the documents, and no other has", () => {
  expect(examples.map(({ type }) => type)).toEqual([...eventTypes]);
});

test("what arrives has the fields of its example, each of the same kind", async () => {
  await openBooks("2026-01-31T10:00:00Z");
  const receiver = await Receiver.open();
  await openEndpoint(receiver.url);
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId);
  await customer.consume(20_000n);
  const { invoiceId: charged } = await customer.change("scale");
  expect(charged).not.toBeNull();
  await later(1);
  await deliverDue(books());
  receiver.close();
  // They come in no order; their ids are in the order they were written.
  const arrived = receiver.received
    .map(({ body }): Message => JSON.parse(body))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(arrived.map(({ type }) => type)).toEqual([
    ...["period.started", "credits.granted", "invoice.issued", "invoice.paid", "credits.depleted"],
    ...["period.started", "credits.granted", "invoice.issued", "plan.changed"],
  ]);
  for (const message of arrived) {
    const example = examples.find(({ type }) => type === message.type);
    expect(kinds(message.data), message.type).toEqual(kinds(example?.data ?? {}));
  }
  const [whole] = examples;
  expect(kinds(arrived[0] ?? {})).toEqual(kinds(whole ?? {}));
  // What stands on the wire stands in the outbox.
  const { rows } = await sql<{ data: unknown }>`select data from domain_events`.execute(books());
  expect(rows).toHaveLength(9);
});

/** Field by field, whether it is an id, an instant, a figure or a word. */
function kinds(of: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(of)
      .map(([name, value]) => [name, kindOf(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function kindOf(value: unknown): unknown {
  if (typeof value === "object" && value !== null) return kinds(value);
  if (typeof value !== "string") return typeof value;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return "id";
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return "instant";
  return /^\d+$/.test(value) ? "figure" : "word";
}
