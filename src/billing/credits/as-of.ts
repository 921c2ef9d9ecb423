import type { Tx } from "@/db/client";
import { creditAccount } from "../ledger/accounts";
import { listBalancesAt } from "../ledger/queries";
import { findSliceAt } from "../plans/queries";
import type { Snapshot } from "../state";
import { availableCredits, inBurnDownOrder } from "./burn-down";
import { sumOverageBetween } from "./consumption-queries";
import { listGrantsIssuedBy, listHeldAt } from "./queries";
import type { Balance, GrantView } from "./read";

/**
 * Credits as the books have them for a past instant: every transfer booked by then, and nothing later.
 *
 * Late usage recorded since counts to the instant it happened at, so an answer may still change within
 * the hours events may come late; a closed month's cannot (BOOKS B15).
 */
export async function balanceAsOf(tx: Tx, snapshot: Snapshot, at: Date): Promise<Balance> {
  const { accountId } = snapshot;
  const balances = await listBalancesAt(tx, accountId, at);
  const grants = await listGrantsIssuedBy(tx, accountId, at);
  const held = await listHeldAt(tx, accountId, at);
  const states = grants.map((grant) => ({
    ...grant,
    remaining: balances.get(grant.id) ?? 0n,
    held: held.get(grant.id) ?? 0n,
  }));
  const views = inBurnDownOrder(states).map(
    (grant): GrantView => ({
      id: grant.id,
      category: grant.category,
      priority: grant.priority,
      granted: grant.amount,
      remaining: grant.expiresAt !== null && grant.expiresAt <= at ? 0n : grant.remaining,
      held: grant.held,
      effectiveAt: grant.effectiveAt,
      expiresAt: grant.expiresAt,
      planPeriodId: grant.planPeriodId,
    }),
  );
  return {
    available: availableCredits(states, at),
    held: balances.get(creditAccount(accountId, "held").id) ?? 0n,
    overage: await overageAt(tx, snapshot, at),
    debt: -(balances.get(creditAccount(accountId, "debt").id) ?? 0n),
    asOf: at,
    grants: views.filter((grant) => grant.remaining > 0n || grant.held > 0n),
  };
}

/** Used beyond the grants between the start of the slice that instant fell in and the instant. */
async function overageAt(tx: Tx, { accountId }: Snapshot, at: Date): Promise<bigint> {
  const slice = await findSliceAt(tx, accountId, at);
  if (!slice) return 0n;
  const { planPeriodId, startsAt } = slice;
  return await sumOverageBetween(tx, { accountId, planPeriodId, from: startsAt, to: at });
}
