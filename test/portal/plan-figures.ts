import { Temporal } from "temporal-polyfill";
import { expect } from "vitest";
import { newId, type QuoteId } from "@/lib/ids";
import { testCatalog } from "../catalog";
import type { portalOf } from "../portal";
import type { Raw } from "./raw";

type Portal = ReturnType<typeof portalOf>;

/** The plan as its period's row has it, what is sold as the catalogue has it, kept money as it was booked. */
export const planFigures = {
  "plan.current": async (portal: Portal, raw: Raw) => {
    const told = await portal.plan.current();
    const open = raw.periods.find(({ state }) => state === "open");
    expect(told.waiting).toEqual([]);
    if (!open) {
      expect(told.plan).toBeNull();
      return;
    }
    expect(told.plan).toMatchObject({
      ...{ name: open.name, allowance: open.allowance, inTrial: false },
      price: { minor: open.price, currency: open.currency },
      period: { start: open.start, end: open.end },
      awaitingPayment: !open.allowanceGranted,
    });
  },

  "plan.options": async (portal: Portal, raw: Raw) => {
    const { items } = await portal.plan.options();
    const sold = testCatalog.plans.filter(({ currency }) => currency === raw.currency);
    expect(items.map(({ plan, price }) => [plan, price.minor])).toEqual(
      sold.map(({ code, price }) => [code, price]),
    );
    const open = raw.periods.find(({ state }) => state === "open");
    const current = items.filter(({ isCurrent }) => isCurrent).map(({ name }) => name);
    expect(current).toEqual(open ? [open.name] : []);
  },

  // An account of the property asks for no other plan: quotes have stories of their own.
  "plan.quote": async (portal: Portal) => {
    const asked = portal.plan.quote({ quoteId: newId<string>() });
    await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
  },

  "packs.list": async (portal: Portal, raw: Raw) => {
    const { items, debt, onPlan, toPay } = await portal.packs.list();
    // No account of the property has a tax, and none buys a pack: quotes have stories of their own.
    expect(items).toMatchObject(
      testCatalog.packs.map(({ code, credits, price }) => ({
        ...{ pack: code, credits, price: { minor: price, currency: "usd" } },
        ...{ taxAmount: { minor: 0n }, total: { minor: price } },
      })),
    );
    expect(onPlan).toBe(raw.periods.some(({ state }) => state === "open"));
    expect(debt).toBe((await portal.overview.balance()).debt);
    expect(toPay).toEqual([]);
  },

  // No account of the property has agreed to one: that has stories of its own.
  "autoTopUp.get": async (portal: Portal, raw: Raw) => {
    const told = await portal.autoTopUp.get();
    expect(told).toMatchObject({ settings: null, waits: null, methods: [], runs: [] });
    expect(told.spent).toEqual({ minor: 0n, currency: raw.currency });
    expect(told.packs.map(({ pack, total }) => [pack, total.minor])).toEqual(
      testCatalog.packs.map(({ code, price }) => [code, price]),
    );
    expect(told.suggestion?.threshold ?? null).toBe(twoDaysOf(raw));
  },

  "autoTopUp.backTest": async (portal: Portal) => {
    const never = { threshold: 1n, pack: "pack_1000", capMinor: 1n, cooldownMinutes: 60 };
    const told = await portal.autoTopUp.backTest(never);
    expect(told).toMatchObject({ currency: "usd", times: 0, minor: 0n, ran: [] });
  },

  "packs.runOut": async (portal: Portal) => {
    const asked = portal.packs.runOut({ quoteId: newId<QuoteId>() });
    await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
  },

  "invoices.credit": async (portal: Portal, raw: Raw) => {
    const kept = raw.moves.reduce((sum, { fromKind, toKind, amount }) => {
      const more = fromKind === "account_credit" ? amount : 0n;
      return sum + more - (toKind === "account_credit" ? amount : 0n);
    }, 0n);
    const { balance, entries } = await portal.invoices.credit();
    expect(balance).toEqual({ minor: kept, currency: raw.currency });
    expect(entries.at(-1)?.balance.minor ?? 0n).toBe(kept);
  },
};

/** Twice the mean of the whole days after the first use, at most 28 and at least 7, up to two figures. */
function twoDaysOf({ uses, now, zone }: Raw): bigint | null {
  const dayOf = (at: Date) =>
    Temporal.Instant.from(at.toISOString()).toZonedDateTimeISO(zone).toPlainDate();
  const [first] = uses.map(({ at }) => dayOf(at)).sort(Temporal.PlainDate.compare);
  if (!first) return null;
  const today = dayOf(now);
  const whole = Math.min(28, first.until(today).days - 1);
  if (whole < 7) return null;
  const from = today.subtract({ days: whole });
  const used = uses
    .filter(({ at }) => {
      const day = dayOf(at);
      return (
        Temporal.PlainDate.compare(day, from) >= 0 && Temporal.PlainDate.compare(day, today) < 0
      );
    })
    .reduce((sum, { credits }) => sum + credits, 0n);
  if (used === 0n) return null;
  const twice = (used * 2n + BigInt(whole) - 1n) / BigInt(whole);
  const unit = 10n ** BigInt(Math.max(0, `${twice}`.length - 2));
  return ((twice + unit - 1n) / unit) * unit;
}
