import type { Author, Decision } from "../decision";
import { DecisionDraft } from "../draft";
import { type MoneyKind, moneyAccount } from "../ledger/accounts";
import type { BalanceLine } from "../payments/processor-balance";
import type { CreditSnapshot } from "../state";
import type { HouseKind } from "./house";

export type HouseLine = Pick<BalanceLine, "id" | "currency" | "amountMinor" | "feeMinor"> & {
  kind: HouseKind | "correction";
  at: Date;
  reason: string;
};

const otherSide = {
  bank: "bank",
  fees: "processor_fees",
  adjustment: "adjustments",
  correction: "adjustments",
} as const satisfies Record<HouseLine["kind"], MoneyKind>;

/**
 * Movements of the processor's balance that are no payment, refund or dispute: `stripe_balance → bank` of a payout,
 * `→ processor_fees` of what it keeps, `→ adjustments` of the rest, and back where it came (BOOKS B16).
 */
export function decideHouse(
  snapshot: CreditSnapshot,
  lines: readonly HouseLine[],
  author: Author,
): Decision {
  const draft = new DecisionDraft(snapshot, author);
  for (const { kind, currency, amountMinor, feeMinor, at, reason } of lines) {
    const account = (of: MoneyKind) => moneyAccount(snapshot.accountId, of, currency);
    const there = account("stripe_balance");
    const move = (other: ReturnType<typeof account>, minor: bigint) => {
      const [from, to] = minor > 0n ? [there, other] : [other, there];
      const amount = minor > 0n ? minor : -minor;
      draft.transfer(draft.transaction("payment", at, reason), { from, to, amount });
    };
    move(account(otherSide[kind]), -amountMinor);
    move(account("processor_fees"), feeMinor);
  }
  return draft.decision;
}
