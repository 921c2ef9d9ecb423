/** Where the money of a refund went, in the words of its mail; `note`: none was paid, and less is owed. */
export function refundWent({
  cardMinor,
  creditMinor,
  returned,
}: {
  cardMinor: bigint;
  creditMinor: bigint;
  /** It could not be delivered, and is kept for the account. */
  returned: boolean;
}): "card" | "credit" | "both" | "note" | "returned" {
  if (returned) return "returned";
  if (cardMinor > 0n) return creditMinor > 0n ? "both" : "card";
  return creditMinor > 0n ? "credit" : "note";
}
