import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { lockAccounts } from "../snapshot";
import { findAccount, recutUsageByDay, updateTimezone } from "./queries";

/**
 * Moves an account to another time zone: its days are cut anew, from the uses they count. Periods that
 * have begun keep their boundaries, which are instants; documents keep what they say. Its own key.
 */
export async function setTimezone(
  tx: Tx,
  accountId: AccountId,
  timezone: string,
): Promise<{ timezone: string; changed: boolean }> {
  await lockAccounts(tx, [accountId]);
  const account = await findAccount(tx, accountId);
  if (!account) throw new BillingError("unknown_account", "There is no such account.");
  if (account.timezone === timezone) return { timezone, changed: false };
  await updateTimezone(tx, accountId, timezone);
  await recutUsageByDay(tx, accountId, timezone);
  return { timezone, changed: true };
}
