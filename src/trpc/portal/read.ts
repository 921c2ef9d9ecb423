import { readUpToDate } from "@/billing/catch-up";
import type { CurrentCatalog } from "@/billing/plans/current-catalog";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { portalProcedure } from "../init";

type Question<T> = (tx: Tx, account: AccountId, catalog: CurrentCatalog) => Promise<T>;

/**
 * A procedure that only reads: what is due is committed first, then it is asked as the role that
 * cannot write and sees this one account.
 */
export const portalRead = portalProcedure.use(({ ctx, next }) => {
  const { db, accountId } = ctx;
  const read = <T>(question: Question<T>): Promise<T> =>
    readUpToDate(
      db,
      accountId,
      (tx, { catalog }) => question(tx, accountId, catalog),
      "tallybook_portal",
    );
  return next({ ctx: { ...ctx, read } });
});
