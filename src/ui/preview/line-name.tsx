import { useLocale, useTranslations } from "next-intl";
import { numberLocale } from "@/messages/locales";
import { formatCredits, pluralCount } from "../credits";
import { formatRange } from "../format";
import type { LineFacts } from "../line-facts";

type OwnLine = { description: string; facts: LineFacts | null };

type Line = OwnLine & {
  kind: string;
  plan: string | null;
  periodStart: Date;
  periodEnd: Date;
};

/** A line we write ourselves in the reader's language, with its real numbers; any other as it was written. */
export function LineName({ of: line, zone }: { of: Line; zone: string }) {
  const t = useTranslations("preview.line");
  const days = useDays();
  const locale = useLocale();
  const { facts, periodStart: start, periodEnd: end } = line;
  if (!facts) {
    const { kind, plan, description } = line;
    return plan && (kind === "plan" || kind === "overage") ? t(kind, { plan }) : description;
  }
  const period = formatRange({ start, end }, { zone, locale });
  switch (facts.kind) {
    case "proration_credit": {
      const months = facts.slices?.length ?? 0;
      const part =
        facts.by === "use"
          ? t("unused", {
              unused: formatCredits(facts.unused, locale),
              granted: formatCredits(facts.granted, locale),
              count: pluralCount(facts.granted),
            })
          : days(facts);
      return t(months > 0 ? "creditOfYear" : "credit", { plan: facts.plan, period, part, months });
    }
    case "proration_charge": {
      if (facts.left === facts.total) return t("whole", { plan: facts.plan, period });
      const months = Number(facts.slices ?? 0n);
      const part = days(facts);
      return t(months > 0 ? "chargeOfYear" : "charge", { plan: facts.plan, period, part, months });
    }
    default:
      return <OwnName of={line} />;
  }
}

/** What is of no stretch of a plan: a discount, a tax, what was rounded; without facts as it was written. */
export function OwnName({ of: { facts, description } }: { of: OwnLine }) {
  const t = useTranslations("preview.line");
  const locale = useLocale();
  switch (facts?.kind) {
    case "discount":
      return t(facts.off === "" ? "discount" : "discountOff", { code: facts.code, off: facts.off });
    case "refund":
      return t("refund", { name: facts.name });
    case "rounding":
      return t("rounding");
    case "tax":
      return t(facts.reverseCharge ? "reverseCharge" : "tax", {
        name: facts.name,
        rate: percent(facts.ratePpm, locale),
      });
    default:
      return description;
  }
}

/** "18 of 30 days", or hours where a day is too coarse. */
export function useDays() {
  const t = useTranslations("preview.line");
  const locale = useLocale();
  return ({ unit, left, total }: { unit: "second" | "day"; left: bigint; total: bigint }) => {
    const perDay = unit === "day" ? 1 : 86_400;
    const isShort = unit === "second" && total < 2n * 86_400n;
    const per = isShort ? 3_600 : perDay;
    const format = new Intl.NumberFormat(numberLocale(locale), { maximumFractionDigits: 1 });
    const whole = Number(total) / per;
    const words = { left: format.format(Number(left) / per), total: format.format(whole) };
    return t(isShort ? "hours" : "days", { ...words, count: whole });
  };
}

function percent(ppm: bigint, locale: string): string {
  const format = new Intl.NumberFormat(numberLocale(locale), {
    style: "percent",
    maximumFractionDigits: 4,
  });
  return format.format(`${ppm}E-6` as `${number}`);
}
