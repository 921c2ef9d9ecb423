import { readUpToDate } from "@/billing/catch-up";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { portalProcedure } from "../init";

/**
 * A procedure that only reads: what is due is committed first, then it is asked as the role that
 * cannot write and sees this one account.
 */
export const portalRead = portalProcedure.use(({ ctx, next }) => {
  const { db, accountId } = ctx;
  const read = <T>(question: (tx: Tx, account: AccountId) => Promise<T>): Promise<T> =>
    readUpToDate(db, accountId, (tx) => question(tx, accountId), "tallybook_portal");
  return next({ ctx: { ...ctx, read } });
});
