import fc from "fast-check";
import { policies } from "@/billing/refunds/refund";
import type { Disputed } from "./life-disputes";

const share = fc.constantFrom(0.05, 0.3333, 0.5, 0.9, 1);

export type Said = "succeeded" | "failed" | "pending";
export type Act =
  | { do: "wait"; seconds: number }
  | { do: "use" | "hold"; share: number }
  | { do: "release" | "end" }
  | { do: "buy"; what: "pack_1000" | "pro" | "rolling" | "pro_yearly" }
  | { do: "change"; plan: "starter" | "scale" }
  | { do: "revoke"; share: number }
  | {
      do: "refund";
      which: number;
      share: number;
      policy: (typeof policies)[number];
      shortfall: "debt" | "write_off" | "block";
      destination: "card" | "account_credit";
      period: "keep" | "cancel";
    }
  | { do: "hear"; which: number; said: Said }
  | { do: "undo"; which: number }
  | { do: "elsewhere"; which: number; share: number }
  | ({ do: "dispute" } & Disputed);

const oneOf = fc.nat({ max: 5 });
/** What may happen to an account between its refunds, and to them. */
export const anAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      seconds: fc.oneof(
        fc.constantFrom(0, 1, 3_600, 86_400),
        fc.integer({ min: 1, max: 40 * 86_400 }),
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom("use" as const, "hold" as const), share }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("release" as const, "end" as const) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("buy" as const),
      what: fc.constantFrom(
        ...(["pack_1000", "pack_1000", "pro", "rolling", "pro_yearly"] as const),
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("change" as const),
      plan: fc.constantFrom("starter" as const, "scale" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("revoke" as const), share }) },
  {
    weight: 9,
    arbitrary: fc.record({
      ...{ do: fc.constant("refund" as const), which: oneOf, share },
      policy: fc.constantFrom(...policies),
      shortfall: fc.constantFrom("debt" as const, "write_off" as const, "block" as const),
      destination: fc.constantFrom("card" as const, "card" as const, "account_credit" as const),
      period: fc.constantFrom("keep" as const, "keep" as const, "cancel" as const),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      ...{ do: fc.constant("hear" as const), which: oneOf },
      said: fc.constantFrom<Said>("succeeded", "succeeded", "failed", "pending"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("undo" as const), which: oneOf }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("elsewhere" as const), which: oneOf, share }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ do: fc.constant("dispute" as const), which: oneOf, share, back: fc.boolean() },
      said: fc.constantFrom<Disputed["said"]>(
        ...(["warning_needs_response", "needs_response", "needs_response"] as const),
        ...(["under_review", "won", "lost", "lost"] as const),
      ),
    }),
  },
);
