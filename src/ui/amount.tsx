import { useLocale } from "next-intl";
import { formatMoney, type Money } from "@/lib/money";
import { numberLocale } from "@/messages/locales";

/** Money, everywhere it is shown. */
export function Amount({ of }: { of: Money }) {
  const locale = numberLocale(useLocale());
  return <span className="whitespace-nowrap tabular-nums">{formatMoney(of, locale)}</span>;
}

/** A unit price, which may have more decimals than its currency: exact, from its decimal string. */
export function UnitPrice({ of, currency }: { of: string; currency: string }) {
  const format = new Intl.NumberFormat(numberLocale(useLocale()), {
    style: "currency",
    currency: currency.toUpperCase(),
    maximumFractionDigits: 12,
  });
  return <span className="whitespace-nowrap tabular-nums">{format.format(of as `${number}`)}</span>;
}
