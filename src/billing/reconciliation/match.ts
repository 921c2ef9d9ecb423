import type { AccountId } from "@/lib/ids";
import type { BalanceLine } from "../payments/processor-balance";
import type { Cause, Difference, DifferenceClass, Fix } from "./difference";

/** A movement of the processor's balance. */
export type Theirs = Pick<
  BalanceLine,
  "id" | "type" | "sourceId" | "currency" | "amountMinor" | "feeMinor" | "createdAt" | "description"
>;

/** What is on our books of one. */
export type Ours = {
  kind: "payment" | "refund" | "dispute" | "booking";
  id: string;
  /** What the processor calls what it is of; null where its line says so. */
  there: string | null;
  accountId: AccountId;
  currency: string;
  amountMinor: bigint;
  feeMinor: bigint;
  at: Date;
  /**
   * `settled`: it names its line; `unsettled`: what became of it there is not known yet; `sent`: on its way, and not on
   * the books; `twice`: another names the same line.
   */
  state: "settled" | "unsettled" | "sent" | "twice";
};

export type Pair = { theirs: Theirs; ours: Ours | null } | { theirs: null; ours: Ours };

/** How long news may be on its way, and money between two accounts. */
export const timingSeconds = 86_400;

/**
 * Their line against ours: nothing where they say the same. What is young is timing, whatever is lacking: a day later it
 * is the same difference by another name.
 */
export function matchPair(pair: Pair, t: Date): Difference | null {
  const found = pair.theirs ? matchLine(pair.theirs, pair.ours) : matchOwn(pair.ours);
  if (!found) return null;
  const { subject, accountId, occurredAt } = placeOf(pair);
  const isYoung = t.getTime() - occurredAt.getTime() < timingSeconds * 1_000;
  const isLate = found.class !== "timing" && !(isYoung && found.waits);
  const { class: named, cause, fix, minor, currency } = found;
  return {
    ...{ subject, accountId, occurredAt, credits: null },
    balanceTransactionId: pair.theirs?.id ?? null,
    class: isLate ? named : "timing",
    cause: isLate ? cause : "on_its_way",
    fix,
    money: { currency, minor },
    facts: factsOf(pair),
  };
}

type Found = {
  class: DifferenceClass;
  cause: Cause;
  fix: Fix | null;
  currency: string;
  minor: bigint;
  /** Whether time alone may mend it. */
  waits: boolean;
};

function matchLine(theirs: Theirs, ours: Ours | null): Found | null {
  const net = theirs.amountMinor - theirs.feeMinor;
  const { currency } = theirs;
  if (!ours) {
    const { cause, fix } = unheard(theirs);
    return { class: "missing_here", cause, fix, currency, minor: net, waits: true };
  }
  if (ours.state === "sent") {
    return {
      ...{ class: "timing", cause: "on_its_way", fix: "ask_stripe", currency, minor: net },
      waits: true,
    };
  }
  if (ours.currency !== currency) {
    const cause = ours.state === "unsettled" ? "not_settled" : "currency_differs";
    const fix = ours.state === "unsettled" ? "ask_stripe" : null;
    return { class: "amount_differs", cause, fix, currency, minor: net, waits: true };
  }
  if (ours.amountMinor === theirs.amountMinor && ours.feeMinor === theirs.feeMinor) return null;
  const minor = net - (ours.amountMinor - ours.feeMinor);
  if (ours.state === "unsettled") {
    const cause = "not_settled";
    return { class: "amount_differs", cause, fix: "ask_stripe", currency, minor, waits: true };
  }
  const cause = ours.amountMinor === theirs.amountMinor ? "fee_differs" : "amount_differs";
  return { class: "amount_differs", cause, fix: "book_difference", currency, minor, waits: false };
}

/** On our books and not in their list. */
function matchOwn({ state, currency, amountMinor, feeMinor }: Ours): Found {
  const minor = feeMinor - amountMinor;
  const one = { class: "missing_at_stripe", currency, minor } as const;
  if (state === "twice") return { ...one, cause: "booked_twice", fix: null, waits: false };
  const cause = state === "settled" ? "unknown_there" : "not_settled";
  return { ...one, cause, fix: state === "settled" ? null : "ask_stripe", waits: true };
}

function unheard({ type, sourceId }: Theirs): { cause: Cause; fix: Fix } {
  const source = sourceId ?? "";
  if (/^(ch|py)_/.test(source) && !/^(refund|payment_refund)/.test(type))
    return { cause: "payment_not_heard", fix: "ask_stripe" };
  if (/^(re|pyr)_/.test(source)) return { cause: "refund_not_heard", fix: "ask_stripe" };
  if (/^(dp|du)_/.test(source)) return { cause: "dispute_not_heard", fix: "ask_stripe" };
  return { cause: "other_movement", fix: "book_house" };
}

function placeOf({ theirs, ours }: Pair) {
  const accountId = ours?.accountId ?? null;
  if (theirs) return { subject: `line:${theirs.id}`, accountId, occurredAt: theirs.createdAt };
  return { subject: `${ours.kind}:${ours.id}`, accountId, occurredAt: ours.at };
}

function factsOf({ theirs, ours }: Pair): Record<string, string> {
  return {
    ...(theirs && {
      ...{
        type: theirs.type,
        theirAmount: `${theirs.amountMinor}`,
        theirFee: `${theirs.feeMinor}`,
      },
      ...(theirs.sourceId !== null && { source: theirs.sourceId }),
      ...(theirs.description !== null && { description: theirs.description }),
    }),
    ...(ours && {
      ...{ kind: ours.kind, id: ours.id, ourCurrency: ours.currency },
      ...{ ourAmount: `${ours.amountMinor}`, ourFee: `${ours.feeMinor}` },
      ...(!theirs && ours.there !== null && { source: ours.there }),
    }),
  };
}
