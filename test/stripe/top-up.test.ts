import { expect, test } from "vitest";
import { resumeTopUp } from "@/billing/payments/agree-top-up";
import { inTransaction } from "@/db/transaction";
import { books, setClock } from "../books";
import { byClients } from "../races/clients";
import { dueNow } from "./paying";
import { agreed, openedWith, pausedBecause, runs } from "./top-ups";

const paid = { status: "paid", why: null, amount_minor: 1_200n };

test("32 uses at once that cross the threshold buy one pack, paid at once with nobody there", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_visa");
  await agreed(customer);
  expect(await run()).toEqual({ ended: 0, failed: [] });
  expect(await runs(customer)).toEqual([]);
  await byClients(32, () => customer.consume(10n));
  const [due, ...more] = await runs(customer);
  expect([due?.status, more]).toEqual(["due", []]);
  expect(due?.available).toBeLessThan(1_000n);

  const workers = await Promise.all([run(), run(), run()]);
  expect(workers.flatMap(({ failed }) => failed)).toEqual([]);
  await run();
  expect(await runs(customer)).toMatchObject([paid]);
  expect(await stripe.charges()).toHaveLength(1);
  // 1,200 − 32 × 10 + 1,000; of $12.00 Stripe keeps 2.9 %, 34.8, so 35, and 30 more.
  expect((await customer.balance()).available).toBe(1_880n);
  expect(await customer.books()).toMatchObject({ stripe_balance: 1_135n, processor_fees: 65n });
});

test("what crosses it while one is on its way begins no other, whoever answers when", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_visa");
  await agreed(customer, { cooldownMinutes: 1 });
  await customer.consume(300n);
  // Stripe takes the money, and its answer is lost.
  stripe.simulator.trouble.add({
    trouble: "reset-after",
    calls: "POST /v1/invoices/in_",
    times: 9,
  });
  await run();
  await Promise.all([customer.consume(100n), run(), customer.consume(100n)]);
  expect(await runs(customer)).toMatchObject([{ status: "ordered" }]);
  stripe.simulator.trouble.clear();
  await dueNow();
  await stripe.collect();
  await Promise.all([run(), run()]);
  expect(await runs(customer)).toMatchObject([paid]);
  expect((await stripe.charges()).filter((one) => one.paid)).toHaveLength(1);
  // 1,200 − 300 − 200 + 1,000.
  expect((await customer.balance()).available).toBe(1_700n);
});

test("a declined card pauses it: the order is taken back, and another default card tries again", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_chargeCustomerFail");
  await agreed(customer);
  await customer.consume(300n);
  expect(await run()).toEqual({ ended: 1, failed: [] });
  const declined = { status: "failed", why: "payment_failed", failure: "other" };
  expect(await runs(customer)).toMatchObject([declined]);
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["void"]);
  await setClock("2026-03-02T00:00:00Z");
  await customer.consume(300n);
  await run();
  await stripe.collect();
  expect(await runs(customer)).toHaveLength(1);
  expect((await stripe.charges()).filter((one) => one.paid)).toEqual([]);
  expect(await pausedBecause(customer)).toBe("payment_failed");

  await stripe.card(customer, "pm_card_visa");
  expect(await pausedBecause(customer)).toBeNull();
  await run();
  expect(await runs(customer)).toMatchObject([declined, paid]);
  expect((await customer.balance()).available).toBe(1_600n);
});

test("it runs again to the second its cooldown ends, up to the month's cap exactly, and on with the next month", async () => {
  const { customer, run } = await openedWith("pm_card_visa");
  // Three packs of $12.00 are the cap, and each leaves too few.
  await agreed(customer, { capMinor: 3_600n, threshold: 9_000n });
  const counts: number[] = [];
  for (const at of ["00:00:00", "00:59:59", "01:00:00", "02:00:00", "03:00:00", "04:00:00"]) {
    await setClock(`2026-03-01T${at}Z`);
    for (let again = 0; again < 2; again += 1) expect((await run()).failed).toEqual([]);
    counts.push((await runs(customer)).length);
  }
  expect(counts).toEqual([1, 1, 2, 3, 4, 4]);
  const capped = { status: "skipped", why: "cap", amount_minor: null };
  expect(await runs(customer)).toMatchObject([paid, paid, paid, capped]);
  expect((await customer.balance()).available).toBe(4_200n);
  // A higher cap is looked at with at once: the month before it is over holds nothing up.
  await agreed(customer, { capMinor: 4_800n, threshold: 9_000n });
  await run();
  expect((await runs(customer)).at(-1)).toMatchObject(paid);
  await setClock("2026-03-31T23:59:59Z");
  await run();
  expect((await runs(customer)).at(-1)).toMatchObject(capped);
  // The customer's month begins; no use has to come for it.
  await setClock("2026-04-01T00:00:00Z");
  await run();
  expect((await runs(customer)).at(-1)).toMatchObject({ ...paid, available: 5_200n });
});

test("what a bank wants proof of waits at its page, counts for the cap, and gives its credits when it is paid there", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_authenticationRequired");
  await agreed(customer, { capMinor: 2_399n });
  await customer.consume(300n);
  await run();
  const proof = { status: "failed", why: "to_prove", failure: "authentication_required" };
  expect(await runs(customer)).toMatchObject([proof]);
  expect(await pausedBecause(customer)).toBe("to_prove");
  const [order] = await customer.invoices();
  expect(order?.status).toBe("issued");
  await stripe.collect();
  const [row] = await books().selectFrom("collections").selectAll().execute();
  expect(row).toMatchObject({ status: "open", next_attempt_at: null });
  expect(row?.hosted_url).toMatch(/^http/);

  // Somebody proves it there, with another card that does not become the default.
  const { customerId } = (await stripe.gateway.findCustomer(customer.id)) ?? { customerId: "" };
  const visa = await stripe.client.ask((sdk) =>
    sdk.paymentMethods.attach("pm_card_visa", { customer: customerId }),
  );
  await stripe.gateway.payInvoice(
    row?.processor_invoice_id ?? "",
    { methodId: visa.id, onSession: true },
    "at the page",
  );
  await stripe.hear(row?.processor_invoice_id ?? "");
  expect((await customer.balance()).available).toBe(1_900n);
  // $12.00 of $23.99 are spent: another would be beyond it.
  await inTransaction(books(), (tx) => resumeTopUp(tx, customer.id));
  await customer.consume(1_000n);
  await run();
  expect(await runs(customer)).toMatchObject([proof, { status: "skipped", why: "cap" }]);
});

test("money that comes for an order taken back is the account's credit, and buys the next one", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_chargeCustomerFail");
  await agreed(customer);
  await customer.consume(300n);
  await run();
  const [row] = await books().selectFrom("collections").selectAll().execute();
  const id = row?.processor_invoice_id ?? "";
  expect(row?.status).toBe("ending");
  // Before it is void there somebody pays it with another card.
  const visa = await stripe.card(customer, "pm_card_visa");
  await stripe.gateway.payInvoice(id, { methodId: visa, onSession: true }, "at the page");
  await stripe.hear(id);
  expect(await customer.books()).toMatchObject({ account_credit: -1_200n, stripe_balance: 1_135n });
  await run();
  expect(await runs(customer)).toMatchObject([{ status: "failed" }, paid]);
  expect((await customer.balance()).available).toBe(1_900n);
  const after = await customer.books();
  expect([after.account_credit, after.stripe_balance]).toEqual([undefined, 1_135n]);
  expect((await stripe.charges()).filter((one) => one.paid)).toHaveLength(1);
});
