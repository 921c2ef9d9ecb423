import { acceptDispute, previewAccept, submitAnswer } from "@/billing/disputes/answer";
import { evidenceFor } from "@/billing/disputes/evidence";
import {
  findListedDispute,
  type ListedDispute,
  listDisputed,
  listDisputeFiles,
  listDisputes,
} from "@/billing/disputes/list-queries";
import { policies } from "@/billing/refunds/refund";
import { getNow } from "@/billing/reports/queries";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { accountNamed, ownerOf } from "../account-names";
import { inTurn } from "../in-turn";
import { router, staffProcedure } from "../init";
import {
  account,
  code,
  count,
  disputeId,
  fields,
  flag,
  idempotencyKey,
  oneOf,
  quoteId,
} from "../inputs";
import { keyedRequest } from "../service/request";
import { evidenceProcedures } from "./dispute-evidence";

const reads = staffProcedure("disputes:read");
const answers = staffProcedure("disputes:manage");

const states = ["open", "closed", "all"] as const;

/** Payers' banks taking money back (BOOKS B13). */
export const disputesRouter = router({
  ...evidenceProcedures,

  /** Those that are open, the soonest due first, or those that are over. */
  list: reads
    .input(
      fields({
        state: oneOf(states).default("open"),
        account: account.optional(),
        reason: code.optional(),
        mine: flag.default(false),
        limit: count({ least: 1, most: 200 }).default(50),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { state, limit, reason, mine } = input;
      const accountId = input.account && (await accountNamed(ctx.db, input.account));
      const which = {
        ...{ state, limit, ...(reason && { reason }), ...(accountId && { accountId }) },
        ...(mine && { assignedTo: ctx.actor.staffUserId }),
      };
      return await readAs(ctx.db, { role: "tallybook_app" }, async (tx) => ({
        disputes: (await listDisputes(tx, which)).map(shownOf),
        asOf: await getNow(tx),
      }));
    }),

  /** One, with what it took and holds, and its answer as far as it is written. */
  get: reads.input(fields({ disputeId })).query(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "dispute", input.disputeId);
    return await readAs(ctx.db, { role: "tallybook_app" }, async (tx) => {
      const found = await findListedDispute(tx, accountId, input.disputeId);
      if (!found) throw new BillingError("not_found", "There is no such dispute.");
      const { documents, slices } = await listDisputed(tx, accountId, input.disputeId);
      const files = await listDisputeFiles(tx, accountId, input.disputeId);
      const { withdrawnMinor, reinstatedMinor, lostMinor, excessMinor, ...more } = found.more;
      const money = (minor: bigint) => ({ minor, currency: found.dispute.currency });
      return {
        ...more,
        ...shownOf(found.dispute),
        ...{ withdrawn: money(withdrawnMinor), reinstated: money(reinstatedMinor) },
        ...{ lost: money(lostMinor), excess: money(excessMinor), files },
        /** What an answer to its reason is made of. */
        fields: evidenceFor(found.dispute.reason),
        asOf: await getNow(tx),
        documents: documents.map(({ invoiceId, number, totalMinor, currency: of }) => ({
          ...{ invoiceId, number, amount: { minor: totalMinor, currency: of } },
        })),
        slices: slices.map(({ netMinor, taxMinor, ...one }) => ({
          ...{ ...one, net: money(netMinor), tax: money(taxMinor) },
        })),
      };
    });
  }),

  /** What giving it up would take back, under all four policies; nothing is written but the quote. */
  preview: answers.input(fields({ disputeId })).mutation(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "dispute", input.disputeId);
    const asker = { accountId, author: ctx.author };
    return await inTurn(ctx.db, accountId, (tx) => previewAccept(tx, asker, input.disputeId));
  }),

  /** Gives it up, taking credits back exactly as the quote showed under one policy. */
  accept: staffProcedure("disputes:manage", { freshly: true })
    .input(
      fields({
        quoteId,
        policy: oneOf(policies),
        shortfall: oneOf(["debt", "write_off"]).default("write_off"),
        idempotencyKey,
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const accountId = await ownerOf(ctx.db, "quote", input.quoteId);
      const request = keyedRequest(ctx, { accountId, procedure: "disputes.accept", input });
      const { quoteId: quote, policy, shortfall } = input;
      const asked = { ...request, quoteId: quote, policy, shortfall };
      const done = await inTurn(ctx.db, accountId, (tx) => acceptDispute(tx, asked));
      if (!done.stale) return done.answer;
      throw new BillingError(
        "quote_stale",
        "What was shown does not hold any more. Here is a fresh quote: please look again.",
        { quoteId: done.fresh.quoteId },
      );
    }),

  /** Sends the answer as it is written, with its files: once for all. */
  submit: answers.input(fields({ disputeId, idempotencyKey })).mutation(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "dispute", input.disputeId);
    const request = keyedRequest(ctx, { accountId, procedure: "disputes.submit", input });
    const asked = { ...request, disputeId: input.disputeId };
    return await inTurn(ctx.db, accountId, (tx) => submitAnswer(tx, asked));
  }),
});

function shownOf({
  currency,
  amountMinor,
  feeMinor,
  feeCurrency,
  assignedToId,
  assignedToName,
  files,
  ...one
}: ListedDispute) {
  return {
    ...one,
    amount: { minor: amountMinor, currency },
    fee:
      feeMinor === null || feeCurrency === null ? null : { minor: feeMinor, currency: feeCurrency },
    assignedTo: assignedToId === null ? null : { userId: assignedToId, name: assignedToName ?? "" },
    fileCount: files,
  };
}
