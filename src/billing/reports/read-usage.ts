import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { addSeconds, maxDate, minDate, type Period, startOfDay } from "@/lib/time";
import { listNamed } from "./ledger-page-queries";
import { nextDay } from "./months";
import { getAccountHead, getNow } from "./queries";
import { tabulate, type UsageCell, type UsageFilter, type UsageGrouping } from "./usage";
import { costsOf, overageCostOf } from "./usage-costs";
import {
  type EventPlace,
  type EventRow,
  listActors,
  listEvents,
  listFeatures,
  listPropertyNames,
} from "./usage-event-queries";
import {
  type CellRow,
  type Kept,
  listBurned,
  listCells,
  listGrantPrices,
  listOveragePrices,
  listOverageUsed,
  type UsageOf,
} from "./usage-queries";
import { findLastUse, listLateUseOutOf, sumLateUseInto } from "./usage-span-queries";
import { findSpan, findSpanBefore, type SpanQuestion, type UsageSpan } from "./usage-spans";

export type UsageQuestion = SpanQuestion & UsageFilter;

// A group beyond these is in the rest on screen; a file has it all the same.
const mostGroups = 100;
const lateDays = 35;
const graceSeconds = 3600;

/** What a question means when it is asked: the stretch, and which events of it. */
export type ResolvedUsage = { span: UsageSpan; of: UsageOf; timezone: string };

export async function resolveUsage(
  tx: Tx,
  accountId: AccountId,
  question: UsageQuestion,
): Promise<ResolvedUsage> {
  const span = await findSpan(tx, accountId, question);
  const { timezone } = await getAccountHead(tx, accountId);
  const { feature, actor, property } = question;
  const of = { accountId, timezone, feature, actor, property, ...reachOf(span), line: span.line };
  return { span, of, timezone };
}

/** An invoice line also has what came late: from 35 days before it began to an hour after its end. */
function reachOf({ start, end, line }: UsageSpan): { from: Date; to: Date } {
  if (!line) return { from: start, to: end };
  return { from: addSeconds(start, -36 * 86_400), to: addSeconds(end, graceSeconds) };
}

/** US2–US5: use by day and group, what it cost if asked, and beside it the stretch before. */
export async function readUsageTable(
  tx: Tx,
  accountId: AccountId,
  question: UsageQuestion & { grouping: UsageGrouping; costs: boolean; compare: boolean },
) {
  const { grouping, costs } = question;
  const { span, of, timezone } = await resolveUsage(tx, accountId, question);
  const cells = await readCells(tx, of, { grouping, costs, kept: { keys: [], most: mostGroups } });
  const before = question.compare ? await findSpanBefore(tx, accountId, span) : null;
  // What is in the rest now must not come out of it in the stretch before.
  const kept = {
    keys: [...new Set(cells.flatMap(({ key }) => key ?? []))],
    most: cells.some(({ isRest }) => isRest) ? 0 : mostGroups,
  };
  const earlier =
    before &&
    (await readCells(tx, { ...of, from: before.start, to: before.end }, { grouping, costs, kept }));
  return {
    asOf: await getNow(tx),
    span,
    ...tabulate({ span, timezone, cells }, before && earlier && { span: before, cells: earlier }),
    comparedWith: before,
    features: await listFeatures(tx),
    lastUse: await findLastUse(tx, accountId),
  };
}

/** The cells alone, with as many groups as are wanted. */
export async function readUsageCells(
  tx: Tx,
  { of }: ResolvedUsage,
  { grouping, costs, most }: { grouping: UsageGrouping; costs: boolean; most: number },
): Promise<UsageCell[]> {
  return await readCells(tx, of, { grouping, costs, kept: { keys: [], most } });
}

async function readCells(
  tx: Tx,
  of: UsageOf,
  { grouping, costs, kept }: { grouping: UsageGrouping; costs: boolean; kept: Kept },
): Promise<UsageCell[]> {
  if (of.to <= of.from) return [];
  const rows = await listCells(tx, of, { grouping, kept });
  if (!costs || rows.length === 0) return rows.map((row) => ({ ...row, costs: [] }));
  const priced = await priceCells(tx, of, { grouping, rows });
  return rows.map((row, index) => ({ ...row, costs: priced.get(index) ?? [] }));
}

async function priceCells(
  tx: Tx,
  of: UsageOf,
  { grouping, rows }: { grouping: UsageGrouping; rows: CellRow[] },
) {
  const keys = [...new Set(rows.flatMap(({ key }) => key ?? []))];
  const places = new Map(rows.map((row, index) => [nameOf(row), index]));
  const at = (row: Omit<CellRow, "quantity" | "credits" | "overage" | "events">) =>
    places.get(nameOf(row)) ?? 0;
  const burned = await listBurned(tx, of, { grouping, keys });
  const overage = await listOverageUsed(tx, of, { grouping, keys });
  const ids = {
    grants: [...new Set(burned.map(({ grantId }) => grantId))],
    periods: [...new Set(overage.map(({ planPeriodId }) => planPeriodId))],
  };
  const grants = await listGrantPrices(tx, of.accountId, ids.grants);
  const periods = await listOveragePrices(tx, of.accountId, ids.periods);
  return costsOf(
    {
      burned: burned.map((row) => ({ ...row, cell: at(row) })),
      overage: overage.map((row) => ({ ...row, cell: at(row) })),
    },
    {
      grants: new Map(
        grants.map(({ id, granted, paidMinor, currency }) => [
          id,
          { granted, paid: currency ? { minor: paidMinor, currency } : null },
        ]),
      ),
      overage: new Map(periods.map((one) => [one.id, overageCostOf(one, of.line?.id ?? null)])),
    },
  );
}

function nameOf({ day, key, isRest }: Pick<CellRow, "day" | "key" | "isRest">): string {
  return JSON.stringify([day, key, isRest]);
}

/** US8: how final the figures are, and what of other periods' use is in these books. */
export async function readUsageNotes(tx: Tx, accountId: AccountId, question: SpanQuestion) {
  const asOf = await getNow(tx);
  const span = await findSpan(tx, accountId, question);
  const { planPeriodId, start, end, kind } = span;
  const booked = kind === "period" && planPeriodId ? { accountId, planPeriodId, start, end } : null;
  return {
    asOf,
    span,
    lastUse: await findLastUse(tx, accountId),
    /** Until then an app may still tell of use in this stretch. */
    openUntil: addSeconds(end, lateDays * 86_400),
    isRunning: asOf < end,
    /** In the hour after a period its own credits still pay. */
    inGrace: asOf >= end && asOf < addSeconds(end, graceSeconds),
    isFinal: asOf >= addSeconds(end, lateDays * 86_400),
    lateInto: booked ? await sumLateUseInto(tx, booked) : { credits: 0n, events: 0n },
    lateOutOf: booked ? await listLateUseOutOf(tx, booked) : [],
  };
}

/** What there is to filter and group by. */
export async function readUsageChoices(tx: Tx, accountId: AccountId, question: SpanQuestion) {
  const nothing = { feature: null, actor: null, property: null };
  const { of } = await resolveUsage(tx, accountId, { ...question, ...nothing });
  return {
    features: await listFeatures(tx),
    actors: await listActors(tx, of),
    properties: await listPropertyNames(tx, of),
  };
}

export type EventsQuestion = UsageQuestion & EventsPage;

export type EventsPage = {
  /** One local day of the stretch. */
  day: string | null;
  before: EventPlace | null;
  limit: number;
  upTo: bigint | null;
};

export type UsageEvent = Omit<EventRow, "burnedGrants" | "burnedCredits"> & {
  paidBy: { id: string; category: string; credits: bigint }[];
};

/** US6: the raw events, each with the grants that paid and the invoice lines it is in. */
export async function readUsageEvents(tx: Tx, accountId: AccountId, question: EventsQuestion) {
  return await readEventsOf(tx, await resolveUsage(tx, accountId, question), question);
}

/** The same of a question already understood: what is current may be another stretch by the next page. */
export async function readEventsOf(
  tx: Tx,
  { of, timezone, span }: ResolvedUsage,
  { day, before, limit, upTo }: EventsPage,
) {
  const within = day === null ? of : { ...of, ...onDay(of, day, timezone) };
  const rows =
    within.to > within.from ? await listEvents(tx, within, { before, limit: limit + 1, upTo }) : [];
  const page = rows.slice(0, limit);
  const grantIds = [...new Set(page.flatMap(({ burnedGrants }) => burnedGrants))];
  const { grants } = await listNamed(tx, {
    accountId: of.accountId,
    grantIds,
    lineIds: [],
  });
  const categories = new Map(grants.map(({ id, category }) => [id, category]));
  const last = page.at(-1);
  return {
    span,
    features: await listFeatures(tx),
    events: page.map(
      ({ burnedGrants, burnedCredits, ...row }): UsageEvent => ({
        ...row,
        paidBy: burnedGrants.map((id, index) => ({
          id,
          category: categories.get(id) ?? "adjustment",
          credits: burnedCredits[index] ?? 0n,
        })),
      }),
    ),
    next: rows.length > limit && last ? { at: last.at, key: last.key } : null,
  };
}

function onDay({ from, to }: UsageOf, day: string, timezone: string): { from: Date; to: Date } {
  const whole: Period = {
    start: startOfDay(day, timezone),
    end: startOfDay(nextDay(day), timezone),
  };
  return { from: maxDate(from, whole.start), to: minDate(to, whole.end) };
}
