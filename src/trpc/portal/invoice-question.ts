import { z } from "zod";
import { invoiceTypes } from "@/billing/reports/invoice-page-queries";
import type { InvoiceQuestion } from "@/billing/reports/read-invoices";
import { isUnitPrice } from "@/lib/unit-price";
import { day, says, text } from "../inputs";

const statuses = [
  "draft",
  "issued",
  "carried",
  "overdue",
  "paid",
  "partly_refunded",
  "refunded",
  "disputed",
  "void",
  "uncollectible",
] as const;

const status = z.enum(statuses, { error: says("must be a status of an invoice") });
const type = z.enum(invoiceTypes, { error: says("must be subscription, pack or manual") });
const amount = z.custom<string>((value) => typeof value === "string" && isUnitPrice(value), {
  error: says("must be an amount such as 99 or 99.50"),
});

/** What the list is asked for: the same by a procedure, in a page's address and in a file's. */
export const invoiceFilter = {
  status: status.nullable().default(null),
  type: type.nullable().default(null),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
  covers: day.nullable().default(null),
  least: amount.nullable().default(null),
  most: amount.nullable().default(null),
  search: text(60).nullable().default(null),
};

/** What an address asks for. Anything it cannot mean is as if it were not there. */
export function invoiceQuestionOf(
  params: Record<string, string | string[] | undefined>,
): InvoiceQuestion {
  const read = <T>(name: keyof InvoiceQuestion, schema: z.ZodType<T>): T | null => {
    const value = params[name];
    return schema.safeParse(typeof value === "string" ? value.trim() : undefined).data ?? null;
  };
  const decimal = (name: "least" | "most") => {
    const value = params[name];
    return typeof value === "string" && isUnitPrice(plainAmount(value)) ? plainAmount(value) : null;
  };
  return {
    status: read("status", status),
    type: read("type", type),
    from: read("from", day),
    to: read("to", day),
    covers: read("covers", day),
    least: decimal("least"),
    most: decimal("most"),
    search: read("search", text(60)),
  };
}

/** As people write amounts: "99,50", "099". "1,000" may mean a thousand or one, so it means nothing. */
function plainAmount(value: string): string {
  return value
    .trim()
    .replace(/,(?=\d{1,2}$)/, ".")
    .replace(/^0+(?=\d)/, "");
}
