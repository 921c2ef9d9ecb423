import { beforeEach, expect, test } from "vitest";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

const portal = (customer: Customer) => portalOf(customer.id, {}, books());

test("grants stand in the order they pay, and come to the balance", async () => {
  const customer = await Customer.open();
  await customer.start("rolling"); // 1,000 until 1 February
  const welcome = await customer.grant(200n, { expiresAt: new Date("2026-01-10T00:00:00Z") });
  const later = await customer.grant(300n, { effectiveAt: new Date("2026-01-20T00:00:00Z") });
  const first = await customer.grant(50n, { priority: 10 });
  await customer.consume(120n); // 50 of the first, 70 of the welcome credits
  await customer.hold(30n, "2026-01-05T00:00:00Z"); // of the welcome credits

  const page = await portal(customer).grants();
  expect(
    page.grants.map(({ category, used, held, left, state }) => [category, used, held, left, state]),
  ).toEqual([
    ["promo", 70n, 30n, 100n, "usable"],
    ["allowance", 0n, 0n, 1_000n, "usable"],
    ["promo", 0n, 0n, 300n, "later"],
  ]);
  expect(page).toMatchObject({ available: 1_100n, later: 300n, held: 30n, heldBeyond: 0n });
  expect(page.grants[1]?.invoice?.id).toBe((await customer.invoices())[0]?.id);
  expect(page.grants.map(({ id }) => id)).toEqual(
    expect.arrayContaining([welcome.grantId, later.grantId]),
  );
  await expectAsTheServiceSays(customer);

  const finished = await portal(customer).grants({ finished: {} });
  expect(finished.finished?.grants.map(({ id, used }) => [id, used])).toEqual([
    [first.grantId, 50n],
  ]);
});

test("what is over is listed last given first, page by page", async () => {
  const customer = await Customer.open();
  const given = [];
  for (const day of [2, 3, 4, 5, 6]) {
    await setClock(`2026-01-0${day}T00:00:00Z`);
    const until = new Date(`2026-01-0${day}T12:00:00Z`);
    given.unshift((await customer.grant(10n, { expiresAt: until })).grantId);
  }
  await advance("2026-01-08T00:00:00Z");
  const seen = [];
  let before = null;
  do {
    const { finished } = await portal(customer).grants({ finished: { before, limit: 2 } });
    seen.push(...(finished?.grants ?? []).map(({ id }) => id));
    before = finished?.older ?? null;
  } while (before);
  expect(seen).toEqual(given);
});

test("a grant is explained by what left it, and again by its transfers", async () => {
  const customer = await Customer.open();
  const { grantId } = await customer.grant(1_000n, { expiresAt: new Date("2026-02-01T00:00:00Z") });
  await customer.consume(150n);
  await customer.capture((await customer.hold(100n, "2026-01-20T00:00:00Z")).holdId, 60n);
  await customer.hold(25n, "2026-03-01T00:00:00Z");
  await customer.revoke(grantId, 200n);
  const figures = {
    granted: 1_000n,
    used: 210n,
    held: 25n,
    left: 565n,
    expired: 0n,
    revoked: 200n,
    rolledOut: 0n,
    debtRepaid: 0n,
  };
  const { grant, recomputed } = await portal(customer).grant({ grantId });
  expect(grant).toMatchObject(figures);
  expect(recomputed).toEqual(figures);

  // A minute after its end nothing of it is left, though the entry comes an hour later.
  await setClock("2026-02-01T00:01:00Z");
  const ended = { ...figures, left: 0n, expired: 565n };
  const over = await portal(customer).grant({ grantId });
  expect(over.grant).toMatchObject({ ...ended, state: "onHold" });
  expect(over.recomputed).toEqual(ended);
  await advance("2026-02-01T02:00:00Z");
  const posted = await portal(customer).grant({ grantId });
  expect(posted.grant).toMatchObject(ended);
  expect(posted.recomputed).toEqual(ended);
});

async function expectAsTheServiceSays(customer: Customer): Promise<void> {
  const { grants, available } = await portal(customer).grants();
  const balance = await customer.balance();
  expect(available).toBe(balance.available);
  expect(
    grants.map(({ id, category, granted, left, held, effectiveAt, expiresAt }) => ({
      id,
      category,
      granted,
      remaining: left,
      held,
      effectiveAt,
      expiresAt,
    })),
  ).toEqual(balance.grants.map(({ priority: _p, planPeriodId: _i, ...shown }) => shown));
}
