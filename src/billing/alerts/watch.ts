import { assert } from "@/lib/errors";
import type { WatchedKind } from "./kinds";

/** A rule as the narrow row carries it: what to compare, and the period it last fired in. */
export type Watched = {
  kind: WatchedKind;
  threshold: bigint;
  /** Whether the customer's app is told as well. */
  webhook: boolean;
  firedIn: string | null;
};

const letters = { b: "balance", u: "usage", s: "spend", i: "invoice", p: "plan_change" } as const;

const letterOf: Record<WatchedKind, keyof typeof letters> = {
  balance: "b",
  usage: "u",
  spend: "s",
  invoice: "i",
  plan_change: "p",
};

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
