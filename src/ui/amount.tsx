import { useLocale } from "next-intl";
import { formatMoney, type Money } from "@/lib/money";
import { numberLocale } from "@/messages/locales";

/** Money, everywhere it is shown. The minus is a real one (U+2212), as it is for credits. */
export function Amount({ of }: { of: Money }) {
  const locale = numberLocale(useLocale());
  return (
    <span className="whitespace-nowrap tabular-nums">
      {formatMoney(of, locale).replace("-", "\u2212")}
    </span>
  );
}

/** A unit price, which may have more decimals than its currency: exact, from its decimal string. */
export function UnitPrice({ of, currency }: { of: string; currency: string }) {
  const format = new Intl.NumberFormat(numberLocale(useLocale()), {
    style: "currency",
    currency: currency.toUpperCase(),
    maximumFractionDigits: 12,
  });
  return (
    <span className="whitespace-nowrap tabular-nums">
      {format.format(of as `${number}`).replace("-", "\u2212")}
    </span>
  );
}
