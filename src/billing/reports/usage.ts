import type { Money } from "@/lib/money";
import { dayOf, maxDate, minDate, type Period, startOfDay } from "@/lib/time";
import { nextDay } from "./months";
import { addUp } from "./usage-costs";

export type UsageFilter = {
  feature: string | null;
  actor: string | null;
  /** A property of the app's own with this value; null is of events that do not have it. */
  property: { name: string; value: string | null } | null;
};

export type UsageGrouping = { by: "feature" | "actor" } | { by: "property"; name: string };

export type Measure = {
  quantity: bigint;
  credits: bigint;
  overage: bigint;
  events: bigint;
  /** By currency; empty unless it was asked for. */
  costs: Money[];
};

/** A group of use: `key` null is of events without the property, `isRest` all that have no row of their own. */
export type GroupName = { key: string | null; isRest: boolean };

export type UsageCell = Measure & GroupName & { day: string };

export type UsageGroup = Measure & GroupName & { before: Measure | null };

/** One local day of the account, as far as it lies in what is asked for. */
export type UsageDay = Measure & {
  day: string;
  start: Date;
  end: Date;
  /** The stretch begins or ends within this day. */
  isPart: boolean;
  /** The same day of the stretch before, counted from its start. */
  before: Measure | null;
};

export type UsageTable = {
  groups: UsageGroup[];
  days: UsageDay[];
  cells: UsageCell[];
  total: Measure;
  totalBefore: Measure | null;
};

const noUse: Measure = { quantity: 0n, credits: 0n, overage: 0n, events: 0n, costs: [] };

/** Cells by day and group, summed both ways, so that rows, columns and total are of one set of figures. */
export function tabulate(
  { span, timezone, cells }: { span: Period; timezone: string; cells: UsageCell[] },
  before: { span: Period; cells: UsageCell[] } | null,
): UsageTable {
  const beforeDays = before && daysOf(before.span, timezone, before.cells);
  const days = daysOf(span, timezone, cells).map((day, index) => ({
    ...day,
    ...sum(cells.filter((cell) => cell.day === day.day)),
    before: before && sum(before.cells.filter((cell) => cell.day === beforeDays?.[index]?.day)),
  }));
  const groups = [...namesOf([...cells, ...(before?.cells ?? [])])].map((name) => ({
    ...name,
    ...sum(cells.filter((cell) => isSame(cell, name))),
    before: before && sum(before.cells.filter((cell) => isSame(cell, name))),
  }));
  groups.sort((a, b) => Number(a.isRest) - Number(b.isRest) || compare(b, a));
  return { groups, days, cells, total: sum(cells), totalBefore: before && sum(before.cells) };
}

function sum(measures: readonly Measure[]): Measure {
  const total = { ...noUse };
  for (const one of measures) {
    total.quantity += one.quantity;
    total.credits += one.credits;
    total.overage += one.overage;
    total.events += one.events;
  }
  total.costs = addUp(measures.flatMap(({ costs }) => costs));
  return total;
}

function isSame(a: GroupName, b: GroupName): boolean {
  return a.key === b.key && a.isRest === b.isRest;
}

/** The local days a stretch touches, and earlier or later ones that late use of an invoice line has. */
function daysOf({ start, end }: Period, timezone: string, cells: readonly UsageCell[]) {
  const last = dayOf(new Date(end.getTime() - 1), timezone);
  const used = cells.map(({ day }) => day);
  const first = [dayOf(start, timezone), ...used].sort()[0] ?? last;
  const until = [last, ...used].sort().at(-1) ?? last;
  const days = [];
  for (let day = first; day <= until; day = nextDay(day)) {
    const whole = { start: startOfDay(day, timezone), end: startOfDay(nextDay(day), timezone) };
    const within = day >= dayOf(start, timezone) && day <= last;
    const seen = within
      ? { start: maxDate(whole.start, start), end: minDate(whole.end, end) }
      : whole;
    const isPart = +seen.start !== +whole.start || +seen.end !== +whole.end;
    days.push({ day, ...seen, isPart });
  }
  return days;
}

function namesOf(cells: readonly UsageCell[]): Iterable<GroupName> {
  const names = new Map<string, GroupName>();
  for (const { key, isRest } of cells)
    names.set(`${isRest} ${key === null} ${key}`, { key, isRest });
  return names.values();
}

function compare(a: UsageGroup, b: UsageGroup): number {
  if (a.credits !== b.credits) return a.credits < b.credits ? -1 : 1;
  return (b.key ?? "\uffff") < (a.key ?? "\uffff") ? -1 : 1;
}
