import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { type Cell, decimal, type Table } from "@/lib/csv";
import type { AccountId } from "@/lib/ids";
import { decimalOf } from "@/lib/money";
import { dayOf, localTime } from "@/lib/time";
import { readUpToDate } from "../catch-up";
import { getAccountHead, getNow } from "./queries";
import {
  type EventsPage,
  type ResolvedUsage,
  readEventsOf,
  readUsageCells,
  resolveUsage,
  type UsageEvent,
  type UsageQuestion,
} from "./read-usage";
import type { UsageCell, UsageGrouping } from "./usage";
import { type EventPlace, getVersion } from "./usage-event-queries";

type Events = UsageQuestion & { day: string | null };

const batch = 2_000;
// More groups than anybody charts; beyond them a file would not fit in memory before it is sorted.
const mostGroups = 5_000;

const eventColumns = [
  "event_id",
  "occurred_at",
  "occurred_local",
  "recorded_at",
  "feature",
  "quantity",
  "credits",
  "overage_credits",
  "paid_by_grants",
  "plan_invoice",
  "overage_invoice",
  "late",
  "actor",
  "properties",
] as const;

/**
 * US7: the raw events of a view as a file, a batch at a time. All batches are of one picture: what was
 * booked after the first was begun is left out, and a period that ends meanwhile stays the one meant.
 */
export async function eventsFile(db: Db, accountId: AccountId, question: Events): Promise<Table> {
  const { day } = question;
  const { head, meant, more } = await readFirst(db, accountId, question, (tx) =>
    getVersion(tx, accountId),
  );
  return {
    head: day === null ? head : [...head, ["day", day]],
    columns: eventColumns,
    batches: batchesOf(db, meant, { day, upTo: more }),
  };
}

async function* batchesOf(
  db: Db,
  meant: ResolvedUsage,
  question: { day: string | null; upTo: bigint },
): AsyncGenerator<Cell[][]> {
  let before: EventPlace | null = null;
  do {
    const asked: EventsPage = { ...question, before, limit: batch };
    const page: Awaited<ReturnType<typeof readEventsOf>> = await readAs(
      db,
      { role: "tallybook_portal", account: meant.of.accountId },
      (tx) => readEventsOf(tx, meant, asked),
    );
    yield page.events.map((event) => rowOf(event, meant.timezone));
    before = page.next;
  } while (before !== null);
}

function rowOf(event: UsageEvent, timezone: string): Cell[] {
  return [
    event.key,
    event.at,
    localTime(event.at, timezone),
    event.recordedAt,
    event.feature,
    event.quantity,
    event.credits,
    event.overage,
    event.paidBy.map(({ id, credits }) => `${id}:${credits}`).join(" "),
    event.planLine?.number ?? null,
    event.overageLine?.number ?? null,
    event.isLate,
    event.actor,
    event.metadata === null ? null : JSON.stringify(event.metadata),
  ];
}

/** US7: the chart's own figures as a file, a row per local day and group. */
export async function cellsFile(
  db: Db,
  accountId: AccountId,
  question: UsageQuestion & { grouping: UsageGrouping },
): Promise<Table> {
  const { grouping } = question;
  const wanted = { grouping, costs: true, most: mostGroups };
  const { head, more: cells } = await readFirst(db, accountId, question, (tx, meant) =>
    readUsageCells(tx, meant, wanted),
  );
  const currencies = [...new Set(cells.flatMap(({ costs }) => costs.map((one) => one.currency)))];
  const group = grouping.by === "property" ? `property ${grouping.name}` : grouping.by;
  return {
    head: [...head, ["grouped by", group]],
    columns: [
      ...["day", "group", "quantity", "credits", "overage_credits", "events"],
      ...currencies.map((currency) => `cost_${currency}`),
    ],
    batches: [cells.map((cell) => cellRow(cell, currencies))],
  };
}

function cellRow(cell: UsageCell, currencies: readonly string[]): Cell[] {
  const group = cell.isRest ? "(other)" : (cell.key ?? "(none)");
  const costs = currencies.map((currency) => {
    const minor = cell.costs.find((one) => one.currency === currency)?.minor ?? 0n;
    return decimal(decimalOf({ minor, currency }));
  });
  return [cell.day, group, cell.quantity, cell.credits, cell.overage, cell.events, ...costs];
}

/** What a file says of itself, what its question means, and what more is read in the same picture. */
async function readFirst<T>(
  db: Db,
  accountId: AccountId,
  question: UsageQuestion,
  readMore: (tx: Tx, meant: ResolvedUsage) => Promise<T>,
) {
  const read = async (tx: Tx) => {
    const account = await getAccountHead(tx, accountId);
    const meant = await resolveUsage(tx, accountId, question);
    const { span, timezone } = meant;
    const { feature, actor, property, line } = question;
    const head: (readonly [string, Cell])[] = [
      ["account", account.name],
      ["time zone", timezone],
      ["from", span.start],
      ["to (not included)", span.end],
      ["local days", `${dayOf(span.start, timezone)} to ${lastDay(span.end, timezone)}`],
      ["as of", await getNow(tx)],
    ];
    if (span.invoice?.number) head.push(["invoice", span.invoice.number]);
    if (line) head.push(["invoice line", line]);
    if (feature !== null) head.push(["feature", feature]);
    if (actor !== null) head.push(["actor", actor]);
    if (property) head.push([`property ${property.name}`, property.value ?? "(none)"]);
    return { head, meant, more: await readMore(tx, meant) };
  };
  return await readUpToDate(db, accountId, read, "tallybook_portal");
}

function lastDay(end: Date, timezone: string): string {
  return dayOf(new Date(end.getTime() - 1), timezone);
}
