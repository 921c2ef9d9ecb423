import {
  countWaitingRefunds,
  type ListedRefund,
  listWaitingRefunds,
} from "@/billing/refunds/list-queries";
import type { Tx } from "@/db/client";
import type { Money } from "@/lib/money";
import { listPinned } from "./note-queries";
import { listAccountNames, listActorNames } from "./refund-queries";

/** Refunds with the people in them by name. */
export async function namedRefunds(tx: Tx, refunds: readonly ListedRefund[]) {
  const actors = refunds.flatMap(({ requestedBy, approver }) =>
    approver === null ? [requestedBy] : [requestedBy, approver],
  );
  const names = await listActorNames(tx, actors);
  return refunds.map((one) => namedOf(one, names));
}

type Question = { me: string; after?: string | undefined; limit: number };

/**
 * A page of what waits for a second person, the one that waits longest first, how many there are, and where
 * the next page begins. `mine`: whoever looks asked for it.
 */
export async function readWaitingRefunds(tx: Tx, { me, ...question }: Question) {
  const { refunds, next } = await listWaitingRefunds(tx, question);
  const ids = refunds.map(({ accountId }) => accountId);
  const accounts = await listAccountNames(tx, ids);
  const pinned = await listPinned(tx, ids);
  const named = await namedRefunds(tx, refunds);
  const waiting = named.map((one) => ({
    ...one,
    account: { id: one.accountId, name: accounts.get(one.accountId) ?? "" },
    mine: one.requestedBy === me,
    pinned: pinned.filter(({ accountId }) => accountId === one.accountId),
  }));
  return { waiting, count: await countWaitingRefunds(tx), next };
}

function namedOf(
  { currency, amountMinor, cardMinor, creditMinor, excessMinor, ...one }: ListedRefund,
  names: ReadonlyMap<string, string>,
) {
  const money = (minor: bigint): Money => ({ minor, currency });
  const nameOf = (actor: string) => names.get(actor) ?? actor;
  return {
    ...one,
    ...{ amount: money(amountMinor), card: money(cardMinor) },
    ...{ accountCredit: money(creditMinor), excess: money(excessMinor) },
    requestedByName: nameOf(one.requestedBy),
    approverName: one.approver === null ? null : nameOf(one.approver),
  };
}
