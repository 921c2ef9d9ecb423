import type { Destination, Policy, RefundedInvoice, Shortfall, Wanted } from "./data";
import { parseMoney } from "./typed";

/** What is filled in. */
export type RefundForm = {
  of: "all" | "amount" | "lines";
  /** As typed. */
  amount: string;
  /** By line that is chosen: an amount as typed, or nothing for all that is left. */
  lines: Record<string, string>;
  destination: Destination;
  period: "keep" | "cancel";
  policy: Policy;
  shortfall: Shortfall;
  reason: string;
  note: string;
};

export const emptyForm: RefundForm = {
  ...{ of: "all", amount: "", lines: {}, destination: "card", period: "keep" },
  ...{ policy: "proportional", shortfall: "debt", reason: "", note: "" },
};

/** What the form asks for; undefined while that is nothing yet. */
export function wantedOf(
  { id: invoiceId, currency }: Pick<RefundedInvoice, "id" | "currency">,
  { of, amount, lines, destination, period }: RefundForm,
): Wanted | undefined {
  const wish = { invoiceId, destination, period };
  if (of === "all") return wish;
  if (of === "amount") {
    const minor = parseMoney(amount, currency);
    return minor === null ? undefined : { ...wish, amount: minor };
  }
  const chosen = Object.entries(lines).map(([lineId, typed]) => ({
    lineId,
    typed: typed.trim(),
    minor: parseMoney(typed, currency),
  }));
  if (chosen.length === 0) return undefined;
  if (chosen.some(({ typed, minor }) => typed !== "" && minor === null)) return undefined;
  return {
    ...wish,
    lines: chosen.map(({ lineId, minor }) =>
      minor === null ? { lineId } : { lineId, amount: minor },
    ),
  };
}
