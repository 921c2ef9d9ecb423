import type { GrantId, InvoiceLineId } from "@/lib/ids";
import { lesser } from "@/lib/money";
import type { AccountDraft } from "../account-draft";
import { creditAccount, grantAccount, type MoneyKind, moneyAccount } from "../ledger/accounts";
import { recognizeTo, undoReturn } from "../recognition";
import { issueChild } from "../refunds/held-credits";
import type { Refundable } from "../refunds/refundable";
import { setGiven } from "../refunds/returned";
import type { GrantState } from "../state";
import type { DisputeState } from "./dispute";
import { givenByDispute } from "./hold-disputed";

/** What losing a dispute did, as it is undone from the ledger. */
export type Lost = {
  /** By line: what went to deferred revenue, net. */
  deferred: ReadonlyMap<InvoiceLineId, bigint>;
  /** By line: what of it was a loss, tax included. What was beyond all lines is in none. */
  losses: ReadonlyMap<InvoiceLineId, bigint>;
  /** Credits taken back, by the grant they were of. */
  revoked: { grant: Omit<GrantState, "remaining" | "held">; credits: bigint }[];
  /** Spent credits that are owed for it, all in all and by line. */
  owed: bigint;
  owedBy: ReadonlyMap<InvoiceLineId, bigint>;
  /** Credits of its lines that refunds and other disputes let go of since, less what they took. */
  freed: bigint;
};

/**
 * A bank looked again, or money came back after a dispute was lost: its loss is turned back whole, and booked anew as
 * far as it still stands. Credits are there again with the time they had left when they were held, as a child of their
 * grant; what is still owed for them is no longer.
 */
export function regainDispute(
  draft: AccountDraft,
  dispute: DisputeState,
  { lost, from }: { lost: Lost; from: Refundable },
): DisputeState {
  const { t: at } = draft.snapshot;
  recognizeTo(draft, at);
  for (const one of lost.revoked) giveCreditsBack(draft, dispute, one);
  forgiveDebt(draft, dispute, lost);
  for (const { given } of givenByDispute(from, dispute.id)) {
    setGiven(draft, { ...given, stands: false });
  }
  turnBack(draft, dispute, lost);
  for (const [lineId, netMinor] of lost.deferred) {
    const line = draft.lines.find(({ id }) => id === lineId);
    if (line && netMinor > 0n) undoReturn(draft, line, { netMinor, at });
  }
  return { ...dispute, lostMinor: 0n, returnedMinor: 0n, excessMinor: 0n };
}

function giveCreditsBack(
  draft: AccountDraft,
  { id, heldAt, bookedAt }: DisputeState,
  { grant, credits }: Lost["revoked"][number],
): void {
  const { t: at, accountId } = draft.snapshot;
  // A child given back before, and taken anew, has had the time until then added already.
  const since = Math.max((heldAt ?? bookedAt).getTime(), grant.issuedAt.getTime());
  const expiresAt = grant.expiresAt && new Date(grant.expiresAt.getTime() + at.getTime() - since);
  const reason = "Back from a dispute";
  const childId: GrantId = issueChild(draft, grant, { credits, expiresAt, reason });
  const through = creditAccount(accountId, "issued.rollover");
  const transaction = draft.transaction("release", at, "A lost dispute was turned");
  const { planPeriodId, invoiceLineId } = grant;
  const common = { amount: credits, planPeriodId, invoiceLineId, disputeId: id };
  draft.transfer(transaction, {
    ...{ from: creditAccount(accountId, "revoked"), to: through, grantId: grant.id, ...common },
  });
  draft.transfer(transaction, {
    ...{ from: through, to: grantAccount(childId), grantId: childId, ...common },
  });
}

/** `revoked → debt`, as much as is owed still, line by line: what paid some of it does not say which. */
function forgiveDebt(draft: AccountDraft, { id }: DisputeState, { owed, owedBy }: Lost): void {
  const { t: at, accountId } = draft.snapshot;
  const transaction = draft.transaction("debt", at, "A lost dispute was turned");
  const amount = lesser(draft.debt, owed);
  for (const part of byLine(amount, owedBy)) {
    draft.transfer(transaction, {
      ...{ from: creditAccount(accountId, "revoked"), to: creditAccount(accountId, "debt") },
      ...{ ...part, disputeId: id },
    });
  }
}

/** All that was lost waits in `dispute_hold` again, each line's from where it went. */
function turnBack(
  draft: AccountDraft,
  { id, currency, lostMinor }: DisputeState,
  { deferred, losses }: Lost,
): void {
  const { t: at, accountId } = draft.snapshot;
  const account = (kind: MoneyKind) => moneyAccount(accountId, kind, currency);
  const transaction = draft.transaction("dispute", at, "A lost dispute was turned");
  const common = { to: account("dispute_hold"), disputeId: id };
  let rest = lostMinor;
  for (const [invoiceLineId, amount] of deferred) {
    rest -= amount;
    const from = account("deferred_revenue");
    draft.transfer(transaction, { ...common, from, amount, invoiceLineId });
  }
  for (const part of byLine(rest, losses)) {
    draft.transfer(transaction, { ...common, from: account("dispute_loss"), ...part });
  }
}

/** A sum as it is of lines, in their order, and what is of none. */
function byLine(
  sum: bigint,
  lines: ReadonlyMap<InvoiceLineId, bigint>,
): { amount: bigint; invoiceLineId: InvoiceLineId | null }[] {
  let rest = sum;
  const parts = [...lines].map(([invoiceLineId, most]) => {
    const amount = lesser(most, rest);
    rest -= amount;
    return { amount, invoiceLineId };
  });
  return [...parts, { amount: rest, invoiceLineId: null }];
}
