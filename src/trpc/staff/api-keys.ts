import { z } from "zod";
import { listApiKeys, revokeApiKey } from "@/auth/api-key-queries";
import { createApiKey, rotateApiKey } from "@/auth/api-keys";
import { scopes } from "@/auth/roles";
import { inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { router, staffProcedure } from "../init";
import { count, fields, nothing, says, text } from "../inputs";

const manages = staffProcedure("apiKeys:manage");
const managesFreshly = staffProcedure("apiKeys:manage", { freshly: true });
const prefix = text(40);

/** AK1, AK2: keys of app backends. A key's text is in the answer that makes it and in no other. */
export const apiKeysRouter = router({
  list: manages.input(nothing).query(async ({ ctx }) => {
    const keys = await readAs(ctx.db, { role: "tallybook_app" }, listApiKeys);
    return { keys, scopes };
  }),

  create: managesFreshly
    .input(
      fields({
        name: text(60),
        scopes: z
          .array(z.enum(scopes, { error: says("must be known scopes") }), {
            error: says("must be a list of scopes"),
          })
          .min(1, { error: says("must name at least one scope") })
          .max(scopes.length, { error: says("must name each scope once") }),
        /** Left out: it has no end. */
        days: count({ least: 1, most: 3_650 }).optional(),
      }),
    )
    .mutation(({ ctx, input: { days, name, scopes: wanted } }) =>
      inTransaction(
        ctx.db,
        (tx) =>
          createApiKey(tx, {
            ...{ name, scopes: [...new Set(wanted)] },
            ...(days && { expiresAt: new Date(Date.now() + days * 86_400_000) }),
          }),
        ctx.author,
      ),
    ),

  /** A new key that may do the same; the old one stops after the overlap. */
  rotate: managesFreshly
    .input(fields({ prefix, overlapHours: count({ least: 0, most: 720 }).default(24) }))
    .mutation(async ({ ctx, input }) => {
      const overlapSeconds = input.overlapHours * 3_600;
      const made = await inTransaction(
        ctx.db,
        (tx) => rotateApiKey(tx, { prefix: input.prefix, overlapSeconds }),
        ctx.author,
      );
      if (!made) throw noSuchKey();
      return made;
    }),

  /** Stops within a second. Its own key: revoking twice is the same. */
  revoke: manages.input(fields({ prefix })).mutation(async ({ ctx, input }) => {
    const work = (tx: Parameters<typeof revokeApiKey>[0]) => revokeApiKey(tx, input.prefix);
    if (!(await inTransaction(ctx.db, work, ctx.author))) throw noSuchKey();
  }),
});

function noSuchKey(): BillingError {
  return new BillingError("not_found", "There is no such key, or it has ended.", {
    field: "prefix",
  });
}
