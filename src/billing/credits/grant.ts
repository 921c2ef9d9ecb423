import type { Tx } from "@/db/client";
import type { GrantId } from "@/lib/ids";
import { operate, type Replayable, type Request } from "../operate";
import { decideGrant, decideRevoke, type GrantRequest, type RevokeRequest } from "./decide-grant";

/** Gives credits once per key. */
export async function grantCredits(
  tx: Tx,
  request: Request & { grant: GrantRequest },
): Promise<Replayable<{ grantId: GrantId; credits: bigint; balance: bigint }>> {
  return await operate(tx, request, (snapshot) => {
    const { decision, balance } = decideGrant(snapshot, request.grant, request.author);
    const { id, credits } = request.grant;
    return { decision, answer: { grantId: id, credits, balance } };
  });
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
