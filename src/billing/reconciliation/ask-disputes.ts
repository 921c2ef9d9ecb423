import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import type { PaymentGateway } from "../payments/gateway";
import { listOpenDisputes, type OpenDispute } from "./dispute-queries";

/** A dispute that is over at the processor and open on our books. */
export type DecidedThere = OpenDispute & { status: "won" | "lost" | "prevented" };

/** Banks decide within months: more than are open at once, and few enough to ask about one by one. */
const atMost = 500;

/**
 * Asks what became of disputes that are open here. Losing one moves no money, which left when it was opened: no line of the
 * balance tells of it, and where its event was lost nothing else does.
 */
export async function askDecided(db: Db, gateway: PaymentGateway): Promise<DecidedThere[]> {
  const open = await readAs(db, { role: "tallybook_read" }, (tx) =>
    listOpenDisputes(tx, { limit: atMost }),
  );
  const decided: DecidedThere[] = [];
  for (const one of open) {
    const { status } = (await gateway.getDispute(one.processorDisputeId)) ?? {};
    if (status === "won" || status === "lost" || status === "prevented") {
      decided.push({ ...one, status });
    }
  }
  return decided;
}
