import type { Tx } from "@/db/client";
import { listExpiredOf } from "../credits/ended-queries";
import { listLinesOf } from "../invoices/earning-queries";
import { operate, type Replayable, type Request } from "../operate";
import { withSlices } from "../snapshot-rows";
import { decideGiveUp, type GivenUp, type GiveUp } from "./decide-give-up";

/** Ends an issued invoice as void or as uncollectible, once per key. */
export async function giveUpInvoice(
  tx: Tx,
  request: Request & GiveUp,
): Promise<Replayable<GivenUp>> {
  const { accountId, invoiceId, author } = request;
  return await operate(tx, request, async (snapshot) => {
    const expired = await listExpiredOf(tx, accountId, invoiceId);
    // A line that has earned everything gave credits all the same.
    const known = new Set(snapshot.lines.map(({ id }) => id));
    const earned = (await listLinesOf(tx, accountId, invoiceId)).filter(({ id }) => !known.has(id));
    const lines = [...snapshot.lines, ...earned.map(withSlices)];
    return decideGiveUp({ ...snapshot, lines }, { ...request, expired }, author);
  });
}
