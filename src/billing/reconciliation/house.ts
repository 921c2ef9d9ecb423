import type { BalanceLine } from "../payments/processor-balance";

/** Where what of the balance is no customer's goes (BOOKS B16). */
export type HouseKind = "bank" | "fees" | "adjustment";

const bank = new Set([
  ...["payout", "payout_cancel", "payout_failure", "topup", "topup_reversal"],
  ...["payout_minimum_balance_hold", "payout_minimum_balance_release"],
]);
const fees = new Set(["stripe_fee", "stripe_fx_fee", "tax_fee", "fee_credit_funding"]);

/** What a line is on the house account; null where it is about a customer, or only a person can tell. */
export function houseKindOf({
  type,
  sourceId,
}: Pick<BalanceLine, "type" | "sourceId">): HouseKind | null {
  if (bank.has(type)) return "bank";
  if (fees.has(type)) return "fees";
  // The balance moves for a dispute by adjustments that name it.
  if (type === "adjustment" && !/^(dp|du|ch|py|re|pyr)_/.test(sourceId ?? "")) return "adjustment";
  return null;
}

/** Types that `houseKindOf` may say something of: what is looked at. */
export const houseTypes: readonly string[] = [...bank, ...fees, "adjustment"];
