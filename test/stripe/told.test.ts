import { sql } from "kysely";
import { expect, test } from "vitest";
import { collectDue } from "@/billing/payments/collect";
import { countCollecting } from "@/billing/payments/count-queries";
import { takeLastSteps } from "@/billing/payments/last-step";
import { mailPayments } from "@/jobs/mail-payments";
import { advance, books, Customer, openBooks } from "../books";
import { portalOf } from "../portal";
import { events, openEndpoint } from "../webhooks/ground";
import { mails, member } from "./mailed";
import { collectionsOf, stripeBeside } from "./paying";

const nowhere = "http://127.0.0.1:9/";

/** Pro for $99.00, whose renewal of April is declined on 1 April 01:00. */
async function declinedApril() {
  await openBooks("2026-03-01T00:00:00Z");
  await openEndpoint(nowhere, ["invoice.payment_failed"]);
  const stripe = await stripeBeside();
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.pay((await customer.invoices())[0]?.id ?? null);
  await stripe.card(customer, "pm_card_chargeCustomerFail");
  await advance("2026-04-01T01:00:00Z");
  return { stripe, customer, invoiceId: (await customer.invoices())[1]?.id ?? null };
}

async function tryOn(stripe: Awaited<ReturnType<typeof stripeBeside>>, days: string[]) {
  for (const day of days) {
    await advance(`${day}T01:00:00Z`);
    await stripe.collect();
  }
}

async function failuresTold(customer: Customer) {
  const all = await events(customer);
  return all.filter(({ type }) => type === "invoice.payment_failed").map(({ data }) => data);
}

test("each failed attempt is told once, with when it is tried again, however often Stripe tells of it", async () => {
  const { stripe, customer, invoiceId } = await declinedApril();
  await stripe.collect();
  const [collection] = await collectionsOf(customer);
  const id = collection?.processor_invoice_id ?? "";
  await Promise.all([stripe.hear(id), stripe.hear(id)]);
  await tryOn(stripe, ["2026-04-04", "2026-04-08", "2026-04-15"]);
  await stripe.payNow(customer, invoiceId);
  const declined = { invoiceId, code: "card_declined", declineCode: "generic_decline" };
  const of = { number: "INV-000002", status: "issued", totalMinor: "9900", paidMinor: "0" };
  expect(await failuresTold(customer)).toMatchObject([
    { ...declined, ...of, nextAttemptAt: "2026-04-04T01:00:00.000Z" },
    { ...declined, ...of, nextAttemptAt: "2026-04-08T01:00:00.000Z" },
    { ...declined, ...of, nextAttemptAt: "2026-04-15T01:00:00.000Z" },
    // The last of the schedule, then the customer's own.
    { ...declined, ...of, nextAttemptAt: null },
    { ...declined, ...of, nextAttemptAt: null },
  ]);
});

test("an event that is faster than the answer leaves the failure for the answer to tell, with its next try", async () => {
  const { stripe, customer } = await declinedApril();
  const before: unknown[] = [];
  await collectDue(books(), {
    ...stripe.gateway,
    payInvoice: async (id, how, key) => {
      const answer = await stripe.gateway.payInvoice(id, how, key);
      await stripe.hear(id);
      before.push(...(await failuresTold(customer)));
      return answer;
    },
  });
  expect(before).toEqual([]);
  const [told, ...more] = await failuresTold(customer);
  expect(told?.nextAttemptAt).toBe("2026-04-04T01:00:00.000Z");
  expect(more).toEqual([]);
});

test("who may pay is told by mail of the first failure and of the last step, once and in their language", async () => {
  const { stripe, customer, invoiceId } = await declinedApril();
  await member(customer, "ada@acme.example", "owner", "en");
  await member(customer, "ben@acme.example", "billing_manager", "de");
  await member(customer, "cy@acme.example", "viewer", "fr");
  expect(await mailPayments(books())).toBe(0);
  await stripe.collect();
  await Promise.all([mailPayments(books()), mailPayments(books())]);
  expect(await mailPayments(books())).toBe(0);
  const first = await mails();
  expect(first.map(({ kind, recipient }) => `${kind} ${recipient}`)).toEqual([
    "payment_failed ada@acme.example",
    "payment_failed ben@acme.example",
  ]);
  expect(first[0]?.subject).toContain("invoice INV-000002 could not be paid");
  expect(first[0]?.body).toContain("$99.00");
  expect(first[0]?.body).toContain("The bank declined the card.");
  expect(first[0]?.body).toContain("It is tried again on 4 April 2026 at 01:00 (UTC).");
  expect(first[0]?.body).toContain(`/invoices/${invoiceId}`);
  expect(first[1]?.body).toContain("Der nächste Versuch ist am 4. April 2026");

  // Later tries have no mail of their own, the last step has.
  await tryOn(stripe, ["2026-04-04", "2026-04-08", "2026-04-15"]);
  expect(await mailPayments(books())).toBe(0);
  await takeLastSteps(books());
  expect(await mailPayments(books())).toBe(1);
  expect(await mailPayments(books())).toBe(0);
  const [, , last, other] = await mails();
  expect([last?.kind, last?.recipient]).toEqual(["last_step", "ada@acme.example"]);
  expect(last?.subject).toContain("credits are kept back until invoice INV-000002 is paid");
  expect(other?.subject).toContain("Credits sind gesperrt");
  expect(await mails()).toHaveLength(4);
});

test("the overview says why a payment failed, when it is tried again, and no more once it is paid", async () => {
  const { stripe, customer, invoiceId } = await declinedApril();
  const { overview } = portalOf(customer.id, {}, books());
  expect((await overview.alerts()).map(({ kind }) => kind)).not.toContain("overdue");
  await stripe.collect();
  const failed = { kind: "overdue", invoiceId, amount: { minor: 9_900n, currency: "usd" } };
  const overdue = async () => (await overview.alerts()).filter(({ kind }) => kind === "overdue");
  expect(await overdue()).toMatchObject([
    {
      ...failed,
      failure: { reason: "other", nextAttemptAt: new Date("2026-04-04T01:00:00Z") },
    },
  ]);
  await tryOn(stripe, ["2026-04-04", "2026-04-08", "2026-04-15"]);
  expect(await overdue()).toMatchObject([{ ...failed, failure: { nextAttemptAt: null } }]);
  expect(await countCollecting(books())).toEqual({ waiting: 1, failed: 0, unknown: 0 });
  await customer.pay(invoiceId);
  expect(await overdue()).toEqual([]);
});

test("an invoice that is past its day and was never tried is told as that", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await advance("2026-03-08T00:00:00Z");
  const [alert] = await portalOf(customer.id, {}, books()).overview.alerts();
  expect(alert).toMatchObject({ kind: "overdue", failure: null });
});

test("calls without an answer for a minute, and refused ones of the last day, are counted for who watches", async () => {
  const { stripe, customer } = await declinedApril();
  stripe.simulator.trouble.add({ trouble: "reset-before", times: 50 });
  await stripe.collect();
  expect(await countCollecting(books())).toMatchObject({ waiting: 1, unknown: 0 });
  await sql`update gateway_calls set created_at = created_at - interval '61 seconds'
    where account_id = ${customer.id} and ended_at is null`.execute(books());
  expect(await countCollecting(books())).toMatchObject({ unknown: 1, failed: 0 });
  await sql`update gateway_calls set status = 'failed', ended_at = clock_timestamp(), next_at = null
    where account_id = ${customer.id} and ended_at is null`.execute(books());
  expect(await countCollecting(books())).toMatchObject({ unknown: 0, failed: 1 });
});
