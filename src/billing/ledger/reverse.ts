import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { GrantId } from "@/lib/ids";
import { listGrantsById } from "../credits/queries";
import { operate, type Replayable, type Request } from "../operate";
import { lockAccounts } from "../snapshot";
import { decideReverse, type ReverseRequest } from "./decide-reverse";
import { findTransaction } from "./reverse-queries";

/** Undoes one ledger transaction by its mirror, once per key and once for ever. */
export async function reverse(
  tx: Tx,
  request: Request & { reverse: ReverseRequest },
): Promise<Replayable<{ reversedVersion: bigint }>> {
  const { accountId, author } = request;
  const { version, reason } = request.reverse;
  // Locked before it is looked at, so that of two reversals the second sees the first.
  await lockAccounts(tx, [accountId]);
  const original = await findTransaction(tx, accountId, version);
  if (!original) {
    throw new BillingError("not_found", "There is no such ledger transaction.", {
      field: "version",
    });
  }
  const moved = original.transfers.flatMap(({ from, to }) => [from, to]);
  const grantIds = moved.filter(({ kind }) => kind === "grant").map(({ id }) => id as string);
  const named = await listGrantsById(tx, accountId, grantIds as GrantId[]);
  return await operate(tx, request, (snapshot) => ({
    decision: decideReverse(snapshot, { original, named, reason }, author),
    answer: { reversedVersion: version },
  }));
}
