import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { StaffRole } from "@/auth/roles";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { appRouter } from "@/trpc/root";
import { books } from "../books";
import { testCatalog } from "../catalog";
import { paidPack, send } from "./refunding";

/** Somebody of us, by name. */
async function staff(name: string, role: StaffRole) {
  const staffUserId = newId<string>();
  const email = `${staffUserId}@staff.example`;
  await books()
    .insertInto("staff_users")
    .values({ id: staffUserId, email, name, role, created_at: new Date(), disabled_at: null })
    .execute();
  const actor = {
    kind: "staff" as const,
    fresh: true,
    sessionId: randomUUID(),
    name,
    role,
    staffUserId,
  };
  return createCallerFactory(appRouter)({ db: books(), actor, requestId: "test" }).staff;
}

test("a refund above the limit waits in the inbox of everybody but who asked; who approves is named, and each step stands in the audit log", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const limited = defineCatalog({ ...testCatalog, refunds: { approvalAbove: { usd: 5_000n } } });
  await inTransaction(books(), (tx) => applyCatalog(tx, limited));
  const [ines, amara] = [await staff("Ines", "finance"), await staff("Amara", "admin")];
  const { quoteId, approvalAbove } = await ines.refunds.preview({ invoiceId, amount: 6_000n });
  expect(approvalAbove).toEqual({ minor: 5_000n, currency: "usd" });
  const asked = { quoteId, policy: "proportional", reason: "Never worked" } as const;
  const { refundId } = await ines.refunds.request({ ...asked, idempotencyKey: "one" });

  const waiting = { id: refundId, account: { id: customer.id }, requestedByName: "Ines" };
  const one = { count: 1, next: null };
  expect(await ines.refunds.waiting()).toMatchObject({
    ...{ ...one, waiting: [{ ...waiting, mine: true }] },
  });
  expect(await amara.refunds.waiting()).toMatchObject({
    ...{ ...one, waiting: [{ ...waiting, mine: false }] },
  });
  const own = ines.refunds.approve({ refundId, idempotencyKey: "own" });
  await expect(own).rejects.toMatchObject({ cause: { code: "own_request" } });
  await amara.refunds.approve({ refundId, idempotencyKey: "yes" });
  await send(stripe.gateway);
  expect(await amara.refunds.waiting()).toEqual({ waiting: [], count: 0, next: null });

  const { acts } = await amara.audit.list({ account: customer.externalId, act: "refund" });
  const steps = acts.map(({ act, actorName, after, reason }) => [
    ...[act, actorName, after?.status, reason],
  ]);
  expect(steps.reverse().slice(0, 2)).toEqual([
    ["refund.added", "Ines", "requested", "Never worked"],
    ["refund.changed", "Amara", "reserved", null],
  ]);
  expect(acts.find(({ after }) => after?.status === "succeeded")).toMatchObject({
    actor: expect.stringMatching(/^system:/),
  });
});

test("what nobody can prove is a task: somebody's, and done once, for a reason", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const [ines, selma] = [await staff("Ines", "finance"), await staff("Selma", "support")];
  const { quoteId } = await ines.refunds.preview({ invoiceId, amount: 6_000n });
  const asked = { quoteId, policy: "proportional", reason: "Never worked" } as const;
  const { refundId } = await ines.refunds.request({ ...asked, idempotencyKey: "one" });
  stripe.simulator.trouble.add({ trouble: "500-before", calls: "POST /v1/refunds", times: 1 });
  await send(stripe.gateway);
  await books()
    .updateTable("gateway_calls")
    .set({ created_at: new Date(Date.now() - 25 * 3_600_000) })
    .where("refund_id", "=", refundId)
    .execute();
  await send(stripe.gateway);

  const { tasks, me } = await ines.tasks.list({});
  const [task] = tasks.filter((one) => one.account.id === customer.id);
  expect(task).toMatchObject({
    ...{ kind: "refund_unproven", refundId, amountMinor: 6_000n, assignedTo: null },
    invoice: { id: invoiceId },
  });
  const found = await ines.tasks.assignees({ text: "sel" });
  expect(found.people.map(({ name }) => name)).toEqual(["Selma"]);
  const which = { account: customer.externalId, taskId: task?.id ?? "" };
  await ines.tasks.assign({ ...which, staffUserId: me });
  await expect(ines.tasks.assign({ ...which, staffUserId: newId<string>() })).rejects.toMatchObject(
    { code: "NOT_FOUND" },
  );
  const reason = "Paid by bank transfer";
  await expect(selma.tasks.resolve({ ...which, reason })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await ines.tasks.resolve({ ...which, reason });
  await expect(ines.tasks.resolve({ ...which, reason })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const { tasks: done } = await selma.tasks.list({ state: "done" });
  expect(done.find(({ id }) => id === task?.id)).toMatchObject({
    ...{ assignedTo: { name: "Ines" }, doneByName: "Ines", doneBecause: reason },
  });
  const opened = books()
    .updateTable("staff_tasks")
    .set({ done_at: null, done_by: null, done_because: null })
    .where("id", "=", which.taskId as never);
  await expect(opened.execute()).rejects.toMatchObject({ code: "TB030" });
});
