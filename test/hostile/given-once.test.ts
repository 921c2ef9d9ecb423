import { beforeEach, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";

/** What is given without money is given once, by the portal and by the app backend alike. */

beforeEach(() => openBooks("2026-04-01T00:00:00Z"));

test("a plan that costs nothing, left for another that is ended, gives no second allowance in its month", async () => {
  const customer = await Customer.open();
  await customer.start("free");
  await customer.consume(100n);
  await setClock("2026-04-05T00:00:00Z");
  await customer.change("pro");
  const { quoteId } = await customer.previewEnd("now");
  await customer.confirm(quoteId);
  const refused = { code: "period_end_only", facts: { from: new Date("2026-05-01T00:00:00Z") } };
  await expect(customer.start("free")).rejects.toMatchObject(refused);
  await expect(customer.preview("free")).rejects.toMatchObject(refused);
  const backdated = { startsAt: new Date("2026-04-05T00:00:00Z") };
  await expect(customer.start("free", backdated)).rejects.toMatchObject(refused);
  expect(await customer.balance()).toMatchObject({ available: 0n });
  await customer.start("free", { startsAt: new Date("2026-05-01T00:00:00Z") });
  await advance("2026-05-01T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 100n });
});

test("ended with its month it may be started again with the next, and after a paid plan at once", async () => {
  const customer = await Customer.open();
  await customer.start("free");
  await customer.confirm((await customer.previewEnd("period_end")).quoteId);
  await advance("2026-05-01T00:00:00Z");
  await customer.start("free");
  expect(await customer.balance()).toMatchObject({ available: 100n });

  const paying = await Customer.open();
  await paying.start("pro");
  await paying.confirm((await paying.previewEnd("now")).quoteId);
  await paying.start("free");
  expect(await paying.balance()).toMatchObject({ available: 100n });
});

test("an account is given one trial, and none of what costs nothing", async () => {
  const customer = await Customer.open();
  const noTrial = { code: "invalid_input", facts: { field: "trialDays" } };
  await expect(customer.start("free", { trialDays: 1 })).rejects.toMatchObject(noTrial);
  await customer.start("pro", { trialDays: 14 });
  await customer.consume(20_000n);
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  await expect(customer.start("pro", { trialDays: 14 })).rejects.toMatchObject(noTrial);
  await expect(customer.start("scale", { trialDays: 1 })).rejects.toMatchObject(noTrial);
  // Without one it may have the plan, and is charged for it.
  expect((await customer.preview("pro")).money.dueNow).toMatchObject({ minor: 9_900n });
});

test("a start dated ahead is undone as if it had never been asked for", async () => {
  const customer = await Customer.open();
  await customer.start("pro", { trialDays: 14, startsAt: new Date("2026-06-01T00:00:00Z") });
  expect((await customer.undo()).undone).toEqual([{ kind: "start", waitsFor: "start" }]);
  await expect(customer.undo()).rejects.toMatchObject({ code: "nothing_scheduled" });
  await advance("2026-06-02T00:00:00Z");
  expect(await customer.invoices()).toEqual([]);
  expect(await customer.balance()).toMatchObject({ available: 0n });
  // Neither a plan nor a trial was had: both can still be.
  await customer.start("pro", { trialDays: 14 });
  await advance("2026-06-16T00:00:00Z");
  expect(await customer.invoices()).toMatchObject([{ total: 9_900n }]);
});
