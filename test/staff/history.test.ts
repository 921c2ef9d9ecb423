import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books } from "../books";
import { ask, paidPack } from "../refunds/refunding";

test("what was done about a thing is found by it: an invoice's refunds by the invoice, each with what changed", async () => {
  const { customer, invoiceId } = await paidPack();
  const { refundId } = await ask(customer, invoiceId);
  const actor: Actor = {
    ...{ kind: "staff", fresh: true, role: "finance", name: "Sam", staffUserId: randomUUID() },
    sessionId: randomUUID(),
  };
  const { audit } = createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" });
  const account = customer.externalId;
  const found = async (question: Parameters<typeof audit.list>[0]) =>
    (await audit.list(question)).acts.map(({ act, subject }) => [act, subject]);

  const ofRefund = [["refund.added", refundId]];
  expect(await found({ account, subject: invoiceId })).toEqual(ofRefund);
  expect(await found({ subject: refundId })).toEqual(ofRefund);
  // The acts of an invoice say its id within their rows alone; that is looked into within an account.
  expect(await found({ subject: invoiceId })).toEqual([]);
  expect(await found({ account, subject: randomUUID() })).toEqual([]);
  const [added] = (await audit.list({ subject: refundId })).acts;
  expect(added?.after).toMatchObject({ status: "reserved", invoice_id: invoiceId });
});
