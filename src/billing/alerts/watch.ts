import { assert } from "@/lib/errors";
import type { WatchedKind } from "./kinds";

/** A rule as the narrow row carries it: what to compare, and the period it last fired in; of a top-up the second it may next begin in. */
export type Watched = {
  /** `top_up` is no rule: what it brings about is a purchase. */
  kind: WatchedKind | "top_up";
  threshold: bigint;
  /** Whether the customer's app is told as well. */
  webhook: boolean;
  firedIn: string | null;
};

const letters = {
  b: "balance",
  u: "usage",
  s: "spend",
  i: "invoice",
  p: "plan_change",
  t: "top_up",
} as const;

const letterOf: Record<Watched["kind"], keyof typeof letters> = {
  balance: "b",
  usage: "u",
  spend: "s",
  invoice: "i",
  plan_change: "p",
  top_up: "t",
};

/** What a top-up carries for as long as one is open: no instant comes after it. */
export const topUpOpen = "9999999999";

/** `b1000 u75@2026-01`: the row is written with every use, so a rule is a few bytes of it. */
export function parseWatch(text: string): Watched[] {
  return text.split(" ").map((one) => {
    const [, letter = "", threshold = "", webhook, firedIn = null] =
      /^([a-z])(\d+)(w?)(?:@([\d-]+))?$/.exec(one) ?? [];
    const kind = letters[letter as keyof typeof letters];
    assert(kind, `a watched rule is a letter and a threshold, not "${one}"`);
    return { kind, threshold: BigInt(threshold), webhook: webhook === "w", firedIn };
  });
}

export function printWatch(watched: readonly Watched[]): string {
  return watched
    .map(({ kind, threshold, webhook, firedIn }) =>
      [letterOf[kind], threshold, webhook ? "w" : "", firedIn === null ? "" : `@${firedIn}`].join(
        "",
      ),
    )
    .join(" ");
}
