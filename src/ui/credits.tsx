import { useLocale, useTranslations } from "next-intl";
import { numberLocale } from "@/messages/locales";
import { TallyMark } from "./marks";

type Sign = "exceptZero" | "auto";

/** Credits as figures only. The minus is a real one (U+2212), as wide as the plus. */
export function formatCredits(of: bigint, locale: string, signDisplay: Sign = "auto"): string {
  const format = new Intl.NumberFormat(numberLocale(locale), { signDisplay });
  return format.format(of).replace("-", "\u2212");
}

/** Credits, everywhere they are shown: with their unit, or without where the column's head names it. */
export function Credits({
  of,
  sign = false,
  unit = true,
}: {
  of: bigint;
  sign?: boolean;
  unit?: boolean;
}) {
  const t = useTranslations("common");
  const figure = formatCredits(of, useLocale(), sign ? "exceptZero" : "auto");
  return (
    <span className="whitespace-nowrap tabular-nums">
      {unit ? t("credits", { count: pluralCount(of), figure }) : figure}
    </span>
  );
}

/** The figure a page is opened for. */
export function CreditsFigure({ of }: { of: bigint }) {
  const t = useTranslations("common");
  return (
    <span className="flex items-baseline gap-3">
      <TallyMark className="h-7 w-8 shrink-0 self-center text-green" />
      <span className="font-serif text-figure tabular-nums">{formatCredits(of, useLocale())}</span>
      <span className="text-body text-muted">{t("creditsUnit", { count: pluralCount(of) })}</span>
    </span>
  );
}

/** For choosing a plural only: grammar needs no more than a safe integer, the figure is exact. */
export function pluralCount(of: bigint): number {
  const size = of < 0n ? -of : of;
  return Number(size > 1_000_000n ? 1_000_000n : size);
}
