/** Refunds and disputes are kept as they came until somebody books them. */
export function isKept(type: string): boolean {
  return /^(refund|charge\.dispute)\./.test(type) || type === "charge.refunded";
}
