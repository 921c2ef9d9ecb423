import type { Db } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { findAccount } from "../accounts/queries";
import { readUpToDate } from "../catch-up";
import { listUsage, type UsageBy } from "./consumption-queries";

export type UsageRow = { key: string; quantity: bigint; credits: bigint };

export type UsageSummary = {
  rows: UsageRow[];
  total: { quantity: bigint; credits: bigint };
};

/**
 * What was used in `[from, to)`, by local day of the account or by feature.
 *
 * An event counts to the instant it happened at, whatever period paid for it.
 */
export async function summarizeUsage(
  db: Db,
  accountId: AccountId,
  { from, to, by }: { from: Date; to: Date; by: UsageBy },
): Promise<UsageSummary> {
  if (to < from) {
    throw new BillingError("invalid_input", "to lies before from.", { field: "to" });
  }
  return await readUpToDate(db, accountId, async (tx) => {
    const account = await findAccount(tx, accountId);
    const timezone = account?.timezone ?? "UTC";
    const rows = await listUsage(tx, { accountId, from, to, timezone, by });
    return {
      rows,
      total: {
        quantity: rows.reduce((sum, row) => sum + row.quantity, 0n),
        credits: rows.reduce((sum, row) => sum + row.credits, 0n),
      },
    };
  });
}
