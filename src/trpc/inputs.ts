import { z } from "zod";
import { normalEmail } from "@/auth/email-address";
import { largestAmount } from "@/billing/credits/decide-consume";
import { isCountry } from "@/lib/countries";
import {
  type DiscountId,
  type DisputeId,
  type GrantId,
  type HoldId,
  type InvoiceId,
  isUuid,
  type QuoteId,
} from "@/lib/ids";
import { isCurrency } from "@/lib/money";
import { isPercent } from "@/lib/percent";
import { cutToSeconds, isTimeZone } from "@/lib/time";

/** For zod: the sentence after the field's name. */
export function says(text: string) {
  return (issue: { input?: unknown }) => (issue.input === undefined ? "is missing" : text);
}

/** An input without fields we do not know. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, { error: says("must be an object of the known fields") });
}

/** One of these words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: says(`must be one of ${words.join(", ")}`) });
}

/** A procedure that takes nothing. */
export const nothing = fields({}).optional();

/**
 * A whole amount above zero. A number only where JavaScript still counts exactly; larger ones come as
 * bigint, and never as text.
 */
export const amount = z
  .custom<number | bigint>(isAmount, {
    error: says(
      "must be a whole number from 1 to 4,000,000,000,000,000,000 (bigint above 2^53 - 1)",
    ),
  })
  .transform((value) => BigInt(value));

function isAmount(value: unknown): value is number | bigint {
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0;
  return typeof value === "bigint" && value > 0n && value <= largestAmount;
}

/** A small whole number within bounds, as `limit` and `priority` are. */
export function count({ least, most }: { least: number; most: number }) {
  return z.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    { error: says(`must be a whole number from ${least} to ${most}`) },
  );
}

/**
 * Characters no name needs and forgers do: controls, and what is invisible or turns the direction of
 * what follows. It costs names joined by U+200D, which we can live without on an invoice.
 */
const unfit = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;

/** Text that Postgres stores, people can read and nobody can hide in. */
export function text(most: number) {
  return z.custom<string>((value) => isText(value, most), {
    error: says(`must be readable text of 1 to ${most} characters`),
  });
}

function isText(value: unknown, most: number): value is string {
  if (typeof value !== "string" || value.length === 0 || value.length > most) return false;
  return value.isWellFormed() && value.trim() !== "" && !unfit.test(value);
}

/** A text among the app's own notes, which may be empty. */
export const noteText = z.custom<string>((value) => value === "" || isText(value, 500), {
  error: says("must be readable text of at most 500 characters"),
});

/** The app's own id of an account, or ours. */
export const account = text(255);
export const idempotencyKey = text(255);
export const code = text(64);

export const email = z.custom<string>(
  (value) => isText(value, 320) && normalEmail(value) !== undefined,
  { error: says("must be an e-mail address") },
);

export const currency = z.custom<string>(
  (value) => typeof value === "string" && isCurrency(value),
  {
    error: says("must be an ISO 4217 code in lower case, such as usd"),
  },
);

export const country = z.custom<string>((value) => typeof value === "string" && isCountry(value), {
  error: says("must be an ISO 3166-1 code of two capitals, such as DE"),
});

export const timezone = z.custom<string>(
  (value) => typeof value === "string" && isTimeZone(value),
  { error: says("must be an IANA time zone, such as Europe/Berlin") },
);

const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** An instant, cut to whole seconds like every time the books know. */
export const instant = z
  .custom<Date>(
    (value) => value instanceof Date && value.getTime() >= earliest && value.getTime() < latest,
    { error: says("must be a date and time from 1970 to 2199") },
  )
  .transform(cutToSeconds);

/** A percentage as text, so that none of its decimals is lost. */
export const percent = z.custom<string>((value) => typeof value === "string" && isPercent(value), {
  error: says('must be a percentage as text, such as "19" or "8.875", at most 100'),
});

/** When a plan changes or ends. */
export const when = z.enum(["now", "period_end"], { error: says("must be now or period_end") });

export const flag = z.boolean({ error: says("must be true or false") });

/** A local date, `YYYY-MM-DD`, that the calendar has. */
export const day = z.custom<string>((value) => typeof value === "string" && isDay(value), {
  error: says("must be a date such as 2026-01-31, from 1970 to 2199"),
});

function isDay(value: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (!(at >= earliest && at < latest)) return false;
  return new Date(at).toISOString().startsWith(value);
}

/** A calendar month, `YYYY-MM`. */
export const month = z.custom<string>(
  (value) => typeof value === "string" && isDay(`${value}-01`),
  {
    error: says("must be a month such as 2026-01, from 1970 to 2199"),
  },
);

/** The number of a ledger entry. */
export const version = z.custom<bigint>(
  (value) => typeof value === "bigint" && value > 0n && value < 2n ** 63n - 1_000_000n,
  { error: says("must be the number of an entry") },
);

export const id = z.custom<string>((value) => typeof value === "string" && isUuid(value), {
  error: says("must be one of our ids, as we gave it out"),
});
/** BOOKS B4: whether credits wait for the money. */
export const grantsWhen = z.enum(["on_issue", "on_payment"], {
  error: says("must be on_issue or on_payment"),
});

export const grantId = id.transform((value) => value as GrantId);
export const holdId = id.transform((value) => value as HoldId);
export const quoteId = id.transform((value) => value as QuoteId);
export const disputeId = id.transform((value) => value as DisputeId);
export const discountId = id.transform((value) => value as DiscountId);
export const invoiceId = id.transform((value) => value as InvoiceId);

export type Metadata = Record<string, string | number | boolean>;

/** The app's own notes on something: flat, small, and kept in the order of their names. */
export const metadata = z
  .custom<Metadata>(isMetadata, {
    error: says(
      "must be a flat object of at most 50 texts (500 characters), numbers and booleans, with names of up to 40 characters",
    ),
  })
  .transform(
    (value): Metadata =>
      Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))),
  );

function isMetadata(value: unknown): value is Metadata {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= 50 && entries.every(([name, note]) => isMetadataName(name) && isNote(note))
  );
}

function isMetadataName(name: string): boolean {
  return isText(name, 40) && !["__proto__", "constructor", "prototype"].includes(name);
}

function isNote(note: unknown): boolean {
  if (typeof note === "string") return noteText.safeParse(note).success;
  return typeof note === "boolean" || (typeof note === "number" && Number.isFinite(note));
}
