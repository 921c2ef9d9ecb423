import type { Db } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import {
  type ActItem,
  type BookedItem,
  listActsOf,
  listBooked,
  listPeriodsBegun,
  type PlanItem,
  type Reached,
  type TimelineKind,
} from "./timeline-queries";

export type TimelineItem = BookedItem | ActItem | PlanItem;

export type TimelineQuestion = {
  /** None: everything but use, and money earned day by day. */
  kinds: readonly TimelineKind[];
  before: string | null;
  limit: number;
};

/**
 * ST1: what happened on an account, money, credits, plans, sign-ins and acts in one line of time, the
 * newest first. Each source is read on from where the page before left it, so that a page far back costs no
 * more than the first.
 */
export async function readTimeline(
  tx: Db,
  accountId: AccountId,
  { kinds, before, limit }: TimelineQuestion,
): Promise<{ items: TimelineItem[]; next: string | null }> {
  const reached = reachedIn(before);
  // One more than is shown, so that it is known whether there is more.
  const asked = { accountId, kinds, limit: limit + 1 };
  const all: TimelineItem[] = [
    ...(await listBooked(tx, { ...asked, below: reached.version })),
    ...(await listActsOf(tx, { ...asked, below: reached.position })),
    ...(await listPeriodsBegun(tx, { ...asked, below: reached.period })),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
  const items = all.slice(0, limit);
  return { items, next: all.length > limit ? textOf(furthest(reached, items)) : null };
}

function furthest(from: Reached, items: readonly TimelineItem[]): Reached {
  const reached = { ...from };
  for (const item of items) {
    if (item.source === "ledger") reached.version = item.version;
    else if (item.source === "act") reached.position = item.position;
    else reached.period = item.at;
  }
  return reached;
}

function textOf({ version, position, period }: Reached): string {
  return [version ?? "", position ?? "", period?.getTime() ?? ""].join(".");
}

/** What a page before reached; text that is no such place begins anew. */
function reachedIn(text: string | null): Reached {
  const [, version, position, period] =
    /^(\d{0,18})\.(\d{0,18})\.(\d{0,15})$/.exec(text ?? "") ?? [];
  return {
    version: version ? BigInt(version) : null,
    position: position ? BigInt(position) : null,
    period: period ? new Date(Number(period)) : null,
  };
}
