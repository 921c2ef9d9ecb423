import { expect } from "vitest";
import type { InvoiceLineId } from "@/lib/ids";
import type { portalOf } from "../portal";
import { priceOf, type Raw, type RawUse, sum } from "./raw";

type Portal = ReturnType<typeof portalOf>;
type Question = NonNullable<Parameters<Portal["usage"]["table"]>[0]>;
type Table = Awaited<ReturnType<Portal["usage"]["table"]>>;

// Few enough that a short life has several pages.
const limit = 5;

/** What an app of the property notes on a use: a project, unless it is one in five. */
export function projectOf(quantity: bigint): string | null {
  return quantity % 5n === 0n ? null : `project-${quantity % 3n}`;
}

/** Every figure of the usage page, worked out anew. */
export const usageFigures = {
  "usage.periods": async (portal: Portal, raw: Raw) => {
    const periods = await portal.usage.periods();
    if (raw.periods.length === 0) return;
    const plans = new Set(periods.map(({ planPeriodId }) => planPeriodId));
    expect([...plans].sort()).toEqual(raw.periods.map(({ id }) => id).sort());
    // Slices of a year follow one another without a gap.
    for (const [index, { end }] of periods.slice(1).entries()) {
      expect(end).toEqual(periods[index]?.start);
    }
  },

  "usage.span": async (portal: Portal, raw: Raw) => {
    const span = await portal.usage.span();
    expect(span.start <= raw.now && raw.now < span.end).toBe(true);
    const plan = raw.periods.find(({ state }) => state === "open");
    if (plan) expect(span).toMatchObject({ start: plan.sliceStart, end: plan.sliceEnd });
  },

  "usage.table": async (portal: Portal, raw: Raw) => {
    const periods = await portal.usage.periods();
    for (const { key, start, end } of periods.slice(0, 2)) {
      const uses = raw.uses.filter(({ at }) => start <= at && at < end);
      const ask = (question: Question) => portal.usage.table({ period: key, ...question });
      expectTable(raw, await ask({ costs: true }), { uses, keyOf: ({ feature }) => feature });
      const byActor = await ask({ grouping: { by: "actor" } });
      expectTable(raw, byActor, { uses, keyOf: (one) => actorOf(raw, one) });
      const byProject = await ask({ grouping: { by: "property", name: "project" } });
      expectTable(raw, byProject, { uses, keyOf: projectIn });
      const images = uses.filter(({ feature }) => feature === "image");
      const ofImages = await ask({ feature: "image", grouping: { by: "actor" } });
      expectTable(raw, ofImages, { uses: images, keyOf: (one) => actorOf(raw, one) });
    }
    for (const line of raw.lines.filter(({ kind }) => kind === "overage" || kind === "plan")) {
      const { total } = await portal.usage.table({ line: line.id as InvoiceLineId });
      if (line.kind === "overage") expect(total.overage).toBe(line.quantity);
      else {
        const own = raw.uses.filter(({ period }) => period === line.period);
        expect(total.credits).toBe(sum(own.map(({ credits }) => credits)));
      }
    }
  },

  "usage.notes": async (portal: Portal, raw: Raw) => {
    const notes = await portal.usage.notes();
    const last = raw.uses.at(-1);
    expect(notes.lastUse?.at ?? null).toEqual(last?.at ?? null);
    expect(notes).toMatchObject({ isRunning: true, isFinal: false, inGrace: false });
  },

  "usage.choices": async (portal: Portal, raw: Raw) => {
    const { start, end } = await portal.usage.span();
    const uses = raw.uses.filter(({ at }) => start <= at && at < end);
    const { actors, properties } = await portal.usage.choices();
    expect(actors).toEqual([...new Set(uses.map((one) => actorOf(raw, one)))].sort());
    const named = uses.some((one) => projectIn(one) !== null);
    expect(properties).toEqual(named ? ["project"] : []);
  },

  "usage.events": async (portal: Portal, raw: Raw) => {
    for (const { key: period, start, end } of (await portal.usage.periods()).slice(0, 2)) {
      const events = await everyEvent(portal, { period });
      const uses = raw.uses.filter(({ at }) => start <= at && at < end).reverse();
      expect(
        events.map(({ key, at, feature, quantity, credits, overage, actor, paidBy }) => ({
          ...{ key, at, feature, quantity, credits, overage, actor },
          paidBy: paidBy.map((one) => [one.id, one.credits]),
        })),
      ).toEqual(
        uses.map((use) => ({
          ...{ key: use.key, at: use.at, feature: use.feature, quantity: use.quantity },
          ...{ credits: use.credits, overage: use.overage, actor: actorOf(raw, use) },
          paidBy: use.burnedGrants.map((id, index) => [id, use.burnedCredits[index]]),
        })),
      );
    }
    for (const line of raw.lines.filter(({ kind }) => kind === "overage")) {
      const events = await everyEvent(portal, { line: line.id as InvoiceLineId });
      expect(sum(events.map(({ overage }) => overage))).toBe(line.quantity);
      for (const { overageLine } of events) expect(overageLine?.id).toBe(line.id);
    }
  },
};

function actorOf(raw: Raw, { version }: RawUse): string {
  return raw.transactions.find((one) => one.version === version)?.actor ?? "nobody";
}

function projectIn({ quantity, hold }: RawUse): string | null {
  return hold === null ? projectOf(quantity) : null;
}

type Expected = { uses: readonly RawUse[]; keyOf: (use: RawUse) => string | null };

/** Cells by local day and group, their sums both ways, and what it cost. */
function expectTable(raw: Raw, table: Table, { uses, keyOf }: Expected): void {
  const cells = new Map<string, bigint[]>();
  for (const use of uses) add(cells, JSON.stringify([localDay(use.at, raw.zone), keyOf(use)]), use);
  const told = table.cells.map((cell) => [
    JSON.stringify([cell.day, cell.key]),
    [cell.quantity, cell.credits, cell.overage, cell.events],
  ]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(cells));

  const whole = new Map<string, bigint[]>();
  for (const use of uses) add(whole, "all", use);
  const all = whole.get("all") ?? [0n, 0n, 0n, 0n];
  for (const some of [[table.total], table.days, table.groups]) {
    const summed = ["quantity", "credits", "overage", "events"] as const;
    expect(summed.map((name) => sum(some.map((one) => one[name])))).toEqual(all);
  }
  if (table.cells.some(({ costs }) => costs.length > 0)) {
    expect(minorOf([table.total])).toBe(costOf(raw, uses));
    expect(minorOf(table.days)).toBe(costOf(raw, uses));
    expect(minorOf(table.groups)).toBe(costOf(raw, uses));
  }
}

function add(cells: Map<string, bigint[]>, name: string, use: RawUse): void {
  const cell = cells.get(name) ?? [0n, 0n, 0n, 0n];
  const more = [use.quantity, use.credits, use.overage, 1n];
  cells.set(
    name,
    cell.map((figure, index) => figure + (more[index] ?? 0n)),
  );
}

/** The date on a wall clock of the zone, by the platform's own calendar and none of our code. */
function localDay(at: Date, timeZone: string): string {
  const shape = { timeZone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-CA", shape).format(at);
}

function minorOf(measures: readonly { costs: { minor: bigint }[] }[]): bigint {
  return sum(measures.flatMap(({ costs }) => costs.map(({ minor }) => minor)));
}

/** Per grant its share of what was paid for it, per plan period its overage at the price: each rounded once. */
function costOf(raw: Raw, uses: readonly RawUse[]): bigint {
  const ofGrants = raw.grants.map(({ id, amount, paid }) => {
    const burned = uses.flatMap(({ burnedGrants, burnedCredits }) =>
      burnedGrants.flatMap((grant, index) => (grant === id ? [burnedCredits[index] ?? 0n] : [])),
    );
    return (2n * paid * sum(burned) + amount) / (2n * amount);
  });
  const ofPeriods = raw.periods.map(({ id, overagePrice }) => {
    const own = uses.filter(({ period }) => period === id);
    return priceOf(sum(own.map(({ overage }) => overage)), overagePrice ?? "0");
  });
  return sum([...ofGrants, ...ofPeriods]);
}

async function everyEvent(
  portal: Portal,
  question: { period?: string | null; line?: InvoiceLineId },
) {
  const events = [];
  for (let before: { at: Date; key: string } | null = null; ; ) {
    const page: Awaited<ReturnType<Portal["usage"]["events"]>> = await portal.usage.events({
      ...question,
      limit,
      before,
    });
    events.push(...page.events);
    if (page.next === null) return events;
    before = page.next;
  }
}
