import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, GrantId } from "@/lib/ids";
import { hasIssuedMoreThan } from "../ledger/queries";
import { operate, type Replayable, type Request } from "../operate";
import { decideGrant, decideRevoke, type GrantRequest, type RevokeRequest } from "./decide-grant";

/** Gives credits once per key. */
export async function grantCredits(
  tx: Tx,
  request: Request & { grant: GrantRequest },
): Promise<Replayable<{ grantId: GrantId; credits: bigint; balance: bigint }>> {
  const answer = await operate(tx, request, (snapshot) => {
    const { decision, balance } = decideGrant(snapshot, request.grant, request.author);
    const { id, credits } = request.grant;
    return { decision, answer: { grantId: id, credits, balance } };
  });
  if (!answer.replayed) await assertCountable(tx, request.accountId);
  return answer;
}

/**
 * All that was ever issued to an account, with room for its allowances to come. Every other balance of it
 * is a part of that, so that no expiry years later meets the edge of bigint and stops the account.
 */
const mostIssued = 8_000_000_000_000_000_000n;

async function assertCountable(tx: Tx, accountId: AccountId): Promise<void> {
  if (!(await hasIssuedMoreThan(tx, accountId, mostIssued))) return;
  throw new BillingError(
    "amount_too_large",
    "With these the account would have been given more credits than can be counted.",
    { field: "credits" },
  );
}

/** Takes back what is left of a grant, once per key. */
export async function revokeCredits(
  tx: Tx,
  request: Request & { revoke: RevokeRequest },
): Promise<Replayable<{ revoked: bigint; available: bigint }>> {
  return await operate(tx, request, (snapshot) => {
    const { decision, revoked, available } = decideRevoke(snapshot, request.revoke, request.author);
    return { decision, answer: { revoked, available } };
  });
}
