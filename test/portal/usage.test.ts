import { beforeEach, describe, expect, test } from "vitest";
import type { Customer } from "../books";
import { january, linesOf, usageOf, use } from "./usage-story";

const usd = (minor: bigint) => [{ minor, currency: "usd" }];

describe("January of an account in Berlin", () => {
  let customer: Customer;
  let usage: ReturnType<typeof usageOf>;
  let inJanuary: { period: string };

  beforeEach(async () => {
    customer = await january();
    usage = usageOf(customer);
    const [, last] = await usage.periods();
    inJanuary = { period: last?.key ?? "" };
  });

  test("periods come newest first and are called by the invoice that billed them", async () => {
    const periods = await usage.periods();
    expect(periods.map(({ start, invoice }) => [start.toISOString(), invoice?.number])).toEqual([
      ["2026-02-01T00:00:00.000Z", "INV-000002"],
      ["2026-01-01T00:00:00.000Z", "INV-000001"],
    ]);
    expect((await usage.span()).key).toBe(periods[0]?.key);
  });

  test("a day is a day of the account's zone, and rows, columns and total are one", async () => {
    const table = await usage.table(inJanuary);
    const used = table.days.filter(({ credits }) => credits > 0n);
    expect(used.map(({ day, credits }) => [day, credits])).toEqual([
      ["2026-01-05", 1_200n],
      ["2026-01-06", 500n],
      ["2026-01-10", 18_300n],
      ["2026-01-12", 5_000n],
      ["2026-01-20", 300n],
      ["2026-02-01", 40n],
    ]);
    expect(table.groups).toMatchObject([
      { key: "api_call", quantity: 24_840n, credits: 24_840n, overage: 5_040n, events: 6n },
      { key: "image", quantity: 100n, credits: 500n, overage: 0n, events: 1n },
    ]);
    expect(table.total).toMatchObject({ credits: 25_340n, overage: 5_040n, events: 7n });
  });

  test("a period that begins and ends at 01:00 there begins and ends with a part of a day", async () => {
    const { days } = await usage.table(inJanuary);
    expect(days).toHaveLength(32);
    expect(days.filter(({ isPart }) => isPart).map(({ day }) => day)).toEqual([
      "2026-01-01",
      "2026-02-01",
    ]);
  });

  test("by key, and by a property of the app's own, the same credits are told apart otherwise", async () => {
    const byKey = await usage.table({ ...inJanuary, grouping: { by: "actor" } });
    expect(byKey.groups.map(({ key, credits }) => [key, credits])).toEqual([
      ["key:tb_b", 23_540n],
      ["key:tb_a", 1_800n],
    ]);
    const byProject = await usage.table({
      ...inJanuary,
      grouping: { by: "property", name: "project" },
    });
    expect(byProject.groups.map(({ key, credits }) => [key, credits])).toEqual([
      [null, 23_640n],
      ["atlas", 1_500n],
      ["borealis", 200n],
    ]);
    expect(byProject.total).toEqual(byKey.total);
  });

  test("filters join: atlas by tb_a is 1,500, without a project by tb_a 300", async () => {
    const by = { ...inJanuary, actor: "key:tb_a" };
    const atlas = await usage.table({ ...by, property: { name: "project", value: "atlas" } });
    expect(atlas.total.credits).toBe(1_500n);
    const none = await usage.table({ ...by, property: { name: "project", value: null } });
    expect(none.total.credits).toBe(300n);
    const seats = await usage.table({ ...inJanuary, property: { name: "seats", value: "3" } });
    expect(seats.total.credits).toBe(1_500n);
    expect((await usage.table({ ...inJanuary, feature: "image" })).total.credits).toBe(500n);
  });

  test("money: January's allowance cost $99.00, what lay beyond a cent each, February's late 300 a share", async () => {
    const table = await usage.table({ ...inJanuary, costs: true });
    // 300 of February's 20,000 for $99.00 are $1.485, rounded once: $1.49.
    expect(table.total.costs).toEqual(usd(9_900n + 5_040n + 149n));
    const cost = (day: string) => table.days.find((one) => one.day === day)?.costs;
    expect(cost("2026-01-05")).toEqual(usd(594n));
    // $2.475 and $90.585 have equal remainders of the one cent left: the earlier day has it.
    expect(cost("2026-01-06")).toEqual(usd(248n));
    expect(cost("2026-01-10")).toEqual(usd(9_058n));
    expect(cost("2026-01-12")).toEqual(usd(5_000n));
    expect(table.groups.map(({ costs }) => costs)).toEqual([usd(14_841n), usd(248n)]);
  });

  test("the overage line covers what it charges for, the grace hour's with it, to the credit", async () => {
    const [line] = await linesOf(customer, "overage");
    expect(line?.quantity).toBe(5_040n);
    const { total } = await usage.table({ line: line?.id });
    expect(total.overage).toBe(5_040n);
    const { events } = await usage.events({ line: line?.id });
    expect(events.map(({ key, overage }) => [key, overage])).toEqual([
      ["grace", 40n],
      ["beyond", 5_000n],
    ]);
  });

  test("a plan line covers its period's books: what came late is February's, under its own date", async () => {
    const [first, second] = await linesOf(customer, "plan");
    expect((await usage.table({ line: first?.id })).total.credits).toBe(25_040n);
    const late = await usage.table({ line: second?.id });
    expect(late.total.credits).toBe(300n);
    expect(late.days[0]).toMatchObject({ day: "2026-01-20", credits: 300n, isPart: false });
    const { events } = await usage.events({ line: second?.id });
    expect(events).toMatchObject([{ key: "late", isLate: true }]);
  });

  test("both periods say what came late", async () => {
    const [, second] = await linesOf(customer, "plan");
    expect(await usage.notes(inJanuary)).toMatchObject({
      lateInto: { credits: 0n, events: 0n },
      lateOutOf: [{ lineId: second?.id, invoiceNumber: "INV-000002", credits: 300n, events: 1n }],
      isRunning: false,
      isFinal: false,
      openUntil: new Date("2026-03-08T00:00:00Z"),
      lastUse: { at: new Date("2026-01-31T23:50:00Z") },
    });
    expect(await usage.notes()).toMatchObject({
      lateInto: { credits: 300n, events: 1n },
      lateOutOf: [],
      isRunning: true,
    });
  });

  test("an event names the grants that paid and the lines it is on", async () => {
    const { events } = await usage.events(inJanuary);
    expect(events.map(({ key }) => key).slice(0, 3)).toEqual(["grace", "late", "beyond"]);
    const [grace, , beyond] = events;
    expect(grace).toMatchObject({
      actor: "key:tb_b",
      paidBy: [],
      overage: 40n,
      overageLine: { kind: "overage", number: "INV-000002" },
      planLine: { kind: "plan", number: "INV-000001" },
    });
    expect(beyond?.overageLine?.id).toBe(grace?.overageLine?.id);
    const noon = events.find(({ key }) => key === "noon");
    expect(noon).toMatchObject({
      paidBy: [{ category: "allowance", credits: 1_000n }],
      overageLine: null,
      metadata: { project: "atlas", seats: 3 },
    });
  });

  test("what a bar stands for is what it opens: each day and group's events add up to its cell", async () => {
    const { cells } = await usage.table({ ...inJanuary, grouping: { by: "actor" } });
    expect(cells.length).toBeGreaterThan(4);
    for (const { day, key: actor, credits } of cells) {
      const { events } = await usage.events({ ...inJanuary, actor, day });
      expect(events.reduce((sum, event) => sum + event.credits, 0n)).toBe(credits);
    }
  });

  test("a list is read page by page and nothing is told twice", async () => {
    const whole = await usage.events(inJanuary);
    const paged = [];
    for (let before: (typeof whole)["next"] = null; ; ) {
      const page = await usage.events({ ...inJanuary, before, limit: 2 });
      paged.push(...page.events);
      before = page.next;
      if (before === null) break;
    }
    expect(paged).toEqual(whole.events);
    expect(paged).toHaveLength(7);
  });

  test("February is compared with the same part of January, not with all of it", async () => {
    await use(customer, 100n, { at: "2026-02-05T11:00:00Z" });
    const table = await usage.table({ compare: true });
    // It is 10 February, 10:00 in Berlin; the 18,300 of 10 January were told at that very second.
    expect(table.comparedWith).toMatchObject({
      start: new Date("2026-01-01T00:00:00Z"),
      end: new Date("2026-01-10T09:00:00Z"),
    });
    expect(table.totalBefore?.credits).toBe(1_700n);
    expect(table.groups.map(({ key, credits, before }) => [key, credits, before?.credits])).toEqual(
      [
        ["api_call", 100n, 1_200n],
        ["image", 0n, 500n],
      ],
    );
    expect(table.days[4]).toMatchObject({
      day: "2026-02-05",
      credits: 100n,
      before: { credits: 1_200n },
    });
  });

  test("what is offered to choose from is what was used", async () => {
    const choices = await usage.choices(inJanuary);
    expect(choices.actors).toEqual(["key:tb_a", "key:tb_b"]);
    expect(choices.properties).toEqual(["project", "seats"]);
    expect(choices.features.map(({ code }) => code)).toContain("video_second");
  });

  test("what nobody has is not there, and what cannot be is refused", async () => {
    const nobody = "01900000-0000-7000-8000-000000000000";
    await expect(usage.table({ period: nobody })).rejects.toThrow("There is no such period.");
    await expect(usage.table({ line: nobody })).rejects.toThrow("There is no such invoice line.");
    await expect(usage.table({ from: "2026-02-02", to: "2026-02-01" })).rejects.toThrow(/before/);
    await expect(usage.table({ from: "2020-01-01", to: "2026-02-01" })).rejects.toThrow(/366/);
    await expect(usage.span({ period: "2026-13" })).rejects.toThrow();
    expect((await usage.table({ actor: "key:'; drop table x" })).total.credits).toBe(0n);
  });
});
