import { beforeEach, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const refused = (code: string) => expect.objectContaining({ code });

test("held credits are spent for everyone but their hold", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  const { holdId, available } = await customer.hold(60n, "2026-01-01T06:00:00Z");
  expect(available).toBe(40n);
  expect(await customer.consume(41n)).toMatchObject({ status: "insufficient_credits" });
  await expect(customer.hold(41n, "2026-01-01T06:00:00Z")).rejects.toEqual(
    refused("insufficient_credits"),
  );
  await expect(customer.capture(holdId, 61n)).rejects.toEqual(refused("insufficient_credits"));
  expect(await customer.capture(holdId, 25n)).toMatchObject({ released: 35n, available: 75n });
  expect(await customer.balance()).toMatchObject({ available: 75n, held: 0n });
});

test("a hold ends once: captured, released or out of time", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  const first = await customer.hold(10n, "2026-01-01T06:00:00Z");
  await customer.capture(first.holdId, 10n, { key: "capture" });
  expect(await customer.capture(first.holdId, 10n, { key: "capture" })).toMatchObject({
    replayed: true,
    credits: 10n,
  });
  await expect(customer.capture(first.holdId, 10n)).rejects.toEqual(refused("hold_closed"));
  await expect(customer.release(first.holdId)).rejects.toEqual(refused("hold_closed"));

  const second = await customer.hold(10n, "2026-01-01T06:00:00Z");
  const answer = await customer.release(second.holdId);
  expect(answer).toEqual({ released: 10n, available: 90n });
  expect(await customer.release(second.holdId)).toEqual(answer);
  await expect(customer.capture(second.holdId, 1n)).rejects.toEqual(refused("hold_closed"));

  const third = await customer.hold(10n, "2026-01-01T06:00:00Z");
  await setClock("2026-01-01T06:00:00Z");
  await expect(customer.capture(third.holdId, 1n)).rejects.toEqual(refused("hold_expired"));
  await expect(customer.release(third.holdId)).rejects.toEqual(refused("hold_expired"));
});

test("credits of a grant that expired on hold expire when the hold gives them back", async () => {
  const customer = await Customer.open();
  await customer.grant(100n, { expiresAt: new Date("2026-01-02T00:00:00Z") });
  const { holdId } = await customer.hold(60n, "2026-01-05T00:00:00Z");
  await advance("2026-01-03T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 60n });
  expect(await customer.books()).toMatchObject({ expired: 40n, held: 60n });
  expect(await customer.capture(holdId, 10n)).toMatchObject({ released: 50n, available: 0n });
  expect(await customer.books()).toMatchObject({ expired: 90n, consumed: 10n });
});

test("a hold that runs out after its grant expired gives nothing back", async () => {
  const customer = await Customer.open();
  await customer.grant(100n, { expiresAt: new Date("2026-01-02T00:00:00Z") });
  await customer.hold(60n, "2026-01-05T00:00:00Z");
  await advance("2026-01-06T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  expect(await customer.books()).toMatchObject({ expired: 100n });
});

test("a hold of an allowance outlives its period, and does not roll over", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("rolling")).invoiceId);
  const { holdId } = await customer.hold(900n, "2026-02-03T00:00:00Z");
  await advance("2026-02-01T02:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 1_100n, held: 900n });
  expect(await customer.release(holdId)).toEqual({ released: 900n, available: 1_100n });
  expect(await customer.books()).toMatchObject({ expired: 900n });
});

test("all that is on hold of an expired grant can be captured", async () => {
  const customer = await Customer.open();
  await customer.grant(100n, { expiresAt: new Date("2026-01-02T00:00:00Z") });
  const { holdId } = await customer.hold(100n, "2026-01-05T00:00:00Z");
  await advance("2026-01-04T00:00:00Z");
  expect(await customer.capture(holdId, 100n)).toMatchObject({ released: 0n });
  await advance("2026-01-10T00:00:00Z");
  expect(await customer.books()).toEqual({ consumed: 100n, "issued.promo": -100n });
});

test("a grant on hold can't be revoked, what is beside the hold can", async () => {
  const customer = await Customer.open();
  const { grantId } = await customer.grant(100n);
  await customer.hold(60n, "2026-01-05T00:00:00Z");
  await expect(customer.revoke(grantId, 41n)).rejects.toEqual(refused("insufficient_credits"));
  expect(await customer.revoke(grantId)).toMatchObject({ revoked: 40n, available: 0n });
});
