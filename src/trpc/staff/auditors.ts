import { createAuditorLink, mostAuditorDays } from "@/auth/auditor-links";
import { listAuditorLinks, revokeAuditorLink } from "@/auth/auditor-queries";
import { inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { router, staffProcedure } from "../init";
import { count, fields, id, nothing, text } from "../inputs";
import { month } from "../report-inputs";

const manages = staffProcedure("auditors:manage");

/** RC10: links by which an auditor reads closed months. The address is in the answer that makes one and in no other. */
export const auditorsRouter = router({
  list: manages
    .input(nothing)
    .query(({ ctx }) => readAs(ctx.db, { role: "tallybook_app" }, listAuditorLinks)),

  create: manages
    .input(
      fields({
        auditor: text(200),
        reason: text(500),
        firstMonth: month,
        lastMonth: month,
        days: count({ least: 1, most: mostAuditorDays }),
      }),
    )
    .mutation(({ ctx, input }) =>
      inTransaction(ctx.db, (tx) => createAuditorLink(tx, { ...input, by: ctx.author.actor }), {
        ...ctx.author,
        reason: input.reason,
      }),
    ),

  /** Ends it and every session it opened, at once. */
  revoke: manages.input(fields({ id })).mutation(async ({ ctx, input }) => {
    const ended = { id: input.id, by: ctx.author.actor };
    if (await inTransaction(ctx.db, (tx) => revokeAuditorLink(tx, ended), ctx.author)) return;
    const sentence = "There is no such link, or it has ended.";
    throw new BillingError("not_found", sentence, { field: "id" });
  }),
});
