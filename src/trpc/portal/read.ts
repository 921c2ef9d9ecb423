import type { Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";
import { portalProcedure } from "../init";

/** A procedure that only reads: as the role that cannot write and sees this one account. */
export const portalRead = portalProcedure.use(({ ctx, next }) => {
  const { db, accountId } = ctx;
  const read = <T>(question: (tx: Tx, account: AccountId) => Promise<T>): Promise<T> =>
    readAs(db, { role: "tallybook_portal", account: accountId }, (tx) => question(tx, accountId));
  return next({ ctx: { ...ctx, read } });
});
