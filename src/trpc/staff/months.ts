import { z } from "zod";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import {
  closeMonth,
  listMonths,
  monthChecklist,
  readSnapshot,
  reopenMonth,
  verifySnapshot,
} from "@/staff/months";
import { router, staffProcedure } from "../init";
import { count, fields, nothing, says, text } from "../inputs";

const reads = staffProcedure("months:read");
const houseTimezone = env.HOUSE_TIMEZONE;

const month = z.custom<string>(
  (value) => typeof value === "string" && /^(19[7-9]|20\d|21\d)\d-(0[1-9]|1[0-2])$/.test(value),
  { error: says("must be a month such as 2026-01") },
);
const snapshot = fields({
  month,
  number: count({ least: 1, most: 1_000 }).nullable().default(null),
});

/** RC8: months of the books, what is to be done before one is closed, and what each came to. */
export const monthsRouter = router({
  list: reads.input(nothing).query(async ({ ctx }) => {
    const { role } = ctx.actor;
    return {
      ...(await listMonths(ctx.db)),
      may: { close: mayStaff(role, "months:close"), reopen: mayStaff(role, "months:reopen") },
    };
  }),

  /** What of a month is still open, line by line, the audit run anew. */
  checklist: reads
    .input(fields({ month }))
    .query(({ ctx, input }) => monthChecklist(ctx.db, { ...input, houseTimezone })),

  /** Begins to close the next month, where its checklist holds; the worker takes account after account. */
  close: staffProcedure("months:close")
    .input(fields({ month }))
    .mutation(({ ctx, input }) => closeMonth(ctx.db, { ...input, houseTimezone }, ctx.author)),

  /** Opens the last closed month again; what it was closed with stays. */
  reopen: staffProcedure("months:reopen")
    .input(fields({ month, reason: text(500) }))
    .mutation(({ ctx, input }) => reopenMonth(ctx.db, input, ctx.author)),

  /** What a month was closed with, the last time or another, and what that changed. */
  snapshot: reads.input(snapshot).query(({ ctx, input }) => readSnapshot(ctx.db, input)),

  /** Hashes it again, and adds the ledger up again. */
  verify: reads.input(snapshot).mutation(({ ctx, input }) => verifySnapshot(ctx.db, input)),
});
