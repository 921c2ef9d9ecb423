import { z } from "zod";
import { countWaiting, listWaiting } from "@/billing/adjustments/queries";
import {
  answerAdjustment,
  previewAdjustment,
  requestAdjustment,
} from "@/billing/adjustments/request";
import { hashRequest } from "@/billing/operate";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { ConsumptionId } from "@/lib/ids";
import { listPinned } from "@/staff/note-queries";
import { accountNamed } from "../account-names";
import { inTurn } from "../in-turn";
import { router, staffProcedure } from "../init";
import {
  account,
  amount,
  fields,
  grantId,
  id,
  idempotencyKey,
  instant,
  quoteId,
  says,
  text,
  version,
} from "../inputs";

const category = z.enum(["promo", "goodwill", "adjustment"], {
  error: says("must be promo, goodwill or adjustment"),
});
const kind = <K extends string>(value: K) => z.literal(value);
const consumptionId = id.transform((value) => value as ConsumptionId);

const wish = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      ...{ kind: kind("grant"), credits: amount, category },
      expiresAt: instant.nullable().default(null),
      /** Sets a use right: gives back what it took, or part of it. */
      consumptionId: consumptionId.nullable().default(null),
    }),
    z.strictObject({ kind: kind("revoke"), grantId, credits: amount.nullable().default(null) }),
    z.strictObject({ kind: kind("reverse"), version }),
  ],
  { error: says("must be of kind grant, revoke or reverse") },
);

const adjusts = staffProcedure("accounts:adjust");
const approves = staffProcedure("adjustments:approve");

/** How much of the inbox a page shows. */
const pageOf = 50;

/** Credits given, taken back or set right by hand. */
export const adjustmentsRouter = router({
  /** What it would do to the account's credits; nothing is written but the quote. */
  preview: adjusts.input(fields({ account, wish })).mutation(async ({ ctx, input }) => {
    const accountId = await accountNamed(ctx.db, input.account);
    const of = { accountId, author: ctx.author };
    return await inTurn(ctx.db, accountId, (tx) => previewAdjustment(tx, of, input.wish));
  }),

  /** Books exactly what the quote showed; above the limit it waits for a second person. */
  request: adjusts
    .input(fields({ account, quoteId, reason: text(500), idempotencyKey }))
    .mutation(async ({ ctx, input: { account: name, idempotencyKey: key, ...input } }) => {
      const accountId = await accountNamed(ctx.db, name);
      const procedure = "adjustments.request";
      const requestHash = hashRequest(procedure, input);
      const { author, actor } = ctx;
      const request = { accountId, author, key, procedure, requestHash, ...input };
      const outcome = await inTurn(
        ctx.db,
        accountId,
        (tx) => requestAdjustment(tx, { ...request, staffUserId: actor.staffUserId }),
        { ...author, reason: input.reason },
      );
      if (!outcome.stale) return outcome.answer;
      const { quoteId: fresh } = outcome.fresh;
      throw new BillingError(
        "quote_stale",
        "What was shown does not hold any more. Here is a fresh quote: please look again.",
        { quoteId: fresh },
      );
    }),

  /** The inbox: what waits for a second person. `mine`: who looks asked for it, and cannot approve it. */
  waiting: approves
    .input(fields({ after: text(80).optional() }).default({}))
    .query(async ({ ctx, input: { after } }) => {
      const { staffUserId } = ctx.actor;
      return await readAs(ctx.db, { role: "tallybook_app" }, async (tx) => {
        const { waiting, next } = await listWaiting(tx, { after, limit: pageOf });
        const ids = waiting.map(({ account: of }) => of.id);
        const pinned = await listPinned(tx, ids);
        const shown = waiting.map((one) => ({
          ...one,
          mine: one.requestedBy.id === staffUserId,
          pinned: pinned.filter(({ accountId }) => accountId === one.account.id),
        }));
        return { waiting: shown, count: await countWaiting(tx), next };
      });
    }),

  approve: staffProcedure("adjustments:approve", { freshly: true })
    .input(fields({ account, adjustmentId: id }))
    .mutation(({ ctx, input }) => answered(ctx, input, "yes")),

  reject: approves
    .input(fields({ account, adjustmentId: id }))
    .mutation(({ ctx, input }) => answered(ctx, input, "no")),
});

type Ctx = {
  db: Parameters<typeof accountNamed>[0];
  author: { actor: string; requestId: string };
  actor: { staffUserId: string };
};

async function answered(
  { db, author, actor: { staffUserId } }: Ctx,
  { account: name, adjustmentId }: { account: string; adjustmentId: string },
  says: "yes" | "no",
) {
  const accountId = await accountNamed(db, name);
  const of = { accountId, adjustmentId, author, staffUserId, says };
  return await inTurn(db, accountId, (tx) => answerAdjustment(tx, of), author);
}
