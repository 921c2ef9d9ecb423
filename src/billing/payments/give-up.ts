import type { Tx } from "@/db/client";
import type { InvoiceId } from "@/lib/ids";
import { listExpiredOf } from "../credits/ended-queries";
import { listLinesOf } from "../invoices/earning-queries";
import type { ExpiredCredits } from "../invoices/give-up";
import { operate, type Replayable, type Request } from "../operate";
import { withSlices } from "../snapshot-rows";
import type { Snapshot } from "../state";
import { decideGiveUp, type GivenUp, type GiveUp } from "./decide-give-up";

/** Ends an issued invoice as void or as uncollectible, once per key. */
export async function giveUpInvoice(
  tx: Tx,
  request: Request & GiveUp,
): Promise<Replayable<GivenUp>> {
  return await operate(tx, request, async (snapshot) => {
    const { snapshot: whole, expired } = await toEnd(tx, snapshot, [request.invoiceId]);
    return decideGiveUp(whole, { ...request, expired }, request.author);
  });
}

/** An account with what ending documents of it needs: what of their credits expired, and the lines that earned all. */
export async function toEnd(
  tx: Tx,
  snapshot: Snapshot,
  invoiceIds: readonly InvoiceId[],
): Promise<{ snapshot: Snapshot; expired: ExpiredCredits }> {
  const { accountId } = snapshot;
  const lines = [...snapshot.lines];
  const expired = new Map<(typeof lines)[number]["id"], bigint>();
  for (const invoiceId of invoiceIds) {
    for (const [id, credits] of await listExpiredOf(tx, accountId, invoiceId))
      expired.set(id, credits);
    // A line that has earned everything gave credits all the same.
    const known = new Set(lines.map(({ id }) => id));
    const earned = (await listLinesOf(tx, accountId, invoiceId)).filter(({ id }) => !known.has(id));
    lines.push(...earned.map(withSlices));
  }
  return { snapshot: { ...snapshot, lines }, expired };
}
