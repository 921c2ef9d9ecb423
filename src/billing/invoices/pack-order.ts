import { addSeconds, maxDate } from "@/lib/time";
import type { GrantsWhen, LineKind } from "../decision";

/** What of a document says whether it is an order nobody paid. */
export type Ordered = {
  status: string;
  grants: GrantsWhen;
  paidMinor: bigint;
  creditAppliedMinor: bigint;
  lines: readonly { kind: LineKind }[];
};

/**
 * Whether a document sells packs and nothing else, whose credits come with the money, and no money came: an
 * order that was neither paid nor delivered, so that whoever made it may take it back. Account credit applied
 * to it was the account's own, and is again.
 */
export function isUnpaidOrder(document: Ordered): boolean {
  const { status, grants, paidMinor, creditAppliedMinor, lines } = document;
  if (status !== "issued" || grants !== "on_payment" || paidMinor > creditAppliedMinor)
    return false;
  const sold = lines.filter(({ kind }) => !follows.has(kind));
  return sold.length > 0 && sold.every(({ kind }) => kind === "pack");
}

/** Lines that stand on a document because of others. */
const follows: ReadonlySet<LineKind> = new Set(["discount", "tax", "adjustment"]);

const leastSeconds = 86_400;

/**
 * When an order nobody paid ends by itself: on the day it is due, and no sooner than a change that waits for its
 * money would (BOOKS B4). Overdue it would withhold what the account pays for, though nothing was delivered. Null
 * of everything else, and of what is due with the next invoice.
 */
export function orderEndsAt(document: Ordered & Dates): Date | null {
  return isUnpaidOrder(document) ? waitsUntil(document) : null;
}

type Dates = { issuedAt: Date | null; dueAt: Date | null };

/** Until when an order known to be one waits. */
export function waitsUntil({ issuedAt, dueAt }: Dates): Date | null {
  return issuedAt && dueAt && maxDate(dueAt, addSeconds(issuedAt, leastSeconds));
}
