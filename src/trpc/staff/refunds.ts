import { z } from "zod";
import type { Author } from "@/billing/decision";
import { settleAnew } from "@/billing/disputes/stand-aside";
import { approveRefund, rejectRefund, undoRefund } from "@/billing/refunds/approve";
import { listRefunds, listWaitingRefunds } from "@/billing/refunds/list-queries";
import { previewRefund } from "@/billing/refunds/preview";
import { destinations, policies, type RefundOf, shortfalls } from "@/billing/refunds/refund";
import { type RequestedRefund, requestRefund } from "@/billing/refunds/request";
import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { InvoiceId, InvoiceLineId, RefundId } from "@/lib/ids";
import { namedRefunds, readWaitingRefunds } from "@/staff/read-refunds";
import { accountNamed, ownerOf } from "../account-names";
import { inTurn } from "../in-turn";
import { router, staffProcedure } from "../init";
import {
  account,
  amount,
  count,
  fields,
  id,
  idempotencyKey,
  invoiceId,
  oneOf,
  quoteId,
  text,
} from "../inputs";
import { keyedRequest } from "../service/request";
import { tellRival } from "./refund-rival";

const asks = staffProcedure("refunds:request");
const asksFreshly = staffProcedure("refunds:request", { freshly: true });
const approves = staffProcedure("refunds:approve");
const approvesFreshly = staffProcedure("refunds:approve", { freshly: true });

const lineOf = fields({
  lineId: id.transform((value) => value as InvoiceLineId),
  /** Tax included, in minor units; all that is left of the line when left out. */
  amount: amount.optional(),
});
const previewInput = fields({
  invoiceId,
  /** Tax included, in minor units: spread over all lines. Or lines, or neither for all that is left of each. */
  amount: amount.optional(),
  lines: z.array(lineOf).min(1).max(500).optional(),
  destination: oneOf(destinations).default("card"),
  period: oneOf(["keep", "cancel"]).default("keep"),
});
const refundId = id.transform((value) => value as RefundId);
const which = fields({ refundId, idempotencyKey });

/** How much of the inbox a page shows. */
const pageOf = 50;

/** Money back to customers (BOOKS B12). */
export const refundsRouter = router({
  /** What a refund would do to money and credits, under all four policies; nothing is written but the quote. */
  preview: asks.input(previewInput).mutation(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "invoice", input.invoiceId);
    const { invoiceId: of, destination, period } = input;
    const wanted = { invoiceId: of, of: ofInput(input), destination, period };
    const asker = { accountId, author: ctx.author };
    return await tellRival(ctx.db, { accountId, invoiceId: of }, () =>
      inTurn(ctx.db, accountId, (tx) => previewRefund(tx, asker, wanted)),
    );
  }),

  /** Refunds exactly what the quote showed under one policy; waits for a second person above the limit. */
  request: asksFreshly
    .input(
      fields({
        quoteId,
        policy: oneOf(policies),
        shortfall: oneOf(shortfalls).default("debt"),
        reason: text(500),
        idempotencyKey,
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const accountId = await ownerOf(ctx.db, "quote", input.quoteId);
      const request = keyedRequest(ctx, { accountId, procedure: "refunds.request", input });
      const { quoteId: quote, policy, shortfall, reason } = input;
      const asked = { ...request, quoteId: quote, policy, shortfall, reason };
      const of = { accountId, quoteId: quote };
      return await tellRival(ctx.db, of, async () =>
        answerOf(
          await inTurn(ctx.db, accountId, (tx) => requestRefund(tx, asked), {
            ...ctx.author,
            reason,
          }),
        ),
      );
    }),

  approve: approvesFreshly.input(which).mutation(({ ctx, input }) => decide(ctx, input, "approve")),
  reject: approves.input(which).mutation(({ ctx, input }) => decide(ctx, input, "reject")),
  /** While it has not been sent. */
  undo: asks.input(which).mutation(({ ctx, input }) => decide(ctx, input, "undo")),

  /** Those of an account or of an invoice, or all that wait for a second person. */
  list: asks
    .input(
      fields({
        account: account.optional(),
        invoiceId: invoiceId.optional(),
        limit: count({ least: 1, most: 200 }).default(50),
      }),
    )
    .query(async ({ ctx, input }) => {
      const of = await whoseOf(ctx.db, input);
      const { limit } = input;
      return await readAs(ctx.db, { role: "tallybook_app" }, async (tx) => {
        const refunds = of
          ? await listRefunds(tx, of)
          : (await listWaitingRefunds(tx, { limit })).refunds;
        return { refunds: await namedRefunds(tx, refunds.slice(0, limit)) };
      });
    }),

  /** The inbox: what waits for a second person. `mine`: who looks asked for it, and cannot approve it. */
  waiting: approves
    .input(fields({ after: text(80).optional() }).default({}))
    .query(({ ctx, input }) => {
      const question = { me: ctx.author.actor, after: input.after, limit: pageOf };
      return readAs(ctx.db, { role: "tallybook_app" }, (tx) => readWaitingRefunds(tx, question));
    }),
});

async function whoseOf(
  db: Db,
  { account: name, invoiceId: id }: { account?: string; invoiceId?: InvoiceId },
) {
  if (id) return { accountId: await ownerOf(db, "invoice", id), invoiceId: id };
  return name ? { accountId: await accountNamed(db, name) } : null;
}

function ofInput({ amount: grossMinor, lines }: z.output<typeof previewInput>): RefundOf {
  if (grossMinor !== undefined && lines) {
    throw new BillingError("invalid_input", "Give an amount or lines, not both.", {
      field: "lines",
    });
  }
  if (grossMinor !== undefined) return { kind: "amount", grossMinor };
  const chosen = lines?.map(({ lineId, amount: of }) => ({ lineId, grossMinor: of ?? null }));
  return chosen ? { kind: "lines", lines: chosen } : { kind: "all" };
}

/** `quote_stale` is the one refusal that commits: the fresh quote is written before it is said (BOOKS B7). */
function answerOf(outcome: RequestedRefund) {
  if (!outcome.stale) return outcome.answer;
  throw new BillingError(
    "quote_stale",
    "What was shown does not hold any more. Here is a fresh quote: please look again.",
    { quoteId: outcome.fresh.quoteId },
  );
}

const acts = {
  approve: approveRefund,
  reject: rejectRefund,
  undo: async (tx: Tx, request: Parameters<typeof undoRefund>[1]) => {
    const answer = await undoRefund(tx, request);
    await settleAnew(tx, request.accountId);
    return answer;
  },
} as const;

async function decide(
  ctx: { db: Db; author: Author },
  input: z.output<typeof which>,
  act: keyof typeof acts,
) {
  const accountId = await ownerOf(ctx.db, "refund", input.refundId);
  const request = keyedRequest(ctx, { accountId, procedure: `refunds.${act}`, input });
  const asked = { ...request, refundId: input.refundId };
  return await inTurn(ctx.db, accountId, (tx) => acts[act](tx, asked), ctx.author);
}
