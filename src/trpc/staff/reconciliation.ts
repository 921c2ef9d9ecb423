import { z } from "zod";
import { mayStaff } from "@/auth/permissions";
import { differenceClasses } from "@/billing/reconciliation/difference";
import {
  assignDifference,
  findDifference,
  insertComment,
  listComments,
  listDifferences,
  resolveDifference,
  sumOpen,
} from "@/billing/reconciliation/difference-queries";
import { askForRun, source } from "@/billing/reconciliation/run";
import { findLastRun, findOpenRun, findRun, listRuns } from "@/billing/reconciliation/run-queries";
import { monthOf } from "@/billing/reports/finance/as-of";
import { readLedgerProof } from "@/billing/reports/finance/read-ledger-proof";
import { getNow } from "@/billing/reports/queries";
import { inTransaction, readAs } from "@/db/transaction";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import type { DifferenceId } from "@/lib/ids";
import { isAssignee } from "@/staff/task-queries";
import { fixDifference, noSuchDifference, previewFix } from "@/stripe/fix-difference";
import { paymentGateway } from "@/stripe/gateway";
import { accountNamed, ownerOf } from "../account-names";
import { router, staffProcedure } from "../init";
import { account, count, fields, flag, id, nothing, oneOf, quoteId, says, text } from "../inputs";

const asApp = { role: "tallybook_app" } as const;
const reads = staffProcedure("reconciliation:read");
const works = staffProcedure("reconciliation:work");

const differenceId = id.transform((value) => value as DifferenceId);
const which = fields({ differenceId });
const status = z.enum(["open", "resolved", "gone"], {
  error: says("must be open, resolved or gone"),
});

/** Whether the processor's balance and the books agree, and what is done where they do not (RC). */
export const reconciliationRouter = router({
  /** The run under way, the last one that came to its end, and what waits by class. */
  overview: reads.input(nothing).query(({ ctx }) =>
    readAs(ctx.db, asApp, async (tx) => ({
      running: (await findOpenRun(tx, source)) ?? null,
      last: (await findLastRun(tx, source)) ?? null,
      open: await sumOpen(tx, source),
      may: { work: mayStaff(ctx.actor.role, "reconciliation:work") },
      hasProcessor: paymentGateway() !== undefined,
    })),
  ),

  /** RC4: the ledger adds up to nothing; opening and movement of this month come to the balances that are stored. */
  proof: reads.input(nothing).query(({ ctx }) =>
    readAs(ctx.db, { role: "tallybook_read" }, async (tx) => {
      const at = await getNow(tx);
      const timezone = env.HOUSE_TIMEZONE;
      const month = monthOf(at, timezone);
      return { at, month, rows: await readLedgerProof(tx, { month, timezone }) };
    }),
  ),

  runs: reads
    .input(fields({ limit: count({ least: 1, most: 100 }).default(30) }))
    .query(({ ctx, input }) => readAs(ctx.db, asApp, (tx) => listRuns(tx, { source, ...input }))),

  run: reads.input(fields({ runId: id })).query(({ ctx, input }) =>
    readAs(ctx.db, asApp, async (tx) => {
      const run = await findRun(tx, input.runId);
      if (!run) throw new BillingError("not_found", "There is no such run.", { field: "runId" });
      return run;
    }),
  ),

  /** Asks the worker for a run; one that is under way is the answer. */
  start: works.input(nothing).mutation(async ({ ctx }) => {
    if (!paymentGateway())
      throw new BillingError("no_processor", "No Stripe is set up to be asked.");
    const asked = { askedBy: ctx.author.actor, isDaily: false };
    const run = await inTransaction(ctx.db, (tx) => askForRun(tx, asked), ctx.author);
    if (!run) throw new BillingError("retry_later", "A run has just ended. Ask again in a moment.");
    return run;
  }),

  /** The queue, a page at a time: what is open the oldest first, what is over the newest first. */
  differences: reads
    .input(
      fields({
        ...{ status: status.default("open"), class: oneOf(differenceClasses).optional() },
        ...{ account: account.optional(), mine: flag.default(false), after: id.optional() },
        limit: count({ least: 1, most: 200 }).default(50),
      }),
    )
    .query(async ({ ctx, input: { account: name, mine, ...input } }) => {
      const of = {
        ...{ ...input, source },
        ...(name !== undefined && { account: await accountNamed(ctx.db, name) }),
        ...(mine && { assignedTo: ctx.actor.staffUserId }),
      };
      return await readAs(ctx.db, asApp, async (tx) => ({
        ...(await listDifferences(tx, of)),
        may: { work: mayStaff(ctx.actor.role, "reconciliation:work") },
      }));
    }),

  difference: reads.input(which).query(({ ctx, input }) =>
    readAs(ctx.db, asApp, async (tx) => {
      const difference = await findDifference(tx, input.differenceId);
      if (!difference) throw noSuchDifference();
      const comments = await listComments(tx, difference.id);
      return { difference, comments };
    }),
  ),

  /** Gives it to somebody of us, or to nobody. */
  assign: works
    .input(fields({ differenceId, staffUserId: id.nullable() }))
    .mutation(async ({ ctx, input: { differenceId: of, staffUserId: to } }) => {
      await inTransaction(
        ctx.db,
        async (tx) => {
          if (to !== null && !(await isAssignee(tx, to))) {
            throw new BillingError("not_found", "Nobody of us is called that.", {
              field: "staffUserId",
            });
          }
          if (!(await assignDifference(tx, { id: of, to }))) throw noSuchDifference();
        },
        ctx.author,
      );
    }),

  comment: works
    .input(fields({ differenceId, body: text(2000) }))
    .mutation(async ({ ctx, input: { differenceId: of, body } }) => {
      const { staffUserId } = ctx.actor;
      await inTransaction(
        ctx.db,
        async (tx) => {
          if (!(await findDifference(tx, of))) throw noSuchDifference();
          await insertComment(tx, { id: of, body, staffUserId });
        },
        ctx.author,
      );
    }),

  /** Says why it is no trouble; it stays so while it is found with the same figures. */
  resolve: works
    .input(fields({ differenceId, reason: text(500) }))
    .mutation(async ({ ctx, input: { differenceId: of, reason } }) => {
      const done = { id: of, by: ctx.author.actor, reason };
      await inTransaction(
        ctx.db,
        async (tx) => {
          if (!(await resolveDifference(tx, done))) throw noSuchDifference();
        },
        { ...ctx.author, reason },
      );
    }),

  /** What the fix would move; nothing is written but the quote. */
  previewFix: works.input(which).mutation(({ ctx, input }) =>
    previewFix(ctx.db, paymentGateway(), {
      ...input,
      by: { ...ctx.author, staffUserId: ctx.actor.staffUserId },
    }),
  ),

  /** Books exactly what the quote showed, once, and closes the difference. */
  fix: works
    .input(fields({ differenceId, quoteId, reason: text(500) }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await ownerOf(ctx.db, "quote", input.quoteId);
      const by = { ...ctx.author, staffUserId: ctx.actor.staffUserId };
      const outcome = await fixDifference(ctx.db, paymentGateway(), { ...input, accountId, by });
      if (!outcome.stale) return outcome.answer;
      throw new BillingError(
        "quote_stale",
        "What was shown does not hold any more. Here is a fresh quote: please look again.",
        { ...(outcome.fresh.quoteId !== null && { quoteId: outcome.fresh.quoteId }) },
      );
    }),
});
