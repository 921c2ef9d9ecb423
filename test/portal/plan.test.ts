import { sql } from "kysely";
import { expect, test } from "vitest";
import { findSubscription } from "@/billing/plans/read";
import { newId } from "@/lib/ids";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";
import { refusal } from "./people";

async function halfOfApril() {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await setClock("2026-04-16T00:00:00Z");
  return { customer, portal: portalOf(customer.id, { role: "owner", userId: newId() }, books()) };
}

test("what the portal shows of an upgrade is what is charged, and it waits for its money", async () => {
  const { customer, portal } = await halfOfApril();
  const shown = await portal.plan.previewChange({ plan: "scale" });
  // BOOKS B17: half of the month, −49.50 + 249.50 = 200.00, 20,000 − 10,000 + 60,000.
  expect(shown).toMatchObject({
    outcome: "awaiting_payment",
    money: { total: { minor: 20_000n }, dueNow: { minor: 20_000n } },
    credits: { before: 20_000n, after: 70_000n },
  });
  const answer = await portal.plan.confirm({ quoteId: shown.quoteId, idempotencyKey: "once" });
  expect(answer).toMatchObject({ outcome: "awaiting_payment", replayed: false });
  const waiting = await portal.plan.current();
  expect(waiting).toMatchObject({
    plan: { plan: "pro", inTrial: false },
    waiting: [
      {
        kind: "change",
        waitsFor: "payment",
        plan: { name: "Scale" },
        invoice: { status: "issued", due: { minor: 20_000n } },
      },
    ],
    may: { change: true },
  });
  // Told wherever somebody looks for what comes: it is given up a day later.
  const toPay = {
    ...{ plan: "Scale", until: new Date("2026-04-17T00:00:00Z") },
    invoice: { id: answer.invoiceId, number: "INV-000002", due: shown.money.dueNow },
  };
  expect(await portal.overview.plan()).toMatchObject({ name: "Pro", toPay });
  expect(await portal.overview.alerts()).toEqual([{ kind: "planToPay", ...toPay }]);
  await customer.pay(answer.invoiceId);
  expect(await portal.overview.alerts()).toEqual([]);
  expect(await portal.plan.current()).toMatchObject({ plan: { plan: "scale" }, waiting: [] });
  expect(await customer.balance()).toMatchObject({ available: 70_000n });
  const invoice = await portal.invoices.get({ invoiceId: answer.invoiceId as never });
  expect(invoice.total).toEqual(shown.money.total);
});

test("a downgrade waits for the end of the period, and is undone from the portal", async () => {
  const { portal } = await halfOfApril();
  const { quoteId, outcome, effectiveAt } = await portal.plan.previewChange({ plan: "starter" });
  expect([outcome, effectiveAt]).toEqual(["scheduled", new Date("2026-05-01T00:00:00Z")]);
  await portal.plan.confirm({ quoteId, idempotencyKey: "down" });
  expect(await portal.plan.current()).toMatchObject({
    waiting: [{ waitsFor: "period_end", plan: { plan: "starter" }, effectiveAt, invoice: null }],
  });
  expect(await portal.overview.plan()).toMatchObject({
    toCome: { at: effectiveAt, plan: { name: "Starter" } },
  });
  expect(await portal.overview.alerts()).toEqual([
    { kind: "planToCome", plan: "Starter", at: effectiveAt },
  ]);
  expect(await portal.overview.nextInvoice()).toMatchObject({
    upcoming: { at: effectiveAt, charges: [{ name: "Starter" }], total: { minor: 2_900n } },
  });
  // Starter's credits renew, not those of Pro.
  expect((await portal.overview.forecast({})).renewal).toEqual({
    ...{ at: effectiveAt, credits: 5_000n, waits: false, ends: false },
  });
  expect(await portal.plan.undo({ idempotencyKey: "back" })).toMatchObject({
    undone: [{ kind: "change", waitsFor: "period_end" }],
  });
  expect(await portal.overview.alerts()).toEqual([]);
  expect((await portal.plan.current()).waiting).toEqual([]);
  expect(await refusal(portal.plan.undo({ idempotencyKey: "again" }))).toBe("nothing_scheduled");

  // Where an end was decided nothing renews.
  const end = await portal.plan.previewCancel({ when: "period_end" });
  await portal.plan.confirm({ quoteId: end.quoteId, idempotencyKey: "end" });
  expect((await portal.overview.forecast({})).renewal).toEqual({
    ...{ at: effectiveAt, credits: 0n, waits: true, ends: true },
  });
});

test("a plan that starts another day is told with its day, and undone from the portal", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  const startsAt = new Date("2026-04-10T00:00:00Z");
  await customer.start("pro", { startsAt });
  const portal = portalOf(customer.id, { role: "owner", userId: newId() }, books());
  expect(await portal.plan.current()).toMatchObject({
    plan: null,
    waiting: [{ kind: "start", waitsFor: "start", plan: { name: "Pro" }, effectiveAt: startsAt }],
  });
  expect(await portal.overview.alerts()).toEqual([
    { kind: "planToStart", plan: "Pro", at: startsAt },
  ]);
  const another = await portal.plan.previewChange({ plan: "scale" }).catch((error) => error.cause);
  expect(another).toMatchObject({
    code: "already_subscribed",
    facts: { plan: "pro", planName: "Pro", startsAt },
  });
  await portal.plan.undo({ idempotencyKey: "back" });
  expect(await portal.overview.alerts()).toEqual([]);
  expect(await portal.plan.current()).toMatchObject({ plan: null, waiting: [] });
  expect(await findSubscription(books(), customer.id)).toBeNull();
});

test("why a plan was ended is kept once, with the quote that ended it", async () => {
  const { customer, portal } = await halfOfApril();
  const { quoteId } = await portal.plan.previewCancel({ when: "period_end" });
  const because = { reason: "too_expensive" as const, comment: "It was fine" };
  const wish = { quoteId, idempotencyKey: "end", because };
  expect(await portal.plan.confirm(wish)).toMatchObject({ outcome: "scheduled" });
  expect(await portal.plan.confirm(wish)).toMatchObject({ replayed: true });
  const { rows } = await sql`select reason, comment, quote_id as "quoteId" from cancel_reasons
    where account_id = ${customer.id}`.execute(books());
  expect(rows).toEqual([{ ...because, quoteId }]);
  await advance("2026-05-01T02:00:00Z");
  expect(await portal.plan.current()).toMatchObject({ plan: null, waiting: [] });
});

test("a stale quote says which fresh one to look at", async () => {
  const { portal } = await halfOfApril();
  const old = await portal.plan.previewChange({ plan: "scale" });
  await setClock("2026-04-16T00:15:00Z");
  const late = portal.plan.confirm({ quoteId: old.quoteId, idempotencyKey: "late" });
  const told = await late.catch((error) => error.cause);
  expect(told).toMatchObject({ code: "quote_stale" });
  const fresh = await portal.plan.quote({ quoteId: told.facts.quoteId });
  expect(fresh).toMatchObject({ outcome: "awaiting_payment", usedAt: null });
  const done = portal.plan.confirm({ quoteId: fresh.quoteId, idempotencyKey: "fresh" });
  expect(await done).toMatchObject({ outcome: "awaiting_payment" });
});

test("plans are told with what they have more and less, and when the catalogue would begin them", async () => {
  const { portal } = await halfOfApril();
  const { items } = await portal.plan.options();
  const of = (plan: string) => items.find((one) => one.plan === plan);
  expect(items.map(({ plan, isCurrent }) => isCurrent && plan).filter(Boolean)).toEqual(["pro"]);
  expect(of("pro")?.differences).toEqual([]);
  expect(of("scale")).toMatchObject({
    when: "now",
    price: { minor: 49_900n, currency: "usd" },
    differences: [{ kind: "allowance", gained: true, credits: 100_000n, every: "month" }, {}],
  });
  expect(of("starter")).toMatchObject({ when: "period_end" });
});

test("who has no plan starts one from the portal, once it is paid", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  const portal = portalOf(customer.id, { role: "billing_manager" }, books());
  expect(await portal.plan.current()).toMatchObject({ plan: null, waiting: [], overdue: null });
  const shown = await portal.plan.previewChange({ plan: "pro" });
  expect(shown).toMatchObject({
    money: { dueNow: { minor: 9_900n } },
    credits: { after: 20_000n },
  });
  const { invoiceId } = await portal.plan.confirm({
    quoteId: shown.quoteId,
    idempotencyKey: "first",
  });
  expect(await portal.plan.current()).toMatchObject({
    plan: { plan: "pro", awaitingPayment: true },
  });
  await customer.pay(invoiceId);
  expect(await portal.plan.current()).toMatchObject({ plan: { awaitingPayment: false } });
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
});
