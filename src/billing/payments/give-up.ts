import type { Tx } from "@/db/client";
import { operate, type Replayable, type Request } from "../operate";
import { decideGiveUp, type GivenUp, type GiveUp } from "./decide-give-up";

/** Ends an issued invoice as void or as uncollectible, once per key. */
export async function giveUpInvoice(
  tx: Tx,
  request: Request & GiveUp,
): Promise<Replayable<GivenUp>> {
  return await operate(tx, request, (snapshot) => decideGiveUp(snapshot, request, request.author));
}
