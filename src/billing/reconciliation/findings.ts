import type { AccountId } from "@/lib/ids";
import type { DecidedThere } from "./ask-disputes";
import type { Suspect } from "./credit-queries";
import type { Cause, Difference, DifferenceClass, Fix } from "./difference";
import type { Clearing, LedgerGap } from "./ledger-queries";
import { matchPair, type Pair, timingSeconds } from "./match";
import type { SaidBalance } from "./run-queries";

/** What of both sides is not plainly the same, as it was read in one picture. */
export type Picture = {
  pairs: readonly Pair[];
  gaps: readonly LedgerGap[];
  sums: readonly { currency: string; ledger: bigint; lines: bigint }[];
  said: readonly SaidBalance[];
  clearing: readonly Clearing[];
  decided: readonly DecidedThere[];
  suspects: readonly Suspect[];
};

/**
 * Everything that does not match, each thing once: lines against bookings, bookings against the ledger, the ledger against
 * what lies there, credits against charges. What follows from another difference is not told again.
 */
export function findingsOf(picture: Picture, t: Date): Difference[] {
  const lines = picture.pairs.flatMap((pair) => matchPair(pair, t) ?? []);
  const named = new Set(lines.flatMap(({ facts }) => facts.source ?? []));
  const clearing = picture.clearing
    .filter(({ disputeId }) => disputeId === null || !named.has(disputeId))
    .flatMap((one) => clearingOf(one, t) ?? []);
  const all = [
    ...lines,
    ...ledgerGaps(picture, t),
    ...balanceGaps(picture, t),
    ...clearing,
    ...picture.decided.flatMap((one) => (named.has(one.processorDisputeId) ? [] : decidedOf(one))),
    ...picture.suspects.map(suspectOf),
  ];
  return [...new Map(all.toReversed().map((one) => [one.subject, one])).values()].reverse();
}

const nothing = { balanceTransactionId: null, credits: null, money: null, fix: null };

/** A ledger that agrees with the processor while the row between them does not: the row alone is wrong, and told. */
function ledgerGaps({ gaps, pairs }: Picture, t: Date): Difference[] {
  return gaps.flatMap(({ accountId, currency, minor }): Difference[] => {
    if (minor === beyond(pairs, { currency, accountId })) return [];
    return [
      {
        ...nothing,
        ...{ subject: `ledger:${accountId}:${currency}`, class: "amount_differs" },
        ...{ cause: "ledger_differs", accountId, occurredAt: t },
        money: { currency, minor: -minor },
        facts: {},
      },
    ];
  });
}

/** What unequal pairs explain: what the processor has of them beyond what is on our books. */
function beyond(
  pairs: readonly Pair[],
  { currency, accountId }: { currency: string; accountId?: AccountId },
): bigint {
  return pairs.reduce((sum, { theirs, ours }) => {
    if (accountId !== undefined && ours?.accountId !== accountId) return sum;
    const there = theirs?.currency === currency ? theirs.amountMinor - theirs.feeMinor : 0n;
    const isOnBooks = ours && ours.state !== "sent" && ours.currency === currency;
    return sum + there - (isOnBooks ? ours.amountMinor - ours.feeMinor : 0n);
  }, 0n);
}

/** What lies there against all of its lines, and those against all ledgers: what no difference explains. */
function balanceGaps({ sums, said, pairs, gaps }: Picture, t: Date): Difference[] {
  const currencies = new Set([...sums, ...said].map(({ currency }) => currency));
  return [...currencies].sort().flatMap((currency): Difference[] => {
    const { ledger = 0n, lines = 0n } = sums.find((one) => one.currency === currency) ?? {};
    const told = said.find((one) => one.currency === currency);
    const lies = told ? told.minor - lines : 0n;
    const unlisted = told?.after.includes(lies) ? 0n : lies;
    const inLedgers = gaps.reduce(
      (sum, one) => (one.currency === currency ? sum + one.minor : sum),
      0n,
    );
    const minor = unlisted + lines - ledger - beyond(pairs, { currency }) + inLedgers;
    if (minor === 0n) return [];
    return [
      {
        ...nothing,
        ...{ subject: `balance:${currency}`, class: "amount_differs", cause: "balance_differs" },
        ...{ accountId: null, occurredAt: t, money: { currency, minor } },
        facts: { said: `${told?.minor ?? "–"}`, lines: `${lines}`, ledger: `${ledger}` },
      },
    ];
  });
}

/** Over there, open here: what was lost of it stands in `dispute_hold` and its credits are held, though no money differs. */
function decidedOf(one: DecidedThere): Difference {
  const { id, accountId, currency, bookedAt, processorDisputeId, status } = one;
  return {
    ...nothing,
    ...{ subject: `dispute:${id}`, class: "missing_here", cause: "dispute_decided", accountId },
    ...{ occurredAt: bookedAt, fix: "ask_stripe", money: { currency, minor: 0n } },
    facts: { kind: "dispute", id, source: processorDisputeId, status },
  };
}

const clearingCauses = {
  unbilled: "unbilled_left",
  exchange: "exchange_one_sided",
  dispute_hold: "dispute_hold_left",
  "issued.rollover": "rollover_left",
} as const satisfies Record<Clearing["kind"], Cause>;

/** A clearing account that did not return to zero within a day. */
function clearingOf(one: Clearing, t: Date): Difference | null {
  const { kind, accountId, asset, balance, movedAt, disputeId } = one;
  if (t.getTime() - movedAt.getTime() < timingSeconds * 1_000) return null;
  const isCredits = asset === "credit";
  return {
    ...nothing,
    ...{ subject: `clearing:${accountId}:${kind}:${asset}`, class: "amount_differs" },
    ...{ cause: clearingCauses[kind], accountId, occurredAt: movedAt },
    fix: disputeId === null ? null : "ask_stripe",
    money: isCredits ? null : { currency: asset, minor: -balance },
    credits: isCredits ? balance : null,
    facts: { ledgerAccount: kind, ...(disputeId !== null && { source: disputeId }) },
  };
}

const suspected: Record<Suspect["kind"], { class: DifferenceClass; fix: Fix | null }> = {
  never_granted: { class: "charge_without_grant", fix: "grant" },
  granted_too_little: { class: "charge_without_grant", fix: null },
  granted_too_much: { class: "grant_without_charge", fix: "revoke" },
  granted_before_paid: { class: "grant_without_charge", fix: "revoke" },
  granted_for_void: { class: "grant_without_charge", fix: "revoke" },
  granted_without_line: { class: "grant_without_charge", fix: "revoke" },
  not_taken_back: { class: "refund_without_revocation", fix: null },
  slice_not_settled: { class: "refund_without_revocation", fix: null },
  other_period: { class: "unlinked_usage", fix: null },
  no_period: { class: "unlinked_usage", fix: null },
};

function suspectOf({ kind, subject, accountId, credits, at, facts }: Suspect): Difference {
  const { class: named, fix } = suspected[kind];
  return {
    ...nothing,
    ...{ subject, class: named, cause: kind, accountId, credits, occurredAt: at, facts },
    fix: isByHand(fix, facts) ? null : fix,
  };
}

function isByHand(fix: Fix | null, { grant, byHand }: Suspect["facts"]): boolean {
  return (fix === "revoke" && grant === undefined) || byHand !== undefined;
}
