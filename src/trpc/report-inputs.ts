import { z } from "zod";
import { asOfAsked } from "@/billing/reports/finance/as-of";
import { dimensions } from "@/billing/reports/finance/tally";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import { currency, fields, instant, noteText, oneOf, says } from "./inputs";

const longestMonths = 36;

/** A month of the books, `YYYY-MM`. */
export const month = z.custom<string>(
  (value) => typeof value === "string" && /^(19[7-9]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])$/.test(value),
  { error: says("must be a month such as 2026-01, from 1970 to 2199") },
);

export const asOf = fields({ at: instant.nullish(), known: instant.optional() });

/** What every report of months is asked by. */
const reportShape = {
  from: month,
  to: month,
  currency: currency.optional(),
  /** A plan's code, a segment; empty: what has none. */
  plan: noteText.optional(),
  segment: noteText.optional(),
  by: z.array(oneOf(dimensions), { error: says("must be a list of plan and segment") }).default([]),
  asOf: asOf.optional(),
};

export const question = fields(reportShape);

type Asked = { from: string; to: string; asOf?: z.infer<typeof asOf> | undefined };

/** The question as reports take it: months in order and not too many, and how far back it looks. */
export function reportQuestion<Input extends Asked>(now: Date, { asOf: asked, ...input }: Input) {
  const count = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  const months = count(input.to) - count(input.from) + 1;
  if (months < 1 || months > longestMonths) {
    const sentence = `A report is of 1 to ${longestMonths} months, the first one first.`;
    throw new BillingError("invalid_input", sentence, { field: "to" });
  }
  return { ...input, asOf: asOfAsked(now, asked ?? {}), timezone: env.HOUSE_TIMEZONE };
}
