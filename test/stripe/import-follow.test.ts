import { expect, test } from "vitest";
import { inTransaction } from "@/db/transaction";
import { balancesOf, invoicesOf } from "../book-rows";
import { books } from "../books";
import { accountOf, periodsOf, stripeBilling } from "./subscribed";

const booksOf = (id: Parameters<typeof balancesOf>[1]) =>
  inTransaction(books(), (tx) => balancesOf(tx, id));

test("renewed and paid at Stripe it is a period, a document and its money here, once", async () => {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro"]);
  const { customer } = await billing.subscribe("pro");
  await billing.pass("2026-03-16T12:00:00Z");
  const { carried, findings } = await billing.bringOver();
  expect(findings).toEqual([]);
  // 15.5 of 31 days are left: half of 20,000.
  expect(carried).toMatchObject([{ plan: "pro", credits: 10_000n, of: 20_000n }]);
  const id = await accountOf(customer);
  expect(await periodsOf(id)).toEqual(["pro 2026-03-01 2026-04-01 start open"]);
  expect(await booksOf(id)).toEqual({ grant: 10_000n, "issued.allowance": -10_000n });

  await billing.pass("2026-04-01T00:00:00Z");
  expect(await periodsOf(id)).toHaveLength(1);
  await billing.hear();
  expect(await periodsOf(id)).toEqual([
    "pro 2026-03-01 2026-04-01 start renewal",
    "pro 2026-04-01 2026-05-01 renewal open",
  ]);
  expect(await booksOf(id)).toMatchObject({ grant: 30_000n });
  await billing.pass("2026-04-01T01:00:00Z");
  await billing.hear();
  // $99.00 less 2.9 % (287) and 30; the first period's credits are over.
  expect(await booksOf(id)).toMatchObject({
    ...{ stripe_balance: 9_583n, processor_fees: 317n, deferred_revenue: -9_900n },
    ...{ grant: 20_000n, expired: 10_000n },
  });
  for (let time = 0; time < 3; time += 1) await billing.hear();
  expect(await invoicesOf(books(), id)).toMatchObject([{ status: "paid", total: 9_900n }]);
});
