import { expect, test } from "vitest";
import { advance, openBooks, setClock } from "../books";
import { reconciled, theDifference } from "../reconciliation/reconciling";
import { payPack } from "../refunds/refunding";
import { stripeBeside } from "../stripe/paying";
import { closeMonth, openOf, resolve } from "./closing";

test("a month that money came in by card in is closed once it is compared with Stripe through its end and each difference is settled", async () => {
  await openBooks("2026-01-10T00:00:00Z");
  const stripe = await stripeBeside();
  await payPack(stripe, "pm_card_visa");
  const [charge] = await stripe.charges();
  // Given back at Stripe, and nobody told.
  await stripe.client.ask(({ refunds }) =>
    refunds.create({ charge: charge?.id ?? "", amount: 6_000 }),
  );
  await setClock("2026-01-31T23:59:59Z");
  await reconciled(stripe.gateway);
  await advance("2026-02-01T01:00:00Z");
  expect(await openOf("2026-01")).toEqual(["reconciled"]);

  await reconciled(stripe.gateway);
  expect(await openOf("2026-01")).toEqual(["reconciled"]);
  await expect(closeMonth("2026-01")).rejects.toEqual(
    expect.objectContaining({ code: "month_not_ready" }),
  );

  await resolve((await theDifference()).id);
  expect(await openOf("2026-01")).toEqual([]);
  await closeMonth("2026-01");
});
