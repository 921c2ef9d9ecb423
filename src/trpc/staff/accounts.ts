import { z } from "zod";
import { mayStaff } from "@/auth/permissions";
import { readUpToDate } from "@/billing/catch-up";
import { readBalance } from "@/billing/credits/read";
import { chargedBy } from "@/billing/reports/charge-queries";
import { staffFigures } from "@/billing/reports/explanation";
import { readCharges } from "@/billing/reports/read-charges";
import { readExplanation } from "@/billing/reports/read-explanation";
import { inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { customerStates, listCustomerChoices } from "@/staff/customer-filter-queries";
import { findPlanAt, listCustomers, listMoneyAt, listPlanNames } from "@/staff/customer-queries";
import { findByExactId, findInvoiceByExactId, listByWords, searched } from "@/staff/find-queries";
import { insertNote, listViews, removeNote, removeView, saveView } from "@/staff/note-queries";
import { readCustomer } from "@/staff/read-customer";
import { readStaffEntry } from "@/staff/read-entry";
import { readTimeline } from "@/staff/timeline";
import { timelineKinds } from "@/staff/timeline-queries";
import { accountNamed } from "../account-names";
import { explainedAt, explainedId } from "../explain-input";
import { router, staffProcedure } from "../init";
import {
  account,
  amount,
  code,
  count,
  currency,
  fields,
  flag,
  id,
  instant,
  month,
  oneOf,
  says,
  text,
  version,
} from "../inputs";

const asApp = { role: "tallybook_app" } as const;
const reads = staffProcedure("accounts:read");
const notes = staffProcedure("accounts:note");

export const accountsRouter = router({
  /**
   * SC1: an exact id, number or address names one account (`exact`), and perhaps its document (`invoice`); else whoever has the words in a name
   * or an address, or a card that ends in them.
   */
  search: reads.input(fields({ text: text(255) })).query(async ({ ctx, input }) =>
    readAs(ctx.db, asApp, async (tx) => {
      const words = input.text.trim();
      const exact = (await findByExactId(tx, words)) ?? null;
      const found = exact ? [] : await listByWords(tx, { text: words, limit: 20 });
      const invoice = exact ? ((await findInvoiceByExactId(tx, words)) ?? null) : null;
      return { exact, invoice, found, searched };
    }),
  ),

  /** SC2: customers by name, a page at a time. */
  list: reads
    .input(
      fields({
        plan: code.optional(),
        state: oneOf(customerStates).optional(),
        segment: text(64).optional(),
        currency: currency.optional(),
        below: amount.optional(),
        before: text(300).optional(),
        limit: count({ least: 1, most: 100 }).default(50),
      }),
    )
    .query(({ ctx, input }) =>
      readAs(ctx.db, asApp, async (tx) => ({
        ...(await listCustomers(tx, input)),
        plans: await listPlanNames(tx),
        ...(await listCustomerChoices(tx)),
        views: await listViews(tx, ctx.actor.staffUserId),
      })),
    ),

  /** ST2: who it is, what it has and owes, and what to know before doing anything. */
  get: reads.input(fields({ account })).query(async ({ ctx, input }) => {
    const accountId = await accountNamed(ctx.db, input.account);
    const { role } = ctx.actor;
    return {
      ...(await readUpToDate(ctx.db, accountId, (tx) => readCustomer(tx, accountId), asApp.role)),
      may: {
        note: mayStaff(role, "accounts:note"),
        adjust: mayStaff(role, "accounts:adjust"),
        impersonate: mayStaff(role, "impersonate"),
        audit: mayStaff(role, "audit:read"),
      },
    };
  }),

  /** ST1: one line of time. */
  timeline: reads
    .input(
      fields({
        account,
        kinds: z
          .array(z.enum(timelineKinds, { error: says("must be known kinds") }), {
            error: says("must be a list of kinds"),
          })
          .max(timelineKinds.length)
          .default([]),
        before: text(60).optional(),
        limit: count({ least: 1, most: 100 }).default(40),
      }),
    )
    .query(async ({ ctx, input: { account: name, before = null, ...question } }) => {
      const accountId = await accountNamed(ctx.db, name);
      return await readUpToDate(
        ctx.db,
        accountId,
        (tx) => readTimeline(tx, accountId, { ...question, before }),
        asApp.role,
      );
    }),

  /** "Explain this number": its formula with real numbers, and the ledger rows behind it; of a past instant too. */
  explain: reads
    .input(fields({ account, figure: oneOf(staffFigures), id: explainedId, at: explainedAt }))
    .query(async ({ ctx, input: { account: name, ...question } }) => {
      const accountId = await accountNamed(ctx.db, name);
      return await readUpToDate(
        ctx.db,
        accountId,
        (tx) => readExplanation(tx, accountId, question),
        asApp.role,
      );
    }),

  /** One ledger transaction, both sides of it and its place in the chain. */
  entry: reads.input(fields({ account, version })).query(async ({ ctx, input }) => {
    const accountId = await accountNamed(ctx.db, input.account);
    return await readAs(ctx.db, asApp, (tx) => readStaffEntry(tx, accountId, input.version));
  }),

  /** "What did we charge for January?": the lines whose period starts in a month of the account's zone, or by issue. */
  charges: reads
    .input(
      fields({
        account,
        month: month.nullable().default(null),
        by: oneOf(chargedBy).default("period"),
      }),
    )
    .query(async ({ ctx, input: { account: name, ...question } }) => {
      const accountId = await accountNamed(ctx.db, name);
      return await readUpToDate(
        ctx.db,
        accountId,
        (tx) => readCharges(tx, accountId, question),
        asApp.role,
      );
    }),

  /** ST5: credits, money and plan as the books have them for a past instant. */
  asOf: reads
    .input(fields({ account, at: instant }))
    .query(async ({ ctx, input: { at, ...of } }) => {
      const accountId = await accountNamed(ctx.db, of.account);
      const credits = await readBalance(ctx.db, accountId, at);
      return await readAs(ctx.db, asApp, async (tx) => ({
        credits,
        money: await listMoneyAt(tx, accountId, at),
        plan: (await findPlanAt(tx, accountId, at)) ?? null,
      }));
    }),

  /** ST8: what staff want one another to know. */
  addNote: notes
    .input(fields({ account, body: text(4_000), pinned: flag }))
    .mutation(async ({ ctx, input: { account: name, ...note } }) => {
      const accountId = await accountNamed(ctx.db, name);
      const { staffUserId } = ctx.actor;
      const noteId = newId<string>();
      await inTransaction(
        ctx.db,
        (tx) => insertNote(tx, { ...note, accountId, staffUserId, id: noteId }),
        ctx.author,
      );
      return { id: noteId };
    }),

  removeNote: notes.input(fields({ account, noteId: id })).mutation(async ({ ctx, input }) => {
    const accountId = await accountNamed(ctx.db, input.account);
    const of = { accountId, id: input.noteId };
    if (await inTransaction(ctx.db, (tx) => removeNote(tx, of), ctx.author)) return;
    throw new BillingError("not_found", "There is no such note.", { field: "noteId" });
  }),

  /** Keeps filters of the list under a name, of whoever asks; in place of those that had it. */
  saveView: reads
    .input(fields({ name: text(60), search: z.string().max(1_000) }))
    .mutation(async ({ ctx, input }) => {
      const { staffUserId } = ctx.actor;
      const view = { ...input, staffUserId, id: newId<string>() };
      await inTransaction(ctx.db, (tx) => saveView(tx, view), ctx.author);
    }),

  /** One's own; of another's nothing happens. */
  removeView: reads.input(fields({ viewId: id })).mutation(async ({ ctx, input }) => {
    const of = { staffUserId: ctx.actor.staffUserId, id: input.viewId };
    await inTransaction(ctx.db, (tx) => removeView(tx, of), ctx.author);
  }),
});
