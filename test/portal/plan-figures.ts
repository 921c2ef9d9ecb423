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
