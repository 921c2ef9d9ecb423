import { formatMoney, type Money } from "@/lib/money";
import type { Period } from "@/lib/time";
import { dateLocale, type Language, numberLocale } from "@/messages/locales";

/** Figures and dates as a document writes them: in its language, zone and currency. */
export type Figures = ReturnType<typeof figuresIn>;

export function figuresIn(language: Language, { zone, currency }: Where) {
  const numbers = numberLocale(language);
  const money = ({ minor, currency: of }: Money) =>
    formatMoney({ minor, currency: of }, numbers).replace("-", minus);
  const price = new Intl.NumberFormat(numbers, {
    style: "currency",
    currency: currency.toUpperCase(),
    maximumFractionDigits: 12,
  });
  const number = new Intl.NumberFormat(numbers, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(numbers, { style: "percent", maximumFractionDigits: 4 });
  const date = new Intl.DateTimeFormat(dateLocale(language), {
    ...{ day: "numeric", month: "short", year: "numeric", timeZone: zone },
  });
  const countries = new Intl.DisplayNames(language, { type: "region" });
  return {
    money,
    amount: (minor: bigint) => money({ minor, currency }),
    unitPrice: (decimal: string) => price.format(decimal as `${number}`).replace("-", minus),
    number: (of: bigint | number) => number.format(of).replace("-", minus),
    percent: (ppm: bigint) => percent.format(`${ppm}E-6` as `${number}`),
    date: (at: Date) => date.format(at),
    span: ({ start, end }: Period) => ({ start: date.format(start), end: date.format(end) }),
    country: (code: string) => countries.of(code) ?? code,
    /** For choosing a plural only; the figure beside it is exact. */
    count: (of: bigint) => Number(of > 1_000_000n ? 1_000_000n : of),
  };
}

type Where = { zone: string; currency: string };

const minus = "\u2212";
