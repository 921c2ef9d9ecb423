import { assert, BillingError } from "@/lib/errors";
import type { ConsumptionId, GrantId } from "@/lib/ids";
import { availableCredits } from "../credits/burn-down";
import { decideGrant, decideRevoke } from "../credits/decide-grant";
import type { Author, Decision } from "../decision";
import { type BookedTransaction, decideReverse } from "../ledger/decide-reverse";
import type { CreditMovement } from "../quotes/preview";
import type { GrantState, Snapshot } from "../state";

/** What staff wants done by hand; none of it is revenue. */
export type AdjustmentWish =
  | {
      kind: "grant";
      credits: bigint;
      category: "promo" | "goodwill" | "adjustment";
      expiresAt: Date | null;
      /** The use whose credits it gives back, at most what that took. */
      consumptionId: ConsumptionId | null;
    }
  | { kind: "revoke"; grantId: GrantId; credits: bigint | null }
  | { kind: "reverse"; version: bigint };

/** What a reversal needs of the books beside the snapshot: the transaction, and the grants it moved. */
export type Reversed = { original: BookedTransaction; named: GrantState[] };

export type DecidedAdjustment = {
  decision: Decision;
  /** What comes to grants or leaves them by the wish itself, without the debt it repays. */
  credits: bigint;
  before: bigint;
  after: bigint;
  movements: CreditMovement[];
};

/**
 * What an adjustment would write, and what is available before and after, in credits. A preview and the
 * booking are both this. Error: `insufficient_credits`, also where of all that is left nothing is.
 */
export function decideAdjustment(
  snapshot: Snapshot,
  of: { wish: AdjustmentWish; grantId: GrantId; reversed: Reversed | null; reason: string },
  author: Author,
): DecidedAdjustment {
  const decision = decided(snapshot, of, author);
  const before = availableCredits(snapshot.grants, snapshot.t);
  const movements = movementsOf(decision, snapshot.t);
  const sum = (kind: CreditMovement["kind"]) =>
    movements.reduce((all, one) => (one.kind === kind ? all + one.credits : all), 0n);
  const [given, taken, repaid] = [sum("granted"), sum("taken_back"), sum("repaid")];
  // It would be booked nowhere.
  if (given + taken === 0n) {
    const facts = { needed: 1n, available: 0n };
    throw new BillingError("insufficient_credits", "Nothing is left on this grant.", facts);
  }
  return {
    decision,
    credits: given + taken,
    before,
    after: before + given - taken - repaid,
    movements,
  };
}

function decided(
  snapshot: Snapshot,
  { wish, grantId, reversed, reason }: Parameters<typeof decideAdjustment>[1],
  author: Author,
): Decision {
  if (wish.kind === "grant") {
    const { credits, category, expiresAt } = wish;
    const grant = { id: grantId, credits, category, expiresAt, reason };
    return decideGrant(snapshot, { ...grant, priority: 50, effectiveAt: null }, author).decision;
  }
  if (wish.kind === "revoke") {
    const { grantId: id, credits } = wish;
    return decideRevoke(snapshot, { grantId: id, credits, reason }, author).decision;
  }
  assert(reversed, "a reversal comes with what it reverses");
  return decideReverse(snapshot, { ...reversed, reason }, author);
}

function movementsOf({ transactions }: Decision, at: Date): CreditMovement[] {
  return transactions.flatMap(({ transfers }) =>
    transfers.flatMap(({ from, to, amount }) => {
      const grant = from.kind === "grant" ? from : to;
      if (from.asset !== "credit" || grant.kind !== "grant") return [];
      const kind = to === grant ? "granted" : to.kind === "debt" ? "repaid" : "taken_back";
      const grantId = grant.id as string as GrantId;
      return [{ kind, credits: amount, grantId, at, expiresAt: null } as const];
    }),
  );
}

/** A wish as a second person says yes to it: to no more than was shown, though more should be left by now. */
export function atMostShown(
  wish: AdjustmentWish,
  { grants }: Snapshot,
  shown: bigint,
): AdjustmentWish {
  if (wish.kind !== "revoke" || wish.credits !== null) return wish;
  const left = grants.find(({ id }) => id === wish.grantId)?.remaining ?? 0n;
  return left > shown ? { ...wish, credits: shown } : wish;
}
