import { z } from "zod";
import { mayStaff } from "@/auth/permissions";
import type { StaffRole } from "@/auth/roles";
import { getNow } from "@/billing/reports/queries";
import { inTransaction, readAs } from "@/db/transaction";
import { askExport, countExport } from "@/exports/ask";
import { cancelExport, type Export, findExport, listExports } from "@/exports/queries";
import { type ExportKindName, exportKindNames, exportKinds } from "@/exports/registry";
import { BillingError } from "@/lib/errors";
import { accountNamed } from "../account-names";
import { type Context, router, staffProcedure } from "../init";
import { count, fields, id, nothing, oneOf, says, text, timezone } from "../inputs";

const asApp = { role: "tallybook_app" } as const;
const asks = staffProcedure("exports:ask");

const wish = {
  kind: oneOf(exportKindNames),
  filters: z
    .record(text(40), text(255), { error: says("must be texts by name") })
    .refine((all) => Object.keys(all).length <= 20, "must be at most 20 texts"),
  timezone,
};

/** SC3: files of what staff look at. Each role has the kinds it may read, and everybody their own files. */
export const exportsRouter = router({
  /** What may be asked for. */
  kinds: asks.input(nothing).query(({ ctx }) => ({
    kinds: exportKindNames.filter((kind) => mayStaff(ctx.actor.role, exportKinds[kind].permission)),
  })),

  /** How many rows a file would have, counted up to ten thousand. */
  count: asks.input(fields(wish)).query(async ({ ctx, input }) => {
    mayHave(ctx.actor.role, input.kind);
    const filters = await withAccount(ctx.db, input.filters);
    return await readAs(ctx.db, asApp, async (tx) =>
      countExport(tx, { ...input, filters, at: await getNow(tx) }),
    );
  }),

  /** Begins one under an id of the caller's, which is its idempotency key. */
  ask: asks.input(fields({ id, ...wish })).mutation(async ({ ctx, input }) => {
    mayHave(ctx.actor.role, input.kind);
    const filters = await withAccount(ctx.db, input.filters);
    const askedBy = ctx.author.actor;
    return shown(
      await inTransaction(
        ctx.db,
        (tx) => askExport(tx, { ...input, filters, askedBy }),
        ctx.author,
      ),
    );
  }),

  /** One's own, the newest first. */
  list: asks
    .input(fields({ before: id.optional(), limit: count({ least: 1, most: 100 }).default(50) }))
    .query(async ({ ctx, input: { before = null, limit } }) => {
      const question = { askedBy: ctx.author.actor, before, limit };
      const page = await readAs(ctx.db, asApp, (tx) => listExports(tx, question));
      return { ...page, exports: page.exports.map(shown) };
    }),

  /** How far one's own is. */
  get: asks.input(fields({ id })).query(async ({ ctx, input }) => {
    const own = { id: input.id, askedBy: ctx.author.actor };
    const found = await readAs(ctx.db, asApp, (tx) => findExport(tx, own));
    if (!found) throw noSuch();
    return shown(found);
  }),

  /** Gives up one's own that is not written yet; one that is over stays as it is. */
  cancel: asks.input(fields({ id })).mutation(async ({ ctx, input }) => {
    const own = { id: input.id, askedBy: ctx.author.actor };
    return await inTransaction(
      ctx.db,
      async (tx) => {
        await cancelExport(tx, own);
        const found = await findExport(tx, own);
        if (!found) throw noSuch();
        return shown(found);
      },
      ctx.author,
    );
  }),
});

function mayHave(role: StaffRole, kind: ExportKindName): void {
  const { permission } = exportKinds[kind];
  if (mayStaff(role, permission)) return;
  throw new BillingError("forbidden", "Your role does not allow that.", { permission });
}

/** An account is named by the app's own id or ours, and kept by ours. */
async function withAccount(db: Context["db"], { account, ...filters }: Record<string, string>) {
  return account === undefined ? filters : { ...filters, account: await accountNamed(db, account) };
}

function shown({ askedBy: _, ...one }: Export) {
  return one;
}

function noSuch(): BillingError {
  return new BillingError("not_found", "There is no such export of yours.", { field: "id" });
}
