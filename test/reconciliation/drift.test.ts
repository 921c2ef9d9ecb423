import { expect, test } from "vitest";
import { reconcile } from "@/billing/reconciliation/run";
import { driftWatch } from "@/jobs/watch-drift";
import { books, setClock } from "../books";
import { paidPack } from "../refunds/refunding";
import { differences, reconciled } from "./reconciling";

const at = (time: string) => setClock(`2026-03-01T${time}Z`);

async function mailed(): Promise<{ recipient: string; subject: string; body: string }[]> {
  return await books()
    .selectFrom("mails")
    .where("kind", "=", "differences")
    .select(["recipient", "subject", "body"])
    .execute();
}

test("a refund made at Stripe and told to nobody is looked into within minutes, and finance reads of it once", async () => {
  const { customer, stripe } = await paidPack();
  const watch = driftWatch(books(), stripe.gateway, ["books@fernlicht.example"]);
  await at("12:00:00");
  expect(await watch()).toEqual({ asked: false, told: 0 });
  const [charge] = await stripe.charges();
  await stripe.client.ask(({ refunds }) =>
    refunds.create({ charge: charge?.id ?? "", amount: 6_000 }),
  );
  await at("12:00:30");
  expect(await watch()).toEqual({ asked: false, told: 0 });
  await at("12:03:29");
  expect(await watch()).toEqual({ asked: false, told: 0 });
  // Three minutes it was not as it had been: the comparison is asked for now, not tomorrow.
  await at("12:03:30");
  expect(await watch()).toEqual({ asked: true, told: 0 });
  await at("12:03:40");
  await reconcile(books(), stripe.gateway);
  expect(await differences()).toEqual(["timing on_its_way -6000 usd"]);
  expect(await watch()).toEqual({ asked: false, told: 1 });
  const [mail, ...others] = await mailed();
  expect(others).toEqual([]);
  expect(mail?.recipient).toBe("books@fernlicht.example");
  expect(mail?.subject).toBe("1 difference between Stripe and the books");
  expect(mail?.body).toContain("-$60.00");
  expect(mail?.body).toContain("/staff/reconciliation");
  // Late a day later, it is the same one.
  await setClock("2026-03-02T12:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(["missing_here refund_not_heard -6000 usd"]);
  expect(await watch()).toEqual({ asked: false, told: 0 });
  // Pack credits nobody paid for are another.
  await customer.grant(500n, { category: "pack", priority: 50 });
  await reconciled(stripe.gateway);
  expect(await watch()).toEqual({ asked: false, told: 1 });
  expect((await mailed()).map(({ body }) => /500 credits/.test(body)).sort()).toEqual([
    false,
    true,
  ]);
});
