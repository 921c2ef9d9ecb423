import { expect } from "vitest";
import type { portalOf } from "../portal";
import {
  isUsable,
  net,
  priceOf,
  type Raw,
  type RawGrant,
  type RawInvoice,
  sum,
  usedIn,
  within,
} from "./raw";

type Portal = ReturnType<typeof portalOf>;

/** Every figure of the overview, worked out anew. */
export const overviewFigures = {
  "overview.account": async (portal: Portal, raw: Raw) => {
    const isNew = raw.grants.length === 0 && raw.periods.length === 0;
    expect(await portal.overview.account()).toMatchObject({
      ...{ name: raw.name, timezone: raw.zone, isNew },
    });
  },

  "overview.balance": async (portal: Portal, raw: Raw) => {
    const told = await portal.overview.balance();
    const usable = raw.grants.filter((one) => isUsable(one, raw.now));
    const left = usable.map((one) => ({ ...one, left: net(raw.moves, { id: one.id }) }));
    const plan = currentPeriod(raw);
    expect(told).toMatchObject({
      available: sum(left.map((one) => one.left)),
      held: net(raw.moves, { kind: "held" }),
      debt: -net(raw.moves, { kind: "debt" }),
      overage: overageOfSlice(raw) + sum(overageOfClosed(raw).map(({ credits }) => credits)),
      awaitingPayment: plan && !plan.allowanceGranted ? plan.allowance : 0n,
    });
    const categories = [...new Set(left.filter((one) => one.left > 0n).map((one) => one.category))];
    expect(told.sources.map(({ category }) => category).sort()).toEqual(categories.sort());
    for (const { category, remaining, nextExpiry } of told.sources) {
      const own = left.filter((one) => one.category === category && one.left > 0n);
      expect(remaining).toBe(sum(own.map((one) => one.left)));
      const ends = own.flatMap(({ expiresAt }) => (expiresAt ? [expiresAt.getTime()] : []));
      const soonest = ends.length > 0 ? Math.min(...ends) : null;
      const expiring = own.filter(({ expiresAt }) => expiresAt?.getTime() === soonest);
      expect(nextExpiry).toEqual(
        soonest === null
          ? null
          : { at: new Date(soonest), credits: sum(expiring.map((one) => one.left)) },
      );
    }
  },

  "overview.plan": async (portal: Portal, raw: Raw) => {
    const plan = currentPeriod(raw);
    const told = await portal.overview.plan();
    if (!plan) return expect(told).toBeNull();
    expect(told).toMatchObject({
      ...{ name: plan.name, price: { minor: plan.price, currency: plan.currency } },
      ...{ interval: plan.interval, allowance: plan.allowance, overagePrice: plan.overagePrice },
      period: { start: plan.start, end: plan.end },
    });
  },

  "overview.usage": async (portal: Portal, raw: Raw) => {
    const told = await portal.overview.usage();
    const plan = currentPeriod(raw);
    if (plan) expect(told.period).toEqual({ start: plan.sliceStart, end: plan.sliceEnd });
    expect(told.used).toBe(usedIn(raw, told.period));
    expect(told.overage).toBe(overageOfSlice(raw));
    expect(told.allowance).toBe((plan?.trial && plan.trialAllowance) || (plan?.allowance ?? 0n));
    const price = plan?.overagePrice ?? null;
    expect(told.onDemand?.amount.minor ?? null).toBe(
      price === null ? null : priceOf(overageOfSlice(raw), price),
    );
    expect(told.included).toBe(includedIn(raw, told.used));
  },

  "overview.invoices": async (portal: Portal, raw: Raw) => {
    const { items } = await portal.overview.invoices();
    expect(items.map(({ id }) => id)).toEqual(raw.invoices.slice(0, 5).map(({ id }) => id));
    for (const item of items) {
      const invoice = raw.invoices.find(({ id }) => id === item.id) as RawInvoice;
      const total = totalOf(raw, invoice);
      expect(item.total).toEqual({ minor: total, currency: invoice.currency });
      expect(item.due.minor).toBe(dueOf(raw, invoice));
      expect(item.status).toBe(statusOf(raw, invoice));
      expect(sum(item.charges.map(({ amount }) => amount.minor))).toBe(total);
    }
  },

  "overview.nextInvoice": async (portal: Portal, raw: Raw) => {
    const { upcoming, carried, credit } = await portal.overview.nextInvoice();
    const kept =
      -net(raw.moves, { kind: "account_credit" }) - sum(raw.invoices.map((one) => dueOf(raw, one)));
    expect(credit?.minor ?? 0n).toBe(within(kept, upcoming?.total.minor ?? 0n));
    expect(upcoming?.total.minor ?? 0n).toBe(nextTotal(raw));
    expect(carried?.minor ?? 0n).toBe(carriedOn(raw));
    if (upcoming) {
      expect(sum(upcoming.charges.map(({ amount }) => amount.minor))).toBe(upcoming.total.minor);
      expect(upcoming.at).toEqual(currentPeriod(raw)?.sliceEnd);
    }
  },

  "overview.alerts": async (portal: Portal, raw: Raw) => {
    const told = await portal.overview.alerts();
    const overdue = raw.invoices.filter((one) => statusOf(raw, one) === "overdue");
    const soon = raw.now.getTime() + 7 * 86_400_000;
    const expiring = raw.grants.filter(
      (one) =>
        one.category !== "allowance" &&
        isUsable(one, raw.now) &&
        one.expiresAt !== null &&
        one.expiresAt.getTime() <= soon &&
        left(raw, one) > 0n,
    );
    const plan = currentPeriod(raw);
    const withheld = plan && !plan.allowanceGranted ? plan.allowance : 0n;
    const debt = -net(raw.moves, { kind: "debt" });
    const figureOf = (kind: string) =>
      sum(told.flatMap((one) => (one.kind === kind && "credits" in one ? [one.credits] : [])));
    const amounts = told.flatMap((one) => (one.kind === "overdue" ? [one.amount.minor] : []));
    expect(amounts.length).toBe(overdue.length);
    expect(sum(amounts)).toBe(sum(overdue.map((one) => dueOf(raw, one))));
    expect(figureOf("debt")).toBe(debt);
    expect(figureOf("withheld")).toBe(withheld);
    expect(figureOf("expiring")).toBe(sum(expiring.map((one) => left(raw, one))));
    for (const one of told) if (one.kind === "runOut") expect(one.at.getTime()).toBeLessThan(soon);
  },

  "overview.forecast": async (portal: Portal, raw: Raw) => {
    const { available, history, asOf } = await portal.overview.forecast({});
    expect(asOf).toEqual(raw.now);
    const usable = raw.grants.filter((one) => isUsable(one, raw.now));
    expect(available).toBe(sum(usable.map((one) => left(raw, one))));
    for (const [index, { at, left: then }] of history.entries()) {
      const isEnd = index === 0 || index === history.length - 1;
      const expected = usableAt(raw, { at, isEnd });
      expect([at.toISOString(), then]).toEqual([at.toISOString(), expected]);
    }
  },

  "overview.activity": async (portal: Portal, raw: Raw) => {
    const { entries } = await portal.overview.activity();
    const [first] = entries;
    const usableLeft = raw.grants.filter(({ expiresAt }) => !expiresAt || expiresAt > raw.now);
    if (first) expect(first.balance).toBe(sum(usableLeft.map(({ id }) => net(raw.moves, { id }))));
    for (const { version, change, balance } of entries) {
      if (version === null) continue; // an expiry that is read before it is posted
      const own = raw.moves.filter((one) => one.version === version && one.asset === "credit");
      expect(own.length).toBeGreaterThan(0);
      expect(change).toBe(net(own, { kind: "grant" }));
      const until = raw.moves.filter((one) => one.version <= version && one.asset === "credit");
      expect(balance).toBe(net(until, { kind: "grant" }));
    }
  },
};

function left(raw: Raw, { id }: RawGrant): bigint {
  return net(raw.moves, { id });
}

/**
 * What could be used when a local day began, so a second before it; at the very first point and the last,
 * at that instant. Late use of what was on hold then leaves nothing of its grant, and takes nothing from others.
 */
function usableAt(raw: Raw, { at, isEnd }: { at: Date; isEnd: boolean }): bigint {
  const instant = isEnd ? at : new Date(at.getTime() - 1_000);
  const booked = raw.moves.filter(({ bookedAt }) => bookedAt <= instant);
  const usable = raw.grants.filter((one) => isUsable(one, instant));
  const each = usable.map(({ id }) => net(booked, { id }));
  return sum(each.filter((credits) => credits > 0n));
}

function currentPeriod(raw: Raw) {
  return raw.periods.find(({ state }) => state === "open");
}

/** Use beyond the grants in the running slice: all of the period's less what earlier slices were charged. */
function overageOfSlice(raw: Raw): bigint {
  const plan = currentPeriod(raw);
  if (!plan) return 0n;
  const all = sum(raw.uses.filter((one) => one.period === plan.id).map(({ overage }) => overage));
  const charged = raw.lines.filter(({ kind, period }) => kind === "overage" && period === plan.id);
  return all - sum(charged.map(({ quantity }) => quantity));
}

export function totalOf(raw: Raw, { id }: RawInvoice): bigint {
  const lines = raw.lines.filter(({ invoice }) => invoice === id);
  return sum(lines.map(({ quantity, unitPrice }) => priceOf(quantity, unitPrice)));
}

export function dueOf(raw: Raw, invoice: RawInvoice): bigint {
  const isOpen = invoice.status === "issued" || invoice.status === "draft";
  return isOpen ? totalOf(raw, invoice) : 0n; // nothing is paid in part yet
}

export function statusOf(raw: Raw, { status, dueAt }: RawInvoice): string {
  if (status !== "issued") return status;
  return dueAt === null ? "carried" : dueAt <= raw.now ? "overdue" : status;
}

/** What is open of carried invoices that none was sent after which still waits. */
function carriedOn(raw: Raw): bigint {
  const waiting = raw.invoices.filter(({ status }) => status === "issued");
  const isTaken = ({ issuedAt: before }: RawInvoice) =>
    waiting.some(({ dueAt, issuedAt }) => dueAt && issuedAt && before && issuedAt >= before);
  return sum(
    waiting.filter((one) => one.dueAt === null && !isTaken(one)).map((one) => dueOf(raw, one)),
  );
}

/** Use beyond the grants of periods a change or an end closed, less what of it stands on a line. */
function overageOfClosed(raw: Raw): { credits: bigint; price: string | null }[] {
  return raw.periods
    .filter(({ state, closedBy }) => state === "closed" && closedBy !== "renewal")
    .map(({ id, overagePrice: price }) => {
      const used = sum(raw.uses.filter((one) => one.period === id).map(({ overage }) => overage));
      const lines = raw.lines.filter(({ kind, period }) => kind === "overage" && period === id);
      return { credits: used - sum(lines.map(({ quantity }) => quantity)), price };
    });
}

/** The plan's price if the period ends with the slice, and overage so far; the cheaper of nothing. */
function nextTotal(raw: Raw): bigint {
  const plan = currentPeriod(raw);
  if (!plan) return 0n;
  const base = plan.sliceEnd.getTime() === plan.end.getTime() ? plan.price : 0n;
  const ofClosed = overageOfClosed(raw).map(({ credits, price }) =>
    price ? priceOf(credits, price) : 0n,
  );
  const running = plan.overagePrice ? priceOf(overageOfSlice(raw), plan.overagePrice) : 0n;
  return base + running + sum(ofClosed);
}

/** What is gone of the slice's allowance and not on hold, as far as it was use of the slice. */
function includedIn(raw: Raw, used: bigint): bigint {
  const plan = currentPeriod(raw);
  if (!plan) return 0n;
  const allowances = raw.grants.filter(
    (one) =>
      one.category === "allowance" &&
      one.period === plan.id &&
      (one.sliceIndex ?? 0) === plan.sliceIndex,
  );
  const held = raw.onHold.filter(({ grant }) => allowances.some(({ id }) => id === grant));
  const gone =
    sum(allowances.map((one) => one.amount - left(raw, one))) - sum(held.map((one) => one.credits));
  return within(gone, used - overageOfSlice(raw));
}
