import { useLocale, useTranslations } from "next-intl";
import type { Money } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { Amount } from "../amount";
import type { Tax } from "./data";

type Props = { tax: Tax | null; taxAmount: Money; total: Money };

/** CP1: what the account's tax makes of a price. */
export function TaxWords({ tax, taxAmount, total }: Props) {
  const t = useTranslations("packs.tax");
  const locale = numberLocale(useLocale());
  if (!tax) return t("none");
  if (tax.reverseCharge) return t("reverseCharge");
  const format = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 4 });
  const rate = format.format(`${tax.ratePpm}E-6` as `${number}`);
  return t.rich(tax.included ? "included" : "onTop", {
    ...{ name: tax.name, rate },
    tax: () => <Amount of={taxAmount} />,
    total: () => <Amount of={total} />,
  });
}
