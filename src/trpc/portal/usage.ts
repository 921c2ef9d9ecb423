import { z } from "zod";
import {
  readUsageChoices,
  readUsageEvents,
  readUsageNotes,
  readUsageTable,
} from "@/billing/reports/read-usage";
import { findSpan, readPeriods } from "@/billing/reports/usage-spans";
import type { InvoiceLineId } from "@/lib/ids";
import { router } from "../init";
import {
  code,
  count,
  day,
  fields,
  flag,
  id,
  idempotencyKey,
  instant,
  noteText,
  says,
  text,
} from "../inputs";
import { portalRead } from "./read";

const period = z.custom<string>((value) => typeof value === "string" && periodPattern.test(value), {
  error: says("must be a period as we gave it out, or a month such as 2026-01"),
});
const periodPattern = /^(?:(?:19[7-9]|20\d|21\d)\d-(?:0[1-9]|1[0-2])|[0-9a-f-]{36}(?:\.\d{1,3})?)$/;

const lineId = id.transform((value) => value as InvoiceLineId);

/** Which stretch of use: the current period unless something is named. */
const span = {
  period: period.nullable().default(null),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
  line: lineId.nullable().default(null),
};

const property = fields({ name: text(40), value: noteText.nullable() });

/** What use is asked for: the same on the page and in its files. */
const filter = {
  ...span,
  feature: code.nullable().default(null),
  actor: text(255).nullable().default(null),
  property: property.nullable().default(null),
};

const grouping = z
  .discriminatedUnion("by", [
    fields({ by: z.enum(["feature", "actor"]) }),
    fields({ by: z.literal("property"), name: text(40) }),
  ])
  .default({ by: "feature" });

/** What a page of raw events is asked for, but for its place. */
export const eventsFilter = { ...filter, day: day.nullable().default(null) };

const place = fields({ at: instant, key: idempotencyKey }).nullable().default(null);

export const tableInput = {
  ...filter,
  grouping,
  costs: flag.default(false),
  compare: flag.default(false),
};

export const usageRouter = router({
  /** The periods there are, newest first. */
  periods: portalRead.query(({ ctx }) => ctx.read(readPeriods)),

  /** The stretch that is meant, or that there is no such one. */
  span: portalRead
    .input(fields(span).prefault({}))
    .query(({ ctx, input }) => ctx.read((tx, account) => findSpan(tx, account, input))),

  /** Use by day and group, compared with the stretch before. */
  table: portalRead
    .input(fields(tableInput).prefault({}))
    .query(({ ctx, input }) => ctx.read((tx, account) => readUsageTable(tx, account, input))),

  /** How final the figures are. */
  notes: portalRead
    .input(fields(span).prefault({}))
    .query(({ ctx, input }) => ctx.read((tx, account) => readUsageNotes(tx, account, input))),

  /** What there is to filter and group by. */
  choices: portalRead
    .input(fields(span).prefault({}))
    .query(({ ctx, input }) => ctx.read((tx, account) => readUsageChoices(tx, account, input))),

  /** A page of raw events, newest first. */
  events: portalRead
    .input(
      fields({
        ...eventsFilter,
        before: place,
        limit: count({ least: 1, most: 200 }).default(20),
      }).prefault({}),
    )
    .query(({ ctx, input }) =>
      ctx.read((tx, account) => readUsageEvents(tx, account, { ...input, upTo: null })),
    ),
});
