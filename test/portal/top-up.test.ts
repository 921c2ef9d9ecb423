import { expect, test } from "vitest";
import { setBillingDetails } from "@/billing/accounts/billing-details";
import { inTransaction } from "@/db/transaction";
import { mailInvoices } from "@/jobs/mail-invoices";
import { mailTopUps } from "@/jobs/mail-top-ups";
import { newId } from "@/lib/ids";
import { books, setClock } from "../books";
import { portalOf } from "../portal";
import { mails, member } from "../stripe/mailed";
import { dueNow } from "../stripe/paying";
import { agreed, openedWith } from "../stripe/top-ups";
import { refusal } from "./people";

const usd = (minor: bigint) => ({ minor, currency: "usd" });

test("the portal suggests a threshold, looks back, and tells what ran, what failed and why it is paused", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_visa");
  await member(customer, "ada@acme.example", "owner", "en");
  await member(customer, "ben@acme.example", "billing_manager", "de");
  const { autoTopUp, overview } = portalOf(
    customer.id,
    { role: "owner", userId: newId() },
    books(),
  );
  for (const date of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await setClock(`2026-03-0${date}T12:00:00Z`);
    await customer.consume(100n);
  }
  await setClock("2026-03-09T12:00:00Z");
  const before = await autoTopUp.get();
  // A hundred a day; the day of the first use is no whole one.
  expect(before).toMatchObject({ settings: null, suggestion: { threshold: 200n, days: 2 } });

  // Days end with 1,100, 1,000, 900 … 400: the first below 1,500, and again with 400 and the pack of that day.
  const rule = { threshold: 1_500n, pack: "pack_1000", capMinor: 9_900n, cooldownMinutes: 60 };
  expect(await autoTopUp.backTest(rule)).toMatchObject({
    ...{ days: 9, times: 2, minor: 2_400n, capped: 0 },
    ran: [
      { day: "2026-03-01", times: 1 },
      { day: "2026-03-08", times: 1 },
    ],
  });
  expect(await autoTopUp.backTest({ ...rule, capMinor: 1_200n })).toMatchObject({
    ...{ times: 1, minor: 1_200n, capped: 2 },
  });

  await agreed(customer);
  await run();
  const [bought] = (await autoTopUp.get()).runs;
  expect(bought).toMatchObject({
    ...{ status: "paid", available: 400n, packName: "1,000 credits", amount: usd(1_200n) },
    ...{ number: "INV-000001", invoiceStatus: "paid", payUrl: null },
  });
  expect(await autoTopUp.get()).toMatchObject({
    settings: { enabled: true, threshold: 1_000n, capMinor: 10_000n, pause: null },
    spent: usd(1_200n),
    waits: { until: new Date("2026-03-09T13:00:00Z"), isCapped: false },
  });
  // What it bought is not counted twice by a look back.
  expect(await autoTopUp.backTest(rule)).toMatchObject({ times: 2 });
  expect(await mailTopUps(books())).toBe(1);
  const receipts = await mails();
  expect(receipts.map(({ kind, recipient }) => `${kind} ${recipient}`)).toEqual([
    "topped_up ada@acme.example",
    "topped_up ben@acme.example",
  ]);
  expect(receipts[0]?.subject).toBe(`${customer.externalId}: 1,000 credits bought for $12.00`);

  await setClock("2026-03-09T13:00:00Z");
  await stripe.card(customer, "pm_card_chargeCustomerFail");
  await customer.consume(500n);
  await run();
  const paused = { because: "payment_failed", failure: "other" };
  expect((await autoTopUp.get()).settings).toMatchObject({ pause: paused });
  expect(await overview.alerts()).toContainEqual({
    ...{ kind: "topUpPaused", ...paused, at: new Date("2026-03-09T13:00:00Z"), payUrl: null },
  });
  expect(await mailTopUps(books())).toBe(1);
  expect(await mailTopUps(books())).toBe(0);
  const told = (await mails()).slice(2);
  expect(told.map(({ kind }) => kind)).toEqual(["top_up_paused", "top_up_paused"]);
  expect(told[0]?.body).toContain("the payment of $12.00 failed. The bank declined the card.");
  expect(told[0]?.body).toContain("until it is resumed, or another card is the default.");
  expect(told[1]?.subject).toContain("Die automatische Aufladung ist angehalten");

  const viewer = portalOf(customer.id, { role: "viewer", userId: newId() }, books());
  expect((await viewer.autoTopUp.get()).may.buy).toBe(false);
  expect(await refusal(viewer.autoTopUp.resume())).toBe("forbidden");
  await autoTopUp.resume();
  expect((await autoTopUp.get()).settings?.pause).toBeNull();
  const terms = { ...rule, methodId: null, consent: true };
  expect(await refusal(autoTopUp.set({ terms }))).toBe("no_processor");
  await autoTopUp.set({ terms: null });
  expect((await autoTopUp.get()).settings).toMatchObject({ enabled: false, threshold: 1_000n });
});

test("the mail of the invoice is the receipt, written once it is paid, and of nothing taken back", async () => {
  const { customer, stripe, run } = await openedWith("pm_card_visa");
  await member(customer, "ada@acme.example", "owner", "en");
  await inTransaction(books(), (tx) =>
    setBillingDetails(tx, customer.id, { invoiceEmails: ["books@acme.example"] }),
  );
  await agreed(customer, { cooldownMinutes: 1 });
  await customer.consume(300n);
  stripe.simulator.trouble.add({ trouble: "reset-before", calls: "POST /v1/invoices", times: 9 });
  await run();
  expect(await mailInvoices(books())).toBe(0);
  stripe.simulator.trouble.clear();
  await dueNow();
  await stripe.collect();
  await run();
  await mailInvoices(books());
  await mailTopUps(books());
  const written = await mails();
  expect(written.map(({ kind, recipient }) => `${kind} ${recipient}`)).toEqual([
    "invoice books@acme.example",
  ]);
  expect(written[0]?.body).toContain("It was bought by automatic top-up.");

  await setClock("2026-03-02T00:00:00Z");
  await stripe.card(customer, "pm_card_chargeCustomerFail");
  await customer.consume(1_000n);
  await run();
  await mailInvoices(books());
  await mailTopUps(books());
  expect((await mails()).slice(1).map(({ kind }) => kind)).toEqual(["top_up_paused"]);
});
