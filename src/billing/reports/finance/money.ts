import { across, type Edge, opposite, type Placed } from "./movement";

/** What became of money in a month. `net` is what of it came into our hands: all that moved there, and nothing else. */
export const moneyColumns = [
  ...(["billed", "writtenOff", "paidOtherwise"] as const),
  ...(["collected", "refunded", "disputed", "fees", "other"] as const),
] as const;
export type MoneyColumn = (typeof moneyColumns)[number];

/** Money in our hands: at the processor, at the bank, and on its way from one currency to another. */
const inHand = (kind: string) =>
  kind === "stripe_balance" || kind === "bank" || kind === "exchange";
const isReceivable = (kind: string) => kind === "receivable";

/**
 * Each transfer stands in one column at most. Billed is what documents ask for, tax included, less what is void;
 * collected, refunded, disputed, fees and other are all that moves money in our hands.
 */
export function placeMoney(edge: Edge): Placed<MoneyColumn>[] {
  const hand = across(edge, inHand);
  if (hand) return [placeInHand(edge, hand)];
  const owed = across(edge, isReceivable);
  if (!owed) return [];
  if (owed.other === "write_off" || edge.about === "uncollectible") {
    return [{ column: "writtenOff", sign: opposite(owed.sign) }];
  }
  if (
    owed.other === "account_credit" ||
    (owed.other === "adjustments" && edge.kind !== "invoice")
  ) {
    return [{ column: "paidOtherwise", sign: opposite(owed.sign) }];
  }
  return [{ column: "billed", sign: owed.sign }];
}

function placeInHand(
  { kind }: Edge,
  { other, sign }: { other: string; sign: 1n | -1n },
): Placed<MoneyColumn> {
  switch (other) {
    case "receivable":
      return { column: "collected", sign };
    // Money nobody asked for is kept for the account; what comes back of a refund is no money collected.
    case "account_credit":
      return kind === "refund"
        ? { column: "refunded", sign: opposite(sign) }
        : { column: "collected", sign };
    case "deferred_revenue":
    case "refunds":
    case "tax_payable":
    case "dispute_loss":
      return { column: "refunded", sign: opposite(sign) };
    case "dispute_hold":
      return { column: "disputed", sign: opposite(sign) };
    case "processor_fees":
      return { column: "fees", sign: opposite(sign) };
    default:
      return { column: "other", sign };
  }
}

/** What came into our hands: the change of the balances at the processor, at the bank and in exchange. */
export function netOf(row: Record<MoneyColumn, bigint>): bigint {
  return row.collected - row.refunded - row.disputed - row.fees + row.other;
}
