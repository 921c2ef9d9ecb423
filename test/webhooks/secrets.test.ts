import { afterEach, beforeEach, expect, test } from "vitest";
import { inTransaction } from "@/db/transaction";
import { rotateSecret } from "@/webhooks/endpoints";
import { books, Customer, openBooks } from "../books";
import { doJobs, later, openEndpoint } from "./ground";
import { Receiver } from "./receiver";

let receiver: Receiver;
let customer: Customer;

beforeEach(async () => {
  await openBooks("2026-01-31T10:00:00Z");
  receiver = await Receiver.open();
  customer = await Customer.open();
});
afterEach(() => receiver.close());

test("while a secret is replaced both sign; afterwards only the new one does", async () => {
  const { id, secret: old } = await openEndpoint(receiver.url);
  const { secret } = await inTransaction(books(), (tx) => rotateSecret(tx, id, 86_400));
  expect(secret).not.toBe(old);
  await customer.grant(1n);
  await doJobs();
  expect(receiver.verified(old)).toHaveLength(1);
  expect(receiver.verified(secret)).toHaveLength(1);
  await later(1.1);
  await customer.grant(2n);
  await doJobs();
  expect(() => receiver.verified(old)).toThrow("No matching signature");
  expect(receiver.verified(secret)).toHaveLength(2);
});

test("a secret replaced at once, or twice, leaves the one before no longer than that", async () => {
  const { id, secret: first } = await openEndpoint(receiver.url);
  const second = await inTransaction(books(), (tx) => rotateSecret(tx, id, 86_400));
  await inTransaction(books(), (tx) => rotateSecret(tx, id, 86_400));
  await customer.grant(1n);
  await doJobs();
  expect(() => receiver.verified(first)).toThrow("No matching signature");
  expect(receiver.verified(second.secret)).toHaveLength(1);
  await inTransaction(books(), (tx) => rotateSecret(tx, id, 0));
  await customer.grant(2n);
  await doJobs();
  const [, last] = receiver.received;
  expect(String(last?.headers["webhook-signature"]).split(" ")).toHaveLength(1);
});
