export type CustomAmount = { credits: bigint } | { bad: "empty" | "whole" | "few" | "many" };

/**
 * A number of credits as people type it, thousands set apart in any of the usual ways; or what is wrong
 * with it. The server decides again.
 */
export function parseAmount(
  typed: string,
  { min, max }: { min: bigint; max: bigint },
): CustomAmount {
  const text = typed.trim();
  if (text === "") return { bad: "empty" };
  if (!isNumber.test(text)) return { bad: "whole" };
  const digits = text.replaceAll(/\D/g, "");
  // Longer than any bound, and nothing a person means.
  if (digits.length > 18) return { bad: "many" };
  const credits = BigInt(digits);
  if (credits < min) return { bad: "few" };
  return credits > max ? { bad: "many" } : { credits };
}

const isNumber = /^(?:\d+|\d{1,3}(?:([,.'’\s])\d{3})(?:\1\d{3})*)$/;
