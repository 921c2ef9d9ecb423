import { findAccount, findAccountByExternalId } from "@/billing/accounts/queries";
import { type AccountInput, type AccountView, upsertAccount } from "@/billing/accounts/upsert";
import { unknownAccount } from "@/billing/catch-up";
import { tellingCustomer } from "@/billing/payments/customers";
import type { Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { accountNamed } from "../account-names";
import { router, serviceProcedure } from "../init";
import { account, currency, email, fields, metadata, text, timezone } from "../inputs";

const upsertInput = fields({
  externalId: account,
  name: text(200),
  email,
  currency,
  timezone: timezone.optional(),
  segment: text(64).optional(),
  metadata: metadata.optional(),
});

export const accountsRouter = router({
  /** Opens an account, or changes it. Its external id is its own idempotency key. */
  upsert: serviceProcedure("accounts:write")
    .input(upsertInput)
    .mutation(({ ctx, input }) => inTransaction(ctx.db, (tx) => upserted(tx, input), ctx.author)),

  get: serviceProcedure("accounts:read")
    .input(fields({ account }))
    .query(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const row = await readAs(ctx.db, { role: "tallybook_app" }, (tx) =>
        findAccount(tx, accountId),
      );
      if (!row) throw unknownAccount();
      const { id, external_id: externalId, name, email, currency, timezone } = row;
      return { id, externalId, name, email, currency, timezone };
    }),
});

/** Where the payment processor knows who pays, it is told who that is from now on. */
async function upserted(tx: Tx, input: AccountInput): Promise<AccountView> {
  const known = await findAccountByExternalId(tx, input.externalId);
  const upsert = () => upsertAccount(tx, input);
  return known ? await tellingCustomer(tx, known, upsert) : await upsert();
}
