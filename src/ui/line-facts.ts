/** The numbers a line of a part of a cycle was worked out from, as its explanation tells them. */
export type LineFacts =
  | {
      kind: "proration_credit";
      plan: string;
      /**
       * "time", "use" (the allowance spent says more than the time), "all" (none of its time passed),
       * "withheld" (what it would have given waited for its money).
       */
      by: "time" | "use" | "all" | "withheld";
      chargedMinor: bigint;
      unit: "second" | "day";
      left: bigint;
      total: bigint;
      granted: bigint;
      unused: bigint;
      givenBack: bigint;
      /** Months of a year that were not begun, given back whole, each with what was charged for it. */
      slices?: { index: number; chargedMinor: bigint }[];
    }
  | {
      kind: "proration_charge";
      plan: string;
      priceMinor: bigint;
      unit: "second" | "day";
      left: bigint;
      total: bigint;
      allowance: bigint;
      /** Of a year by the month: whole months charged beside the current one's share. */
      slices?: bigint;
    }
  | { kind: "pack"; validMonths: number }
  | { kind: "discount"; id: string; code: string; off: string }
  | { kind: "tax"; name: string; ratePpm: bigint; reverseCharge: boolean }
  /** What a refund gives back of: a line of an earlier document, and what it was for. */
  | { kind: "refund"; of: string; name: string }
  /** To what the processor takes: three-decimal currencies end in 0. */
  | { kind: "rounding" };
