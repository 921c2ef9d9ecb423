import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { updateClockSeen } from "./queries";

/**
 * Writes down that the sandbox's clock was seen running. A sandbox that ends, however it does, is resumed
 * from there: its time stands still meanwhile.
 */
export async function noteClock(db: Db): Promise<void> {
  await inTransaction(db, updateClockSeen);
}
