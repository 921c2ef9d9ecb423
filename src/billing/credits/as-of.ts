import type { Tx } from "@/db/client";
import { creditAccount } from "../ledger/accounts";
import { listBalancesAt } from "../ledger/queries";
import { findSliceAt } from "../plans/queries";
import type { Snapshot } from "../state";
import { availableCredits, inBurnDownOrder } from "./burn-down";
import { sumOverageOf } from "./consumption-queries";
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
  let ahead = 0n;
  const states = grants.map((grant) => {
    const left = balances.get(grant.id) ?? 0n;
    const onHold = held.get(grant.id) ?? 0n;
    const taken = takenAhead(left, onHold);
    ahead += taken;
    return { ...grant, remaining: left < 0n ? 0n : left, held: onHold - taken };
  });
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
    held: (balances.get(creditAccount(accountId, "held").id) ?? 0n) - ahead,
    overage: await overageAt(tx, snapshot, at),
    debt: -(balances.get(creditAccount(accountId, "debt").id) ?? 0n),
    asOf: at,
    grants: views.filter((grant) => grant.remaining > 0n || grant.held > 0n),
  };
}

/**
 * What late use took of credits that were still on hold when it happened and came back later: it counts
 * as taken from the hold, since nothing is left below zero.
 */
function takenAhead(left: bigint, onHold: bigint): bigint {
  if (left >= 0n) return 0n;
  return -left < onHold ? -left : onHold;
}

/** Used beyond the grants by then, of the slice that instant fell in. */
async function overageAt(tx: Tx, { accountId }: Snapshot, at: Date): Promise<bigint> {
  const slice = await findSliceAt(tx, accountId, at);
  if (!slice) return 0n;
  return await sumOverageOf(tx, { accountId, ...slice, by: at });
}
