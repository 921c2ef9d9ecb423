/** As many days of use as a threshold leaves for a payment to fail and somebody to put it right. */
export const suggestedDays = 2;

/**
 * CP7: a threshold of two days of use at the present pace, rounded up to two figures so that it can be remembered.
 * Null where the pace is not known yet, or nothing is used.
 */
export function suggestedThreshold(perDay: number | null): bigint | null {
  if (perDay === null || perDay <= 0) return null;
  const whole = BigInt(Math.ceil(perDay * suggestedDays));
  const step = 10n ** BigInt(Math.max(0, whole.toString().length - 2));
  return ((whole + step - 1n) / step) * step;
}
